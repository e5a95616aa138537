import { invalid } from '../../base/errors.ts'
import { between, checkProbability, chosen, type PixelTransform, perImage } from './transform.ts'

export interface LightingOptions {
  /** How strong the change is at most, from 0 to 1 (1 excluded); .2 by default. */
  readonly max?: number
  /** Of another brightness, and again of another contrast; .75 by default. */
  readonly p?: number
}

/** Pixels as near to black and white as this have a finite logit. */
const edge = 255e-7

/**
 * Another brightness and another contrast. In logits, so that no value leaves 0…255 and details in light and shade remain:
 *
 *     logit(x′ / 255) = contrast · (logit(x / 255) + brightness)
 *     brightness = logit(b), b even in ½ ± ½ max
 *     ln contrast even in ± ln(1 − max)
 */
export function lighting({ max = 0.2, p = 0.75 }: LightingOptions = {}): PixelTransform {
  checkProbability('lighting', p)
  if (!(max >= 0 && max < 1)) throw invalid(`lighting: max is ${max}; it must lie in 0…1 (1 excluded)`)
  const strongest = -Math.log(1 - max)
  return {
    kind: 'pixel',
    name: 'lighting',
    p: max === 0 ? 0 : p,
    draws: 4,
    apply: (images, [whichBrightness, level, whichContrast, logContrast]) => {
      const b = between(level!, (1 - max) / 2, (1 + max) / 2)
      const brightness = b.div(b.rsub(1)).log().mul(chosen(whichBrightness!, p))
      const contrast = between(logContrast!, -strongest, strongest).mul(chosen(whichContrast!, p)).exp()
      const x = images.clip(edge, 255 - edge)
      const logits = x.div(x.rsub(255)).log()
      return logits
        .mul(perImage(contrast))
        .add(perImage(contrast.mul(brightness)))
        .sigmoid()
        .mul(255)
    },
  }
}
