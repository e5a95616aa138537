import { type Colour, hex, shade } from '../colour.ts'

/** A number as SVG wants it: short. */
export const n = (value: number): string => String(Math.round(value * 100) / 100)

/** A light falling on a ball or a dish: a radial gradient with its bright centre towards the light. */
export const rounded = (id: string, colour: Colour, light: { x: number; y: number }, contrast = 0.16): string =>
  `<radialGradient id="${id}" cx="${n(0.5 + 0.22 * light.x)}" cy="${n(0.5 + 0.22 * light.y)}" r="0.72">` +
  `<stop offset="0" stop-color="${hex(shade(colour, contrast * 0.7))}"/>` +
  `<stop offset="0.5" stop-color="${hex(colour)}"/>` +
  `<stop offset="1" stop-color="${hex(shade(colour, -contrast))}"/></radialGradient>`

/** A light falling on something flat: a slight linear gradient along the light. */
export const flat = (id: string, colour: Colour, light: { x: number; y: number }, contrast = 0.06): string =>
  `<linearGradient id="${id}" x1="${n(0.5 + 0.5 * light.x)}" y1="${n(0.5 + 0.5 * light.y)}" ` +
  `x2="${n(0.5 - 0.5 * light.x)}" y2="${n(0.5 - 0.5 * light.y)}">` +
  `<stop offset="0" stop-color="${hex(shade(colour, contrast))}"/>` +
  `<stop offset="1" stop-color="${hex(shade(colour, -contrast))}"/></linearGradient>`

/** A circle as path data, so that it can join an outline. */
export const circle = (x: number, y: number, r: number): string =>
  `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0Z`

/** A circle drawn the other way round, which is a hole in what lies around it (SVG's `nonzero` rule). */
export const hole = (x: number, y: number, r: number): string =>
  `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 1 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 1 ${n(-2 * r)} 0Z`
