import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arange, grad, type Index, ones, type Range, type Tensor, tensor, zeros } from '../index.ts'

type Nested = number | Nested[]

/** Nested arrays counting up from 0. */
function counting(shape: readonly number[], counter = { next: 0 }): Nested {
  const [length, ...rest] = shape
  if (length === undefined) return counter.next++
  return Array.from({ length }, () => counting(rest, counter))
}
const counted = (shape: readonly number[]): Tensor => arange(shape.reduce((a, b) => a * b, 1)).reshape(shape)

/** The positions of a Python slice, counted out. */
function positionsOf([start, stop, step = 1]: Range, length: number): number[] {
  const place = (n: number) => (n < 0 ? n + length : n)
  const positions: number[] = []
  if (step > 0) {
    for (let i = start === null ? 0 : Math.max(place(start), 0); i < (stop === null ? length : place(stop)); i += step)
      if (i < length) positions.push(i)
  } else {
    const first = start === null ? length - 1 : Math.min(place(start), length - 1)
    for (let i = first; i > (stop === null ? -1 : Math.max(place(stop), -1)); i += step) if (i >= 0) positions.push(i)
  }
  return positions
}

/** Indexing of nested arrays, an index for each axis from the outermost. */
function pick(values: Nested, indices: readonly (number | Range | ':' | null)[]): Nested {
  const [index, ...rest] = indices
  if (index === undefined) return values
  if (index === null) return [pick(values, rest)]
  const list = values as Nested[]
  if (index === ':') return list.map((item) => pick(item, rest))
  if (typeof index === 'number') return pick(list.at(index)!, rest)
  return positionsOf(index, list.length).map((i) => pick(list[i]!, rest))
}

const bound = fc.option(fc.integer({ min: -7, max: 7 }), { nil: null })
const range: fc.Arbitrary<Range> = fc.oneof(
  fc.tuple(bound, bound),
  fc.tuple(
    bound,
    bound,
    fc.integer({ min: -3, max: 3 }).filter((n) => n !== 0),
  ),
)

const indexed = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      indices: fc
        .tuple(
          ...shape.map((length) =>
            fc.oneof(
              { weight: 3, arbitrary: range as fc.Arbitrary<number | Range | ':'> },
              { weight: 1, arbitrary: fc.integer({ min: -length, max: length - 1 }) },
              { weight: 1, arbitrary: fc.constant(':' as const) },
            ),
          ),
        )
        .chain((all) => fc.integer({ min: 1, max: all.length }).map((used) => all.slice(0, used))),
      newAxis: fc.option(fc.nat(2), { nil: undefined }),
    }),
  )
  .map(({ shape, indices, newAxis }) => {
    const all: (number | Range | ':' | null)[] = [...indices]
    if (newAxis !== undefined) all.splice(Math.min(newAxis, all.length), 0, null)
    return { shape, indices: all }
  })

describe('at', () => {
  it("takes what Python's brackets take from nested lists", () =>
    fc.assert(
      fc.asyncProperty(indexed, async ({ shape, indices }) => {
        const wanted = pick(counting(shape), indices)
        const found = counted(shape).at(...indices)
        expect(await found.array()).toEqual(wanted)
      }),
      { numRuns: 150 },
    ))

  it('its gradient puts each number back where it came from', () =>
    fc.assert(
      fc.asyncProperty(indexed, async ({ shape, indices }) => {
        const x = counted(shape).cast('float32')
        const y = x.at(...indices)
        const [g] = grad(y.mul(y.detach()).sum(), [x])
        const taken = new Set([pick(counting(shape), indices)].flat(9) as number[])
        const wanted = Array.from({ length: x.size }, (_, i) => (taken.has(i) ? i : 0))
        expect(Array.from(await g.data(), Number)).toEqual(wanted)
      }),
      { numRuns: 50 },
    ))

  it('has dots for the axes between, and positions in a tensor', async () => {
    const x = counted([2, 3, 4])
    expect(await x.at('...', 0).array()).toEqual(pick(counting([2, 3, 4]), [':', ':', 0]))
    expect(await x.at(1, '...', [null, null, -2]).array()).toEqual(
      pick(counting([2, 3, 4]), [1, ':', [null, null, -2]]),
    )
    expect(x.at('...').shape).toEqual([2, 3, 4])
    const rows = tensor([[2, 0]], { dtype: 'int32' })
    expect(x.at(1, rows, [1, 3]).shape).toEqual([1, 2, 2])
    expect(await x.at(1, rows, 1).array()).toEqual([[21, 13]])
  })

  it.each<[string, Index[], string]>([
    ['too many', [0, 0, 0], 'at: there are 3 indices for the 2 axes of shape [2, 3]'],
    ['one too large', [2], 'at: index 2 is out of range for axis 0 of length 2'],
    ['one too small', [':', -4], 'at: index -4 is out of range for axis 1 of length 3'],
    ['a fraction', [0.5], 'at: index 0.5 is out of range'],
    ['dots twice', ['...', '...'], "'...' may stand only once"],
    ['a step of zero', [[0, 1, 0]], 'the step of a range is 0'],
    ['a list', [[0, 1, 1, 0] as unknown as Range], 'a range is [0,1,1,0]; it must be [start, stop]'],
    ['a mask', [tensor([true, false])], 'use where(), or await x.compress(mask)'],
    ['two lists of positions', [tensor([0n]), tensor([0n])], 'use one, or takeAlongAxis'],
  ])('refuses %s when written', (_, indices, message) => expect(() => counted([2, 3]).at(...indices)).toThrow(message))
})

