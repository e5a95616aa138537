import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { tensor } from '../../tensor/index.ts'
import { colour } from './index.ts'

const [red, green, blue] = [200, 100, 40]
const image = tensor([red, green, blue]).reshape([1, 3, 1, 1])
const grey = 0.299 * red + 0.587 * green + 0.114 * blue
const changed = async (draws: readonly number[], options = {}) =>
  colour(options)
    .apply(
      image,
      draws.map((draw) => tensor([draw])),
    )
    .data()

describe('colour', () => {
  it.each([
    { draws: [0, 0.5, 0.5, 0.5, 0.5], saturation: 1, tints: [1, 1, 1] },
    { draws: [0, 0, 0.5, 0.5, 0.5], saturation: 0.2, tints: [1, 1, 1] },
    { draws: [0, 0.75, 0.5, 0.5, 0.5], saturation: 1.4, tints: [1, 1, 1] },
    { draws: [0, 0.5, 0, 1, 0.75], saturation: 1, tints: [0.7, 1.3, 1.15] },
    { draws: [0, 0.25, 1, 0.5, 0], saturation: 0.6, tints: [1.3, 1, 0.7] },
  ])('has a saturation of $saturation and tints of $tints (closed form)', async ({ draws, saturation, tints }) => {
    const expected = [red, green, blue].map((x, i) =>
      Math.min(255, Math.max(0, (grey + saturation * (x - grey)) * tints[i]!)),
    )
    expectClose(await changed(draws), expected, { rtol: 1e-5, atol: 1e-3 })
  })

  it('leaves a picture that is not chosen as it is', async () =>
    expectClose(await changed([0.9, 0, 0, 1, 0]), [red, green, blue], { rtol: 1e-6, atol: 1e-4 }))

  it('takes all colour away at a saturation of 1 and the lowest draw', async () =>
    expectClose(await changed([0, 0, 0.5, 0.5, 0.5], { saturation: 1 }), [grey, grey, grey], {
      rtol: 1e-5,
      atol: 1e-3,
    }))

  it('does nothing, and is left out, where it may change nothing', () =>
    expect(colour({ tint: 0, saturation: 0 }).p).toBe(0))

  it.each([
    [{ tint: 2 }, 'colour: tint is 2; it must lie in 0…1'],
    [{ saturation: -1 }, 'colour: saturation is -1'],
    [{ p: 3 }, 'colour: p is 3'],
  ])('refuses %s', (options, message) => expect(() => colour(options)).toThrow(message))
})
