import { describe, expect, expectTypeOf, it } from 'vitest'
import { anywhere, named } from '../../../test/named.ts'
import { tensor } from '../../tensor/index.ts'
import { answered } from '../answer.ts'
import { Vocabulary } from '../vocabulary.ts'
import { categoryBlock } from './category.ts'

const animals = () => categoryBlock().setup(named('dog', 'cat', 'dog', 'owl'))
const orNone = () => categoryBlock({ allowNone: true }).setup(named('dog', undefined, 'cat', undefined))
const notText = (value: unknown) => value as string

describe('categoryBlock', () => {
  it('has the classes that occur, sorted', async () => {
    expect((await animals()).answer).toEqual({ kind: 'category', labels: ['cat', 'dog', 'owl'] })
  })

  it('keeps the order in which they occur with order: kept', async () => {
    const target = await categoryBlock({ order: 'kept' }).setup(named('small', 'large', 'small', 'medium'))
    expect(target.answer).toMatchObject({ labels: ['small', 'large', 'medium'] })
  })

  it('keeps a vocabulary that it is given as it is, with classes that do not occur', async () => {
    const sizes = ['small', 'medium', 'large']
    for (const vocabulary of [sizes, new Vocabulary(sizes, { order: 'kept' })])
      expect((await categoryBlock({ vocabulary }).setup(named('large'))).answer).toMatchObject({ labels: sizes })
  })

  it('encodes a label as its class index and decodes it again', async () => {
    const target = await animals()
    for (const [i, label] of ['cat', 'dog', 'owl'].entries()) {
      const encoded = await target.encode(label, anywhere, 'x.jpg')
      expect(encoded).toEqual({ data: Int32Array.of(i), shape: [] })
      expect(target.decode(encoded.data, anywhere)).toBe(label)
    }
    expect(target.moves).toEqual({ kind: 'classIndices', classes: 3 })
    expect(target.describe('dog')).toBe('dog')
  })

  it('is trained with cross-entropy: −log of the softmax at the class', async () => {
    const { loss } = await animals()
    expect(loss.name).toBe('crossEntropy')
    const value = await loss.loss(tensor([[1, 2, 4]]), tensor(Int32Array.of(1))).item()
    expect(value).toBeCloseTo(Math.log(Math.E + Math.E ** 2 + Math.E ** 4) - 2, 5)
  })

  it('names the item that has no label, before training and then', async () => {
    const message = '1.jpg has no label; give it one, or say categoryBlock({ allowNone: true })'
    for (const nothing of ['', undefined])
      await expect(categoryBlock().setup(named('dog', notText(nothing)))).rejects.toThrow(`categoryBlock: ${message}`)
    const target = await animals()
    expect(() => target.encode('', anywhere, '1.jpg')).toThrow(message)
  })

  it('names the item whose label is no text', async () => {
    for (const wrong of [7, null, ['dog']])
      await expect(categoryBlock().setup(named('dog', notText(wrong)))).rejects.toThrow(
        `categoryBlock: the label of 1.jpg is ${JSON.stringify(wrong)}; getY must return a text`,
      )
  })

  it('names the item whose label is not in the vocabulary, before training', async () => {
    const setup = categoryBlock({ vocabulary: ['cat', 'dog'] }).setup(named('dog', 'dogg'))
    await expect(setup).rejects.toThrow("label 'dogg' of 1.jpg is not in the vocabulary. It has: cat, dog.")
    await expect(setup).rejects.toMatchObject({ code: 'invalid-data' })
    const target = await animals()
    expect(() => target.encode('cow', anywhere, '9.jpg')).toThrow("label 'cow' of 9.jpg")
  })

  it('refuses a vocabulary that is none, and items without any', async () => {
    await expect(categoryBlock({ vocabulary: [] }).setup(named('a'))).rejects.toThrow('labels is empty')
    await expect(categoryBlock({ vocabulary: ['a', 'a'] }).setup(named('a'))).rejects.toThrow("'a' is given twice")
    await expect(categoryBlock().setup(named<string>())).rejects.toThrow('none of the items has a label')
  })

  it('has the type of its answers', () => {
    expectTypeOf(animals).returns.resolves.toHaveProperty('decode').returns.toEqualTypeOf<string>()
    expectTypeOf(orNone).returns.resolves.toHaveProperty('decode').returns.toEqualTypeOf<string | undefined>()
  })
})

describe('categoryBlock with allowNone', () => {
  it('encodes a class as 1 among zeros, none as zeros, and decodes both', async () => {
    const target = await orNone()
    for (const [label, data] of [
      ['cat', [1, 0]],
      ['dog', [0, 1]],
      [undefined, [0, 0]],
    ] as const) {
      const encoded = await target.encode(label, anywhere, 'x.jpg')
      expect(encoded).toEqual({ data: Float32Array.from(data), shape: [2] })
      expect(target.decode(encoded.data, anywhere)).toBe(label)
      expect(target.describe(label)).toBe(label ?? 'none')
    }
    expect(target.moves).toEqual({ kind: 'labels' })
  })

  it('answers the most probable of the classes above their threshold, or none', async () => {
    const { answer } = await orNone()
    expect(answer).toEqual({ kind: 'category', labels: ['cat', 'dog'], thresholds: [0.5, 0.5] })
    expect(answered(answer, [0.6, 0.7], anywhere)).toBe('dog')
    expect(answered(answer, [0.6, 0.2], anywhere)).toBe('cat')
    expect(answered(answer, [0.5, 0.5], anywhere)).toBeUndefined()
    expect(answered(answer, [0.1, 0.4], anywhere)).toBeUndefined()
    expect(answered({ kind: 'category', labels: ['cat', 'dog'], thresholds: [0.7, 0.3] }, [0.6, 0.5], anywhere)).toBe(
      'dog',
    )
  })

  it('is trained with binary cross-entropy over sigmoids', async () => {
    const { loss } = await orNone()
    expect(loss.name).toBe('binaryCrossEntropyWithLogits')
    // A logit of ln 3 is a probability of ¾, one of −ln 3 of ¼; both are wrong.
    const value = await loss.loss(tensor([[Math.log(3), -Math.log(3)]]), tensor([[0, 1]])).item()
    expect(value).toBeCloseTo(Math.log(4), 5)
  })

  it('names the item whose label is empty or no text: none is undefined', async () => {
    for (const wrong of ['', null, 3])
      await expect(categoryBlock({ allowNone: true }).setup(named('dog', notText(wrong)))).rejects.toThrow(
        `categoryBlock: the label of 1.jpg is ${JSON.stringify(wrong)}; getY must return a text, or undefined for none`,
      )
  })

  it('names a label that is not in the vocabulary, and refuses items that all show none', async () => {
    const given = categoryBlock({ allowNone: true, vocabulary: ['cat'] })
    await expect(given.setup(named(undefined, 'dog'))).rejects.toThrow("label 'dog' of 1.jpg is not in the vocabulary")
    await expect(categoryBlock({ allowNone: true }).setup(named(undefined, undefined))).rejects.toThrow(
      'none of the items has a label',
    )
  })
})
