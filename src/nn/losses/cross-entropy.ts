import { invalid } from '../../base/errors.ts'
import { isFloat } from '../../tensor/dtype.ts'
import { cast, logSoftmax, reshape, type Tensor, type TensorLike, take, where } from '../../tensor/index.ts'
import { sameShape, show } from '../../tensor/shape.ts'
import { classIndices } from './class-indices.ts'
import { logSoftmaxAt } from './log-softmax-at.ts'
import { checkFloat, classWeight } from './operands.ts'
import { type ReductionOption, reduced } from './reduction.ts'

export interface CrossEntropyOptions extends ReductionOption {
  /** [C]: how much each class counts; all alike by default. The mean is divided by the weights of the items' classes. */
  readonly weight?: TensorLike
  /** From 0 to 1: the part of the target that is spread evenly over all classes (Szegedy et al. 2016); 0 by default. */
  readonly labelSmoothing?: number
  /** Items with this class index are left out, of the divisor of the mean too; −100 by default. */
  readonly ignoreIndex?: number
}

/**
 * Cross-entropy between softmax(input) and the target: for questions with exactly one answer.
 *
 *     loss = −weight[target] · ln softmax(input)[target]        target: class indices
 *     loss = −Σ_c weight[c] · target[c] · ln softmax(input)[c]  target: class probabilities
 *     with labelSmoothing ε, the target is (1 − ε)·target + ε/C, where an index counts as a one in its place
 *
 * The mean is the sum divided by the sum of weight[target] over the items that are not ignored (class indices), or by the
 * number of items (probabilities), as PyTorch's `cross_entropy` has it: NaN when all items are ignored. Logits of any
 * size give finite losses and gradients.
 *
 * @param input logits: [N, C], [C] for a single item, or [N, C, d1, …] for N pictures with a class for each place
 * @param target class indices (int32, int64, uint8) [N], [] or [N, d1, …]; or class probabilities, floats of the input's
 *   shape. An index out of range is refused at once if its value is known, and otherwise by ONNX Runtime when the program
 *   runs
 * @returns a scalar; with reduction 'none' one loss for each item: [N], [] or [N, d1, …]
 * @throws KindlingError `invalid-argument` when shapes or types do not fit, or an index is out of range
 *
 * @example
 * const logits = tensor([[2, 1, 0.1], [0.5, 2.5, 0.3]])
 * const loss = crossEntropy(logits, tensor([0, 1], { dtype: 'int32' }))
 * await loss.item() // 0.3185
 */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const name = 'crossEntropy'
  const { labelSmoothing = 0 } = options
  checkFloat(name, input, 'logits')
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw invalid(`${name}: labelSmoothing is ${labelSmoothing}; it must lie in 0…1`)
  return isFloat(target.dtype) && sameShape(target.shape, input.shape) && input.ndim > 0
    ? ofProbabilities(name, input, target, options)
    : ofIndices(name, input, target, options)
}

function ofIndices(name: string, given: Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const { reduction = 'mean', labelSmoothing = 0, ignoreIndex } = options
  if (isFloat(target.dtype))
    throw invalid(
      `${name}: target is ${target.dtype} ${show(target.shape)}, but input has ${show(given.shape)}; class probabilities ` +
        `must have the input's shape, class indices must be integers (cast them to 'int32')`,
    )
  const { input, classes, ignored } = classIndices(name, given, target, ignoreIndex)
  const weight = options.weight === undefined ? undefined : classWeight(name, 'weight', options.weight, input)
  const counted = weight ? where(ignored, 0, take(weight, classes)) : cast(ignored.logicalNot(), input.dtype)

  let losses = where(ignored, 0, logSoftmaxAt(input, classes, weight ? 0 : labelSmoothing).neg())
  if (weight) {
    losses = losses.mul(counted)
    if (labelSmoothing > 0) {
      const all = logSoftmax(input, 1).mul(alongClasses(weight, input)).mean(1).neg()
      losses = losses.mul(1 - labelSmoothing).add(where(ignored, 0, all).mul(labelSmoothing))
    }
  }
  return reduced(name, reshape(losses, target.shape), reduction, counted.sum())
}

function ofProbabilities(name: string, given: Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const { reduction = 'mean', labelSmoothing = 0, ignoreIndex } = options
  if (ignoreIndex !== undefined)
    throw invalid(
      `${name}: ignoreIndex is ${ignoreIndex}, but target holds class probabilities, among which there is no index; ` +
        'leave it out, or give class indices',
    )
  const single = given.ndim === 1
  const input = single ? reshape(given, [1, given.size]) : given
  const exact = reshape(cast(target, input.dtype), input.shape)
  const smooth = labelSmoothing > 0 ? exact.mul(1 - labelSmoothing).add(labelSmoothing / input.shape[1]!) : exact
  const expected =
    options.weight === undefined
      ? smooth
      : smooth.mul(alongClasses(classWeight(name, 'weight', options.weight, input), input))
  const losses = logSoftmax(input, 1).mul(expected).sum(1).neg()
  return reduced(name, single ? reshape(losses, []) : losses, reduction)
}

/** [C] as [C, 1, …], to lie along axis 1 of `input`. */
const alongClasses = (weight: Tensor, input: Tensor): Tensor =>
  reshape(weight, [weight.size, ...input.shape.slice(2).map(() => 1)])
