import { invalid } from '../../base/errors.ts'
import type { Tensor, TensorLike } from '../../tensor/index.ts'
import { primitive } from '../../tensor/primitive.ts'
import { checkFloat, elementWeight, matchingTarget } from './operands.ts'
import { type ReductionOption, reduced } from './reduction.ts'

export interface BinaryCrossEntropyOptions extends ReductionOption {
  /** How much each element counts; broadcasts to the input's shape. All alike by default. The mean divides by their number. */
  readonly weight?: TensorLike
}

/** ln p, not below −100. */
const clampedLog = (p: Tensor): Tensor => p.log().clip(-100, null)

const lossOf = primitive<undefined>({
  name: 'binaryCrossEntropy',
  infer: ([p]) => p!,
  lower: ({ inputs: [p, t] }) =>
    t!
      .mul(clampedLog(p!))
      .add(t!.rsub(1).mul(clampedLog(p!.rsub(1))))
      .neg(),
  // PyTorch's: of the loss without the clamp, with a divisor that is never 0.
  gradient: (g, { inputs: [p, t] }) => [
    p!
      .sub(t!)
      .div(p!.mul(p!.rsub(1)).clip(1e-12, null))
      .mul(g),
    clampedLog(p!.rsub(1)).sub(clampedLog(p!)).mul(g),
  ],
})

/**
 * Binary cross-entropy of probabilities. The logarithms are kept at −100 or above, so that a confident mistake costs 100
 * and not infinity, as in PyTorch's `binary_cross_entropy`.
 *
 *     loss = −weight · (target · max(ln p, −100) + (1 − target) · max(ln (1 − p), −100))
 *
 * From logits, `binaryCrossEntropyWithLogits` is faster, more precise, and has no clamp.
 *
 * @param input probabilities p from 0 to 1, of any shape; others give NaN, or an error where their values are known
 * @param target 0 or 1, or probabilities between, of the same shape
 * @returns a scalar; of the input's shape with reduction 'none'
 * @throws KindlingError `invalid-argument` when shapes or types do not fit, or a probability lies outside 0…1
 *
 * @example
 * await binaryCrossEntropy(tensor([0.9, 0.2]), tensor([1, 0])).item() // 0.1643
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  { weight, reduction = 'mean' }: BinaryCrossEntropyOptions = {},
): Tensor {
  const name = 'binaryCrossEntropy'
  checkFloat(name, input, 'probabilities')
  const t = matchingTarget(name, input, target)
  if (input.storage && 'host' in input.storage) {
    const outside = (input.storage.host as Float32Array).find((p) => !(p >= 0 && p <= 1))
    if (outside !== undefined)
      throw invalid(
        `${name}: input has the value ${outside}; probabilities must lie in 0…1 (for logits there is ` +
          'binaryCrossEntropyWithLogits)',
      )
  }
  const losses = lossOf([input, t], undefined)
  return reduced(
    name,
    weight === undefined ? losses : losses.mul(elementWeight(name, 'weight', weight, input)),
    reduction,
  )
}
