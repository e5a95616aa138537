import { describe, expect, it } from 'vitest'
import { Random, tensor } from '../../tensor/index.ts'
import { augment, erase } from './index.ts'

const [n, width, height] = [200, 20, 12]
const area = width * height
// No random colour, which has 24 bits, is this one.
const images = tensor(new Float32Array(n * 3 * area).fill(-1), { shape: [n, 3, height, width] })

/** The rectangle that a picture lost, with its colour; undefined where it lost none. */
function hole(pixels: ArrayLike<number>, item: number) {
  const at = (channel: number, i: number, j: number) => pixels[((item * 3 + channel) * height + i) * width + j]!
  const covered = Array.from({ length: area }, (_, k) => [Math.floor(k / width), k % width] as const).filter(
    ([i, j]) => at(0, i, j) !== -1,
  )
  if (covered.length === 0) return undefined
  const [rows, columns] = [covered.map(([i]) => i), covered.map(([, j]) => j)]
  const tall = Math.max(...rows) - Math.min(...rows) + 1
  const wide = Math.max(...columns) - Math.min(...columns) + 1
  const colours = new Set(covered.map(([i, j]) => [0, 1, 2].map((channel) => at(channel, i, j)).join()))
  return { pixels: covered.length, tall, wide, colours: [...colours] }
}

const holes = async (options = {}) => {
  const [seen] = augment([erase(options)], { kind: 'other' }, new Random(2))(images, tensor(new Float32Array(n)))
  const pixels = (await seen.data()) as Float32Array
  return Array.from({ length: n }, (_, item) => hole(pixels, item))
}

describe('erase', () => {
  it('covers a rectangle with one colour, of at most the area and within the forms that are asked for', async () => {
    const found = await holes({ p: 1, maxArea: 0.4, minAspect: 0.5 })
    const some = found.filter((each) => each !== undefined)
    for (const { pixels, tall, wide, colours } of some) {
      expect(pixels).toBe(tall * wide)
      expect(colours).toHaveLength(1)
      for (const value of colours[0]!.split(',').map(Number)) expect(value >= 0 && value <= 255).toBe(true)
      // Sides are whole pixels, up to half a pixel more or less than asked for.
      expect((tall - 0.5) * (wide - 0.5)).toBeLessThanOrEqual(0.4 * area)
      expect((tall - 0.5) / (wide + 0.5)).toBeLessThanOrEqual(2)
      expect((tall + 0.5) / (wide - 0.5)).toBeGreaterThanOrEqual(0.5)
    }
    expect(some.length).toBeGreaterThan(0.95 * n)
    expect(new Set(some.map(({ colours }) => colours[0])).size).toBe(some.length)
    // Areas are even from 0 to the largest, so their mean is half of it.
    const mean = some.reduce((sum, { pixels }) => sum + pixels, 0) / n
    expect(mean / area).toBeGreaterThan(0.17)
    expect(mean / area).toBeLessThan(0.23)
  })

  it('covers half of the pictures unless told otherwise, within four standard deviations', async () => {
    const some = (await holes()).filter((each) => each !== undefined).length
    expect(some / n).toBeGreaterThan(0.5 - 4 * Math.sqrt(0.25 / n))
    expect(some / n).toBeLessThan(0.5 + 4 * Math.sqrt(0.25 / n))
  })

  it.each([{ maxArea: 1.1 }, { minAspect: 0 }, { p: 2 }])('refuses %o, saying the rule', (options) =>
    expect(() => erase(options)).toThrow(/^erase: \w+ is .*must lie in 0…1/),
  )
})
