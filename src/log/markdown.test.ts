import { createRequire } from 'node:module'
import fc from 'fast-check'
import { Liquid } from 'liquidjs'
import { describe, expect, it } from 'vitest'
import { brief, codeBlock, fixed, listed, numberColumns, percent, plain, table } from './markdown.ts'

/** CommonMark with tables and HTML, as Eleventy has it. */
const MarkdownIt = createRequire(createRequire(import.meta.url).resolve('@11ty/eleventy'))('markdown-it') as new (
  options: object,
) => { render(text: string): string }
const rendered = (markdown: string): string => new MarkdownIt({ html: true }).render(markdown)
/** What a reader of the page sees. */
const read = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

describe('plain', () => {
  it.each([
    'a_b_c',
    '*x*',
    '`code`',
    '[a](b)',
    '<script>',
    '# title',
    '1. one',
    '- one',
    '+ one',
    '{{ site }}',
    '{% if %}',
    '&lt;',
    '\\',
    'a|b',
    '> q',
    '~~x~~',
    '![x](y)',
  ])('of %s is read as just that', (text) => {
    expect(rendered(plain(text)).trim()).toMatch(/^<p>.*<\/p>$/)
    expect(read(rendered(plain(text))).trim()).toBe(text)
  })

  it('of any text is read as that text, also in a table, and is left alone by a site generator’s Liquid', () => {
    const characters = fc.constantFrom(...' ab1_*`[]()<>#{}%|~!$&\\.-+"\'=;:/')
    const text = fc
      .string({ unit: characters, minLength: 1, maxLength: 16 })
      .filter((each) => each.trim() === each && !/ {2}/.test(each) && each !== '')
    const liquid = new Liquid()
    fc.assert(
      fc.property(text, (label) => {
        const safe = plain(label)
        expect(liquid.parseAndRenderSync(safe)).toBe(safe)
        expect(read(rendered(`The label ${safe} is one.`)).trim()).toBe(`The label ${label} is one.`)
        const cells = [...rendered(table([{ name: 'label' }], [[safe]])).matchAll(/<td>(.*?)<\/td>/g)]
        expect(cells.map((cell) => read(cell[1]!))).toEqual([label])
      }),
      { numRuns: 300 },
    )
  })
})

describe('numbers and lists', () => {
  it('are short and say what is not defined', () => {
    expect([fixed(0.12345, 3), fixed(Number.NaN, 3), fixed(undefined, 3)]).toEqual(['0.123', '–', '–'])
    expect([0.123456, 12.3456, 1234.56, 0.00123456, 1.2e-7, 0, Number.NaN].map(brief)).toEqual([
      ...['0.1235', '12.35', '1235', '0.001235', '1.20e-7', '0.000000', '–'],
    ])
    expect(percent(0.895)).toBe('89.5 %')
    expect([listed([]), listed(['a']), listed(['a', 'b', 'c']), listed(['a', 'b', 'c'], { most: 2 })]).toEqual([
      ...['none', 'a', 'a, b and c', 'a, b and 1 more'],
    ])
  })

  it('stand in tables on the right', () => {
    expect(table(numberColumns('label', 'F1'), [['cat', '0.9']])).toBe(
      '| label |  F1 |\n| ----- | --: |\n| cat   | 0.9 |',
    )
  })

  it('code keeps its backticks', () => {
    expect(rendered(codeBlock('sh', 'echo `date`'))).toContain('echo `date`')
  })
})
