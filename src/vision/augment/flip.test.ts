import { describe, expect, it } from 'vitest'
import { compile, Random, tensor } from '../../tensor/index.ts'
import { augment, type BatchTransform, horizontalFlip, verticalFlip } from './index.ts'

// 1 2 3 over 4 5 6, in each channel.
const picture = [1, 2, 3, 4, 5, 6]
const all = (values: readonly number[], n: number) => Array.from({ length: 3 * n }, () => values).flat()
const images = (n: number) => tensor(all(picture, n)).reshape([n, 3, 2, 3])

const cases: readonly { transforms: BatchTransform[]; expected: number[] }[] = [
  { transforms: [horizontalFlip({ p: 1 })], expected: [3, 2, 1, 6, 5, 4] },
  { transforms: [verticalFlip({ p: 1 })], expected: [4, 5, 6, 1, 2, 3] },
  { transforms: [verticalFlip({ p: 1 }), horizontalFlip({ p: 1 })], expected: [6, 5, 4, 3, 2, 1] },
  { transforms: [horizontalFlip({ p: 1 }), horizontalFlip({ p: 1 })], expected: picture },
]

describe('horizontalFlip and verticalFlip', () => {
  it.each(cases)('mirror to the bit: $expected', async ({ transforms, expected }) => {
    const [seen] = augment(transforms, { kind: 'other' }, new Random(1))(images(2), tensor([0, 0]))
    expect(Array.from(await seen.data(), Number)).toEqual(all(expected, 2))
  })

  it.each([0.5, 0.1, 0.9])('mirror a part of %d of the pictures, within four standard deviations', async (p) => {
    const n = 4000
    const step = compile(augment([horizontalFlip({ p })], { kind: 'other' }, new Random(7)))
    const [seen] = await step(images(n), tensor(new Float32Array(n)))
    step.dispose()
    const pixels = await seen!.data()
    const mirrored = Array.from({ length: n }, (_, i) => pixels[i * 18]).filter((pixel) => pixel === 3).length
    expect(Math.abs(mirrored / n - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n))
  })

  it('are even odds unless told otherwise', () => {
    expect(horizontalFlip().p).toBe(0.5)
    expect(verticalFlip().p).toBe(0.5)
  })

  it.each([-0.1, 1.1, Number.NaN])('refuse a p of %d', (p) => {
    expect(() => horizontalFlip({ p })).toThrow(`horizontalFlip: p is ${p}; it is a probability and must lie in 0…1`)
    expect(() => verticalFlip({ p })).toThrow(`verticalFlip: p is ${p}`)
  })
})
