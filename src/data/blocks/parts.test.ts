import { describe, expect, expectTypeOf, it } from 'vitest'
import { anywhere, named } from '../../../test/named.ts'
import { binaryCrossEntropyWithLogits, mseLoss } from '../../nn/index.ts'
import { grad, type Tensor, tensor } from '../../tensor/index.ts'
import { answered, widthOf } from '../answer.ts'
import type { TargetBlock } from '../block.ts'
import { categoryBlock } from './category.ts'
import { multiCategoryBlock } from './multi-category.ts'
import { partsBlock } from './parts.ts'
import { regressionBlock } from './regression.ts'

type Pose = { readonly turn: readonly number[]; readonly tags: readonly string[]; readonly age: number }
const values: Pose[] = [
  { turn: [1, 2], tags: ['hat'], age: 30 },
  { turn: [-1, 0.5], tags: [], age: 40 },
  { turn: [0, 0], tags: ['beard', 'hat'], age: Number.NaN },
]
const parts = () => ({
  turn: regressionBlock({ outputs: 2 }),
  tags: multiCategoryBlock(),
  age: regressionBlock(),
})
const pose = (weights = {}) => partsBlock(parts(), { weights }).setup(named(...values))
const outputs = tensor([
  [0, 1, 2, -1, 10],
  [3, -2, 0.5, 0, 20],
])
const targets = tensor([
  [1, 2, 0, 1, 30],
  [-1, 0.5, 0, 0, 40],
])
const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number)

