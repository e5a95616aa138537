import { invalid } from '../../base/errors.ts'
import type { Tensor } from '../../tensor/index.ts'
import { lossOfDifferences } from './differences.ts'
import { huber } from './huber-loss.ts'
import type { ReductionOption } from './reduction.ts'

export interface SmoothL1Options extends ReductionOption {
  /** The difference from which on the loss is that of `l1Loss` less ½ beta; 1 by default, and 0 makes it `l1Loss`. */
  readonly beta?: number
}

/**
 * The absolute error, rounded off around 0 (Girshick 2015): Huber's loss divided by beta, PyTorch's `smooth_l1_loss`.
 *
 *     loss = ½ d² / beta     where d = input − target and |d| < beta
 *     loss = |d| − ½ beta    elsewhere
 *
 * A target of NaN is absent: it is left out of the mean, which is 0 where all are absent, and with reduction 'none' its loss
 * is 0. Its prediction gets no gradient.
 *
 * @param input predictions of any shape
 * @param target numbers of the same shape
 * @returns a scalar; of the input's shape with reduction 'none'
 * @throws KindlingError `invalid-argument` when shapes or types do not fit, or beta is negative
 *
 * @example
 * await smoothL1Loss(tensor([1, 2]), tensor([1, 4])).item() // 0.75
 */
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  { beta = 1, reduction = 'mean' }: SmoothL1Options = {},
): Tensor {
  if (!(beta >= 0)) throw invalid(`smoothL1Loss: beta is ${beta}; it must not be negative`)
  return lossOfDifferences('smoothL1Loss', input, target, reduction, (difference) =>
    beta === 0 ? difference.abs() : huber(difference, beta).mul(1 / beta),
  )
}
