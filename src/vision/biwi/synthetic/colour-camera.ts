import { randomStream } from '../../../data/random.ts'
import type { Vector3 } from '../../../data/space/linear.ts'
import type { Calibration } from '../calibration.ts'
import type { PartKind } from './figure.ts'
import type { Light } from './light.ts'
import { encoded } from './paint.ts'
import { type PosedFigure, project } from './posed.ts'
import { Raster } from './raster.ts'
import { Shadow } from './shadow.ts'

/** Samples for each pixel, across and down. */
const scale = 2

/** sRGB's bytes over linear light, with a shoulder, so that nothing burns out: 2048 steps for each unit of light. */
const steps = 2048
const brightest = 3
const tones = Uint8ClampedArray.from({ length: steps * brightest }, (_, i) => {
  const x = i / steps
  return 255 * encoded(x < 0.55 ? x : 0.55 + 0.45 * (1 - Math.exp((0.55 - x) / 0.45)))
})

/** Numbers of noise for so many pixels, to be shifted from frame to frame. */
const grainSize = 3 * 65_536
let grainTile: Float32Array | undefined
/** Noise of standard deviation 1, red, green and blue in turn: three quarters of it of brightness, the rest of colour. */
const grainOf = (): Float32Array => {
  if (!grainTile) {
    const random = randomStream(0x6721)
    const normal = () => random.uniform(-1, 1) + random.uniform(-1, 1) + random.uniform(-1, 1)
    grainTile = new Float32Array(grainSize)
    for (let i = 0; i < grainSize; i += 3) {
      const both = normal()
      for (let k = 0; k < 3; k++) grainTile[i + k] = 0.86 * both + 0.5 * normal()
    }
  }
  return grainTile
}

/** A picture with noise; out of range it is cut. */
const grained = (plain: Uint8ClampedArray, grain: Int8Array, shift: number): Uint8ClampedArray => {
  const picture = new Uint8ClampedArray(plain.length)
  for (let from = 0, at = shift; from < plain.length; at = 0) {
    const to = Math.min(plain.length, from + grainSize - at)
    for (const distance = at - from; from < to; from++) picture[from] = plain[from]! + grain[from + distance]!
  }
  return picture
}

/** Takes colour pictures of a figure in front of a room. */
export class ColourCamera {
  readonly #camera: Calibration
  readonly #light: Light
  /** The room as the lens shows it. */
  readonly #room: Uint8ClampedArray
  readonly #grain: Int8Array
  readonly #raster: Raster
  readonly #shadow = new Shadow()
  #points = new Float32Array(0)

