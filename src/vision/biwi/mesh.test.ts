import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ball } from '../../../test/biwi-sample.ts'
import { damagedText, readOrRefused } from '../../../test/damage.ts'
import { formatMesh, parseMesh, parseVertices } from './mesh.ts'

const triangle = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n'
const parse = (text: string) => parseMesh(text, '01.obj')
const facesOf = (text: string) => [...parse(text).faces]

/** The message with which something is refused. */
const refusal = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was refused'
}

describe('a template', () => {
  it('is read from v, vn, vt and f, in any order of its statements, and passes over others', () => {
    const text = `# invented
o head
v 1.5 -2 3e1
vn 0 0 1
vt 0.25 0.75
v 4 5 6
vn 0 1 0
vt 0.5 0.5
v 7 8 9 1
vn 1 0 0
vt 1 1 0

usemtl skin
s off
f 1/1/1 2/2/2 3/3/3
`
    expect(parse(text)).toEqual({
      vertices: Float64Array.of(1.5, -2, 30, 4, 5, 6, 7, 8, 9),
      normals: Float64Array.of(0, 0, 1, 0, 1, 0, 1, 0, 0),
      textureCoordinates: Float64Array.of(0.25, 0.75, 0.5, 0.5, 1, 1),
      faces: Uint32Array.of(0, 1, 2),
    })
    expect(parse(text.replaceAll('\n', '\r\n'))).toEqual(parse(text))
  })

  it('may have no normals and no texture', () => {
    expect(parse(`${triangle}f 1 2 3`)).toMatchObject({ normals: new Float64Array(), faces: Uint32Array.of(0, 1, 2) })
  })

  it('may count from the last vertex so far', () => {
    expect(facesOf(`${triangle}f -3 -2 -1\nv 1 1 0\nf -1 -2 -3`)).toEqual([0, 1, 2, 3, 2, 1])
  })

  it('has its polygons cut into triangles that share the first corner', () => {
    expect(facesOf(`${triangle}v 1 1 0\nv 2 2 0\nf 1 2 3 4 5`)).toEqual([0, 1, 2, 0, 2, 3, 0, 3, 4])
  })

  it('takes 1//2 as vertex and normal, 1/2 as vertex and texture coordinate', () => {
    const normals = 'vn 1 0 0\nvn 0 1 0\nvn 0 0 1\n'
    expect(parse(`${triangle}${normals}f 1//3 2//2 3//1`).normals).toEqual(Float64Array.of(0, 0, 1, 0, 1, 0, 1, 0, 0))
    const textures = 'vt 0 0\nvt 0.5 0\nvt 1 0\n'
    const { textureCoordinates, normals: none } = parse(`${triangle}${textures}f 1/3 2/2 3/1`)
    expect(textureCoordinates).toEqual(Float64Array.of(1, 0, 0.5, 0, 0, 0))
    expect(none).toHaveLength(0)
  })

  it('gets another vertex where faces use one with different texture', () => {
    const seam = parse(`${triangle}v 1 1 0\nvt 0 0\nvt 1 1\nf 1/1 2/1 3/1\nf 2/2 4/1 3/1\nf 2/2 3/1 1/1`)
    expect([...seam.faces]).toEqual([0, 1, 2, 4, 3, 2, 4, 2, 0])
    expect(seam.vertices.subarray(12)).toEqual(seam.vertices.subarray(3, 6))
    expect([...seam.textureCoordinates]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
  })

  it.each([
    ['v 1 2', '01.obj: line 1: v has 2 numbers; it must have 3 to 7'],
    ['v 1 2 x', "line 1: v has 'x' where a finite number belongs"],
    ['v 1 2 nan', "line 1: v has 'nan' where a finite number belongs"],
    [`${triangle}vn 0 0 1 1`, 'line 4: vn has 4 numbers; it must have 3'],
    [`${triangle}vt 1`, 'line 4: vt has 1 numbers; it must have 2 to 3'],
    [`${triangle}f 1 2`, 'line 4: f has 2 corners; it must have at least 3'],
    [`${triangle}\nf 1 2 4`, "line 5: f names vertex '4'; 3 were given before"],
    [`${triangle}f 1 2 0`, "line 4: f names vertex '0'; 3 were given before"],
    [`${triangle}f 1 2 -4`, "line 4: f names vertex '-4'; 3 were given before"],
    [`${triangle}f 1 2 1.5`, "line 4: f names vertex '1.5'; 3 were given before"],
    [`${triangle}f 1 2 /1`, "line 4: f names vertex ''; 3 were given before"],
    [`${triangle}vt 0 0\nf 1/1 2/2 3/1`, "line 5: f names texture coordinate '2'; 1 was given before"],
    [`${triangle}f 1//1 2//1 3//1`, "line 4: f names normal '1'; 0 were given before"],
    [`${triangle}f 1/2/3/4 2 3`, "line 4: f has '1/2/3/4'; a corner is vertex/texture/normal"],
    ['# empty\n', '01.obj has no vertices; check that it is a .obj file'],
  ])('%j is refused by file and line', (text, message) => {
    expect(() => parse(text)).toThrow(message)
  })

  it('is written byte for byte as it was read', () => {
    const text = formatMesh(ball)
    expect(parse(text)).toEqual(ball)
    expect(formatMesh(parse(text))).toBe(text)
    expect(text.split('\n').slice(0, 4)).toEqual([
      '# 108 vertices, 192 faces',
      'v 0.0000000000 100.0000000000 0.0000000000',
      'vn 0.0000000000 1.0000000000 0.0000000000',
      'vt 0.000000 0.000000',
    ])
    expect(text).toContain('\nf 1/1/1 2/2/2 13/13/13\n')
  })

  it('keeps the sign of what rounds to zero', () => {
    const text = formatMesh({ ...ball, vertices: ball.vertices.with(0, -1e-12) })
    expect(text).toContain('\nv -0.0000000000 100')
    expect(formatMesh(parse(text))).toBe(text)
  })

  it('is written without what it does not have', () => {
    const none = new Float64Array()
    const last = (mesh: Parameters<typeof formatMesh>[0]) => formatMesh(mesh).trimEnd().split('\n').at(-1)
    expect(last({ ...ball, normals: none })).toMatch(/^f (\d+)\/\1 /)
    expect(last({ ...ball, textureCoordinates: none })).toMatch(/^f (\d+)\/\/\1 /)
    expect(last({ ...ball, normals: none, textureCoordinates: none })).toMatch(/^f \d+ \d+ \d+$/)
  })

  it.each<[string, Partial<typeof ball>, string]>([
    ['no vertices', { vertices: new Float64Array() }, 'vertices has 0 numbers; it must have three for each vertex'],
    ['too few normals', { normals: new Float64Array(3) }, 'normals has 3 numbers; it must have 324'],
    ['half a triangle', { faces: Uint32Array.of(0, 1) }, 'faces has 2 numbers; it must have three for each triangle'],
    ['a face of no vertex', { faces: Uint32Array.of(0, 1, 108) }, 'faces[2] is 108; the mesh has 108 vertices'],
    ['NaN', { normals: ball.normals.with(4, Number.NaN) }, 'normals[4] is NaN; it must be finite'],
  ])('with %s is not written', (_, change, message) => {
    expect(() => formatMesh({ ...ball, ...change })).toThrow(message)
  })

  it('has the same vertices where they alone are read, and is refused for the same reasons', () => {
    expect(parseVertices(formatMesh(ball), '01.obj')).toEqual(ball.vertices)
    expect(parseVertices('vn 0 0 1\r\n  v 1 2 3 1\r\n', '01.obj')).toEqual(Float64Array.of(1, 2, 3))
    for (const text of ['vt 0 0\nv 1 2\n', 'v 1 2 x\n', 'vn 0 0 1\n'])
      expect(() => parseVertices(text, '01.obj')).toThrow(refusal(() => parse(text)))
  })

  it('that is damaged is refused, or read as one that holds together', () => {
    fc.assert(
      fc.property(damagedText(formatMesh(ball)), (text) => {
        const found = readOrRefused(() => parse(text))
        // What can be written has arrays that belong together, and faces of vertices that exist.
        if (found) expect(parse(formatMesh(found)).faces).toHaveLength(found.faces.length)
      }),
      { numRuns: 150 },
    )
  })
})