describe('narrow and flip', () => {
  it('narrow takes a part of an axis, and refuses what is not one', async () => {
    expect(await counted([2, 3]).narrow(-1, 1, 3).array()).toEqual([
      [1, 2],
      [4, 5],
    ])
    expect(counted([2, 3]).narrow(0, 1, 1).shape).toEqual([0, 3])
    expect(() => counted([2, 3]).narrow(0, 1, 3)).toThrow('narrow: 1…3 does not lie within axis 0 of length 2')
  })

  it('flip reverses all axes, or those named', async () => {
    expect(await counted([2, 3]).flip().array()).toEqual([
      [5, 4, 3],
      [2, 1, 0],
    ])
    expect(await counted([2, 3]).flip(-1).array()).toEqual([
      [2, 1, 0],
      [5, 4, 3],
    ])
    const single = counted([1, 1])
    expect(single.flip()).toBe(single)
  })
})

describe('roll', () => {
  it('moves elements round, by any number of places either way', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 4 }), async (shift, length) => {
        const values = counting([length]) as number[]
        const wanted = values.map((_, i) => values[(((i - shift) % length) + length) % length]!)
        expect(await counted([length]).roll(shift, 0).array()).toEqual(wanted)
        expect(await counted([1, length]).roll(shift).array()).toEqual([wanted])
      }),
      { numRuns: 30 },
    ))
})

describe('pad', () => {
  // numpy.pad(numpy.arange(3), (4, 5), mode)
  it.each([
    ['constant', [7, 7, 7, 7, 0, 1, 2, 7, 7, 7, 7, 7]],
    ['edge', [0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2]],
    ['reflect', [0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1]],
    ['wrap', [2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1]],
  ] as const)("by %s adds what NumPy's adds", async (mode, wanted) =>
    expect(
      await counted([3])
        .pad([[4, 5]], { mode, value: 7 })
        .array(),
    ).toEqual(wanted),
  )

  it('goes axis by axis', async () =>
    expect(
      await counted([2, 2])
        .pad(
          [
            [1, 0],
            [0, 1],
          ],
          { mode: 'edge' },
        )
        .array(),
    ).toEqual([
      [0, 1, 1],
      [0, 1, 1],
      [2, 3, 3],
    ]))

  it('refuses wrong numbers of widths, negative ones, and mirrors of nothing', () => {
    expect(() => counted([2]).pad([])).toThrow('pad: there are 0 pairs of widths for the 1 axes of shape [2]')
    expect(() => counted([2]).pad([[-1, 0]])).toThrow('pad: widths [-1, 0] must be whole numbers from 0')
    expect(() => counted([1]).pad([[1, 0]], { mode: 'reflect' })).toThrow('axis 0 of length 1 has nothing to mirror')
    expect(() => zeros([0]).pad([[1, 0]], { mode: 'edge' })).toThrow('axis 0 of length 0 has nothing to repeat')
  })
})

describe('take', () => {
  it('takes slices at positions, from the end where they are negative', async () => {
    const x = counted([3, 2])
    expect(await x.take([2, -3, 2]).array()).toEqual([
      [4, 5],
      [0, 1],
      [4, 5],
    ])
    expect(await x.take([[1], [0]], 1).array()).toEqual([
      [[1], [0]],
      [[3], [2]],
      [[5], [4]],
    ])
    expect(await x.take(1, 1).array()).toEqual([1, 3, 5])
    expect(await x.take(new Uint8Array([1])).array()).toEqual([[2, 3]])
  })

  it('adds up the gradients of what is taken twice', async () => {
    const x = ones([3])
    expect(await grad(x.take([0, 2, 0, -1]).sum(), [x])[0].array()).toEqual([2, 0, 2])
  })

  it('fails when run, not clamped, where a position is out of range', async () => {
    await expect(counted([3]).take([3]).data()).rejects.toThrow(/must be within the inclusive range \[-3,2\]/)
    await expect(counted([3]).takeAlongAxis([-4], 0).data()).rejects.toThrow()
  })

  it('refuses positions that are no integers, when written', () => {
    expect(() => counted([3]).take(tensor([0.5]))).toThrow('take: positions are float32; they must be integers')
    expect(() => counted([3]).take(tensor([true]))).toThrow('take: positions are bool')
  })
})

