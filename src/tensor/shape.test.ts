import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { broadcastShapes, checkShape, normalizeAxes, normalizeAxis, reducedShape, sameShape, sizeOf } from './shape.ts'

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })

/** NumPy's rule, written as it is explained: align at the right, compare axis by axis. */
function naive(a: number[], b: number[]): number[] | undefined {
  if (a.length === 0) return b
  if (b.length === 0) return a
  const [m, n] = [a.at(-1)!, b.at(-1)!]
  if (m !== n && m !== 1 && n !== 1) return undefined
  const rest = naive(a.slice(0, -1), b.slice(0, -1))
  return rest && [...rest, m === 1 ? n : m]
}

describe('broadcastShapes', () => {
  it("follows NumPy's rule, and fails exactly where that fails", () =>
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        const wanted = naive(a, b)
        if (wanted) expect(broadcastShapes('add', a, b)).toEqual(wanted)
        else expect(() => broadcastShapes('add', a, b)).toThrow()
      }),
    ))

  it('does not care about order', () =>
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        fc.pre(naive(a, b) !== undefined)
        expect(broadcastShapes('add', a, b)).toEqual(broadcastShapes('add', b, a))
      }),
    ))

  it('says which operator, both shapes and the axis where they part', () =>
    expect(() => broadcastShapes('mul', [2, 3], [4, 2, 2])).toThrow(
      'mul: shapes [2, 3] and [4, 2, 2] do not broadcast: axis -1 has 3 and 2; they must be equal, or one of them 1',
    ))
})

describe('axes', () => {
  it('count from the last when negative', () => {
    expect(normalizeAxis('sum', -1, 3)).toBe(2)
    expect(normalizeAxis('sum', 0, 3)).toBe(0)
    expect(normalizeAxes('sum', [-1, 0], 3)).toEqual([0, 2])
    expect(normalizeAxes('sum', undefined, 2)).toEqual([0, 1])
  })

  it.each([[3], [-4], [0.5], [Number.NaN]])('refuse %d of three', (axis) =>
    expect(() => normalizeAxis('sum', axis, 3)).toThrow(
      `sum: axis is ${axis}, but the tensor has 3 axes; it must lie in -3…2`,
    ),
  )

  it('a scalar has none', () =>
    expect(() => normalizeAxis('sum', 0, 0)).toThrow('sum: axis is 0, but the tensor has 0 axes'))

  it('refuse to name one twice', () =>
    expect(() => normalizeAxes('sum', [1, -1], 2)).toThrow('axes [1, -1] name an axis twice'))
})

describe('shapes', () => {
  it('have the product of their lengths as size, 1 without axes', () => {
    expect(sizeOf([])).toBe(1)
    expect(sizeOf([2, 0, 3])).toBe(0)
    expect(sizeOf([2, 3])).toBe(6)
  })

  it('are the same only when all lengths are', () => {
    expect(sameShape([1, 2], [1, 2])).toBe(true)
    expect(sameShape([1, 2], [1, 2, 1])).toBe(false)
    expect(sameShape([12], [1, 2])).toBe(false)
  })

  it.each([[[-1]], [[1.5]], [[Number.NaN]]])('refuse the lengths %j', (lengths) =>
    expect(() => checkShape('zeros', lengths)).toThrow(/zeros: shape .* lengths must be whole numbers from 0/),
  )

  it('refuse more elements than a number can count', () =>
    expect(() => checkShape('zeros', [2 ** 30, 2 ** 30])).toThrow('too many elements'))

  it('reduced lose their axes, or keep them with length 1', () => {
    expect(reducedShape([2, 3, 4], [0, 2], false)).toEqual([3])
    expect(reducedShape([2, 3, 4], [0, 2], true)).toEqual([1, 3, 1])
  })
})
