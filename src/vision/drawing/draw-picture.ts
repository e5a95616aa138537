import sharp from 'sharp'
import type { Picture } from '../picture/index.ts'
import { classColour, pointColour } from './colours.ts'
import type { Overlay } from './overlay.ts'

/** A picture file, and its size in pixels. */
export interface Drawing {
  readonly png: Buffer
  readonly width: number
  readonly height: number
}

/**
 * A picture as it is, with its points and mask drawn over it. Small ones are enlarged by a whole number, pixel by pixel, so
 * that one sees what a model sees.
 *
 * @param side about how long the longer side shall be, in pixels
 */
export async function drawPicture(
  { data, shape: [, height, width] }: Pick<Picture, 'data' | 'shape'>,
  { points = [], mask }: Partial<Overlay> = {},
  { side = 256 }: { readonly side?: number } = {},
): Promise<Drawing> {
  const pixels = interleaved(data, height * width)
  if (mask) tint(pixels, mask)
  const longer = Math.max(width, height)
  const scale = longer <= side ? Math.floor(side / longer) : side / longer
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
  const image = sharp(pixels, { raw: { width, height, channels: 3 } }).resize(size.width, size.height, {
    fit: 'fill',
    kernel: scale >= 1 ? 'nearest' : 'lanczos3',
  })
  if (points.length > 0) {
    const svg = pointsSvg(points, size, [size.width / width, size.height / height])
    image.composite([{ input: Buffer.from(svg) }])
  }
  return { png: await image.png().toBuffer(), ...size }
}

/** From plane after plane to pixel after pixel. */
function interleaved(planes: Uint8Array, area: number): Buffer {
  const pixels = Buffer.alloc(3 * area)
  for (let channel = 0; channel < 3; channel++)
    for (let i = 0; i < area; i++) pixels[3 * i + channel] = planes[channel * area + i]!
  return pixels
}

/** Half the picture, half the colour of the class. What belongs to no class, and the background, stay clear. */
function tint(pixels: Buffer, { map, labels }: NonNullable<Overlay['mask']>): void {
  const colours = labels.map((label, i) => (label === 'background' ? undefined : classColour(i).rgb))
  for (const [i, value] of map.data.entries()) {
    const colour = colours[value]
    if (!colour) continue
    for (let channel = 0; channel < 3; channel++)
      pixels[3 * i + channel] = (pixels[3 * i + channel]! + colour[channel]!) >> 1
  }
}

function pointsSvg(
  points: Overlay['points'],
  { width, height }: { readonly width: number; readonly height: number },
  [sx, sy]: readonly [number, number],
): string {
  // Smaller where there are many of them, as on a face.
  const r = (Math.max(width, height) / 256) * (points.length > 12 ? 2.6 : 5)
  const circles = points.flatMap(([x, y], i) =>
    Number.isNaN(x + y)
      ? []
      : [
          `<circle cx="${(x * sx).toFixed(2)}" cy="${(y * sy).toFixed(2)}" r="${r.toFixed(2)}" ` +
            `fill="${pointColour(i, points.length).css}"/>`,
        ],
  )
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<g stroke="#111" stroke-opacity="0.85" stroke-width="${(r / 3).toFixed(2)}">${circles.join('')}</g></svg>`
  )
}