  /** @param room the picture behind, RGB, as large as the camera's */
  constructor(camera: Calibration, light: Light, room: Uint8Array) {
    this.#camera = camera
    this.#light = light
    const { width, height } = camera
    this.#room = new Uint8ClampedArray(3 * width * height)
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < 3 * width; x++, i++) this.#room[i] = room[i]! * this.#brightness(x / 3, y)
    }
    const grain = grainOf()
    this.#grain = new Int8Array(grainSize)
    for (let i = 0; i < grainSize; i++) this.#grain[i] = Math.round(grain[i]! * light.grain)
    this.#raster = new Raster(camera.width * scale, camera.height * scale)
  }

  /**
   * Which samples show a kind of part, scaled down to pixels: 0…4 samples for each pixel. For tests of the geometry.
   * @internal
   */
  coverage({ figure }: PosedFigure, kind: PartKind): Uint8Array {
    const { width, height } = this.#camera
    const counts = new Uint8Array(width * height)
    const { face, nearness } = this.#raster
    for (let i = 0; i < face.length; i++) {
      if (nearness[i] === 0 || figure.parts[figure.partOf[face[i]!]!]!.kind !== kind) continue
      const x = Math.floor((i % (width * scale)) / scale)
      counts[Math.floor(i / (width * scale) / scale) * width + x]!++
    }
    return counts
  }

  /**
   * A picture, RGB.
   * @param turn seeds this frame's noise
   */
  take(posed: PosedFigure, centre: Vector3, turn: number): Uint8Array {
    const { figure, positions } = posed
    if (this.#points.length !== positions.length) this.#points = new Float32Array(positions.length)
    project(positions, this.#camera, scale, this.#points)
    const raster = this.#raster
    raster.clear()
    raster.draw(this.#points, figure.faces, figure.twoSided)
    this.#shadow.cast(positions, figure, this.#light.towards, centre)
    const shift = 3 * randomStream(turn, 0x9a).integer(0, grainSize / 3 - 1)
    const picture = grained(this.#room, this.#grain, shift)
    this.#shade(posed, picture, shift)
    return new Uint8Array(picture.buffer)
  }

  #shade(posed: PosedFigure, picture: Uint8ClampedArray, shift: number): void {
    const { figure, positions, normals } = posed
    const { parts, partOf, faces, texturePoints } = figure
    const { width, rotation: r, translation: t } = this.#camera
    const { face, nearness, left, right, top, bottom } = this.#raster
    const points = this.#points
    const grain = this.#grain
    const shadow = this.#shadow
    const { main, above, below, fill, towards } = this.#light
    // All shading happens in the world's frame; the camera stands at −Rᵀ·t there.
    const eye: Vector3 = [
      -(r[0] * t[0] + r[3] * t[1] + r[6] * t[2]),
      -(r[1] * t[0] + r[4] * t[1] + r[7] * t[2]),
      -(r[2] * t[0] + r[5] * t[1] + r[8] * t[2]),
    ]
    const sampleWidth = width * scale
    // Plain variables that a closure writes would be boxed, each time anew.
    const seen = new Float64Array(3)

    const sample = (f: number, x: number, y: number): void => {
      const a = faces[3 * f]!
      const b = faces[3 * f + 1]!
      const c = faces[3 * f + 2]!
      const ax = points[3 * a]!
      const ay = points[3 * a + 1]!
      const bx = points[3 * b]! - ax
      const by = points[3 * b + 1]! - ay
      const cx = points[3 * c]! - ax
      const cy = points[3 * c + 1]! - ay
      const area = bx * cy - cx * by
      const dx = x - ax
      const dy = y - ay
      // Perspective is even enough within a face of a few pixels.
      const wb = (dx * cy - cx * dy) / area
      const wc = (bx * dy - dx * by) / area
      const wa = 1 - wb - wc
      const part = parts[partOf[f]!]!
      const px = wa * positions[3 * a]! + wb * positions[3 * b]! + wc * positions[3 * c]!
      const py = wa * positions[3 * a + 1]! + wb * positions[3 * b + 1]! + wc * positions[3 * c + 1]!
      const pz = wa * positions[3 * a + 2]! + wb * positions[3 * b + 2]! + wc * positions[3 * c + 2]!
      let nx = wa * normals[3 * a]! + wb * normals[3 * b]! + wc * normals[3 * c]!
      let ny = wa * normals[3 * a + 1]! + wb * normals[3 * b + 1]! + wc * normals[3 * c + 1]!
      let nz = wa * normals[3 * a + 2]! + wb * normals[3 * b + 2]! + wc * normals[3 * c + 2]!
      let vx = eye[0] - px
      let vy = eye[1] - py
      let vz = eye[2] - pz
      const far = 1 / Math.sqrt(vx * vx + vy * vy + vz * vz)
      vx *= far
      vy *= far
      vz *= far
      let unit = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz)
      let facing = (nx * vx + ny * vy + nz * vz) * unit
      if (part.sheet && facing < 0) {
        unit = -unit
        facing = -facing
      }
      nx *= unit
      ny *= unit
      nz *= unit

      // The texture, blended from four texels.
      const { texture } = part
      const { texels, width: tw, height: th } = texture
      let u = wa * texturePoints[2 * a]! + wb * texturePoints[2 * b]! + wc * texturePoints[2 * c]! - 0.5
      let v = wa * texturePoints[2 * a + 1]! + wb * texturePoints[2 * b + 1]! + wc * texturePoints[2 * c + 1]! - 0.5
      u = u < 0 ? 0 : Math.min(u, tw - 1.001)
      v = v < 0 ? 0 : Math.min(v, th - 1.001)
      const column = u | 0
      const row = v | 0
      const tx = u - column
      const ty = v - row
      const i = texture.reach(row, column)
      const j = i + 4 * tw
      const w0 = (1 - tx) * (1 - ty)
      const w1 = tx * (1 - ty)
      const w2 = (1 - tx) * ty
      const w3 = tx * ty
      const tr = w0 * texels[i]! + w1 * texels[i + 4]! + w2 * texels[j]! + w3 * texels[j + 4]!
      const tg = w0 * texels[i + 1]! + w1 * texels[i + 5]! + w2 * texels[j + 1]! + w3 * texels[j + 5]!
      const tb = w0 * texels[i + 2]! + w1 * texels[i + 6]! + w2 * texels[j + 2]! + w3 * texels[j + 6]!
      const gloss = w0 * texels[i + 3]! + w1 * texels[i + 7]! + w2 * texels[j + 3]! + w3 * texels[j + 7]!

      const direct = nx * towards[0] + ny * towards[1] + nz * towards[2]
      const reach = direct > (part.skin ? -0.32 : 0) ? shadow.reaches(px + 5 * nx, py + 5 * ny, pz + 5 * nz) : 0
      // In skin light goes a little way around the edge of a shadow, red the furthest.
      let dr = Math.max(direct, 0)
      let dg = dr
      let db = dr
      if (part.skin) {
        dr = Math.max(0, (direct + 0.32) / 1.32)
        dg = Math.max(0, (direct + 0.16) / 1.16)
        db = Math.max(0, (direct + 0.12) / 1.12)
      }
      const sky = 0.5 - 0.5 * ny
      const ground = 0.5 + 0.5 * ny
      const front = Math.max(facing, 0)
      // A highlight where the normal lies half-way between light and eye, and a sheen where it turns away.
      let shine = 0
      if (gloss > 0.08) {
        const hx = towards[0] + vx
        const hy = towards[1] + vy
        const hz = towards[2] + vz
        let spot = (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz)
        spot = Math.max(spot, 0)
        spot *= spot
        spot *= spot
        spot *= spot
        const turn = 1 - front
        shine = gloss * (reach * (0.12 * spot + 0.3 * spot * spot * spot) + 0.1 * turn * turn * turn * sky)
      }
      const lr = main[0] * (reach * dr)
      const lg = main[1] * (reach * dg)
      const lb = main[2] * (reach * db)
      seen[0] = tr * (lr + above[0] * sky + below[0] * ground + fill[0] * front) + shine * main[0]
      seen[1] = tg * (lg + above[1] * sky + below[1] * ground + fill[1] * front) + shine * main[1]
      seen[2] = tb * (lb + above[2] * sky + below[2] * ground + fill[2] * front) + shine * main[2]
    }

    const tone = (x: number): number => tones[x < brightest ? (x * steps) | 0 : brightest * steps - 1]!

    for (let y = top >> 1; y < (bottom + 1) >> 1; y++) {
      for (let x = left >> 1; x < (right + 1) >> 1; x++) {
        const s = 2 * y * sampleWidth + 2 * x
        const n0 = nearness[s]!
        const n1 = nearness[s + 1]!
        const n2 = nearness[s + sampleWidth]!
        const n3 = nearness[s + sampleWidth + 1]!
        if (n0 + n1 + n2 + n3 === 0) continue
        const f0 = n0 > 0 ? face[s]! : -1
        const f1 = n1 > 0 ? face[s + 1]! : -1
        const f2 = n2 > 0 ? face[s + sampleWidth]! : -1
        const f3 = n3 > 0 ? face[s + sampleWidth + 1]! : -1
        const to = 3 * (y * width + x)
        const at = (to + shift) % grainSize
        const part = f0 < 0 ? -1 : partOf[f0]!
        const even =
          part >= 0 &&
          f1 >= 0 &&
          f2 >= 0 &&
          f3 >= 0 &&
          partOf[f1]! === part &&
          partOf[f2]! === part &&
          partOf[f3]! === part &&
          Math.abs(n0 - n3) < 1.2e-5
        if (even) {
          // Within a surface one sample, in the middle, will do.
          sample(f3, 2 * x + 1, 2 * y + 1)
          picture[to] = tone(seen[0]!) + grain[at]!
          picture[to + 1] = tone(seen[1]!) + grain[at + 1]!
          picture[to + 2] = tone(seen[2]!) + grain[at + 2]!
          continue
        }
        // At an edge one for each surface, weighted by how many samples show it.
        let r4 = 0
        let g4 = 0
        let b4 = 0
        let shaded = -1
        let near = 0
        for (let q = 0; q < 4; q++) {
          const f = q === 0 ? f0 : q === 1 ? f1 : q === 2 ? f2 : f3
          if (f < 0) {
            r4 += picture[to]!
            g4 += picture[to + 1]!
            b4 += picture[to + 2]!
            continue
          }
          const n = q === 0 ? n0 : q === 1 ? n1 : q === 2 ? n2 : n3
          if (partOf[f]! !== shaded || Math.abs(n - near) > 1.2e-5) {
            sample(f, 2 * x + (q & 1) + 0.5, 2 * y + (q >> 1) + 0.5)
            shaded = partOf[f]!
            near = n
          }
          r4 += tone(seen[0]!) + grain[at]!
          g4 += tone(seen[1]!) + grain[at + 1]!
          b4 += tone(seen[2]!) + grain[at + 2]!
        }
        picture[to] = r4 / 4
        picture[to + 1] = g4 / 4
        picture[to + 2] = b4 / 4
      }
    }
  }

  /** How much of the light the lens lets through at a place of the picture: less towards the corners. */
  #brightness(x: number, y: number): number {
    const { width, height } = this.#camera
    const [right, down] = [(2 * x) / width - 1, (2 * y) / height - 1]
    return 1 - (this.#light.vignette * (right * right + down * down)) / 2
  }
}