describe('partsBlock', () => {
  it('encodes its parts in columns one after another, and decodes them', async () => {
    const target = await pose()
    const encoded = await target.encode(values[0]!, anywhere, 'x.jpg')
    expect(encoded).toEqual({ data: Float32Array.of(1, 2, 0, 1, 30), shape: [5] })
    for (const value of values)
      expect(target.decode((await target.encode(value, anywhere, 'x.jpg')).data, anywhere)).toEqual(value)
    expect(target.describe(values[0]!)).toBe('turn 1, 2; tags hat; age 30')
  })

  it('answers all parts from a row of predictions', async () => {
    const { answer } = await pose()
    expect(widthOf(answer)).toBe(5)
    expect(answered(answer, [0.5, -0.5, 0.2, 0.9, 33], anywhere)).toEqual({ turn: [0.5, -0.5], tags: ['hat'], age: 33 })
  })

  it('says how each of its columns moves', async () => {
    expect((await pose()).moves).toEqual({
      kind: 'parts',
      parts: [
        { width: 2, moves: { kind: 'other' } },
        { width: 2, moves: { kind: 'labels' } },
        { width: 1, moves: { kind: 'other' } },
      ],
    })
  })

  it('is trained with the weighted sum of the losses of its columns, and with its gradient', async () => {
    const expected = mseLoss(outputs.narrow(1, 0, 2), targets.narrow(1, 0, 2))
      .mul(3)
      .add(binaryCrossEntropyWithLogits(outputs.narrow(1, 2, 4), targets.narrow(1, 2, 4)))
      .add(mseLoss(outputs.narrow(1, 4, 5), targets.narrow(1, 4, 5)).mul(0.25))
    const { loss } = await pose({ turn: 3, age: 0.25 })
    const found = loss.loss(outputs, targets)
    expect(await found.item()).toBeCloseTo(await expected.item(), 4)
    const slopes = await numbers(grad(found, [outputs])[0]!)
    for (const [i, slope] of (await numbers(grad(expected, [outputs])[0]!)).entries())
      expect(slopes[i]).toBeCloseTo(slope, 4)
    expect(loss.name).toBe('mse + binaryCrossEntropyWithLogits + mse')
  })

  it('counts each part once by default, and not at all with weight 0', async () => {
    const sum = await (await pose()).loss.loss(outputs, targets).item()
    let single = 0
    for (const name of ['turn', 'tags', 'age']) {
      const others = Object.fromEntries(['turn', 'tags', 'age'].filter((n) => n !== name).map((n) => [n, 0]))
      single += await (await pose(others)).loss.loss(outputs, targets).item()
    }
    expect(sum).toBeCloseTo(single, 4)
  })

  it('has the activation of each part on its columns', async () => {
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
    const { loss } = await pose()
    const expected = [0, 1, sigmoid(2), sigmoid(-1), 10, 3, -2, sigmoid(0.5), sigmoid(0), 20]
    for (const [i, x] of (await numbers(loss.activation(outputs))).entries()) expect(x).toBeCloseTo(expected[i]!, 5)
  })

  it('may have parts in its parts', async () => {
    const block = partsBlock({
      head: partsBlock({ turn: regressionBlock({ outputs: 2 }), tags: multiCategoryBlock() }),
      age: regressionBlock(),
    })
    const nested = values.map(({ turn, tags, age }) => ({ head: { turn, tags }, age }))
    const target = await block.setup(named(...nested))
    const encoded = await target.encode(nested[2]!, anywhere, 'x.jpg')
    expect([...encoded.data]).toEqual([0, 0, 1, 1, Number.NaN])
    expect(target.decode(encoded.data, anywhere)).toEqual(nested[2])
    expect(await target.loss.loss(outputs, targets).item()).toBeCloseTo(
      await (await pose()).loss.loss(outputs, targets).item(),
      4,
    )
  })

  it('names the item and the part that cannot be used', async () => {
    const wrong = { ...values[1]!, age: Number.POSITIVE_INFINITY }
    await expect(partsBlock(parts()).setup(named(values[0]!, wrong))).rejects.toThrow(
      'regressionBlock: 1.jpg (age) has Infinity',
    )
    const target = await pose()
    await expect(target.encode({ ...values[0]!, tags: ['wig'] }, anywhere, '7.jpg')).rejects.toThrow(
      "label 'wig' of 7.jpg (tags) is not in the vocabulary",
    )
  })

  it('names the item that lacks a part', async () => {
    const { age: _, ...incomplete } = values[1]!
    for (const [wrong, part] of [
      [incomplete, 'age'],
      [undefined, 'turn'],
      [null, 'turn'],
    ] as const)
      await expect(partsBlock(parts()).setup(named(values[0]!, wrong as unknown as Pose))).rejects.toThrow(
        `partsBlock: the value of 1.jpg has no part '${part}'; getY must return an object with every part`,
      )
  })

  it('refuses a single category as a part, but not one that may be none', async () => {
    await expect(partsBlock({ kind: categoryBlock() }).setup(named({ kind: 'a' }))).rejects.toThrow(
      "partsBlock: 'kind' is a category, which has no columns of numbers; use categoryBlock({ allowNone: true })",
    )
    const target = await partsBlock({ kind: categoryBlock({ allowNone: true }) }).setup(
      named<{ kind: string | undefined }>({ kind: 'a' }, { kind: undefined }),
    )
    expect(target.decode([0], anywhere)).toEqual({ kind: undefined })
    expect(target.decode([1], anywhere)).toEqual({ kind: 'a' })
  })

  it('refuses no parts, and weights that are none or of no part', () => {
    expect(() => partsBlock({})).toThrow('partsBlock: there are no parts; give at least one block')
    for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => partsBlock({ age: regressionBlock() }, { weights: { age: weight } })).toThrow(
        `partsBlock: the weight of 'age' is ${weight}; weights are numbers from 0 for age`,
      )
    const other = { size: 1 } as Record<string, number>
    expect(() => partsBlock({ age: regressionBlock() }, { weights: other })).toThrow("the weight of 'size' is 1")
  })

  it('has the type of all its answers', () => {
    expectTypeOf(partsBlock(parts())).toEqualTypeOf<TargetBlock<Pose>>()
    expectTypeOf(pose).returns.resolves.toHaveProperty('decode').returns.toEqualTypeOf<Pose>()
    // @ts-expect-error: a weight must belong to a part
    expect(() => partsBlock({ age: regressionBlock() }, { weights: { size: 1 } })).toThrow()
  })
})
