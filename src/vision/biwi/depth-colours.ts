import { colour, hex } from '../tabletop/colour.ts'
import type { DepthImage } from './depth.ts'

/** The nearest and the furthest distance of an image, in mm. */
export interface DepthRange {
  readonly near: number
  readonly far: number
}

/** The range of an image, zeros left out; 0 and 0 where nothing was measured. */
export const depthRange = ({ millimetres }: DepthImage): DepthRange => {
  let near = Number.POSITIVE_INFINITY
  let far = 0
  for (const depth of millimetres) {
    if (depth === 0) continue
    if (depth < near) near = depth
    if (depth > far) far = depth
  }
  return far === 0 ? { near: 0, far: 0 } : { near, far }
}

/** From near, warm and bright, to far, cool and dark; even steps of distance look even. */
const scale = Array.from({ length: 256 }, (_, i) => {
  const share = i / 255
  const shade = hex(colour(0.88 - 0.45 * share, 0.12, 85 + 205 * share))
  return [1, 3, 5].map((at) => Number.parseInt(shade.slice(at, at + 2), 16)) as [number, number, number]
})

/** The colour of a distance within a range: red, green and blue, 0 to 255. */
export const depthColour = (depth: number, { near, far }: DepthRange): readonly [number, number, number] => {
  const share = far > near ? Math.min(1, Math.max(0, (depth - near) / (far - near))) : 0
  return scale[Math.round(255 * share)]!
}
