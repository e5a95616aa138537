import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frontMatter, readtimeOf } from './front-matter.ts'

/** What Eleventy, and with it most generators in JavaScript, reads front matter with. */
const grayMatter = createRequire(createRequire(import.meta.url).resolve('@11ty/eleventy'))('gray-matter') as (
  text: string,
) => { readonly data: Record<string, unknown>; readonly content: string }

const matter = {
  title: 'Tags',
  published: '2026-01-31',
  tags: ['loss', 'tags'],
  readtime: 3,
  cover: 'a.jpg',
  share: 'b.png',
}

describe('frontMatter', () => {
  it('has the fields of the notes, one line each', () => {
    expect(frontMatter(matter)).toBe(
      '---\ntitle: Tags\ntype: post\npublished: "2026-01-31"\ntags: [loss, tags]\nreadtime: 3\ncover-img: a.jpg\nshare-img: b.png\n---',
    )
  })

  it('gives back whatever the title is, to a reader of its own', () => {
    const told = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom(
        'yes',
        'null',
        '12:30',
        '2026-01-31',
        '1e3',
        '# a',
        'a: b',
        '{{ x }}',
        '- a',
        '---',
        'a\n---\nb',
        '"',
        "'",
      ),
    )
    fc.assert(
      fc.property(told, (title) => {
        const { data, content } = grayMatter(`${frontMatter({ ...matter, title })}\n\nText`)
        expect(data.title).toBe(title)
        expect(data.tags).toEqual(matter.tags)
        expect(content.trim()).toBe('Text')
      }),
    )
  })
})

describe('readtimeOf', () => {
  it('is a minute for 200 words, and at least one', () => {
    expect([readtimeOf(''), readtimeOf('word '.repeat(900)), readtimeOf('| - | '.repeat(900))]).toEqual([1, 5, 1])
  })
})
