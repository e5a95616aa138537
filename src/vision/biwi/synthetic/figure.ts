import { shade } from '../../tabletop/colour.ts'
import type { Mesh } from '../mesh.ts'
import { armSurface, collarSurface, headWeight, neckSurface, trunkSurface } from './body.ts'
import { glassesSurfaces } from './glasses.ts'
import { bunSurface, curtainSurface } from './hair.ts'
import { earSurface, headSurface } from './head.ts'
import { clothLook, earLook, hairLook, headLook, type Look, neckLook, plainLook } from './look.ts'
import { paint } from './paint.ts'
import type { Person } from './person.ts'
import { type Surface, trianglesOf } from './surface.ts'
import { Texture } from './texture.ts'

/** What a triangle belongs to: the head proper (which the template shows), what is worn or grows on it, or the body. */
export type PartKind = 'head' | 'worn' | 'body'

/** A surface of a person with its looks. */
export type Part = {
  kind: PartKind
  texture: Texture
  /** Light goes a little way around edges of skin. */
  skin: boolean
  /** Whether it is thin, and seen from behind as well. */
  sheet: boolean
}

/** A person at rest, ready to be posed and drawn: all surfaces one after another. */
export type Figure = {
  parts: Part[]
  vertexCount: number
  /** x y z in mm, in the axes of the head. */
  positions: Float32Array
  normals: Float32Array
  /** Column and row in texels of the part's texture. */
  texturePoints: Float32Array
  /** How far each vertex follows the head (1) or the trunk (0). */
  weights: Float32Array
  faces: Uint32Array
  /** The part of each face. */
  partOf: Uint8Array
  /** 1 for faces of sheets, 0 for others. */
  twoSided: Uint8Array
}

type Draft = Omit<Part, 'texture'> & { surface: Surface; look: Look; scale: number; weight: (y: number) => number }

const withHead = () => 1
const withTrunk = () => 0

/** A person's surfaces and looks. */
export const figureOf = (person: Person): Figure => {
  const { garment } = person
  const cloth = clothLook(person)
  const skin = { skin: true, sheet: false }
  const plain = { skin: false, sheet: false }
  const drafts: Draft[] = [
    { ...skin, kind: 'head', surface: headSurface(person), look: headLook(person), scale: 3, weight: withHead },
    { ...skin, kind: 'body', surface: neckSurface(person), look: neckLook(person), scale: 2, weight: headWeight },
    { ...plain, kind: 'body', surface: trunkSurface(person), look: cloth, scale: 5, weight: withTrunk },
  ]
  for (const side of [-1, 1] as const) {
    drafts.push({
      ...skin,
      sheet: true,
      kind: 'head',
      surface: earSurface(person, side),
      look: earLook(person),
      scale: 3,
      weight: withHead,
    })
    drafts.push({ ...plain, kind: 'body', surface: armSurface(person, side), look: cloth, scale: 5, weight: withTrunk })
  }
  if (garment.kind === 'shirt' || garment.kind === 'checks') {
    const look = plainLook(paint(shade(garment.main, 0.04)), 0.06)
    drafts.push({
      ...plain,
      sheet: true,
      kind: 'body',
      surface: collarSurface(person),
      look,
      scale: 2,
      weight: withTrunk,
    })
  }
  const curtain = curtainSurface(person)
  if (curtain)
    drafts.push({
      ...plain,
      sheet: true,
      kind: 'worn',
      surface: curtain,
      look: hairLook(person, 2.2),
      scale: 5,
      weight: withHead,
    })
  const bun = bunSurface(person)
  if (bun) drafts.push({ ...plain, kind: 'worn', surface: bun, look: hairLook(person, 1), scale: 4, weight: withHead })
  for (const surface of glassesSurfaces(person)) {
    const look = plainLook(paint(person.glasses!), 0.2)
    drafts.push({ ...plain, sheet: true, kind: 'worn', surface, look, scale: 1, weight: withHead })
  }
  return assembled(drafts)
}

const assembled = (drafts: readonly Draft[]): Figure => {
  const vertexCount = drafts.reduce((sum, { surface }) => sum + surface.rows * surface.columns, 0)
  const faceCount = drafts.reduce((sum, { surface }) => sum + 2 * (surface.rows - 1) * (surface.columns - 1), 0)
  const figure: Figure = {
    parts: [],
    vertexCount,
    positions: new Float32Array(3 * vertexCount),
    normals: new Float32Array(3 * vertexCount),
    texturePoints: new Float32Array(2 * vertexCount),
    weights: new Float32Array(vertexCount),
    faces: new Uint32Array(3 * faceCount),
    partOf: new Uint8Array(faceCount),
    twoSided: new Uint8Array(faceCount),
  }
  let [vertex, face] = [0, 0]
  for (const { kind, skin, sheet, surface, look, scale, weight } of drafts) {
    const { rows, columns, positions, normals } = surface
    figure.positions.set(positions, 3 * vertex)
    figure.normals.set(normals, 3 * vertex)
    for (let i = 0; i < rows * columns; i++) {
      figure.texturePoints[2 * (vertex + i)] = scale * (i % columns)
      figure.texturePoints[2 * (vertex + i) + 1] = scale * Math.floor(i / columns)
      figure.weights[vertex + i] = weight(positions[3 * i + 1]!)
    }
    const faces = trianglesOf(surface)
    for (let i = 0; i < faces.length; i++) figure.faces[3 * face + i] = faces[i]! + vertex
    figure.partOf.fill(figure.parts.length, face, face + faces.length / 3)
    figure.twoSided.fill(sheet ? 1 : 0, face, face + faces.length / 3)
    figure.parts.push({ kind, skin, sheet, texture: new Texture(surface, scale, look) })
    vertex += rows * columns
    face += faces.length / 3
  }
  return figure
}

/** The head proper as a template in BIWI's manner: without glasses and hanging hair, around the head's centre. */
export const templateOf = (person: Person): Mesh => {
  const surfaces = [headSurface(person), earSurface(person, -1), earSurface(person, 1)]
  const vertices: number[] = []
  const normals: number[] = []
  const textureCoordinates: number[] = []
  const faces: number[] = []
  for (const [k, surface] of surfaces.entries()) {
    const first = vertices.length / 3
    for (const x of surface.positions) vertices.push(x)
    for (const x of surface.normals) normals.push(x)
    // The head takes the left three quarters of the texture, the ears share the rest.
    const [left, wide, top, tall] = k === 0 ? [0, 0.75, 0, 1] : [0.75, 0.25, (k - 1) / 2, 0.5]
    const { rows, columns } = surface
    for (let i = 0; i < rows * columns; i++) {
      const v = top + (tall * Math.floor(i / columns)) / (rows - 1)
      textureCoordinates.push(left + (wide * (i % columns)) / (columns - 1), 1 - v)
    }
    for (const corner of trianglesOf(surface)) faces.push(first + corner)
  }
  return {
    vertices: Float64Array.from(vertices),
    normals: Float64Array.from(normals),
    textureCoordinates: Float64Array.from(textureCoordinates),
    faces: Uint32Array.from(faces),
  }
}
