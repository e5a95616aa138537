import { invalid } from '../../base/errors.ts'
import { isFloat } from '../../tensor/dtype.ts'
import { cast, Tensor, type TensorLike, tensor } from '../../tensor/index.ts'
import { broadcastShapes, sameShape, show } from '../../tensor/shape.ts'

/** Refuses an input that is not made of real numbers. `what` says in the message what it should hold: 'logits'. */
export function checkFloat(loss: string, input: Tensor, what: string): void {
  if (!isFloat(input.dtype))
    throw invalid(
      `${loss}: input is ${input.dtype} ${show(input.shape)}; ${what} must be floats (cast it to 'float32')`,
    )
}

/** The target of a loss that compares element by element: of the input's shape, in the input's type. */
export function matchingTarget(loss: string, input: Tensor, target: Tensor): Tensor {
  if (!sameShape(input.shape, target.shape))
    throw invalid(
      `${loss}: target has shape ${show(target.shape)}, but input has ${show(input.shape)}; they must be equal ` +
        '(nothing is broadcast)',
    )
  return cast(target, input.dtype)
}

/** A weight of the elements of `input`, in its type. `name` is the option's. */
export function elementWeight(loss: string, name: string, weight: TensorLike, input: Tensor): Tensor {
  const given = like(weight, input)
  const shape = broadcastShapes(`${loss}: ${name} and input`, given.shape, input.shape)
  if (!sameShape(shape, input.shape))
    throw invalid(
      `${loss}: ${name} has shape ${show(given.shape)}, which does not broadcast to the input's, ${show(input.shape)}`,
    )
  return given
}

/** A weight for each of the classes along axis 1 of `input`, in its type: [classes]. `name` is the option's. */
export function classWeight(loss: string, name: string, weight: TensorLike, input: Tensor): Tensor {
  const given = like(weight, input)
  const classes = input.shape[1]!
  if (!sameShape(given.shape, [classes]))
    throw invalid(
      `${loss}: ${name} has shape ${show(given.shape)}, but input has ${classes} classes; it must be [${classes}], ` +
        'one number per class',
    )
  return given
}

/** Values in the type of `other`; numbers are not rounded on the way there. */
const like = (values: TensorLike, { dtype }: Tensor): Tensor =>
  values instanceof Tensor ? cast(values, dtype) : tensor(values, { dtype })
