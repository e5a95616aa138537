import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Vocabulary } from './vocabulary.ts'

const animals = new Vocabulary(['owl', 'cat', 'dog'])
const label = fc.string({ minLength: 1, maxLength: 8 })
const labelSet = fc.uniqueArray(label, { minLength: 1, maxLength: 20 })

describe('Vocabulary', () => {
  it('holds the labels sorted, whatever order they came in', () => {
    expect(animals.labels).toEqual(['cat', 'dog', 'owl'])
    expect(animals.size).toBe(3)
    expect(new Vocabulary(['b', 'Z', 'a']).labels).toEqual(['Z', 'a', 'b'])
  })

  it('keeps the order in which labels are given, or first occur, where it is told to', () => {
    const sizes = new Vocabulary(['small', 'medium', 'large'], { order: 'kept' })
    expect(sizes.labels).toEqual(['small', 'medium', 'large'])
    expect(sizes.indexOf('large')).toBe(2)
    expect(sizes.decode(sizes.encode(['large', 'small']))).toEqual(['small', 'large'])
    const items = [{ labels: ['owl', 'cat'] }, { labels: ['dog', 'owl'] }]
    expect(Vocabulary.of(items, { order: 'kept' }).labels).toEqual(['owl', 'cat', 'dog'])
    expect(() => new Vocabulary(['b', 'a', 'b'], { order: 'kept' })).toThrow("label 'b' is given twice")
  })

  it('collects the labels of items', () => {
    const items = [{ labels: ['dog'] }, { labels: [] }, { labels: ['owl', 'dog'] }]
    expect(Vocabulary.of(items).labels).toEqual(['dog', 'owl'])
  })

  it('encodes labels as multi-hot, none of them as zeros', () => {
    expect(animals.encode(['owl', 'cat'])).toEqual(Float32Array.of(1, 0, 1))
    expect(animals.encode([])).toEqual(Float32Array.of(0, 0, 0))
  })

  it('decodes what it encoded: the same labels, sorted', () => {
    fc.assert(
      fc.property(labelSet, fc.infiniteStream(fc.boolean()), (labels, coins) => {
        const vocabulary = new Vocabulary(labels)
        const shown = labels.filter(() => coins.next().value)
        expect(vocabulary.decode(vocabulary.encode(shown))).toEqual([...shown].sort())
      }),
    )
  })

  it('decodes probabilities strictly above the threshold, one for all or one per class', () => {
    expect(animals.decode([0.9, 0.5, 0.7])).toEqual(['cat', 'owl'])
    expect(animals.decode([0.9, 0.5, 0.7], 0.8)).toEqual(['cat'])
    expect(animals.decode([0.9, 0.5, 0.7], [0.95, 0.4, 0.6])).toEqual(['dog', 'owl'])
  })

  it('refuses probabilities of another number of classes', () => {
    expect(() => animals.decode([0.1, 0.2])).toThrow('values has length 2; there are 3 classes')
  })

  it('names an unseen label, its item and the labels it knows', () => {
    expect(() => animals.encode(['cat', 'cow'], 'farm.jpg')).toThrow(
      "label 'cow' of farm.jpg is not in the vocabulary. It has: cat, dog, owl.",
    )
  })

  it('of many labels names the closest', () => {
    const numbers = new Vocabulary([...Array.from({ length: 20 }, (_, i) => `class${i + 10}`), 'potted_plant'])
    expect(() => numbers.encode(['potted plant'])).toThrow(/It has 21 labels; the closest are potted_plant, /)
  })

  it('refuses to be empty, an empty label and a label given twice', () => {
    expect(() => new Vocabulary([])).toThrow('labels is empty')
    expect(() => new Vocabulary(['a', ''])).toThrow("a label is ''")
    expect(() => new Vocabulary(['a', 'b', 'a'])).toThrow("label 'a' is given twice")
    expect(() => Vocabulary.of([{ labels: [] }])).toThrow('none of the items has a label')
  })
})
