import { invalid } from '../../base/errors.ts'
import { type HostArray, kindOf } from '../../tensor/dtype.ts'
import { cast, reshape, type Tensor, where } from '../../tensor/index.ts'
import { primitive } from '../../tensor/primitive.ts'
import { sameShape, show } from '../../tensor/shape.ts'

/**
 * Class indices beside the input that they belong to. They have no axis of classes, not even one of length 1: ONNX Runtime
 * would go through it element by element.
 */
export interface ClassIndices {
  /** [N, C, d1, …]; what came as [C] is a batch of one. */
  readonly input: Tensor
  /** int64 [N, d1, …]: the class of each item, 0 where it is ignored. */
  readonly classes: Tensor
  /** bool [N, d1, …] */
  readonly ignored: Tensor
}

/** What `ignoreIndex` is where it is not given, as in PyTorch. */
export const defaultIgnoreIndex = -100

/** The indices themselves; a node that fails, under a name that says why, before any other sees one out of range. */
const checked = primitive<{ loss: string; count: number }>({
  name: 'classIndices',
  infer: ([indices]) => ({ shape: indices!.shape, dtype: 'int64' }),
  emit: (e, [given], { inputs, attributes: { loss, count } }) => {
    // ONNX counts a negative index from the last class: make it one that is too large. Two casts are faster where they do.
    const indices =
      inputs[0]!.dtype === 'int64'
        ? e.op('Where', [e.op('Less', [given!, e.scalar('int64', 0)]), e.scalar('int64', count), given!])
        : e.cast(e.cast(given!, 'uint32'), 'int64')
    const classes = e.ints(Array.from({ length: count }, (_, c) => c))
    const name = `${loss}: target has a class that input does not have`
    return e.graph.op('Gather', [classes, indices], { axis: 0 }, { name })[0]!
  },
  gradient: { none: 'class indices are whole numbers' },
})

/**
 * Checks class indices against the input and makes them ready to be gathered with.
 *
 * An index out of range is an error here where the values of the target are known. Elsewhere (inside a compiled function,
 * or when the target is computed) ONNX Runtime refuses it when the program runs, in a node whose name says so.
 *
 * @param loss the name that an error message begins with
 * @param given [N, C, d1, …] or [C]
 * @param target integers, [N, d1, …] or []
 */
export function classIndices(
  loss: string,
  given: Tensor,
  target: Tensor,
  ignoreIndex: number = defaultIgnoreIndex,
): ClassIndices {
  if (!Number.isInteger(ignoreIndex)) throw invalid(`${loss}: ignoreIndex is ${ignoreIndex}; it must be a whole number`)
  if (given.ndim === 0)
    throw invalid(
      `${loss}: input is a single number (shape []); it must have an axis of classes: [C], [N, C] or [N, C, …]`,
    )
  if (kindOf(target.dtype) !== 'integer')
    throw invalid(
      `${loss}: target is ${target.dtype} ${show(target.shape)} beside an input of ${show(given.shape)}; ` +
        `class indices must be integers (int32, int64 or uint8): cast it to 'int32'`,
    )
  const input = given.ndim === 1 ? reshape(given, [1, given.shape[0]!]) : given
  const [, count, ...places] = input.shape as [number, number, ...number[]]
  const expected = given.ndim === 1 ? [] : [input.shape[0]!, ...places]
  if (!sameShape(target.shape, expected))
    throw invalid(
      `${loss}: target has shape ${show(target.shape)}, but input has ${show(given.shape)}; class indices must have ` +
        `${show(expected)}, one class for each item${places.length > 0 ? ' and place' : ''}`,
    )
  const values = knownValues(target)
  const wrong = values?.find((value) => (value < 0 || value >= count) && Number(value) !== ignoreIndex)
  if (wrong !== undefined)
    throw invalid(
      `${loss}: target has class ${wrong}, but input has ${count} classes (shape ${show(given.shape)}); ` +
        `labels must lie in 0…${count - 1}, or be ignoreIndex (${ignoreIndex})`,
    )
  const whole = target.dtype === 'int32' ? target : cast(target, 'int64')
  const indices = reshape(whole, [input.shape[0]!, ...places])
  const ignored = indices.equal(ignoreIndex)
  return { input, classes: checked([where(ignored, 0, indices)], { loss, count }), ignored }
}

/** The values of a tensor, where they are on this side already. */
function knownValues(tensor: Tensor): HostArray | undefined {
  const { storage, operation } = tensor
  if (storage) return 'host' in storage ? storage.host : undefined
  return operation?.row.name === 'reshape' ? knownValues(operation.inputs[0]!) : undefined
}
