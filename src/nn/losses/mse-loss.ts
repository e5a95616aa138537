import type { Tensor } from '../../tensor/index.ts'
import { lossOfDifferences } from './differences.ts'
import type { ReductionOption } from './reduction.ts'

/**
 * Mean squared error: for numbers and points, as PyTorch's `mse_loss`.
 *
 *     loss = (input − target)²
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
 * await mseLoss(tensor([1, 2]), tensor([1, 4])).item() // 2
 */
export function mseLoss(input: Tensor, target: Tensor, { reduction = 'mean' }: ReductionOption = {}): Tensor {
  return lossOfDifferences('mseLoss', input, target, reduction, (difference) => difference.square())
}
