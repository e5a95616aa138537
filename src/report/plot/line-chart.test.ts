import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { type ChartLine, lineChart, lineColour, pictureOf } from './index.ts'

const chart = (...lines: readonly (Partial<ChartLine> & Pick<ChartLine, 'points'>)[]): string =>
  lineChart({
    title: 'Loss',
    x: { label: 'epochs' },
    y: { label: 'cross-entropy' },
    lines: lines.map((line, i) => ({ colour: lineColour(i), ...line })),
  })
/** All texts of a drawing, with their heights where they have some. */
const texts = (svg: string): { text: string; y: number }[] =>
  [...svg.matchAll(/<text([^>]*)>([^<]+)<\/text>/g)].map(([, attributes, text]) => ({
    text: text!,
    y: Number(/ y="([\d.-]+)"/.exec(attributes!)?.[1]),
  }))
const words = (svg: string): string[] => texts(svg).map(({ text }) => text)

describe('lineChart', () => {
  it('names its title, its axes and, where it ends, every line that has a name', () => {
    const svg = chart(
      { points: [[0.5, 0.9]] },
      {
        name: 'training',
        points: [
          [1, 0.7],
          [2, 0.5],
        ],
      },
      { name: 'validation', points: [[2, 0.6]], dots: true },
    )
    expect(words(svg)).toEqual(expect.arrayContaining(['Loss', 'epochs', 'cross-entropy', 'training', 'validation']))
    expect(svg.match(/<circle /g)).toHaveLength(1)
  })

  it('writes the ends of lines apart that end in the same place', () => {
    const ends = ['a', 'b', 'c'].map((name) => ({ name, points: [[1, 0.5]] as const }))
    const places = texts(chart(...ends))
      .filter(({ text }) => /^[abc]$/.test(text))
      .map(({ y }) => y)
      .sort((a, b) => a - b)
    expect(places).toHaveLength(3)
    for (const [i, y] of places.entries()) if (i > 0) expect(y - places[i - 1]!).toBeGreaterThanOrEqual(16.9)
  })

  it('counts what is whole in whole numbers, a dozen at most', () => {
    const to = (n: number) => Array.from({ length: n }, (_, i): [number, number] => [i + 1, 1])
    const ticks = (n: number) =>
      [...chart({ name: 'a', points: to(n) }).matchAll(/translate\([\d.]+,348\)" y="0\.71em">([^<]+)</g)].map(
        ([, tick]) => tick,
      )
    expect(ticks(3)).toEqual(['1', '2', '3'])
    expect(ticks(30)).toEqual(['5', '10', '15', '20', '25', '30'])
  })

  it('begins at 0; values of very different size get a logarithmic axis with every tick named', () => {
    const linear = chart({
      name: 'a',
      points: [
        [1, 0.8],
        [2, 0.2],
      ],
    })
    expect(words(linear)).toEqual(expect.arrayContaining(['0', '0.2', '0.4', '0.6', '0.8', 'cross-entropy']))
    const logarithmic = chart({
      name: 'a',
      points: [
        [1, 2],
        [2, 0.004],
      ],
    })
    expect(words(logarithmic)).toEqual(
      expect.arrayContaining([
        '0.005',
        '0.01',
        '0.02',
        '0.05',
        '0.1',
        '0.2',
        '0.5',
        '1',
        '2',
        'cross-entropy, logarithmic',
      ]),
    )
  })

  it('does not shrink everything for a few outliers of a faint line', () => {
    const faint = Array.from({ length: 200 }, (_, i): [number, number] => [i / 100, i === 0 ? 90 : 0.5])
    const svg = chart({ points: faint }, { name: 'validation', points: [[2, 0.4]] })
    expect(words(svg)).toContain('0.4')
    expect(words(svg)).not.toContain('80')
  })

  it('leaves out what is no number, and says so where nothing is left', () => {
    const svg = chart({
      name: 'a',
      points: [
        [1, Number.NaN],
        [2, 0.5],
        [3, Number.POSITIVE_INFINITY],
      ],
    })
    expect(svg).not.toMatch(/NaN|Infinity/)
    expect(() => chart({ name: 'a', points: [[1, Number.NaN]] })).toThrow("lineChart: 'Loss' has no finite point")
    for (const value of [0, 0.3, -2]) expect(chart({ name: 'a', points: [[1, value]] })).not.toMatch(/NaN/)
  })

  it('takes names for text, and becomes a picture of twice as many pixels', async () => {
    const svg = chart({ name: '<b>&"x"</b>', points: [[1, 1]] })
    expect(svg).toContain('&lt;b&gt;&amp;&quot;x&quot;&lt;/b&gt;')
    const picture = await pictureOf(svg)
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number)
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 2 * width!, height: 2 * height! })
  })
})
