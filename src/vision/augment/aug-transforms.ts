import { invalid } from '../../base/errors.ts'
import { horizontalFlip, verticalFlip } from './flip.ts'
import { lighting } from './lighting.ts'
import { rotate } from './rotate.ts'
import type { BatchTransform } from './transform.ts'
import { warp } from './warp.ts'
import { zoom } from './zoom.ts'

export interface AugTransformsOptions {
  /** Multiplies `maxRotate`, `maxLighting` and `maxWarp`; 1 by default. */
  readonly mult?: number
  /** Whether pictures are mirrored left to right, half of them; true by default. */
  readonly doFlip?: boolean
  /** Whether half of them are turned upside down as well; false by default. */
  readonly flipVert?: boolean
  /** In degrees, either way; 10 by default. */
  readonly maxRotate?: number
  /** 1 by default. */
  readonly minZoom?: number
  /** 1.1 by default. */
  readonly maxZoom?: number
  /** .2 by default. */
  readonly maxLighting?: number
  /** .2 by default. */
  readonly maxWarp?: number
  /** How likely each of warp, rotation and zoom is; .75 by default. */
  readonly pAffine?: number
  /** How likely another brightness is, and another contrast; .75 by default. */
  readonly pLighting?: number
}

/**
 * The usual random changes of photographs: fastai's `aug_transforms`, with its names, magnitudes and defaults.
 *
 * @example
 * new DataBlock({ blocks: [imageBlock(), categoryBlock()], batchTransforms: augTransforms({ flipVert: true }), … })
 */
export function augTransforms({
  mult = 1,
  doFlip = true,
  flipVert = false,
  maxRotate = 10,
  minZoom = 1,
  maxZoom = 1.1,
  maxLighting = 0.2,
  maxWarp = 0.2,
  pAffine = 0.75,
  pLighting = 0.75,
}: AugTransformsOptions = {}): BatchTransform[] {
  if (!(mult >= 0)) throw invalid(`augTransforms: mult is ${mult}; it must not be negative`)
  return [
    ...(doFlip ? [horizontalFlip()] : []),
    ...(flipVert ? [verticalFlip()] : []),
    warp({ magnitude: maxWarp * mult, p: pAffine }),
    rotate({ maxDegrees: maxRotate * mult, p: pAffine }),
    zoom({ min: minZoom, max: maxZoom, p: pAffine }),
    lighting({ max: maxLighting * mult, p: pLighting }),
  ].filter(({ p }) => p > 0)
}
