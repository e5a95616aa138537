import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rotationFromEuler } from '../src/data/space/euler.ts'
import { apply, identity, type Vector3 } from '../src/data/space/linear.ts'
import type { Calibration } from '../src/vision/biwi/calibration.ts'
import type { DepthImage } from '../src/vision/biwi/depth.ts'
import type { Mesh } from '../src/vision/biwi/mesh.ts'
import type { HeadPose } from '../src/vision/biwi/pose.ts'
import { type BiwiFrameContent, type BiwiSequenceContent, writeBiwiSequence } from '../src/vision/biwi/write.ts'

/** An invented rig of two small cameras, in the manner of the Kinect. */
export const depthCamera: Calibration = {
  intrinsics: [57.5, 0, 32, 0, 57.5, 24, 0, 0, 1],
  distortion: [0, 0, 0, 0],
  rotation: identity,
  translation: [0, 0, 0],
  width: 64,
  height: 48,
}
export const rgbCamera: Calibration = {
  ...depthCamera,
  intrinsics: [51.75, 0, 32, 0, 51.75, 24, 0, 0, 1],
  rotation: rotationFromEuler({ yaw: 0.5, pitch: 0.75, roll: -0.25 }).map((x) => Number(x.toPrecision(6))) as never,
  translation: [-24, 6, -13],
}

/** The head is a ball. */
export const radius = 100

export const pose: HeadPose = {
  rotation: rotationFromEuler({ yaw: 20, pitch: -10, roll: 5 }).map((x) => Number(x.toPrecision(6))) as never,
  centre: [40, 30, 880],
}

/** The depth, along its axis, at which a camera sees the ball in a pixel, by the equation of the ball; 0 beside it. */
export const ballDepth = (camera: Calibration, x: number, y: number, centre: Vector3 = pose.centre): number => {
  const k = camera.intrinsics
  const ray = [(x - k[2]) / k[0], (y - k[5]) / k[4], 1] as const
  const [cx, cy, cz] = apply(camera.rotation, centre).map((c, i) => c + camera.translation[i]!) as [
    number,
    number,
    number,
  ]
  const along = ray[0] * cx + ray[1] * cy + cz
  const length2 = ray[0] ** 2 + ray[1] ** 2 + 1
  const discriminant = along ** 2 - length2 * (cx ** 2 + cy ** 2 + cz ** 2 - radius ** 2)
  return discriminant < 0 ? 0 : (along - Math.sqrt(discriminant)) / length2
}

export const ballDepthImage = (centre: Vector3 = pose.centre): DepthImage => {
  const { width, height } = depthCamera
  const millimetres = Uint16Array.from({ length: width * height }, (_, i) =>
    Math.round(ballDepth(depthCamera, i % width, Math.floor(i / width), centre)),
  )
  return { width, height, millimetres }
}

/** The ball as a template: rings of quadrilaterals, each two triangles. */
export const ball: Mesh = (() => {
  const [rings, sides] = [8, 12]
  const vertices: number[] = []
  const normals: number[] = []
  const textureCoordinates: number[] = []
  for (let ring = 0; ring <= rings; ring++) {
    for (let side = 0; side < sides; side++) {
      const [latitude, longitude] = [(Math.PI * ring) / rings, (2 * Math.PI * side) / sides]
      const normal = [
        Math.sin(latitude) * Math.cos(longitude),
        Math.cos(latitude),
        Math.sin(latitude) * Math.sin(longitude),
      ]
      vertices.push(...normal.map((x) => Number((radius * x).toFixed(10))))
      normals.push(...normal.map((x) => Number(x.toFixed(10))))
      textureCoordinates.push(Number((side / sides).toFixed(6)), Number((ring / rings).toFixed(6)))
    }
  }
  const faces: number[] = []
  for (let ring = 0; ring < rings; ring++) {
    for (let side = 0; side < sides; side++) {
      const [a, b] = [ring * sides + side, ring * sides + ((side + 1) % sides)]
      faces.push(a, b, a + sides, b, b + sides, a + sides)
    }
  }
  return {
    vertices: Float64Array.from(vertices),
    normals: Float64Array.from(normals),
    textureCoordinates: Float64Array.from(textureCoordinates),
    faces: Uint32Array.from(faces),
  }
})()

export const frame = (index: number): BiwiFrameContent => {
  const { width, height } = rgbCamera
  const picture = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3)
    return [100 + (pixel % width), 80 + Math.floor(pixel / width), 90][i % 3]!
  })
  return { index, picture, width, height, depth: ballDepthImage(), pose }
}

export const sequence = (number: number, frames: BiwiSequenceContent['frames']): BiwiSequenceContent => ({
  sequence: number,
  rgb: rgbCamera,
  depth: depthCamera,
  mesh: ball,
  frames,
})

/** A new folder in which a data set `hpdb` has these sequences, with so many frames each. */
export const writeSample = async (sequences: Readonly<Record<number, readonly number[]>>): Promise<string> => {
  const parent = await mkdtemp(join(tmpdir(), 'kindling-biwi-'))
  for (const [number, indices] of Object.entries(sequences)) {
    await writeBiwiSequence(join(parent, 'hpdb'), sequence(Number(number), indices.map(frame)))
  }
  return parent
}
