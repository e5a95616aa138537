import { invalid } from '../../base/errors.ts'
import { cast, reshape, type Tensor, type TensorLike, take, where } from '../../tensor/index.ts'
import { classIndices } from './class-indices.ts'
import { logSoftmaxAt } from './log-softmax-at.ts'
import { checkFloat, classWeight } from './operands.ts'
import { type ReductionOption, reduced } from './reduction.ts'

export interface FocalOptions extends ReductionOption {
  /** How much less the easy items count; 0 makes it `crossEntropy`. 2 by default. */
  readonly gamma?: number
  /** [C]: how much each class counts; all alike by default. The mean divides by the number of items all the same. */
  readonly alpha?: TensorLike
  /** Items with this class index are left out; −100 by default. */
  readonly ignoreIndex?: number
}

/**
 * Focal loss of softmax(input): cross-entropy in which items that are answered well already count less (Lin et al. 2017,
 * "Focal loss for dense object detection").
 *
 *     loss = −alpha[target] · (1 − p)^gamma · ln p    with p = softmax(input)[target]
 *
 * @param input logits: [N, C], [C] for a single item, or [N, C, d1, …]
 * @param target class indices (int32, int64, uint8) [N], [] or [N, d1, …]. One out of range is refused at once if its
 *   value is known, and otherwise by ONNX Runtime when the program runs
 * @returns a scalar (the mean is that of the items that are not ignored); with reduction 'none' one loss for each item
 * @throws KindlingError `invalid-argument` when shapes or types do not fit, an index is out of range, or gamma is negative
 *
 * @example
 * const logits = tensor([[2, 1, 0.1], [0.5, 2.5, 0.3]])
 * await focalLoss(logits, tensor([0, 1], { dtype: 'int32' })).item() // 0.0285
 */
export function focalLoss(input: Tensor, target: Tensor, options: FocalOptions = {}): Tensor {
  const name = 'focalLoss'
  const { gamma = 2, reduction = 'mean', ignoreIndex } = options
  checkFloat(name, input, 'logits')
  checkGamma(name, gamma)
  const { input: batch, classes, ignored } = classIndices(name, input, target, ignoreIndex)
  const logProbability = logSoftmaxAt(batch, classes)
  let losses = modulation(logProbability.expm1().neg(), gamma).mul(logProbability).neg()
  if (options.alpha !== undefined) losses = losses.mul(take(classWeight(name, 'alpha', options.alpha, batch), classes))
  const kept = reshape(where(ignored, 0, losses), target.shape)
  return reduced(name, kept, reduction, cast(ignored.logicalNot(), batch.dtype).sum())
}

/** The factor (1 − p)^gamma, from 1 − p. At 0 a fractional power has no finite gradient: hold it just above. */
export const modulation = (missing: Tensor, gamma: number): Tensor => missing.clip(1e-12, null).pow(gamma)

export function checkGamma(loss: string, gamma: number): void {
  if (!(gamma >= 0 && gamma < Number.POSITIVE_INFINITY))
    throw invalid(`${loss}: gamma is ${gamma}; it must be finite and not negative`)
}
