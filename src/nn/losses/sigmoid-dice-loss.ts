import { sigmoid, type Tensor } from '../../tensor/index.ts'
import { checkClasses, type DiceOptions, dice } from './dice-loss.ts'
import { checkFloat, matchingTarget } from './operands.ts'

/**
 * Dice loss of sigmoid(input): one minus the overlap of what is predicted and what is there, where every class is a
 * yes-or-no question of its own. See `diceLoss`.
 *
 *     loss[c] = 1 − (2 Σ p·t + smooth) / (Σ p + Σ t + smooth)
 *     with p = sigmoid(input)[c], t = target[c]; sums over the batch and all places
 *
 * @param input logits [N, C] or [N, C, d1, …]
 * @param target 0 or 1, of the same shape
 * @returns a scalar: the mean over the classes, or their sum; with reduction 'none' one loss for each class, [C]
 * @throws KindlingError `invalid-argument` when shapes or types do not fit
 *
 * @example
 * await sigmoidDiceLoss(tensor([[4, -4], [4, 4]]), tensor([[1, 0], [1, 1]])).item() // 0.0135
 */
export function sigmoidDiceLoss(input: Tensor, target: Tensor, options: DiceOptions = {}): Tensor {
  const name = 'sigmoidDiceLoss'
  checkFloat(name, input, 'logits')
  checkClasses(name, input)
  return dice(name, sigmoid(input), matchingTarget(name, input, target), options)
}
