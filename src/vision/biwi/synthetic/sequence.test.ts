import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { add, apply, type Vector3 } from '../../../data/space/linear.ts'
import { ColourCamera } from './colour-camera.ts'
import { DepthCamera } from './depth-camera.ts'
import { figureOf, templateOf } from './figure.ts'
import { describeLight } from './light.ts'
import { describeMotion, type Moment } from './motion.ts'
import { describePerson } from './person.ts'
import { PosedFigure } from './posed.ts'
import { describeRig, type Rig } from './rig.ts'
import { syntheticSequence } from './sequence.ts'

const [width, height] = [640, 480]
const bytes = (array: Uint16Array) => new Uint8Array(array.buffer)

/** Where a point of the world lies in the colour picture, by the definition: K·(R·X + T). */
const inPicture = ({ rgb }: Rig, point: Vector3): [number, number] => {
  const [x, y, z] = add(apply(rgb.rotation, point), rgb.translation)
  return [(rgb.intrinsics[0] * x) / z + rgb.intrinsics[2], (rgb.intrinsics[4] * y) / z + rgb.intrinsics[5]]
}

/** The pixels that the posed template covers, drawn by librsvg: each triangle as a path. */
const templateMask = async (rig: Rig, index: number, { head }: Moment): Promise<Uint8Array> => {
  const { vertices, faces } = templateOf(describePerson(0, index))
  const corners = Array.from({ length: vertices.length / 3 }, (_, i) => {
    const [x, y, z] = vertices.subarray(3 * i, 3 * i + 3)
    const [u, v] = inPicture(rig, add(apply(head.rotation, [x!, y!, z!]), head.centre))
    // SVG counts from the corner of the picture, calibrations from the middle of its first pixel.
    return `${(u + 0.5).toFixed(2)} ${(v + 0.5).toFixed(2)}`
  })
  const paths: string[] = []
  for (let f = 0; f < faces.length; f += 3) {
    paths.push(`M${corners[faces[f]!]}L${corners[faces[f + 1]!]}L${corners[faces[f + 2]!]}Z`)
  }
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    paths.map((d) => `<path d="${d}" stroke="#fff" stroke-width="0.2" fill="#fff"/>`).join('') +
    '</svg>'
  const raw = await sharp(Buffer.from(svg), { unlimited: true }).ensureAlpha().extractChannel(3).raw().toBuffer()
  return raw.map((alpha) => (alpha > 127 ? 1 : 0))
}

/** One moment of a person, as both cameras see it. Few, since each needs a figure with its textures. */
const shot = (index: number, frame: number) => {
  const rig = describeRig(0, index)
  const posed = new PosedFigure(figureOf(describePerson(0, index)))
  const moment = describeMotion(0, index, 60)[frame]!
  posed.pose(moment)
  const camera = new ColourCamera(rig.rgb, describeLight(0, index), new Uint8Array(3 * width * height).fill(40))
  camera.take(posed, moment.head.centre, 1)
  const kinds = (['head', 'worn', 'body'] as const).map((kind) => camera.coverage(posed, kind))
  const depth = new DepthCamera(rig.depth).take(posed, 1)
  return { index, rig, moment, head: kinds[0]!, worn: kinds[1]!, body: kinds[2]!, depth }
}

const shots = [shot(3, 10), shot(9, 33), shot(4, 47)]

describe('the truth about a frame', () => {
  it.each(shots)('is where the head is seen: person $index’s posed template covers it', async (of) => {
    const template = await templateMask(of.rig, of.index, of.moment)
    let [both, either, outside] = [0, 0, 0]
    for (let i = 0; i < template.length; i++) {
      const head = of.head[i]! >= 2
      // What is worn, and a collar before the chin, may hide the head.
      if (of.worn[i]! + of.body[i]! > 0) continue
      if (head && template[i]) both++
      if (head || template[i]) either++
      if (head && !template[i]) outside++
    }
    expect(both).toBeGreaterThan(3000)
    expect(both / either).toBeGreaterThan(0.97)
    expect(outside / both).toBeLessThan(0.02)
  })

  it.each(shots)(
    'is what the depth camera measured: person $index’s points fall on the person in the picture',
    (of) => {
      const { intrinsics: k } = of.rig.depth
      const head = of.moment.head.centre
      let [all, onPerson, nearHead, onHead] = [0, 0, 0, 0]
      for (const [i, z] of of.depth.millimetres.entries()) {
        if (z === 0) continue
        const point: Vector3 = [(((i % width) - k[2]) * z) / k[0], ((Math.floor(i / width) - k[5]) * z) / k[4], z]
        const [u, v] = inPicture(of.rig, point).map(Math.round) as [number, number]
        if (u < 0 || v < 0 || u >= width || v >= height) continue
        const at = v * width + u
        all++
        if (of.head[at]! + of.worn[at]! + of.body[at]! > 0) onPerson++
        if (Math.hypot(...point.map((x, j) => x - head[j]!)) < 60) {
          nearHead++
          if (of.head[at]! + of.worn[at]! > 0) onHead++
        }
      }
      expect(all).toBeGreaterThan(15_000)
      expect(onPerson / all).toBeGreaterThan(0.98)
      expect(nearHead).toBeGreaterThan(100)
      expect(onHead / nearHead).toBeGreaterThan(0.98)
    },
  )

  it.each(shots)('has the centre of person $index inside the head: behind its surface by 30 to 130 mm', (of) => {
    const { intrinsics: k } = of.rig.depth
    const [x, y, z] = of.moment.head.centre
    const column = Math.round((k[0] * x) / z + k[2])
    const row = Math.round((k[4] * y) / z + k[5])
    const surface = of.depth.millimetres[row * width + column]!
    expect(z - surface).toBeGreaterThan(30)
    expect(z - surface).toBeLessThan(130)
  })
})

describe('depth pictures', () => {
  it('have the whole steps of a Kinect, which grow with the square of the distance, and nothing but the person', () => {
    for (const { depth } of shots) {
      const levels = [...new Set(depth.millimetres)].filter((z) => z > 0).sort((a, b) => a - b)
      expect(levels[0]).toBeGreaterThan(500)
      expect(levels.at(-1)).toBeLessThan(1500)
      // At 900 mm a step is 900² / 345600 ≈ 2.3 mm, so most whole millimetres never occur.
      expect(levels.filter((z) => Math.round(345_600 / Math.round(345_600 / z)) !== z)).toEqual([])
      expect(depth.millimetres.slice(0, 640 * 20).every((z) => z === 0)).toBe(true)
    }
  })
})

describe('a sequence', () => {
  it('draws the same frames again, and others for another person or seed', async () => {
    const first = async (seed: number, index: number) => {
      const { frames } = await syntheticSequence(seed, index, 2)
      return [...frames]
    }
    const [once, again, other, third] = [await first(0, 1), await first(0, 1), await first(0, 2), await first(1, 1)]
    for (const [i, { picture, depth, pose }] of once.entries()) {
      expect(Buffer.compare(again[i]!.picture, picture)).toBe(0)
      expect(Buffer.compare(bytes(again[i]!.depth.millimetres), bytes(depth.millimetres))).toBe(0)
      expect(again[i]!.pose).toEqual(pose)
    }
    for (const another of [once[1]!, other[0]!, third[0]!]) {
      expect(Buffer.compare(another.picture, once[0]!.picture)).not.toBe(0)
    }
    expect(once[0]!.pose).not.toEqual(other[0]!.pose)
  })
})
