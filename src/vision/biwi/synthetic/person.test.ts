import { describe, expect, it } from 'vitest'
import { templateOf } from './figure.ts'
import { describePerson } from './person.ts'

type Range = [number, number]
const twenty = Array.from({ length: 20 }, (_, i) => describePerson(0, i))

describe('a person', () => {
  it('is a function of seed and index', () => {
    expect(describePerson(3, 7)).toEqual(describePerson(3, 7))
    expect(describePerson(3, 7)).not.toEqual(describePerson(4, 7))
  })

  it('differs from the nineteen others in the tone of the skin, the hair or the clothes', () => {
    const looks = twenty.map(({ skin, hair, garment }) =>
      JSON.stringify([skin.l.toFixed(1), hair.style, garment.kind, garment.main]),
    )
    expect(new Set(looks).size).toBe(20)
  })

  it('comes with skin from light to dark, and with many styles of hair and clothes', () => {
    const tones = twenty.map(({ skin }) => skin.l)
    expect(Math.max(...tones) - Math.min(...tones)).toBeGreaterThan(0.35)
    expect(new Set(twenty.map(({ hair }) => hair.style)).size).toBeGreaterThanOrEqual(6)
    expect(new Set(twenty.map(({ garment }) => garment.kind)).size).toBe(6)
  })
})

describe('a template', () => {
  const meshes = twenty.slice(0, 6).map(templateOf)

  it('has 3 to 7 thousand vertices with unit normals, and faces that name them', () => {
    for (const { vertices, normals, textureCoordinates, faces } of meshes) {
      const count = vertices.length / 3
      expect(count).toBeGreaterThan(3000)
      expect(count).toBeLessThan(7000)
      expect(normals.length).toBe(3 * count)
      expect(textureCoordinates.length).toBe(2 * count)
      expect(Math.max(...faces)).toBe(count - 1)
      const lengths = Array.from({ length: count }, (_, i) => Math.hypot(...normals.subarray(3 * i, 3 * i + 3)))
      expect(lengths.every((length) => Math.abs(length - 1) < 1e-6)).toBe(true)
      expect(textureCoordinates.every((t) => t >= 0 && t <= 1)).toBe(true)
    }
  })

  it('is of the size of a head in mm, with the nose towards −z at the height of the centre, and the chin towards +y', () => {
    for (const { vertices } of meshes) {
      const points = Array.from({ length: vertices.length / 3 }, (_, i) => [...vertices.subarray(3 * i, 3 * i + 3)])
      const range = (k: number): Range => [Math.min(...points.map((p) => p[k]!)), Math.max(...points.map((p) => p[k]!))]
      const [[left, right], [top, bottom], [front, back]] = [range(0), range(1), range(2)] as [Range, Range, Range]
      expect(right - left).toBeGreaterThan(150)
      expect(right - left).toBeLessThan(230)
      expect(left + right).toBeCloseTo(0, 0)
      expect(bottom - top).toBeGreaterThan(215)
      expect(bottom - top).toBeLessThan(300)
      expect(back - front).toBeGreaterThan(190)
      expect(back - front).toBeLessThan(260)
      const tip = points.find((p) => p[2] === front)!
      expect(Math.abs(tip[0]!)).toBeLessThan(4)
      expect(Math.abs(tip[1]!)).toBeLessThan(15)
    }
  })

  it('has faces that run counter-clockwise about their normals, outwards', () => {
    for (const { vertices, normals, faces } of meshes) {
      let [agreeing, all, volume] = [0, 0, 0]
      for (let f = 0; f < faces.length; f += 3) {
        const [a, b, c] = [faces[f]!, faces[f + 1]!, faces[f + 2]!].map((v) => vertices.subarray(3 * v, 3 * v + 3))
        const [u, w] = [b!.map((x, k) => x - a![k]!), c!.map((x, k) => x - a![k]!)]
        const n = [u[1]! * w[2]! - u[2]! * w[1]!, u[2]! * w[0]! - u[0]! * w[2]!, u[0]! * w[1]! - u[1]! * w[0]!]
        volume += (a![0]! * n[0]! + a![1]! * n[1]! + a![2]! * n[2]!) / 6
        if (Math.hypot(...n) < 1e-6) continue
        all++
        const vertex = normals.subarray(3 * faces[f]!, 3 * faces[f]! + 3)
        if (n[0]! * vertex[0]! + n[1]! * vertex[1]! + n[2]! * vertex[2]! > 0) agreeing++
      }
      expect(agreeing / all).toBeGreaterThan(0.97)
      // A head has some four litres; a mesh that is inside out has a negative volume.
      expect(volume).toBeGreaterThan(2.5e6)
      expect(volume).toBeLessThan(6.5e6)
    }
  })
})
