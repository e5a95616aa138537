import type { Tensor } from '../../tensor/index.ts'
import { lossOfDifferences } from './differences.ts'
import type { ReductionOption } from './reduction.ts'

/**
 * Mean absolute error, as PyTorch's `l1_loss`. Its gradient is the sign of the difference: 0 where they are equal.
 *
 *     loss = |input − target|
 *
 * A target of NaN is absent: it is left out of the mean, which is 0 where all are absent, and with reduction 'none' its loss
 * is 0. Its prediction gets no gradient.
 *
 * @param input predictions of any shape
 * @param target numbers of the same shape
 * @returns a scalar; of the input's shape with reduction 'none'
 * @throws KindlingError `invalid-argument` when shapes or types do not fit
 *
 * @example
 * await l1Loss(tensor([1, 2]), tensor([1, 4])).item() // 1
 */
export function l1Loss(input: Tensor, target: Tensor, { reduction = 'mean' }: ReductionOption = {}): Tensor {
  return lossOfDifferences('l1Loss', input, target, reduction, (difference) => difference.abs())
}
