import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as np from 'kindling/numpy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomStream } from '../src/data/random.ts'
import { Tensor } from '../src/tensor/tensor.ts'
import { needsNumpy, python } from './numpy/needs.ts'

const script = fileURLToPath(new URL('numpy/text.py', import.meta.url))

/** NumPy's names of options that are called otherwise here. */
const theirs = (options: object): object =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
  )

const ask = (kind: string, cases: readonly object[]): unknown[] =>
  JSON.parse(
    execFileSync(python!, [script], {
      input: JSON.stringify(cases.map((one) => [kind, one])),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    }),
  )

const textOf = (x: number | bigint): string => (Number.isNaN(x) ? 'nan' : String(x))
const encoded = async (x: unknown): Promise<unknown> => {
  if (x instanceof Tensor) {
    const values = Array.from((await x.data()) as Iterable<number | bigint>, textOf)
    return { dtype: x.dtype, shape: x.shape, values }
  }
  if (Array.isArray(x)) return x
  return Object.fromEntries(
    await Promise.all(Object.entries(x as object).map(async ([name, column]) => [name, await encoded(column)])),
  )
}
/** Numbers as JavaScript writes them. */
const decoded = (answer: unknown): unknown => {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer
  const { values, ...rest } = answer as { values?: string[] }
  if (!values) return Object.fromEntries(Object.entries(answer).map(([name, column]) => [name, decoded(column)]))
  const numbers = values.map((text) =>
    /^-?\d+$/.test(text)
      ? text
      : textOf(text.endsWith('inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text)),
  )
  return { ...rest, values: numbers }
}

type Case = readonly [lines: readonly string[], options: np.GenfromtxtOptions]

const columns = ['a,b,c', '1,2,3', '4,,6', '7,8,9']
const gappy = ['1,2,N/A', '4,?,6']
const generic: readonly Case[] = [
  [['1 2', '3 4'], {}],
  [['1,2,3', '4,,6'], { delimiter: ',' }],
  [['1,2,3', '4,,6'], { delimiter: ',', dtype: 'int64' }],
  [['1,2,3', '4,,6'], { delimiter: ',', dtype: 'int64', fillingValues: -999 }],
  [['1,2,3', '4,nan,6'], { delimiter: ',', dtype: 'int64', fillingValues: -999 }],
  [['1;2', ' 3 ; 4 '], { delimiter: ';', dtype: 'float32' }],
  [['1::2', '3::4'], { delimiter: '::' }],
  [['1\t2', '3\t '], { delimiter: '\t' }],
  [['  1 , 2 ', '  # note', '', '3, 4 # note'], { delimiter: ',' }],
  [['1 2 % note', '% note', '3 4'], { comments: '%' }],
  [['12345', '67 89'], { delimiter: 2 }],
  [['12345', '67'], { delimiter: [1, 3, 1] }],
  [['12345', '67', '     '], { delimiter: [1, 3, 1], dtype: 'int64' }],
  [['x', '', '1 2', '3 4', 'y z'], { skipHeader: 2, skipFooter: 1 }],
  [['1 2', '3 4', '5 6'], { maxRows: 2 }],
  [['1 2', '3 4', '5 6'], { skipFooter: 2 }],
  [['1 2 3', '4 5 6'], { usecols: [2, 0] }],
  [['1 2 3', '4 5 6'], { usecols: -2 }],
  [['1 2 3', '4 5', '6 7 8'], { usecols: [0, 1] }],
  [['1 2 3', '4 5', '6 7 8'], { invalidRaise: false }],
  [['1', '2'], {}],
  [['1 2'], {}],
  [['1'], {}],
  [['1', '2'], { ndmin: 2 }],
  [['1 2'], { ndmin: 2 }],
  [['1'], { ndmin: 1 }],
  [['1.5 2', '3 abc'], {}],
  [['1.5 2', '3 abc'], { dtype: 'int64' }],
  [['True 1', 'false 0'], { dtype: 'bool' }],
  [['1_0 2', '0x3 1e3', '+.5 5.', 'inf -Infinity', 'NaN -1E-3', '1__0 _1'], {}],
  [gappy, { delimiter: ',', missingValues: 'N/A,?', fillingValues: -9 }],
  [gappy, { delimiter: ',', missingValues: ['N/A', '?', 'N/A'], fillingValues: [1, 2, 3] }],
  [gappy, { delimiter: ',', missingValues: { 2: 'N/A', 1: '?' }, fillingValues: { 1: 7, 2: 8 } }],
  [
    ['a,b,c', ...gappy],
    { delimiter: ',', names: true, missingValues: { c: 'N/A', 1: '?' }, fillingValues: { b: 7, 2: 8 } },
  ],
  [columns, { delimiter: ',', names: true }],
  [columns, { delimiter: ',', names: true, dtype: null }],
  [columns, { delimiter: ',', names: true, usecols: ['c', 'a'] }],
  [columns, { delimiter: ',', names: true, usecols: [2, 0] }],
  [columns, { delimiter: ',', names: true, maxRows: 1 }],
  [columns.slice(1), { delimiter: ',', names: 'x,y,z' }],
  [columns.slice(1), { delimiter: ',', names: ['x', 'y'], usecols: [2, 0] }],
  [['skipped', '# x y', '', '1 2', '3 4'], { names: true, skipHeader: 1 }],
  [['x y'], { names: true }],
  [['1 a', '3 bb'], { dtype: null }],
  [['1,a,True', '4,,False', '5, c ,true'], { delimiter: ',', dtype: null }],
  [['1,a,True', '5, c ,true'], { delimiter: ',', dtype: null, autostrip: true }],
  [['3000000000 1.5 x', '1 2 y'], { dtype: null }],
  [['30000000000000000000 1 x', '1 2 y'], { dtype: null }],
]

describe.skipIf(!python)(needsNumpy('genfromtxt beside NumPy'), () => {
  let answers: unknown[] = []
  beforeAll(() => {
    answers = ask(
      'genfromtxt',
      generic.map(([lines, options]) => ({ lines, options: theirs(options) })),
    )
  })
  it.each(generic.map(([lines, options], i) => [lines, options, i] as const))(
    'makes the same of %j with %j',
    async (lines, options, i) => {
      expect(await encoded(await np.genfromtxt(lines, options as { dtype: null }))).toEqual(decoded(answers[i]))
    },
  )
})

describe.skipIf(!python)(needsNumpy('loadtxt beside NumPy'), () => {
  const cases: readonly (readonly [readonly string[], np.LoadtxtOptions])[] = [
    [['1 2', '', '# note', '3 4 # note'], {}],
    [['x y', '1 2', '3 4', '5 6'], { skiprows: 2, maxRows: 1, ndmin: 2 }],
    [['1 2 # c', '% x', '3 4'], { comments: ['#', '%'] }],
    [['1,2', '3,4'], { delimiter: ',', dtype: 'int32' }],
    [['1 0', '2 0'], { dtype: 'bool' }],
    [['1 2', '3'], { usecols: 0 }],
    [['1 2 3', '3 4'], { usecols: -1 }],
    [['1 2 3', '4 5 6'], { usecols: [2, 0], dtype: 'float32' }],
    [['infinity -inf nan +1 .5 5. 1e5 1E-5'], {}],
    [['"1","2"', '3,"4"'], { delimiter: ',', quotechar: '"' }],
    [["'1';2 # x", "3;'4'"], { delimiter: ';', quotechar: "'" }],
  ]
  let answers: unknown[] = []
  beforeAll(() => {
    answers = ask(
      'loadtxt',
      cases.map(([lines, options]) => ({ lines, options: theirs(options) })),
    )
  })
  it.each(cases.map(([lines, options], i) => [lines, options, i] as const))(
    'makes the same of %j with %j',
    async (lines, options, i) => {
      expect(await encoded(await np.loadtxt(lines, options as object))).toEqual(decoded(answers[i]))
    },
  )

  it.each<[string[], object]>([
    [['1 2', '3'], {}],
    [['1', 'x'], {}],
    [['1,'], { delimiter: ',' }],
    [['0x1'], {}],
    [['1'], { usecols: 1 }],
  ])('refuses %j with %j alike', async (lines, options) => {
    expect(ask('loadtxt', [{ lines, options }])[0]).toHaveProperty('error')
    await expect(np.loadtxt(lines, options)).rejects.toThrow('line')
  })
})

describe.skipIf(!python)(needsNumpy('savetxt beside NumPy'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-text-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const written = async (x: Tensor, options: np.SavetxtOptions): Promise<string> => {
    await np.savetxt(join(folder, 'x.txt'), x, options)
    return readFileSync(join(folder, 'x.txt'), 'utf8')
  }

  it('writes the same text: every conversion, flag, width and precision', async () => {
    const random = randomStream(4)
    const some = [
      0,
      -0,
      0.5,
      1.5,
      2.5,
      -2.5,
      0.125,
      1e22,
      123456789,
      99999.5,
      1e-5,
      0.0001,
      9.9999995,
      1 / 3,
      1e300,
      -1e-300,
      5e-324,
    ]
    const reals = [...some, ...Array.from({ length: 20 }, () => random.uniform(-1, 1) * 10 ** random.integer(-8, 12))]
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const wholes = [
      0,
      7,
      -7,
      255,
      -256,
      1234567,
      ...Array.from({ length: 10 }, () => random.integer(-(2 ** 31), 2 ** 31 - 1)),
    ]
    const flags = ['', '+', ' ', '0', '-', '#', '+0', '0#', '-+']
    const sizes = ['', '12', '.0', '.3', '12.3', '30.20', '.']
    const specifiers = (conversions: string): string[] =>
      flags.flatMap((flag) => sizes.flatMap((size) => [...conversions].map((letter) => `%${flag}${size}${letter}`)))
    const float32 = reals.map(Math.fround)
    const tables = [
      { dtype: 'float64', values: [...reals, ...special], fmt: specifiers('eEfFgGs') },
      { dtype: 'float64', values: reals, fmt: specifiers('diu') },
      { dtype: 'float32', values: float32, fmt: specifiers('eEfFgGs') },
      { dtype: 'int64', values: wholes, fmt: specifiers('eEfFgGsdiuxXo') },
      { dtype: 'bool', values: [0, 1], fmt: specifiers('ds') },
    ] as const
    const python = (x: number): string => (Object.is(x, -0) ? '-0.0' : textOf(x).replace('Infinity', 'inf'))
    // A row for each value, a column for each specifier.
    const answers = ask(
      'savetxt',
      tables.map(({ dtype, values, fmt }) => ({
        dtype,
        shape: [values.length, fmt.length],
        values: values.flatMap((x) => fmt.map(() => python(x))),
        options: { fmt, delimiter: '|' },
      })),
    )
    const wrong: string[] = []
    for (const [i, { dtype, values, fmt }] of tables.entries()) {
      const cells = values.flatMap((value) => fmt.map(() => value))
      const x = np.array(cells, { dtype }).reshape([values.length, fmt.length])
      const ours = (await written(x, { fmt, delimiter: '|' })).split('\n')
      const theirLines = (answers[i] as string).split('\n')
      expect(ours.length).toBe(theirLines.length)
      for (const [row, value] of values.entries()) {
        const [own, other] = [ours[row]!.split('|'), theirLines[row]!.split('|')]
        for (const [k, one] of fmt.entries())
          if (own[k] !== other[k]) wrong.push(`${dtype} ${one} of ${value}: ours '${own[k]}', NumPy '${other[k]}'`)
      }
    }
    expect(wrong.slice(0, 30)).toEqual([])
  })

  it.each<[number[], np.SavetxtOptions]>([
    [[2, 3], {}],
    [[6], {}],
    [[6], { fmt: '%.2f', delimiter: ',' }],
    [[2, 3], { fmt: '%d', delimiter: ', ', newline: ';\n' }],
    [[2, 3], { fmt: ['%d', '%.1f', '%s'], delimiter: '|' }],
    [[2, 3], { fmt: '%d: %.1f (%5g)', delimiter: '|' }],
    [[2, 3], { fmt: '%i', header: 'x y z\nand more', footer: 'end', comments: '% ' }],
    [[2, 3], { fmt: '%i', header: 'x,y,z', delimiter: ',', comments: '' }],
    [[0, 3], { header: 'nothing' }],
  ])('writes the same text of shape %j with %j', async (shape, options) => {
    const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i * 1.5 - 3)
    const [answer] = ask('savetxt', [{ dtype: 'float64', shape, values: values.map(String), options }])
    expect(await written(np.array(values, { dtype: 'float64' }).reshape(shape), options)).toBe(answer)
  })

  it('is read back by loadtxt without a difference', async () => {
    const random = randomStream(5)
    const values = Array.from({ length: 100 }, () => random.uniform(-1, 1) * 10 ** random.integer(-300, 300))
    const x = np.array(values).reshape([25, 4])
    await np.savetxt(join(folder, 'back.txt'), x)
    expect(await (await np.loadtxt(join(folder, 'back.txt'))).array()).toEqual(await x.array())
  })
})
