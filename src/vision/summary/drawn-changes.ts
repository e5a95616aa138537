import type { Size } from '../../data/index.ts'
import { fromOwned, Random } from '../../tensor/index.ts'
import { augment, type BatchTransform } from '../augment/index.ts'

/** What batch transforms did to where things are in one picture. */
export interface DrawnChange {
  readonly mirrored: boolean
  /** Degrees, clockwise. */
  readonly turned: number
  /** How much larger things became, of 1. */
  readonly scaled: number
  /** Whether parallels stayed parallel. */
  readonly warped: boolean
}

/** The corners of a square in the middle of the picture, in −1…1. */
const probe = [-0.5, -0.5, 0.5, -0.5, -0.5, 0.5, 0.5, 0.5]

/**
 * What the transforms drew for each picture of a batch, found out by letting them move four points: the same seed draws the
 * same numbers.
 *
 * @returns undefined where pictures are mixed, which points cannot be
 */
export async function drawnChanges(
  transforms: readonly BatchTransform[],
  count: number,
  { width, height }: Size,
  seed: number,
): Promise<DrawnChange[] | undefined> {
  if (transforms.some(({ kind }) => kind === 'mixing')) return undefined
  const change = augment(transforms, { kind: 'points', count: 4, outside: 'keep' }, new Random(seed))
  const points = Float32Array.from({ length: count * probe.length }, (_, i) => probe[i % probe.length]!)
  const images = fromOwned(new Float32Array(count * 3 * height * width), [count, 3, height, width])
  const moved = await change(images, fromOwned(points, [count, probe.length]))[1].data()
  return Array.from({ length: count }, (_, i) => {
    const [ax, ay, bx, by, cx, cy, dx, dy] = Array.from({ length: 8 }, (_, k) => {
      const side = k % 2 === 0 ? width : height
      return (Number(moved[8 * i + k]) * side) / 2
    }) as [number, number, number, number, number, number, number, number]
    // Where one step to the right and one step down have gone, in pixels of the result.
    const [rightX, rightY, downX, downY] = [
      (bx - ax) / width,
      (by - ay) / width,
      (cx - ax) / height,
      (cy - ay) / height,
    ]
    const determinant = 2 * 2 * (rightX * downY - rightY * downX)
    return {
      mirrored: determinant < 0,
      turned: (Math.atan2(downX === 0 ? 0 : -downX, downY) * 180) / Math.PI,
      scaled: Math.sqrt(Math.abs(determinant)),
      warped: Math.hypot(dx - bx - (cx - ax), dy - by - (cy - ay)) > 0.01 * Math.hypot(width, height),
    }
  })
}

/** `mirrored, turned by 4.2°, 1.05 times as large`. */
export function changeInWords({ mirrored, turned, scaled, warped }: DrawnChange): string {
  const words = [
    mirrored && 'mirrored',
    Math.abs(turned) >= 0.05 && `turned by ${turned.toFixed(1)}°`,
    Math.abs(scaled - 1) >= 0.005 && `${scaled.toFixed(2)} times as large`,
    warped && 'in perspective',
  ].filter((word) => word !== false)
  return words.join(', ') || 'in place'
}
