import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { Random, tensor } from '../../tensor/index.ts'
import { augment, lighting } from './index.ts'

const values = [0, 1, 20, 64, 127.5, 200, 254, 255]
const images = tensor([...values, ...values, ...values]).reshape([1, 3, 2, 4])

/** What becomes of a value, in double precision: fastai's `Brightness`, then its `Contrast`. */
const closedForm = (value: number, b: number, contrast: number): number => {
  const x = Math.min(Math.max(value / 255, 1e-7), 1 - 1e-7)
  const logit = (v: number) => Math.log(v / (1 - v))
  return 255 / (1 + Math.exp(-contrast * (logit(x) + logit(b))))
}

const lit = async (draws: readonly number[], options = {}) =>
  lighting(options)
    .apply(
      images,
      draws.map((draw) => tensor([draw])),
    )
    .data()
const thrice = (of: (value: number) => number) => [...values, ...values, ...values].map(of)

describe('lighting', () => {
  it.each([
    { draws: [0, 1, 0.9, 0.5], b: 0.6, contrast: 1 },
    { draws: [0, 0, 0.9, 0.5], b: 0.4, contrast: 1 },
    { draws: [0.9, 0.5, 0, 1], b: 0.5, contrast: 1 / 0.8 },
    { draws: [0.9, 0.5, 0, 0], b: 0.5, contrast: 0.8 },
    { draws: [0.7, 0.75, 0.7, 0.25], b: 0.55, contrast: 0.8 ** 0.5 },
  ])('has a brightness of $b and a contrast of $contrast (closed form)', async ({ draws, b, contrast }) =>
    expectClose(
      await lit(draws),
      thrice((value) => closedForm(value, b, contrast)),
      { rtol: 1e-4, atol: 2e-3 },
    ),
  )

  it('leaves a picture that is not chosen as it is, to 1e-3 of 255', async () =>
    expectClose(
      await lit([0.8, 0, 0.8, 1]),
      thrice((value) => value),
      { atol: 1e-3 },
    ))

  it('never leaves 0…255, however strong', async () => {
    for (const draws of [
      [0, 0, 0, 1],
      [0, 1, 0, 1],
      [0, 1, 0, 0],
    ])
      for (const value of await lit(draws, { max: 0.99, p: 1 })) {
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(255)
      }
  })

  it('changes each picture of a batch in its own way, and all its channels alike', async () => {
    const grey = tensor(new Float32Array(50 * 3).fill(100), { shape: [50, 3, 1, 1] })
    const [seen] = augment([lighting({ p: 1 })], { kind: 'other' }, new Random(3))(grey, tensor(new Float32Array(50)))
    const found = (await seen.reshape([50, 3]).array()) as number[][]
    for (const [r, g, b] of found) expect([g, b]).toEqual([r, r])
    expect(new Set(found.map(([r]) => r)).size).toBe(50)
  })

  it.each([-0.1, 1, Number.NaN])('refuses a max of %d', (max) =>
    expect(() => lighting({ max })).toThrow(`lighting: max is ${max}; it must lie in 0…1 (1 excluded)`),
  )
})
