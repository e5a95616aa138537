import { isFloat } from '../../tensor/dtype.ts'
import { type Tensor, where } from '../../tensor/index.ts'
import { checkFloat, matchingTarget } from './operands.ts'
import { type Reduction, reduced } from './reduction.ts'

/**
 * A loss of the differences between predictions and targets. A target of NaN is absent, such as a point that has left its
 * picture: its difference is 0, and the mean is over the others.
 *
 * @param name that an error message begins with
 * @param each the loss of each difference: 0, with a slope of 0, where that is 0
 */
export function lossOfDifferences(
  name: string,
  input: Tensor,
  target: Tensor,
  reduction: Reduction,
  each: (difference: Tensor) => Tensor,
): Tensor {
  checkFloat(name, input, 'predictions')
  const wanted = matchingTarget(name, input, target)
  if (!isFloat(target.dtype)) return reduced(name, each(input.sub(wanted)), reduction)
  const present = wanted.isnan().logicalNot()
  const losses = each(where(present, input.sub(wanted), 0))
  if (reduction !== 'mean' || input.size === 0) return reduced(name, losses, reduction)
  // A quotient of means is the sum over the number of targets, and does not leave float16's range. Where no target is
  // present it is 0 over something.
  return losses.mean().div(
    present
      .cast(losses.dtype)
      .mean()
      .clip(1 / input.size, null),
  )
}
