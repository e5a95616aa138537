import { largerOfBeta } from './beta.ts'
import { checkAlpha, type MixingTransform, perImage } from './transform.ts'

export interface MixUpOptions {
  /** How evenly pictures are mixed, above 0: the shares have the distribution Beta(alpha, alpha). .4 by default. */
  readonly alpha?: number
}

/**
 * Lays each picture over another one of its batch, of which less than half shows through (Zhang et al. 2018). A class index
 * becomes a probability for each class, and labels are mixed likewise; losses that are linear in their target, as
 * cross-entropy and binary cross-entropy are, then are the mixture of the losses for both targets.
 */
export function mixUp({ alpha = 0.4 }: MixUpOptions = {}): MixingTransform {
  checkAlpha('mixUp', alpha)
  const shareOf = largerOfBeta(alpha)
  return {
    kind: 'mixing',
    name: 'mixUp',
    p: 1,
    draws: 1,
    mix: (images, partners, [draw]) => {
      const share = shareOf(draw!)
      return { images: partners.add(images.sub(partners).mul(perImage(share))), share }
    },
  }
}
