import type { Tensor } from '../../tensor/index.ts'
import { checkFloat, matchingTarget } from './operands.ts'
import { type ReductionOption, reduced } from './reduction.ts'

/**
 * Mean absolute error, as PyTorch's `l1_loss`. Its gradient is the sign of the difference: 0 where they are equal.
 *
 *     loss = |input − target|
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
  checkFloat('l1Loss', input, 'predictions')
  return reduced('l1Loss', input.sub(matchingTarget('l1Loss', input, target)).abs(), reduction)
}
