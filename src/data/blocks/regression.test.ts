import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { anywhere, named } from '../../../test/named.ts'
import { l1Loss, regressionLoss } from '../../nn/index.ts'
import { tensor } from '../../tensor/index.ts'
import { answered } from '../answer.ts'
import { regressionBlock } from './regression.ts'

const float = fc.float({ noDefaultInfinity: true })
const one = () => regressionBlock().setup(named(1, 2))
const three = () => regressionBlock({ outputs: 3 }).setup(named([1, 2, 3]))
const notNumber = (value: unknown) => value as number
const notNumbers = (value: unknown) => value as number[]
const rule = 'it must be a finite number of float32, or NaN where it is missing'

describe('regressionBlock', () => {
  it('of one number encodes it in shape [1], decodes it, and answers it', async () => {
    const target = await one()
    await fc.assert(
      fc.asyncProperty(float, async (x) => {
        const { data, shape } = await target.encode(x, anywhere, 'x.jpg')
        expect(shape).toEqual([1])
        expect(target.decode(data, anywhere)).toBe(x)
        expect(answered(target.answer, data, anywhere)).toBe(x)
      }),
    )
    expect(target.answer).toEqual({ kind: 'number' })
    expect(target.describe(1.23456789)).toBe('1.2346')
  })

  it('of several encodes them in shape [outputs], decodes them, and answers them', async () => {
    const target = await three()
    await fc.assert(
      fc.asyncProperty(fc.array(float, { minLength: 3, maxLength: 3 }), async (x) => {
        const { data, shape } = await target.encode(x, anywhere, 'x.jpg')
        expect(shape).toEqual([3])
        expect(target.decode(data, anywhere)).toEqual(x)
        expect(answered(target.answer, data, anywhere)).toEqual(x)
      }),
    )
    expect(target.answer).toEqual({ kind: 'numbers', count: 3 })
    expect(target.describe([1, -2.5, Number.NaN])).toBe('1, -2.5, NaN')
    expect(target.moves).toEqual({ kind: 'other' })
  })

  it('is trained with the mean squared error of the numbers that are present', async () => {
    const { loss } = await three()
    const targets = tensor([
      [1, Number.NaN, 0],
      [Number.NaN, Number.NaN, 4],
    ])
    const outputs = tensor([
      [3, 9, 0],
      [9, 9, 3],
    ])
    expect(await loss.loss(outputs, targets).item()).toBeCloseTo((4 + 0 + 1) / 3, 6)
    expect(loss.activation(outputs)).toBe(outputs)
  })

  it('is trained with another loss where one is given', async () => {
    const absolute = regressionLoss('l1', l1Loss)
    expect((await regressionBlock({ loss: absolute }).setup(named(1))).loss).toBe(absolute)
  })

  it.each<[string, unknown, string]>([
    ['infinity', Number.POSITIVE_INFINITY, 'Infinity'],
    ['minus infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['what float32 cannot hold', 1e39, '1e+39'],
    ['a text', '12', "'12'"],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
  ])('refuses %s, naming the item and the value', async (_, value, shown) => {
    const message = `regressionBlock: 1.jpg has ${shown}; ${rule}`
    await expect(regressionBlock().setup(named(1, notNumber(value)))).rejects.toThrow(message)
    await expect(regressionBlock({ outputs: 2 }).setup(named([1, 2], [1, notNumber(value)]))).rejects.toThrow(message)
    const target = await one()
    expect(() => target.encode(notNumber(value), anywhere, '1.jpg')).toThrow(message)
  })

  it('refuses another count of numbers', async () => {
    for (const [wrong, count] of [
      [[1, 2], '2'],
      [[], '0'],
      [undefined, 'no'],
      [null, 'no'],
      [7, 'no'],
    ] as const)
      await expect(regressionBlock({ outputs: 3 }).setup(named([1, 2, 3], notNumbers(wrong)))).rejects.toThrow(
        `regressionBlock: 1.jpg has ${count} numbers; getY must return 3`,
      )
  })

  it('refuses items of which every number is missing', async () => {
    const nothing = 'regressionBlock: every number of every item is missing; there is nothing to learn'
    await expect(regressionBlock().setup(named(Number.NaN, Number.NaN))).rejects.toThrow(nothing)
    await expect(regressionBlock({ outputs: 1 }).setup(named([Number.NaN]))).rejects.toThrow(nothing)
    await expect(regressionBlock().setup(named(Number.NaN, 0))).resolves.toBeDefined()
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %s outputs', (outputs) =>
    expect(() => regressionBlock({ outputs })).toThrow(
      `regressionBlock: outputs is ${outputs}; it must be a whole number from 1`,
    ),
  )

  it('has the type of its answers', () => {
    expectTypeOf(one).returns.resolves.toHaveProperty('decode').returns.toEqualTypeOf<number>()
    expectTypeOf(three).returns.resolves.toHaveProperty('decode').returns.toEqualTypeOf<readonly number[]>()
  })
})
