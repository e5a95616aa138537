import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRows } from '../rows.ts'
import {
  columnFile,
  columnLabel,
  columnLabels,
  columnNumber,
  columnNumbers,
  columnPoints,
  oneHotLabels,
} from './columns.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-columns-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The row of a file, which has a line to be named in errors. */
const rowOf = async (header: string, line: string) => {
  await writeFile(join(folder, 'poses.csv'), `${header}\n${line}\n`)
  return (await readRows(join(folder, 'poses.csv')))[0]!
}

describe('columnFile', () => {
  it('takes a name relative to a folder, the working folder by default', () => {
    expect(columnFile('file', { folder: '/data' })({ file: 'a/1.jpg' })).toBe('/data/a/1.jpg')
    expect(columnFile('file')({ file: '1.jpg' })).toBe(resolve('1.jpg'))
    expect(columnFile('file', { folder: '/data' })({ file: '/else/1.jpg' })).toBe('/else/1.jpg')
  })

  it('refuses a missing column and an empty name, by line', async () => {
    expect(() => columnFile('picture')({ file: '1.jpg' })).toThrow("the row has no column 'picture'")
    const row = await rowOf('file,x', ',1')
    expect(() => columnFile('file')(row)).toThrow("poses.csv: line 2 has no file name in column 'file'")
  })
})

describe('columnLabel', () => {
  it('is the text, and undefined where there is none', () => {
    expect(columnLabel('l')({ l: 'potted plant' })).toBe('potted plant')
    expect(columnLabel('l')({ l: '' })).toBeUndefined()
    expect(() => columnLabel('l')({})).toThrow("no column 'l'")
  })
})

describe('columnLabels', () => {
  it('are the words, each once; none in an empty cell', () => {
    expect(columnLabels('l')({ l: ' dog  cat dog' })).toEqual(['dog', 'cat'])
    expect(columnLabels('l', { delimiter: ';' })({ l: 'potted plant; cat;' })).toEqual(['potted plant', 'cat'])
    expect(columnLabels('l')({ l: '' })).toEqual([])
  })

  it('refuses an empty delimiter', () =>
    expect(() => columnLabels('l', { delimiter: '' })).toThrow(
      "columnLabels: delimiter is ''; it must be at least one character",
    ))
})

describe('oneHotLabels', () => {
  const labels = oneHotLabels(['cat', 'dog', 'owl'])

  it('are those whose cell is 1 or true', () => {
    expect(labels({ cat: '1', dog: '0', owl: '1.0' })).toEqual(['cat', 'owl'])
    expect(labels({ cat: 'False', dog: 'TRUE', owl: '0.00' })).toEqual(['dog'])
    expect(labels({ cat: '0', dog: '0', owl: '0' })).toEqual([])
  })

  it('refuses another cell, a missing column and no columns', async () => {
    const row = await rowOf('cat,dog,owl', '0,maybe,1')
    expect(() => labels(row)).toThrow("poses.csv: line 2, column 'dog': 'maybe' is neither 0 nor 1")
    expect(() => labels({ cat: '0.5', dog: '0', owl: '0' })).toThrow("'0.5' is neither 0 nor 1")
    expect(() => labels({ cat: '', dog: '0', owl: '0' })).toThrow("'' is neither 0 nor 1")
    expect(() => labels({ cat: '1', dog: '0' })).toThrow("no column 'owl'")
    expect(() => oneHotLabels([])).toThrow('oneHotLabels: columns is empty; name a column for each label')
  })
})

describe('columnNumber', () => {
  it('reads any finite number as it is written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(columnNumber('x')({ x: String(x) })).toBe(x === 0 ? 0 : x)
      }),
    )
  })

  it('is NaN where the cell is empty, blank or NaN', () => {
    for (const x of ['', '   ', 'NaN', 'nan']) expect(columnNumber('x')({ x })).toBeNaN()
  })

  it.each(['three', '1,5', '1.2.3', 'Infinity', '-inf', '1e999'])(
    'refuses %s, naming line and column',
    async (text) => {
      const row = await rowOf('angle,y', `"${text}",1`)
      expect(() => columnNumber('angle')(row)).toThrow(
        `poses.csv: line 2, column 'angle': '${text}' is no number; leave the cell empty where it is missing`,
      )
    },
  )
})

describe('columnNumbers', () => {
  it('are the numbers of the columns in the order named', () =>
    expect(columnNumbers(['y', 'x'])({ x: '1', y: '-2.5e1' })).toEqual([-25, 1]))

  it('refuses the one that is none', () =>
    expect(() => columnNumbers(['x', 'y'])({ x: '1', y: '?' })).toThrow("the row, column 'y': '?' is no number"))
})

describe('columnPoints', () => {
  const points = columnPoints([
    ['nx', 'ny'],
    ['cx', 'cy'],
  ])

  it('are pairs of columns, NaN where they are empty', () =>
    expect(points({ nx: '1', ny: '2', cx: '', cy: '' })).toEqual([
      [1, 2],
      [Number.NaN, Number.NaN],
    ]))

  it('refuse what is no number', () =>
    expect(() => points({ nx: '1', ny: 'low', cx: '0', cy: '0' })).toThrow("the row, column 'ny': 'low' is no number"))
})
