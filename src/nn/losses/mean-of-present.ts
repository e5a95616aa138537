import { type Tensor, where } from '../../tensor/index.ts'
import { matchingTarget } from './operands.ts'
import type { ReductionOption } from './reduction.ts'

/**
 * The mean of a loss over the elements whose target is present: those whose target is NaN are left out, of the gradient as
 * of the mean, and where no target is present the loss is 0.
 *
 * @param loss one that compares element by element, such as `mseLoss`, `l1Loss` or `huberLoss`
 * @returns from input and target of one shape to a scalar
 * @throws KindlingError `invalid-argument` when the shapes differ
 * @example
 * await meanOfPresent(mseLoss)(tensor([1, 2]), tensor([3, NaN])).item() // 4
 */
export const meanOfPresent =
  (loss: (input: Tensor, target: Tensor, options: ReductionOption) => Tensor) =>
  (input: Tensor, target: Tensor): Tensor => {
    const numbers = matchingTarget('meanOfPresent', input, target)
    const missing = numbers.isnan()
    // Compared with itself, a number has no error; a NaN that is only covered up afterwards would be one in the gradient.
    const losses = loss(input, where(missing, input, numbers), { reduction: 'none' })
    const present = missing.logicalNot().cast(input.dtype)
    return losses.mul(present).sum().div(present.sum().maximum(1))
  }
