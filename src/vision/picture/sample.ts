import sharp from 'sharp'
import { invalid } from '../../base/errors.ts'
import type { ItemTransform, Placement, Region, Size } from '../../data/index.ts'
import type { Raster } from './raster.ts'

/** A picture as a batch takes it: bytes of sRGB, plane by plane (all red, all green, all blue), rows from top to bottom. */
export interface Picture {
  readonly data: Uint8Array<ArrayBuffer>
  /** [3, height, width] */
  readonly shape: readonly [3, number, number]
  /** Which rectangle of the original it shows, to the fraction of a pixel. */
  readonly placement: Placement
}

/**
 * Scales a rectangle of a picture, bilinearly with antialiasing. Whole pixels are resampled, so the rectangle is moved to
 * the nearest whose edges lie between pixels; the placement says which one that was.
 *
 * @param region in pixels of the original
 * @param fill what stands where the rectangle reaches beyond the picture
 */
export async function sample(
  raster: Raster,
  region: Region,
  size: Size,
  fill: ItemTransform['fill'],
): Promise<Picture> {
  const { covers, original } = raster
  const across = fit(covers.left, covers.width, raster.width, region.left, region.width, size.width)
  const down = fit(covers.top, covers.height, raster.height, region.top, region.height, size.height)
  const interleaved = await resampled(raster, across, down, size, fill)
  return {
    data: planes(interleaved, size.width * size.height),
    shape: [3, size.height, size.width],
    placement: {
      original: { width: original.width, height: original.height },
      region: { left: across.start, top: down.start, width: across.extent, height: down.extent },
      size: { width: size.width, height: size.height },
    },
  }
}

/** The same picture with fewer pixels. */
export async function shrunk(raster: Raster, width: number, height: number): Promise<Raster> {
  if (width === raster.width && height === raster.height) return raster
  const { data, info } = await rawImage(raster)
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { ...raster, data, width, height, channels: info.channels === 1 ? 1 : 3 }
}

/** What happens along one axis. */
interface Fit {
  /** The pixels that are taken. */
  readonly from: number
  readonly length: number
  /** The pixels they become, and how many of the fill stand before them. */
  readonly inner: number
  readonly before: number
  /** The edges of the result in the original. */
  readonly start: number
  readonly extent: number
}

function fit(coversFrom: number, covers: number, pixels: number, start: number, extent: number, size: number): Fit {
  /** Pixels of the raster for one of the original. */
  const density = pixels / covers
  const [first, last] = [(start - coversFrom) * density, (start + extent - coversFrom) * density]
  if (!(extent > 0 && last > 0 && first < pixels))
    throw invalid(
      `loadPicture: an item transform chose the pixels from ${start} to ${start + extent}, which are not in the picture; ` +
        'the rectangle must have an area in common with it',
    )
  const from = Math.min(Math.max(Math.round(first), 0), pixels - 1)
  const length = Math.max(1, Math.min(Math.round(last), pixels) - from)
  // What lies beyond the picture by less than half a pixel is rounding.
  const isWithin = Math.round(first) >= 0 && Math.round(last) <= pixels
  const inner = isWithin ? size : Math.min(size, Math.max(1, Math.round((size * length) / (last - first))))
  const before = isWithin
    ? 0
    : Math.min(size - inner, Math.max(0, Math.round((size * (from - first)) / (last - first))))
  const scale = length / inner
  return {
    from,
    length,
    inner,
    before,
    start: coversFrom + (from - before * scale) / density,
    extent: (size * scale) / density,
  }
}

interface Interleaved {
  readonly data: Uint8Array
  readonly channels: number
}

const rawImage = ({ data, width, height, channels }: Raster) => sharp(data, { raw: { width, height, channels } })

async function resampled(raster: Raster, across: Fit, down: Fit, size: Size, fill: ItemTransform['fill']) {
  let image = rawImage(raster)
  let changes = false
  if (across.length !== raster.width || down.length !== raster.height) {
    image = image.extract({ left: across.from, top: down.from, width: across.length, height: down.length })
    changes = true
  }
  if (across.inner !== across.length || down.inner !== down.length) {
    image = image.resize(across.inner, down.inner, { fit: 'fill', kernel: 'linear' })
    changes = true
  }
  if (across.inner !== size.width || down.inner !== size.height) {
    image = image.extend({
      left: across.before,
      right: size.width - across.inner - across.before,
      top: down.before,
      bottom: size.height - down.inner - down.before,
      ...extension[fill],
    })
    changes = true
  }
  if (!changes) return raster
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return { data, channels: info.channels }
}

const extension = {
  reflect: { extendWith: 'mirror' },
  edge: { extendWith: 'copy' },
  zeros: { extendWith: 'background', background: '#000' },
} as const

/** From pixel after pixel to plane after plane. */
function planes({ data: interleaved, channels }: Interleaved, area: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(3 * area)
  if (channels < 3) {
    // One channel where the picture is grey: the same for red, green and blue.
    for (let i = 0, from = 0; i < area; i++, from += channels) data[i] = interleaved[from]!
    data.copyWithin(area, 0, area).copyWithin(2 * area, 0, area)
    return data
  }
  const [green, blue] = [area, 2 * area]
  for (let i = 0, from = 0; i < area; i++, from += channels) {
    data[i] = interleaved[from]!
    data[green + i] = interleaved[from + 1]!
    data[blue + i] = interleaved[from + 2]!
  }
  return data
}
