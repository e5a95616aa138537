import { invalid } from '../../base/errors.ts'
import { cast, expandDims, full, scatterAdd, softmax, type Tensor, where } from '../../tensor/index.ts'
import { classIndices } from './class-indices.ts'
import { checkFloat } from './operands.ts'
import { type ReductionOption, reduced } from './reduction.ts'

export interface DiceOptions extends ReductionOption {
  /** Added to both parts of the ratio, so that a class that is neither there nor predicted loses nothing; 1e-6 by default. */
  readonly smooth?: number
}

export interface ClassDiceOptions extends DiceOptions {
  /** Places with this class index are left out; −100 by default. */
  readonly ignoreIndex?: number
}

/**
 * Dice loss of softmax(input): one minus the overlap of what is predicted and what is there, class by class over the whole
 * batch. Large and small classes count alike, which suits pictures with a class for each place (Milletari et al. 2016,
 * with plain sums in the denominator).
 *
 *     loss[c] = 1 − (2 Σ p·t + smooth) / (Σ p + Σ t + smooth)
 *     with p = softmax(input)[c], t = 1 where target is c; sums over the batch and all places
 *
 * @param input logits [N, C] or [N, C, d1, …]
 * @param target class indices (int32, int64, uint8) [N] or [N, d1, …]. One out of range is refused at once if
 *   its value is known, and otherwise by ONNX Runtime when the program runs
 * @returns a scalar: the mean over the classes, or their sum; with reduction 'none' one loss for each class, [C]
 * @throws KindlingError `invalid-argument` when shapes or types do not fit, or an index is out of range
 *
 * @example
 * const logits = tensor([[4, 0], [0, 4]])
 * await diceLoss(logits, tensor([0, 1], { dtype: 'int32' })).item() // 0.018
 */
export function diceLoss(input: Tensor, target: Tensor, options: ClassDiceOptions = {}): Tensor {
  const name = 'diceLoss'
  checkFloat(name, input, 'logits')
  checkClasses(name, input)
  const { classes, ignored } = classIndices(name, input, target, options.ignoreIndex)
  const kept = expandDims(cast(ignored.logicalNot(), input.dtype), 1)
  const there = scatterAdd(full(input.shape, 0, { dtype: input.dtype }), 1, expandDims(classes, 1), kept)
  return dice(name, where(expandDims(ignored, 1), 0, softmax(input, 1)), there, options)
}

/** Refuses an input without an axis of classes behind that of the items. */
export function checkClasses(loss: string, { shape, ndim }: Tensor): void {
  if (ndim < 2) throw invalid(`${loss}: input has shape [${shape.join(', ')}]; it must be [N, C] or [N, C, d1, …]`)
}

/** Dice loss of what is predicted, from 0 to 1, and what is there, both [N, C, …]. */
export function dice(
  loss: string,
  predicted: Tensor,
  there: Tensor,
  { smooth = 1e-6, reduction = 'mean' }: DiceOptions,
): Tensor {
  if (!(smooth >= 0)) throw invalid(`${loss}: smooth is ${smooth}; it must not be negative`)
  const axes = predicted.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]))
  const both = predicted.mul(there).sum(axes).mul(2).add(smooth)
  const each = predicted.sum(axes).add(there.sum(axes)).add(smooth)
  return reduced(loss, both.div(each).rsub(1), reduction)
}
