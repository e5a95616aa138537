import sharp from 'sharp'
import { invalid } from '../../base/errors.ts'
import type { ItemTransform, Placement, Region, Size } from '../../data/index.ts'
import { enlarge } from './enlarge.ts'
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
  const inner = await resampled(raster, across, down)
  return {
    data: planes(inner, indices(across, size.width, fill), indices(down, size.height, fill), size),
    shape: [3, size.height, size.width],
    placement: {
      original: { width: original.width, height: original.height },
      region: { left: across.start, top: down.start, width: across.extent, height: down.extent },
      size: { width: size.width, height: size.height },
    },
  }
}

/** The same picture with fewer pixels; the memory of the others is given back. */
export async function shrunk(raster: Raster, width: number, height: number): Promise<Raster> {
  if (width === raster.width && height === raster.height) return raster
  const { data, info } = await rawImage(raster)
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { original, covers } = raster
  raster.release?.()
  return { data, width, height, channels: info.channels === 1 ? 1 : 3, original, covers }
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
  readonly width: number
}

const rawImage = ({ data, width, height, channels }: Raster) => sharp(data, { raw: { width, height, channels } })

/** The part of the result that shows the picture. */
async function resampled(raster: Raster, across: Fit, down: Fit): Promise<Interleaved> {
  const reduced = { width: Math.min(across.length, across.inner), height: Math.min(down.length, down.inner) }
  const cuts = across.length !== raster.width || down.length !== raster.height
  const reduces = reduced.width !== across.length || reduced.height !== down.length
  let { data, channels }: { data: Uint8Array; channels: number } = raster
  if (cuts || reduces) {
    const image = rawImage(raster)
    if (cuts) image.extract({ left: across.from, top: down.from, width: across.length, height: down.length })
    if (reduces) image.resize(reduced.width, reduced.height, { fit: 'fill', kernel: 'linear' })
    const output = await image.raw().toBuffer({ resolveWithObject: true })
    data = output.data
    channels = output.info.channels
  }
  const inner = { width: across.inner, height: down.inner }
  const grows = reduced.width !== inner.width || reduced.height !== inner.height
  return { data: grows ? enlarge(data, channels, reduced, inner) : data, channels, width: inner.width }
}

/** Which of the inner pixels stands at each place along an axis; −1 for none, where the fill is black. */
function indices({ inner, before }: Fit, size: number, fill: ItemTransform['fill']): Int32Array {
  return Int32Array.from({ length: size }, (_, place) => {
    const i = place - before
    if (i >= 0 && i < inner) return i
    if (fill === 'zeros') return -1
    if (fill === 'edge') return i < 0 ? 0 : inner - 1
    // The outermost pixel is reflected too: … 1 0 | 0 1 2 | 2 1 …
    const period = ((i % (2 * inner)) + 2 * inner) % (2 * inner)
    return period < inner ? period : 2 * inner - 1 - period
  })
}

/** From pixel after pixel to plane after plane. */
function planes(
  { data: interleaved, channels, width: stride }: Interleaved,
  columns: Int32Array,
  rows: Int32Array,
  { width, height }: Size,
): Uint8Array<ArrayBuffer> {
  const area = width * height
  const data = new Uint8Array(3 * area)
  // One channel where the picture is grey: the same for red, green and blue.
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2]
  for (let y = 0, to = 0; y < height; y++) {
    const row = rows[y]! * stride
    for (let x = 0; x < width; x++, to++) {
      const column = columns[x]!
      if (row < 0 || column < 0) continue
      const from = (row + column) * channels
      data[to] = interleaved[from]!
      data[area + to] = interleaved[from + green]!
      data[2 * area + to] = interleaved[from + blue]!
    }
  }
  return data
}
