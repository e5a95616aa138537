import { badData, invalid } from '../../base/errors.ts'
import { readTextWithin } from './file.ts'
import { parseNumber } from './number-rows.ts'

/** A surface of triangles: the template of a head, in mm about the head's centre, in the axes of the depth camera. */
export interface Mesh {
  /** x, y, z of each vertex. */
  readonly vertices: Float64Array
  /** x, y, z of each vertex's unit normal; empty where there are none. */
  readonly normals: Float64Array
  /** u, v of each vertex; empty where there are none. */
  readonly textureCoordinates: Float64Array
  /** Three indices of vertices for each triangle, from 0. */
  readonly faces: Uint32Array
}

/** BIWI's templates have 1.4 MB. */
const fileLimit = 64 * 2 ** 20

/**
 * The text of a Wavefront `.obj` with the statements v, vn, vt and f; others (`o`, `usemtl`, …) are passed over. Polygons
 * become triangles that share their first corner. Indices may be negative (from the last one so far) and may name
 * texture and normal (`1/2/3`, `1//3`, `1/2`). A vertex that different faces use with different ones becomes several.
 *
 * @param name of the file, for errors
 * @throws KindlingError `invalid-data` with file and line
 */
export const parseMesh = (text: string, name: string): Mesh => {
  const vertices: number[] = []
  const normals: number[] = []
  const textures: number[] = []
  const corners: Corner[] = []
  let line = 0
  const refuse: Refuse = (rule) => badData(`${name}: line ${line}: ${rule}`)
  const index = (word: string, count: number, what: string): number => {
    const value = Number(word)
    if (!/^-?\d+$/.test(word) || value === 0 || Math.abs(value) > count) {
      throw refuse(`f names ${what} '${word.slice(0, 40)}'; ${count} ${count === 1 ? 'was' : 'were'} given before`)
    }
    return value > 0 ? value - 1 : count + value
  }
  // A corner is named by each of some six faces around it.
  const known = new Map<string, Corner>()
  const corner = (word: string): Corner => {
    const before = known.get(word)
    if (before) return before
    const [vertex, texture, normal, ...more] = word.split('/')
    if (more.length > 0) throw refuse(`f has '${word.slice(0, 40)}'; a corner is vertex/texture/normal`)
    const found: Corner = [
      index(vertex!, vertices.length / 3, 'vertex'),
      texture ? index(texture, textures.length / 2, 'texture coordinate') : none,
      normal ? index(normal, normals.length / 3, 'normal') : none,
    ]
    // What counts from the end is another one later.
    if (!word.includes('-')) known.set(word, found)
    return found
  }
  for (const row of linesOf(text)) {
    line++
    const words = row.trim().split(/\s+/)
    if (words[0] === 'v') takeNumbers(words, 3, 7, vertices, refuse)
    else if (words[0] === 'vn') takeNumbers(words, 3, 3, normals, refuse)
    else if (words[0] === 'vt') takeNumbers(words, 2, 3, textures, refuse)
    else if (words[0] === 'f') {
      if (words.length < 4) throw refuse(`f has ${words.length - 1} corners; it must have at least 3`)
      const polygon = words.slice(1).map(corner)
      for (let i = 2; i < polygon.length; i++) corners.push(polygon[0]!, polygon[i - 1]!, polygon[i]!)
    }
  }
  if (vertices.length === 0) throw noVertices(name)
  return oneIndex(vertices, textures, normals, corners)
}

/**
 * The vertices alone of such a text, x, y, z of each as it was written, for who needs no surface:
 * most of the work is in the faces.
 *
 * @param name of the file, for errors
 * @throws KindlingError `invalid-data` with file and line
 */
export const parseVertices = (text: string, name: string): Float64Array => {
  const vertices: number[] = []
  let line = 0
  for (const row of linesOf(text)) {
    line++
    if (/^\s*v\s/.test(row))
      takeNumbers(row.trim().split(/\s+/), 3, 7, vertices, (rule) => badData(`${name}: line ${line}: ${rule}`))
  }
  if (vertices.length === 0) throw noVertices(name)
  return Float64Array.from(vertices)
}

type Refuse = (rule: string) => Error

const noVertices = (name: string): Error => badData(`${name} has no vertices; check that it is a .obj file`)

/** The first `least` numbers behind a keyword, of which there may be `most`. */
function takeNumbers(words: readonly string[], least: number, most: number, into: number[], refuse: Refuse): void {
  const count = words.length - 1
  if (count < least || count > most) {
    const rule = least === most ? `${least}` : `${least} to ${most}`
    throw refuse(`${words[0]} has ${count} numbers; it must have ${rule}`)
  }
  for (let i = 1; i <= least; i++) {
    const value = parseNumber(words[i]!)
    if (value === undefined) throw refuse(`${words[0]} has '${words[i]!.slice(0, 40)}' where a finite number belongs`)
    into.push(value)
  }
}

/** The vertex, the texture coordinate and the normal that a corner of a face has. */
type Corner = readonly [vertex: number, texture: number, normal: number]

/** No texture coordinate, or no normal. */
const none = -1

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    yield text.slice(start, end === -1 ? text.length : end)
    start = end === -1 ? text.length : end + 1
  }
}

