import { describe, expect, it } from 'vitest'
import { parentLabel, regexLabel } from './labels.ts'

describe('parentLabel', () => {
  it('is the name of the folder that a file lies in, or of one further up', () => {
    expect(parentLabel()('/mnist/train/7/42.png')).toBe('7')
    expect(parentLabel(2)('/mnist/train/7/42.png')).toBe('train')
    expect(parentLabel()('dog/1.jpg')).toBe('dog')
  })

  it.each(['1.jpg', './1.jpg', '../1.jpg', '/1.jpg'])('refuses %s, whose folder has no name', (file) =>
    expect(() => parentLabel()(file)).toThrow(
      `parentLabel: ${file} has no folder 1 above it whose name could be the label`,
    ),
  )

  it('refuses more folders than there are, and a number that is none', () => {
    expect(() => parentLabel(3)('a/b/1.jpg')).toThrow('has no folder 3 above it')
    for (const above of [0, -1, 1.5, Number.NaN])
      expect(() => parentLabel(above)).toThrow(`parentLabel: above is ${above}; it must be a whole number from 1`)
  })
})

describe('regexLabel', () => {
  it('is the first group of the pattern in the name without folders', () => {
    expect(regexLabel(/^(.+)_\d+\.jpg$/)('pets_1.jpg/great_pyrenees_173.jpg')).toBe('great_pyrenees')
    expect(regexLabel(/^(?<breed>.+)_(\d+)/u)('shiba_inu_3.jpg')).toBe('shiba_inu')
  })

  it.each(['g', 'y', 'gy', 'gi'])('starts anew for each file with the flags %s', (flags) => {
    const label = regexLabel(new RegExp('([a-z]+)_', flags))
    expect([label('dog_1.jpg'), label('dog_2.jpg'), label('cat_3.jpg')]).toEqual(['dog', 'dog', 'cat'])
  })

  it('keeps the other flags', () => expect(regexLabel(/^(dog|cat)/i)('DOG.jpg')).toBe('DOG'))

  it('refuses a name that does not match, and a pattern without a group', () => {
    expect(() => regexLabel(/^(.+)_\d+\.jpg$/)('pets/1.jpg')).toThrow(
      "regexLabel: 1.jpg does not match /^(.+)_\\d+\\.jpg$/; the label is the pattern's first group",
    )
    expect(() => regexLabel(/^(?:dog)|\(cat/)).toThrow(
      'regexLabel: /^(?:dog)|\\(cat/ has no group; put (…) around the part that is the label',
    )
  })
})
