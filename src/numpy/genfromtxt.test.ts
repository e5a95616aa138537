import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { damagedText } from '../../test/damage.ts'
import { KindlingError } from '../base/errors.ts'
import { Tensor } from '../tensor/tensor.ts'
import { type Column, genfromtxt } from './genfromtxt.ts'

// That NumPy makes the same of dozens of tables is in test/numpy-text.test.ts.

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-genfromtxt-'))
})
afterAll(() => rm(folder, { recursive: true }))
const file = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

const plain = async (columns: Record<string, Column>) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(columns).map(
        async ([name, column]) => [name, column instanceof Tensor ? await column.array() : column] as const,
      ),
    ),
  )

describe('genfromtxt', () => {
  it('gives a tensor of float64, NaN where a value is missing', async () => {
    const x = await genfromtxt(['1, 2, 3', '4, , x'], { delimiter: ',' })
    expect([x.dtype, x.shape, await x.array()]).toEqual([
      'float64',
      [2, 3],
      [
        [1, 2, 3],
        [4, Number.NaN, Number.NaN],
      ],
    ])
  })

  it('gives a record of columns by the names of the first line', async () => {
    const { x, y } = await genfromtxt(['# x, y', '1,2', '3,4'], { delimiter: ',', names: true })
    expect([await x!.array(), await y!.array()]).toEqual([
      [1, 3],
      [2, 4],
    ])
  })

  it('keeps names as they stand, and gives a column without one the name of its place', async () => {
    const columns = await genfromtxt(['sepal length (cm),,1st', '1,2,3'], { delimiter: ',', names: true })
    expect(Object.keys(columns).sort()).toEqual(['1st', 'f1', 'sepal length (cm)'])
  })

  it('finds the type of each column, texts as lists', async () => {
    const lines = ['1,a,1.5,True,', '2,b,,False,']
    const columns = await genfromtxt(lines, { delimiter: ',', dtype: null })
    const types = Object.values(columns).map((column) => (column instanceof Tensor ? column.dtype : 'texts'))
    expect(types).toEqual(['int64', 'texts', 'float64', 'bool', 'float64'])
    const missing = [Number.NaN, Number.NaN]
    expect(await plain(columns)).toEqual({
      f0: [1, 2],
      f1: ['a', 'b'],
      f2: [1.5, Number.NaN],
      f3: [true, false],
      f4: missing,
    })
  })

  it('takes a type for each column', async () => {
    const columns = await genfromtxt(['1 2 x'], { dtype: ['float32', 'int32', 'string'], names: ['a', 'b', 'c'] })
    expect(await plain(columns)).toEqual({ a: [1], b: [2], c: ['x'] })
    expect([(columns.a as Tensor).dtype, (columns.b as Tensor).dtype]).toEqual(['float32', 'int32'])
  })

  it('reads every type', async () => {
    for (const dtype of ['float16', 'float32', 'float64', 'int32', 'int64', 'uint32', 'uint8'] as const) {
      const x = await genfromtxt(['1 2', '3 4'], { dtype })
      expect([x.dtype, await x.array()]).toEqual([
        dtype,
        [
          [1, 2],
          [3, 4],
        ],
      ])
    }
    expect((await (await genfromtxt([`${2n ** 63n - 1n} -1`], { dtype: 'int64' })).data())[0]).toBe(2n ** 63n - 1n)
  })

  it('unpacks into columns', async () => {
    const [x, y] = await genfromtxt(['1 2', '3 4'], { unpack: true })
    expect([await x!.array(), await y!.array()]).toEqual([
      [1, 3],
      [2, 4],
    ])
  })

  it('is typed by its options', () => {
    const tensor = () => genfromtxt('x')
    const list = () => genfromtxt('x', { unpack: true })
    const record = () => genfromtxt('x', { names: true })
    const mixed = () => genfromtxt('x', { names: true, dtype: null })
    expectTypeOf(tensor).returns.resolves.toEqualTypeOf<Tensor>()
    expectTypeOf(list).returns.resolves.toEqualTypeOf<Tensor[]>()
    expectTypeOf(record).returns.resolves.toEqualTypeOf<Record<string, Tensor>>()
    expectTypeOf(mixed).returns.resolves.toEqualTypeOf<Record<string, Column>>()
  })

  it('reads a file: any line endings, with a byte order mark or none', async () => {
    const path = await file('marked.csv', '\ufeffx,ü\r\n1,2\r3,4\n')
    expect(await plain(await genfromtxt(path, { delimiter: ',', names: true }))).toEqual({ x: [1, 3], ü: [2, 4] })
  })

  it('leaves rows out with a warning that names them, where it may', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const x = await genfromtxt(['1 2', '3', '4 5'], { invalidRaise: false })
    expect(await x.array()).toEqual([
      [1, 2],
      [4, 5],
    ])
    expect(warn.mock.calls).toEqual([
      ['genfromtxt: lines: 1 row has another number of columns than the expected 2: line 2 has 1; they are left out'],
    ])
    warn.mockRestore()
  })
})

