import { type Tensor, where } from '../../tensor/index.ts'
import { checkFloat, matchingTarget } from './operands.ts'

/**
 * The first loss that the chapter on handwritten digits makes for itself: how far a probability lies from the target
 * (Howard and Gugger 2020, chapter 4).
 *
 *     loss = mean(1 − p where target is 1, p elsewhere)
 *
 * It never exceeds 1 and flattens where an answer is confidently wrong, so its gradient through a sigmoid vanishes just
 * where it is needed; binary cross-entropy has a logarithm instead.
 *
 * @param input probabilities of any shape
 * @param target 0 or 1, of the same shape
 * @returns a scalar
 * @throws KindlingError `invalid-argument` when shapes or types do not fit
 *
 * @example
 * await mnistLoss(tensor([0.9, 0.4, 0.2]), tensor([1, 0, 1])).item() // 0.4333
 */
export function mnistLoss(input: Tensor, target: Tensor): Tensor {
  checkFloat('mnistLoss', input, 'probabilities')
  return where(matchingTarget('mnistLoss', input, target).equal(1), input.rsub(1), input).mean()
}
