import { invalid } from '../../base/errors.ts'
import type { Tensor } from '../../tensor/index.ts'
import { huber } from './huber-loss.ts'
import { checkFloat, matchingTarget } from './operands.ts'
import { type ReductionOption, reduced } from './reduction.ts'

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
  checkFloat('smoothL1Loss', input, 'predictions')
  if (!(beta >= 0)) throw invalid(`smoothL1Loss: beta is ${beta}; it must not be negative`)
  const difference = input.sub(matchingTarget('smoothL1Loss', input, target))
  return reduced('smoothL1Loss', beta === 0 ? difference.abs() : huber(difference, beta).mul(1 / beta), reduction)
}
