import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { rotationFromEuler, rotationFromSix, type SixNumbers, sixFromRotation } from '../../data/index.ts'
import { type Matrix3, multiply, transpose } from '../../data/space/linear.ts'
import { Random, tensor } from '../../tensor/index.ts'
import { augment, type BatchTransform, horizontalFlip, rotate, verticalFlip, zoom } from './index.ts'

const pose = rotationFromEuler({ yaw: 35, pitch: -20, roll: 10 })
const n = 4
const images = tensor(new Float32Array(n * 3 * 24 * 36).fill(7), { shape: [n, 3, 24, 36] })
const targets = (six: readonly number[]) => tensor(Array.from({ length: n }, () => [...six]))

/** What becomes of the pose in four pictures. */
const moved = async (transforms: readonly BatchTransform[], r: Matrix3 = pose): Promise<Matrix3[]> => {
  const change = augment(transforms, { kind: 'rotation' }, new Random(3))
  const rows = (await change(images, targets(sixFromRotation(r)))[1].array()) as number[][]
  return rows.map((row) => rotationFromSix(row as unknown as SixNumbers))
}
/** A turn of the picture by θ, x to the right and y down: about the line of sight. */
const about = (degrees: number): Matrix3 => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return [c, -s, 0, s, c, 0, 0, 0, 1]
}
const inX: Matrix3 = [-1, 0, 0, 0, 1, 0, 0, 0, 1]
const inY: Matrix3 = [1, 0, 0, 0, -1, 0, 0, 0, 1]

describe('a rotation in space', () => {
  it('is mirrored with its picture: M·R·M for an object that is symmetric in x', async () => {
    for (const r of await moved([horizontalFlip({ p: 1 })])) expectClose(r, multiply(multiply(inX, pose), inX))
  })

  it('is mirrored upside down as the picture is, with the object mirrored in its own x', async () => {
    for (const r of await moved([verticalFlip({ p: 1 })])) expectClose(r, multiply(multiply(inY, pose), inX))
  })

  it('turns with its picture about the line of sight, also where pictures are not square', async () => {
    const angles = (await moved([rotate({ maxDegrees: 40, p: 1 })])).map((r) => {
      const turn = multiply(r, transpose(pose))
      expectClose(turn, about((Math.atan2(turn[3], turn[0]) * 180) / Math.PI), { atol: 1e-5 })
      return (Math.atan2(turn[3], turn[0]) * 180) / Math.PI
    })
    expect(new Set(angles.map((angle) => angle.toFixed(3))).size).toBe(n)
  })

  it('turns the way in which a point of the picture turns', async () => {
    const change = (moves: Parameters<typeof augment>[1], six: readonly number[]) =>
      augment([rotate({ maxDegrees: 40, p: 1 })], moves, new Random(3))(images, targets(six))[1].array()
    // Where the object's own x axis ends, seen from the line of sight: a point of the picture, in pixels.
    const point = (await change({ kind: 'points', count: 1 }, [0.4 / 1.5, 0.2])) as number[][]
    const axis = (await change({ kind: 'rotation' }, [0.4, 0.2, Math.sqrt(0.8), 0, 0, 1])) as number[][]
    for (const [i, [x, y]] of axis.entries())
      expectClose([point[i]![0]! * 1.5, point[i]![1]!], [x!, y!], { atol: 1e-5 })
  })

  it('stays as it is when a picture is only enlarged', async () => {
    for (const r of await moved([zoom({ max: 1.3, p: 1 })])) expectClose(r, pose, { atol: 1e-5 })
  })
})

describe('numbers that mirroring multiplies', () => {
  it('are multiplied where the picture is mirrored, and nowhere else', async () => {
    const moves = { kind: 'numbers', mirrored: [-1, 1, 2] } as const
    const flipped = augment([horizontalFlip({ p: 1 })], moves, new Random(0))(images, targets([0.25, 3, 5]))
    expect(await flipped[1].array()).toEqual(Array(n).fill([-0.25, 3, 10]))
    const turned = augment([rotate({ p: 1 })], moves, new Random(0))(images, targets([0.25, 3, 5]))
    expect(await turned[1].array()).toEqual(Array(n).fill([0.25, 3, 5]))
  })

  it('must be as many as there are factors', () => {
    const change = augment([horizontalFlip()], { kind: 'numbers', mirrored: [-1] }, new Random(0))
    expect(() => change(images, targets([1, 2]))).toThrow("targets of kind 'numbers' must be floats [4, 1]")
  })
})
