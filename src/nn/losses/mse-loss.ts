import type { Tensor } from '../../tensor/index.ts'
import { checkFloat, matchingTarget } from './operands.ts'
import { type ReductionOption, reduced } from './reduction.ts'

/**
 * Mean squared error: for numbers and points, as PyTorch's `mse_loss`.
 *
 *     loss = (input − target)²
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
  checkFloat('mseLoss', input, 'predictions')
  return reduced('mseLoss', input.sub(matchingTarget('mseLoss', input, target)).square(), reduction)
}
