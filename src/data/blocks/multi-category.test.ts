import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { anywhere, named } from '../../../test/named.ts'
import { tensor } from '../../tensor/index.ts'
import { answered } from '../answer.ts'
import { multiCategoryBlock } from './multi-category.ts'

const room = () => multiCategoryBlock().setup(named(['sofa', 'dog'], [], ['cat', 'dog']))
const notLabels = (value: unknown) => value as string[]

describe('multiCategoryBlock', () => {
  it('has the classes that occur, sorted, or those it is given', async () => {
    expect((await room()).answer).toEqual({
      kind: 'labels',
      labels: ['cat', 'dog', 'sofa'],
      thresholds: [0.5, 0.5, 0.5],
    })
    const kept = multiCategoryBlock({ order: 'kept' }).setup(named(['sofa', 'dog'], ['cat']))
    expect((await kept).answer).toMatchObject({ labels: ['sofa', 'dog', 'cat'] })
    const given = multiCategoryBlock({ vocabulary: ['z', 'a'] }).setup(named<string[]>([]))
    expect((await given).answer).toMatchObject({ labels: ['z', 'a'] })
  })

  it('encodes labels as 1 among zeros; the targets decode to them, and so do perfect predictions', async () => {
    const target = await room()
    await fc.assert(
      fc.asyncProperty(fc.subarray(['cat', 'dog', 'sofa']), async (labels) => {
        const { data, shape } = await target.encode(labels.toReversed(), anywhere, 'x.jpg')
        expect(shape).toEqual([3])
        expect(target.decode(data, anywhere)).toEqual(labels)
        expect(answered(target.answer, data, anywhere)).toEqual(labels)
      }),
    )
    expect(target.describe(['dog', 'sofa'])).toBe('dog, sofa')
    expect(target.describe([])).toBe('none')
    expect(target.moves).toEqual({ kind: 'labels' })
  })

  it('is trained with binary cross-entropy: ln 2 for each label while nothing is known', async () => {
    const { loss } = await room()
    expect(await loss.loss(tensor([[0, 0, 0]]), tensor([[1, 0, 1]])).item()).toBeCloseTo(Math.LN2, 6)
  })

  it('names the item whose labels are no array of texts', async () => {
    for (const wrong of ['dog sofa', undefined, null, ['dog', ''], ['dog', 3]])
      await expect(multiCategoryBlock().setup(named(['dog'], notLabels(wrong)))).rejects.toThrow(
        `multiCategoryBlock: the labels of 1.jpg are ${JSON.stringify(wrong)}; getY must return an array of texts, [] for none`,
      )
    const target = await room()
    expect(() => target.encode(notLabels('dog'), anywhere, '4.jpg')).toThrow('the labels of 4.jpg are "dog"')
  })

  it('names the item whose label is not in the vocabulary, before training', async () => {
    const given = multiCategoryBlock({ vocabulary: ['cat', 'dog'] })
    await expect(given.setup(named(['dog'], ['cat', 'cow']))).rejects.toThrow("label 'cow' of 1.jpg")
    await expect(multiCategoryBlock().setup(named<string[]>([], []))).rejects.toThrow('none of the items has a label')
  })

  it('has the type of its answers', () => {
    expectTypeOf(room).returns.resolves.toHaveProperty('decode').returns.toEqualTypeOf<readonly string[]>()
  })
})
