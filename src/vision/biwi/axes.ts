import type { Point } from '../../data/index.ts'
import { add, apply, type Vector3 } from '../../data/space/linear.ts'
import type { OnPanel } from './around-head.ts'
import type { Calibration } from './calibration.ts'
import { projectPoint } from './geometry.ts'
import type { HeadPose } from './pose.ts'

/** Of the head's axes, in mm: they reach out of the head. */
const axisLength = 115

export const axisColours = { x: '#ff4d4d', y: '#37d67a', face: '#4d8dff' } as const

/** The head's x, its y, and the direction of its face, which is its −z, as SVG. */
export const drawAxes = (
  { rotation, centre }: HeadPose,
  rgb: Calibration,
  onPanel: OnPanel,
  { thickness = 5 }: { readonly thickness?: number } = {},
): string => {
  const place = (point: Vector3): Point | undefined => {
    const found = projectPoint(point, rgb)
    return found && onPanel(found)
  }
  const from = place(centre)
  if (!from) return ''
  const axes = [
    [axisColours.x, [axisLength, 0, 0]],
    [axisColours.y, [0, axisLength, 0]],
    [axisColours.face, [0, 0, -axisLength]],
  ] as const
  // The furthest first, so that what points to the camera lies on top.
  return axes
    .map(([colour, axis]) => ({ colour, tip: add(centre, apply(rotation, axis)) }))
    .sort((a, b) => b.tip[2] - a.tip[2])
    .map(({ colour, tip }) => {
      const to = place(tip)
      return to ? arrow(from, to, colour, thickness) : ''
    })
    .join('')
}

/** @param thickness in pixels, to which the tip is in proportion */
export const arrow = ([x0, y0]: Point, [x1, y1]: Point, colour: string, thickness = 5): string => {
  const length = Math.hypot(x1 - x0, y1 - y0)
  const head = Math.min(3.6 * thickness, length / 2)
  const [dx, dy] = length > 0 ? [(x1 - x0) / length, (y1 - y0) / length] : [0, 0]
  const [bx, by] = [x1 - dx * head, y1 - dy * head]
  const wing = head * 0.45
  const shape =
    `M${n(x0)} ${n(y0)}L${n(bx)} ${n(by)}` +
    `M${n(x1)} ${n(y1)}L${n(bx - dy * wing)} ${n(by + dx * wing)}L${n(bx + dy * wing)} ${n(by - dx * wing)}Z`
  return (
    `<path d="${shape}" stroke="#000" stroke-opacity="0.55" stroke-width="${n(1.8 * thickness)}" stroke-linejoin="round" fill="none"/>` +
    `<path d="${shape}" stroke="${colour}" stroke-width="${n(thickness)}" stroke-linejoin="round" fill="${colour}"/>`
  )
}

/** A number as SVG has it, to a hundredth of a pixel. */
export const n = (value: number): string => String(Math.round(value * 100) / 100)