describe('takeAlongAxis', () => {
  it('takes one element for each position', async () => {
    const x = counted([2, 3])
    expect(await x.takeAlongAxis([[2], [0]], 1).array()).toEqual([[2], [3]])
    expect(await x.takeAlongAxis([[1, 0, -1]], 0).array()).toEqual([[3, 1, 5]])
  })

  it('refuses positions longer than the tensor on another axis', () => {
    expect(() => counted([2, 3]).takeAlongAxis([[0], [0], [0]], 1)).toThrow('positions have shape [3, 1]')
    expect(() => counted([2, 3]).takeAlongAxis([0], 1)).toThrow('which must have the axes of [2, 3]')
  })
})

describe('scatterAdd and indexAdd', () => {
  it('add at positions, also at one that stands twice', async () => {
    expect(
      await zeros([2, 3])
        .scatterAdd(
          1,
          [
            [0, 0],
            [-1, 1],
          ],
          tensor([
            [1, 2],
            [3, 4],
          ]),
        )
        .array(),
    ).toEqual([
      [3, 0, 0],
      [0, 4, 3],
    ])
    expect(
      await zeros([3, 2])
        .indexAdd(0, [1, 1, -1], ones([3, 2]))
        .array(),
    ).toEqual([
      [0, 0],
      [2, 2],
      [1, 1],
    ])
    expect(
      await zeros([2, 3])
        .indexAdd(-1, [2, 2], ones([2, 2]))
        .array(),
    ).toEqual([
      [0, 0, 2],
      [0, 0, 2],
    ])
  })

  it('refuse updates of another shape', () => {
    expect(() => zeros([2, 3]).scatterAdd(1, [[0], [0]], ones([2, 2]))).toThrow(
      'it must be that of the positions, [2, 1]',
    )
    expect(() => zeros([2, 3]).indexAdd(0, [0], ones([2, 3]))).toThrow('updates have shape [2, 3]; it must be [1, 3]')
  })
})

describe('scatter and scatterReduce', () => {
  const x = tensor([1, 2, 3])

  it('replace, and the last of several at one position holds', async () => {
    expect(await x.scatter(0, [-1, 0, -1], tensor([7, 8, 9])).array()).toEqual([8, 2, 9])
  })

  it('multiply, or keep the smaller or larger, also at one position twice', async () => {
    const reduced = (by: 'mul' | 'min' | 'max') => x.scatterReduce(0, [1, 1, 2], tensor([3, -1, 5]), by).array()
    expect(await reduced('mul')).toEqual([1, -6, 15])
    expect(await reduced('min')).toEqual([1, -1, 3])
    expect(await reduced('max')).toEqual([1, 3, 5])
  })
})

describe('oneHot', () => {
  it('has a one in the place of the class, and none for what is no class', async () => {
    expect(await tensor([1, 3, -1], { dtype: 'int64' }).oneHot(3).array()).toEqual([
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
    ])
    expect(tensor([1, 0], { dtype: 'uint8' }).oneHot(300).shape).toEqual([2, 300])
    expect(await tensor([1, 0], { dtype: 'uint8' }).oneHot(300).sum().item()).toBe(2)
    expect(await tensor([true, false]).oneHot(2, { dtype: 'bool' }).array()).toEqual([
      [false, true],
      [true, false],
    ])
  })

  it('refuses classes that are no integers', () =>
    expect(() => tensor([0.5]).oneHot(2)).toThrow('they must be integers'))
})

describe('compress', () => {
  it('takes the elements where the mask is true, and lets gradients through', async () => {
    const x = tensor([1, 2, 3])
    const chosen = await x.mul(2).compress(x.greater(1))
    expect(await chosen.array()).toEqual([4, 6])
    expect(await grad(chosen.sum(), [x])[0].array()).toEqual([0, 2, 2])
  })

  it('takes whole rows for a mask of the leading axes', async () => {
    expect(await (await counted([2, 2]).compress(tensor([false, true]))).array()).toEqual([[2, 3]])
    expect((await counted([2, 2]).compress(tensor([false, false]))).shape).toEqual([0, 2])
  })

  it('refuses other masks', async () => {
    await expect(counted([2]).compress(counted([2]))).rejects.toThrow('the mask is int64; it must be bool')
    await expect(counted([2]).compress(tensor([true]))).rejects.toThrow('which are not the leading axes of [2]')
  })
})
