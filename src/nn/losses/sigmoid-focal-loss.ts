import { invalid } from '../../base/errors.ts'
import type { Tensor } from '../../tensor/index.ts'
import { elementLosses } from './binary-cross-entropy-with-logits.ts'
import { checkGamma, modulation } from './focal-loss.ts'
import { checkFloat, matchingTarget } from './operands.ts'
import { type ReductionOption, reduced } from './reduction.ts'

export interface SigmoidFocalOptions extends ReductionOption {
  /** How much less the easy elements count; 0 makes it `binaryCrossEntropyWithLogits`. 2 by default. */
  readonly gamma?: number
  /** From 0 to 1: how much a target of 1 counts; one of 0 counts 1 − alpha. Both count 1 by default; the paper found .25 best. */
  readonly alpha?: number
}

/**
 * Focal loss of sigmoid(input), element by element: binary cross-entropy in which what is answered well already counts
 * less (Lin et al. 2017, "Focal loss for dense object detection"); torchvision's `sigmoid_focal_loss`.
 *
 *     loss = −α · (1 − p)^gamma · ln p
 *     with p = sigmoid(input), α = alpha       where target is 1
 *          p = 1 − sigmoid(input), α = 1 − alpha   where target is 0
 *
 * Between 0 and 1, ln p, p and α are mixed in the target's proportions.
 *
 * @param input logits of any shape
 * @param target 0 or 1, of the same shape
 * @returns a scalar; of the input's shape with reduction 'none'
 * @throws KindlingError `invalid-argument` when shapes or types do not fit, or an option is out of range
 *
 * @example
 * await sigmoidFocalLoss(tensor([2, -1]), tensor([1, 0])).item() // 0.0122
 */
export function sigmoidFocalLoss(
  input: Tensor,
  target: Tensor,
  { gamma = 2, alpha, reduction = 'mean' }: SigmoidFocalOptions = {},
): Tensor {
  const name = 'sigmoidFocalLoss'
  checkFloat(name, input, 'logits')
  checkGamma(name, gamma)
  if (alpha !== undefined && !(alpha >= 0 && alpha <= 1))
    throw invalid(`${name}: alpha is ${alpha}; it must lie in 0…1`)
  const t = matchingTarget(name, input, target)
  const p = input.sigmoid()
  // 1 − (p·t + (1 − p)·(1 − t)).
  const missing = p.mul(t.mul(-2).add(1)).add(t)
  let losses = modulation(missing, gamma).mul(elementLosses(input, t))
  if (alpha !== undefined) losses = losses.mul(t.mul(2 * alpha - 1).add(1 - alpha))
  return reduced(name, losses, reduction)
}
