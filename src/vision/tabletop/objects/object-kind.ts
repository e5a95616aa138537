import type { Colour } from '../colour.ts'

/** What a drawing needs to know of the object it draws. Lengths are local: the object's longest side is about 100. */
export type Appearance = {
  /** Prefix for the ids of gradients, unique within the picture. */
  id: string
  colour: Colour
  accent: Colour
  /** 0…1: which of the forms that this kind of object takes. */
  form: number
  /** Unit vector towards the light, in the object's own turned coordinates. */
  light: { x: number; y: number }
}

export type Drawing = {
  /** Path data of the outline that casts the shadow. */
  outline: string
  /** Width of the outline's stroke where the object is a wire rather than a surface. */
  wire?: number
  /** SVG elements of the object itself. */
  markup: string
}

/** One kind of everyday object: how large it is, which colours it comes in and how it is drawn. */
export type ObjectKind = {
  /** Longest side as a fraction of the picture's side, smallest and largest. */
  span: readonly [number, number]
  /** How far its shadow reaches, in local units: a measure of how tall it stands. */
  height: number
  /** Circles [x, y, radius] that cover the object roughly, in local units; overlap is measured with them. */
  footprint: readonly (readonly [number, number, number])[]
  colours: readonly Colour[]
  accents: readonly Colour[]
  draw(appearance: Appearance): Drawing
}
