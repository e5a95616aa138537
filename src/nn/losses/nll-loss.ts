import {
  cast,
  expandDims,
  reshape,
  type Tensor,
  type TensorLike,
  take,
  takeAlongAxis,
  where,
} from '../../tensor/index.ts'
import { classIndices } from './class-indices.ts'
import { checkFloat, classWeight } from './operands.ts'
import { type ReductionOption, reduced } from './reduction.ts'

export interface NllOptions extends ReductionOption {
  /** [C]: how much each class counts; all alike by default. The mean is divided by the weights of the items' classes. */
  readonly weight?: TensorLike
  /** Items with this class index are left out, of the divisor of the mean too; −100 by default. */
  readonly ignoreIndex?: number
}

/**
 * Negative log-likelihood. It takes no logarithm: the input must hold log-probabilities, as `logSoftmax` makes them.
 *
 *     loss = −weight[target] · input[target]
 *
 * The mean is the sum divided by the sum of weight[target] over the items that are not ignored, as PyTorch's `nll_loss`
 * has it: NaN when all items are ignored. `crossEntropy` does both steps at once, and faster.
 *
 * @param input log-probabilities: [N, C], [C] for a single item, or [N, C, d1, …]
 * @param target class indices (int32, int64, uint8) [N], [] or [N, d1, …]. One out of range is refused at once if its
 *   value is known, and otherwise by ONNX Runtime when the program runs
 * @returns a scalar; with reduction 'none' one loss for each item: [N], [] or [N, d1, …]
 * @throws KindlingError `invalid-argument` when shapes or types do not fit, or an index is out of range
 *
 * @example
 * const logProbabilities = tensor([[2, 1, 0.1], [0.5, 2.5, 0.3]]).logSoftmax()
 * await nllLoss(logProbabilities, tensor([0, 1], { dtype: 'int32' })).item() // 0.3185
 */
export function nllLoss(input: Tensor, target: Tensor, options: NllOptions = {}): Tensor {
  const name = 'nllLoss'
  const { reduction = 'mean', ignoreIndex } = options
  checkFloat(name, input, 'log-probabilities')
  const { input: batch, classes, ignored } = classIndices(name, input, target, ignoreIndex)
  const weight = options.weight === undefined ? undefined : classWeight(name, 'weight', options.weight, batch)
  const counted = weight ? where(ignored, 0, take(weight, classes)) : cast(ignored.logicalNot(), batch.dtype)
  const losses = where(ignored, 0, takeAlongAxis(batch, expandDims(classes, 1), 1).squeeze(1).neg())
  return reduced(name, reshape(weight ? losses.mul(counted) : losses, target.shape), reduction, counted.sum())
}
