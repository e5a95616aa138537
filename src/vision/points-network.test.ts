import { describe, expect, it } from 'vitest'
import { l1Loss } from '../nn/index.ts'
import { AdamW } from '../optim/index.ts'
import { compile, fromOwned, Random, type Tensor } from '../tensor/index.ts'
import { pointsNetwork } from './points-network.ts'

/** Pictures of noise with a bright and a dark square, and the squares' centres in −1…1. */
function squares(count: number, size: number, seed: number): { pictures: Float32Array; points: Float32Array } {
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const pictures = Float32Array.from({ length: count * 3 * size * size }, () => next() - 0.5)
  const points = new Float32Array(count * 4)
  for (let n = 0; n < count; n++)
    for (const [k, value] of [2, -2].entries()) {
      const [left, top] = [Math.floor(next() * (size - 8)), Math.floor(next() * (size - 8))]
      points.set([(2 * (left + 4)) / size - 1, (2 * (top + 4)) / size - 1], 4 * n + 2 * k)
      for (let c = 0; c < 3; c++)
        for (let y = top; y < top + 8; y++)
          pictures.fill(value, ((n * 3 + c) * size + y) * size + left, ((n * 3 + c) * size + y) * size + left + 8)
    }
  return { pictures, points }
}

describe('pointsNetwork', () => {
  it('answers with a place within the picture for each point, whatever the size of the pictures', async () => {
    const model = pointsNetwork({ points: 3, width: 4, random: new Random(0) }).eval()
    for (const [height, width] of [
      [64, 48],
      [9, 21],
    ] as const) {
      const { pictures } = squares(2, 66, 5)
      const x = fromOwned(pictures.slice(0, 2 * 3 * height * width), [2, 3, height, width])
      const found = model.forward(x)
      expect(found.shape).toEqual([2, 6])
      for (const value of await found.data()) expect(Math.abs(Number(value))).toBeLessThan(1)
    }
  })

  it('has the same initial values for the same seed', async () => {
    const valuesOf = async (seed: number) =>
      Promise.all(
        [...pointsNetwork({ points: 2, width: 4, random: new Random(seed) }).parameters()].map((p) => p.value.data()),
      )
    expect(await valuesOf(1)).toEqual(await valuesOf(1))
    expect(await valuesOf(1)).not.toEqual(await valuesOf(2))
  })

  it('learns where two things are, to a pixel or so: four times nearer than their mean place', async () => {
    const size = 32
    const { pictures, points } = squares(64, size, 1)
    const model = pointsNetwork({ points: 2, width: 8, random: new Random(0) })
    const optimizer = new AdamW(model.parameters(), { lr: 0.01 })
    const step = compile((x: Tensor, y: Tensor) => {
      const loss = l1Loss(model.forward(x), y)
      optimizer.step(loss)
      return loss
    })
    for (let epoch = 0; epoch < 12; epoch++)
      for (let i = 0; i < 64; i += 16) {
        const part = <T extends Float32Array>(all: T, each: number) => all.slice(i * each, (i + 16) * each)
        await step(fromOwned(part(pictures, 3 * size * size), [16, 3, size, size]), fromOwned(part(points, 4), [16, 4]))
      }
    step.dispose()
    model.eval()
    // Others than those it was trained on.
    const fresh = squares(32, size, 2)
    const found = await model.forward(fromOwned(fresh.pictures, [32, 3, size, size])).data()
    const error = (guess: (i: number) => number) =>
      fresh.points.reduce((sum, right, i) => sum + Math.abs(guess(i) - right), 0) / fresh.points.length
    const guessing = error((i) => points.reduce((sum, p, k) => (k % 4 === i % 4 ? sum + p : sum), 0) / 64)
    expect(error((i) => Number(found[i]))).toBeLessThan(guessing / 4)
  })

  it.each([{ points: 0 }, { points: 1.5 }, { points: 2, width: 0 }])('refuses %j', (options) => {
    const [name, value] = Object.entries(options).at(-1)!
    expect(() => pointsNetwork({ ...options, random: new Random(0) })).toThrow(
      `pointsNetwork: ${name} is ${value}; it must be a whole number from 1`,
    )
  })
})