/** From corners with three indices to vertices that have everything; those beyond the first use of a vertex come last. */
const oneIndex = (vertices: number[], textures: number[], normals: number[], corners: Corner[]): Mesh => {
  const count = vertices.length / 3
  // Vertex, texture and normal of each vertex of the result. One that no face names has those of its own number.
  const used = Array.from({ length: count }, (_, i) => [
    i,
    i < textures.length / 2 ? i : none,
    i < normals.length / 3 ? i : none,
  ])
  const taken = new Uint8Array(count)
  const further = new Map<string, number>()
  const faces = new Uint32Array(corners.length)
  for (const [i, [vertex, texture, normal]] of corners.entries()) {
    const own = used[vertex]!
    if (!taken[vertex]) {
      taken[vertex] = 1
      own[1] = texture
      own[2] = normal
    }
    if (own[1] === texture && own[2] === normal) faces[i] = vertex
    else {
      const key = `${vertex}/${texture}/${normal}`
      const known = further.get(key)
      faces[i] = known ?? used.length
      if (known === undefined) {
        further.set(key, used.length)
        used.push([vertex, texture, normal])
      }
    }
  }
  const gather = (values: number[], perItem: number, which: number) =>
    values.length === 0
      ? new Float64Array()
      : Float64Array.from({ length: used.length * perItem }, (_, i) => {
          const item = used[Math.floor(i / perItem)]![which]!
          return item === none ? 0 : values[item * perItem + (i % perItem)]!
        })
  return {
    vertices: gather(vertices, 3, 0),
    textureCoordinates: gather(textures, 2, 1),
    normals: gather(normals, 3, 2),
    faces,
  }
}

/**
 * The text of a mesh in the layout of BIWI's own templates: each vertex followed by its normal and its texture
 * coordinates, ten decimals for mm and six for texture.
 *
 * @throws KindlingError `invalid-argument` when the arrays do not belong together
 */
export const formatMesh = ({ vertices, normals, textureCoordinates, faces }: Mesh): string => {
  const count = vertices.length / 3
  const need = (holds: boolean, what: string, length: number, rule: string) => {
    if (!holds) throw invalid(`formatMesh: ${what} has ${length} numbers; it must have ${rule}`)
  }
  need(Number.isInteger(count) && count > 0, 'vertices', vertices.length, 'three for each vertex')
  need(
    normals.length === 0 || normals.length === 3 * count,
    'normals',
    normals.length,
    `${3 * count}, three for each vertex, or none`,
  )
  need(
    textureCoordinates.length === 0 || textureCoordinates.length === 2 * count,
    'textureCoordinates',
    textureCoordinates.length,
    `${2 * count}, two for each vertex, or none`,
  )
  for (const [what, values] of Object.entries({ vertices, normals, textureCoordinates })) {
    const bad = values.findIndex((value) => !Number.isFinite(value))
    if (bad !== -1) throw invalid(`formatMesh: ${what}[${bad}] is ${values[bad]}; it must be finite`)
  }
  need(faces.length % 3 === 0, 'faces', faces.length, 'three for each triangle')
  const outside = faces.findIndex((vertex) => vertex >= count)
  if (outside !== -1) {
    throw invalid(`formatMesh: faces[${outside}] is ${faces[outside]}; the mesh has ${count} vertices`)
  }

  const lines = [`# ${count} vertices, ${faces.length / 3} faces`]
  const statement = (keyword: string, values: Float64Array, perItem: number, item: number, decimals: number) => {
    if (values.length === 0) return
    let line = keyword
    for (let i = item * perItem; i < (item + 1) * perItem; i++) line += ` ${fixed(values[i]!, decimals)}`
    lines.push(line)
  }
  for (let i = 0; i < count; i++) {
    statement('v', vertices, 3, i, 10)
    statement('vn', normals, 3, i, 10)
    statement('vt', textureCoordinates, 2, i, 6)
  }
  const texture = textureCoordinates.length > 0
  const corner = (vertex: number): string => {
    const i = vertex + 1
    if (normals.length > 0) return `${i}/${texture ? i : ''}/${i}`
    return texture ? `${i}/${i}` : `${i}`
  }
  for (let i = 0; i < faces.length; i += 3) {
    lines.push(`f ${corner(faces[i]!)} ${corner(faces[i + 1]!)} ${corner(faces[i + 2]!)}`)
  }
  return `${lines.join('\n')}\n`
}

/** As C writes it with `%.10f`: unlike toFixed alone, with the sign of −0. */
const fixed = (value: number, decimals: number): string => (Object.is(value, -0) ? '-' : '') + value.toFixed(decimals)

/**
 * Reads a template, an `NN.obj`.
 *
 * @throws KindlingError `invalid-data` when it is missing or malformed
 */
export const readMesh = async (path: string): Promise<Mesh> => parseMesh(await readTextWithin(path, fileLimit), path)

/**
 * Reads the vertices of a template alone.
 *
 * @throws KindlingError `invalid-data` when it is missing or malformed
 */
export const readVertices = async (path: string): Promise<Float64Array> =>
  parseVertices(await readTextWithin(path, fileLimit), path)
