import { describe, expect, it } from 'vitest'
import { randomStream } from '../../data/index.ts'
import { randomResizedCrop } from './random-resized-crop.ts'
import { itemTransform } from './recipe.ts'
import { resize } from './resize.ts'

describe('itemTransform', () => {
  it.each([
    resize(224),
    resize({ width: 30, height: 20 }, 'pad', { fill: 'zeros' }),
    resize(64, 'squish'),
    randomResizedCrop(224, { minScale: 0.35, ratio: [1, 2], validationExtra: 0 }),
  ])('makes $name again from its recipe, by way of JSON', (transform) => {
    const again = itemTransform(JSON.parse(JSON.stringify(transform.recipe)), 'tags.onnx')
    const { region, ...rest } = transform
    expect(again).toMatchObject(rest)
    for (const random of [undefined, 1, 2]) {
      const stream = () => (random === undefined ? undefined : randomStream(random))
      expect(again.region({ width: 64, height: 48 }, stream())).toEqual(region({ width: 64, height: 48 }, stream()))
    }
  })

  it('takes a resize without a fill for one that reflects', () =>
    expect(itemTransform({ kind: 'resize', width: 8, height: 8, mode: 'pad' }, 'a.onnx').fill).toBe('reflect'))

  it.each([
    [{ kind: 'rotate' }, 'kind'],
    [{ kind: 'resize', width: 0, height: 8 }, 'width'],
    [{ kind: 'resize', width: 8, height: 8, mode: 'stretch' }, 'mode'],
    [{ ...randomResizedCrop(8).recipe, minScale: 2 }, 'minScale'],
    [{ ...randomResizedCrop(8).recipe, ratio: [2, 1] }, 'lower ratio'],
    [undefined, 'cannot be made'],
  ])('refuses %o, naming file and option', (recipe, option) => {
    expect(() => itemTransform(recipe, 'tags.onnx')).toThrow(option)
    expect(() => itemTransform(recipe, 'tags.onnx')).toThrow('tags.onnx: the item transform')
  })
})
