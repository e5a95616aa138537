import { invalid } from '../../base/errors.ts'
import type { Tensor } from '../../tensor/index.ts'
import { lossOfDifferences } from './differences.ts'
import type { ReductionOption } from './reduction.ts'

export interface HuberOptions extends ReductionOption {
  /** The difference from which on the loss grows linearly; above 0, 1 by default. */
  readonly delta?: number
}

/**
 * Huber's loss (1964): squared for small differences, linear for large ones, so that outliers do not dominate. PyTorch's
 * `huber_loss`.
 *
 *     loss = ½ d²                   where d = input − target and |d| ≤ delta
 *     loss = delta·(|d| − ½ delta)  elsewhere
 *
 * A target of NaN is absent: it is left out of the mean, which is 0 where all are absent, and with reduction 'none' its loss
 * is 0. Its prediction gets no gradient.
 *
 * @param input predictions of any shape
 * @param target numbers of the same shape
 * @returns a scalar; of the input's shape with reduction 'none'
 * @throws KindlingError `invalid-argument` when shapes or types do not fit, or delta is not above 0
 *
 * @example
 * await huberLoss(tensor([1, 2]), tensor([1, 4])).item() // 0.75
 */
export function huberLoss(input: Tensor, target: Tensor, { delta = 1, reduction = 'mean' }: HuberOptions = {}): Tensor {
  if (!(delta > 0)) throw invalid(`huberLoss: delta is ${delta}; it must be above 0`)
  return lossOfDifferences('huberLoss', input, target, reduction, (difference) => huber(difference, delta))
}

/** Huber's loss of differences. With c = d kept in ±delta both branches are c·(d − ½c), which has no kink to differentiate. */
export function huber(difference: Tensor, delta: number): Tensor {
  const kept = difference.clip(-delta, delta)
  return kept.mul(difference.sub(kept.mul(0.5)))
}