describe('genfromtxt refuses', () => {
  it.each<[string, string[], object, string]>([
    [
      'rows of other lengths, with lines and numbers',
      ['1 2 3', '# note', '4 5', '', '6 7 8 9'],
      {},
      'lines: 2 rows have another number of columns than the expected 3: line 3 has 2, line 5 has 4; mend them, or leave',
    ],
    ['many of them, the first five', ['1 2', ...Array(9).fill('1')], {}, 'line 5 has 1, line 6 has 1, …; mend them'],
    [
      'rows shorter than the columns that are read',
      ['1 2 3', '4'],
      { usecols: [1] },
      'the expected at least 2: line 2 has 1',
    ],
    ['no rows', [], {}, 'lines: it has no rows; check the file and the options'],
    ['nothing but what is skipped', ['1 2'], { skipHeader: 1 }, 'it has no rows but what is skipped'],
    ['a name for two columns', ['x,x', '1,2'], { delimiter: ',', names: true }, "the name 'x' stands for two columns"],
    [
      'no value, if it is to',
      ['a,b', '1,x'],
      { delimiter: ',', names: true, loose: false },
      `lines: line 2, column 2 ('b') is "x", which is no float64; name it in missingValues`,
    ],
    [
      'a number that has no room',
      ['1 300'],
      { dtype: 'uint8' },
      'lines: line 1, column 2 is 300, for which uint8 has no room; choose a wider dtype',
    ],
    ['one beyond int64', [`${2n ** 63n}`], { dtype: 'int64' }, 'for which int64 has no room'],
    [
      'a gap where no number says so',
      ['1 x'],
      { dtype: 'uint8' },
      'line 1, column 2 has no value, and uint8 has no −1 to say so; give fillingValues',
    ],
  ])('%s', async (_, lines, options, message) => {
    const reading = genfromtxt(lines, options)
    await expect(reading).rejects.toMatchObject({ code: 'invalid-data' })
    await expect(reading).rejects.toThrow(message)
  })

  it.each<[object, string]>([
    [{ delimiter: '' }, "genfromtxt: delimiter is ''; give at least one character"],
    [{ delimiter: [2, 0] }, 'genfromtxt: delimiter is [2,0]; widths of columns must be whole numbers from 1'],
    [{ comments: '' }, "genfromtxt: comments has ''"],
    [{ skipHeader: -1 }, 'genfromtxt: skipHeader is -1; it must be a whole number from 0'],
    [{ skipFooter: 1, maxRows: 1 }, 'genfromtxt: skipFooter and maxRows cannot be given together'],
    [{ usecols: 2 }, 'genfromtxt: usecols has column 2; with 2 columns it must lie in -2…1'],
    [{ usecols: 'x' }, "genfromtxt: usecols has 'x', but the columns have no names"],
    [{ usecols: 'x', names: ['a', 'b'] }, "genfromtxt: usecols has 'x', but the names are 'a', 'b'"],
    [{ usecols: [] }, 'genfromtxt: usecols is empty'],
    [{ names: ['a'] }, 'genfromtxt: names has 1, and the rows of lines have 2 columns; name them all'],
    [{ dtype: ['int64'] }, 'genfromtxt: dtype has 1 types, and 2 columns are read'],
    [{ dtype: 'int16' }, "dtype is 'int16'"],
    [{ names: ['a', 'b'], unpack: true }, 'genfromtxt: unpack is for a table of one type'],
    [{ missingValues: { 5: 'x' } }, 'genfromtxt: missingValues has column 5'],
    [
      { dtype: 'int64', missingValues: '1', fillingValues: 1.5 },
      'genfromtxt: fillingValues has "1.5", which is no int64',
    ],
  ])('the options %j', async (options, message) => {
    const reading = genfromtxt(['1 2', '3 4'], options)
    await expect(reading).rejects.toMatchObject({ code: 'invalid-argument' })
    await expect(reading).rejects.toThrow(message)
  })

  it('files that are no text, with their name', async () => {
    const gz = await file('x.csv.gz', gzipSync('1,2'))
    const latin = await file('latin.csv', Uint8Array.of(0x31, 0xfc))
    await expect(genfromtxt(gz)).rejects.toThrow(`'${gz}' is compressed by gzip; unpack it`)
    await expect(genfromtxt(latin)).rejects.toThrow(`'${latin}' is not UTF-8 text; convert it`)
    await expect(genfromtxt(join(folder, 'none'))).rejects.toThrow('cannot be read (ENOENT); check the path')
    await expect(genfromtxt(folder)).rejects.toThrow('cannot be read (EISDIR)')
    await expect(genfromtxt(5 as never)).rejects.toThrow('genfromtxt: source is 5; it must be the path of a file, or')
  })

  it('anything else with an error of its own: damaged tables are read or refused', async () => {
    const table = 'x,y,z\n1,2.5,a\n-3,1e5,b\n# note\n4,,c\n'
    const options = fc.constantFrom<object>(
      {},
      { dtype: null },
      { dtype: 'int64' },
      { usecols: ['x'] },
      { loose: false },
    )
    await fc.assert(
      fc.asyncProperty(damagedText(table), options, async (text, one) => {
        try {
          await genfromtxt(text.split('\n'), { delimiter: ',', names: true, ...one })
        } catch (error) {
          expect(error).toBeInstanceOf(KindlingError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
