import { onesLike, type Tensor, type TensorLike } from '../../tensor/index.ts'
import { type Call, primitive } from '../../tensor/primitive.ts'
import { checkFloat, elementWeight, matchingTarget } from './operands.ts'
import { type ReductionOption, reduced } from './reduction.ts'

export interface BinaryCrossEntropyWithLogitsOptions extends ReductionOption {
  /** How much each element counts; broadcasts to the input's shape. All alike by default. The mean divides by their number. */
  readonly weight?: TensorLike
  /** How much a target of 1 counts against one of 0, for each class: [C], or what broadcasts to the input's shape. 1 by default. */
  readonly posWeight?: TensorLike
}

// The loss is softplus(x) − x·t, with softplus(x) = max(x, 0) − ln sigmoid(|x|): nothing overflows, and a confident right
// answer loses exactly 0. ONNX Runtime's Softplus takes several times as long.

/** max(x, 0) − x·t: all of the loss but the logarithm; not negative for t in 0…1. */
const linearPart = (x: Tensor, t: Tensor): Tensor => x.relu().sub(x.mul(t))

const gradient = (g: Tensor, { inputs: [x, t] }: Call): readonly Tensor[] => [
  x!.sigmoid().sub(t!).mul(g),
  x!.mul(g).neg(),
]

const each = primitive<undefined>({
  name: 'binaryCrossEntropyWithLogits',
  infer: ([x]) => x!,
  lower: ({ inputs: [x, t] }) => linearPart(x!, t!).sub(x!.abs().sigmoid().log()),
  gradient,
})

/** The loss of each element, of logits and targets that fit. */
export const elementLosses = (x: Tensor, t: Tensor): Tensor => each([x, t], undefined)

const total = primitive<undefined>({
  name: 'binaryCrossEntropyWithLogitsSum',
  infer: ([x]) => ({ shape: [], dtype: x!.dtype }),
  // A sum of logarithms is the logarithm of the product, and there are far fewer products than factors.
  lower: ({ inputs: [x, t] }) => linearPart(x!, t!).sum().sub(products(x!.abs().sigmoid()).log().sum()),
  gradient,
})

/** Products of as many numbers between ½ and 1 as cannot underflow, of all elements of `x`. */
function products(x: Tensor): Tensor {
  const most = x.dtype === 'float16' ? 10 : 100
  let factors = Math.min(most, x.size)
  while (factors > 1 && x.size % factors !== 0) factors--
  return factors > 1 ? x.reshape([-1, factors]).prod(1) : x
}

/**
 * Binary cross-entropy between sigmoid(input) and the target, element by element: every class is a yes-or-no question of
 * its own, so any number of answers may be right, none included.
 *
 *     loss = −weight · (posWeight · target · ln sigmoid(input) + (1 − target) · ln (1 − sigmoid(input)))
 *
 * Computed from the logits, so that logits of any size give finite losses and gradients: the gradient of a mean over n
 * elements is (sigmoid(input) − target) / n. The definition is PyTorch's `binary_cross_entropy_with_logits`.
 *
 * @param input logits of any shape
 * @param target 0 or 1, or probabilities between, of the same shape
 * @returns a scalar; of the input's shape with reduction 'none'
 * @throws KindlingError `invalid-argument` when shapes or types do not fit
 *
 * @example
 * const logits = tensor([[2, -1], [0.5, 3]])
 * const targets = tensor([[1, 0], [0, 1]])
 * await binaryCrossEntropyWithLogits(logits, targets).item() // 0.3657
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  { weight, posWeight, reduction = 'mean' }: BinaryCrossEntropyWithLogitsOptions = {},
): Tensor {
  const name = 'binaryCrossEntropyWithLogits'
  checkFloat(name, input, 'logits')
  const t = matchingTarget(name, input, target)
  if (weight === undefined && posWeight === undefined && reduction !== 'none' && input.size > 0) {
    const sum = total([input, t], undefined)
    return reduction === 'mean' ? sum.mul(1 / input.size) : reduced(name, sum, reduction)
  }
  let losses = elementLosses(input, t)
  if (posWeight !== undefined) {
    const more = elementWeight(name, 'posWeight', posWeight, input).sub(1)
    losses = losses.add(t.mul(more).mul(elementLosses(input, onesLike(input))))
  }
  if (weight !== undefined) losses = losses.mul(elementWeight(name, 'weight', weight, input))
  return reduced(name, losses, reduction)
}
