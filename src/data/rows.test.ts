import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import { cell, lineOf, originOf, type ReadRowsOptions, readRows, truth } from './rows.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-rows-'))
})
afterAll(() => rm(folder, { recursive: true }))

const read = async (content: string | Uint8Array, options?: ReadRowsOptions) => {
  await writeFile(join(folder, 'rows.csv'), content)
  return readRows(join(folder, 'rows.csv'), options)
}
const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`

describe('readRows', () => {
  it('gives a row for each line, by the names in the header', async () => {
    expect(await read('file,x\na.jpg,1\nb.jpg,2\n')).toEqual([
      { file: 'a.jpg', x: '1' },
      { file: 'b.jpg', x: '2' },
    ])
  })

  it('reads back any text that was quoted as RFC 4180 has it, with any line ending', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', '漢', '\t', '#') })
    const table = fc
      .integer({ min: 1, max: 3 })
      .chain((width) =>
        fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      )
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), async (records, end, mark) => {
        const names = records[0]!.map((_, i) => `column ${i}`)
        const text = [names, ...records].map((fields) => fields.map(quoted).join(',')).join(end)
        const rows = await read(`${mark ? '\ufeff' : ''}${text}`)
        expect(rows.map((row) => names.map((name) => cell(row, name)))).toEqual(records)
      }),
      { numRuns: 150 },
    )
  })

  it('drops spaces around fields, and keeps those inside quotes', async () => {
    expect(await read('a , b\n 1 ," 2 "\n')).toEqual([{ a: '1', b: ' 2 ' }])
  })

  it('knows the line in which each row ends: of line feeds, of both, of empty lines and of breaks inside quotes', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const rows = await read(['a,b', '1,2', '', '"x', 'y",3', '4,5'].join(end))
      expect(rows.map(lineOf)).toEqual([2, 5, 6])
      expect(rows.map(originOf)).toEqual(['rows.csv: line 2', 'rows.csv: line 5', 'rows.csv: line 6'])
    }
  })

  it('takes the names of a file without a header as they are given', async () => {
    expect(await read('a.jpg,1\n', { columns: ['file', 'x'] })).toEqual([{ file: 'a.jpg', x: '1' }])
    expect((await read('a.jpg,1\n', { columns: ['file', 'x'] })).map(lineOf)).toEqual([1])
  })

  it('has no trouble with columns called like the properties of objects', async () => {
    const [row] = await read('__proto__,constructor\n1,2')
    expect([cell(row!, '__proto__'), cell(row!, 'constructor')]).toEqual(['1', '2'])
    expect(() => cell(row!, 'toString')).toThrow("has no column 'toString'")
  })

  const refused: [what: string, content: string | Uint8Array, message: string, options?: ReadRowsOptions][] = [
    ['an empty file', '', 'rows.csv is empty; it must have a header line like fname,labels'],
    ['a header alone', 'a,b\n', 'rows.csv has a header line but no rows; give it one row per picture'],
    ['an empty file without a header', '', 'rows.csv is empty; give it one row per picture', { columns: ['a'] }],
    ['a column named twice', 'a,b,a\n1,2,3', "rows.csv: the header names column 'a' twice"],
    ['a row that is too short', 'a,b\n1,2\n\n3\n', 'rows.csv: line 4 has 1 column where the header has 2'],
    [
      'a row that is too long',
      'a,b\n1,2,3\n',
      'rows.csv: line 2 has 3 columns where the header has 2; a name with a comma in it must be quoted',
    ],
    [
      'a row of other width than the names given',
      '1,2\n',
      'rows.csv: line 1 has 2 columns where columns names 3',
      { columns: ['a', 'b', 'c'] },
    ],
    ['no names', '1,2\n', 'readRows: columns is empty; name the columns of the file', { columns: [] }],
    ['a name given twice', '1,2\n', "readRows: columns names 'a' twice", { columns: ['a', 'a'] }],
    ['a quote inside a field', 'a,b\n1,x"y\n', 'rows.csv is not a valid CSV: Invalid Opening Quote'],
    ['text after a quote', 'a,b\n1,"x"y\n', 'at line 2'],
    ['a quote that is never closed', 'a,b\n1,"x\n', 'rows.csv is not a valid CSV: Quote Not Closed'],
    ['what is not UTF-8', Uint8Array.of(0x61, 0xe9, 0x0a), 'rows.csv is not UTF-8 text; save it as "CSV UTF-8"'],
  ]
  it.each(refused)('refuses %s', async (_, content, message, options) => {
    await expect(read(content, options)).rejects.toThrow(message)
  })

  it('names a file that cannot be read', async () => {
    await expect(readRows(join(folder, 'none.csv'))).rejects.toThrow(
      `${join(folder, 'none.csv')} cannot be read (ENOENT`,
    )
    await expect(readRows(folder)).rejects.toThrow(`${folder} cannot be read (EISDIR`)
  })

  it('answers any bytes with rows of one width, or with an error of its own', async () => {
    const good = new TextEncoder().encode('\ufefffile,"a, b"\r\n"x ""1""",2\r\n\r\ny,3\n')
    const change = fc.record({ at: fc.nat(good.length - 1), byte: fc.oneof(fc.constantFrom(...good), fc.nat(255)) })
    const changed = fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
      const bytes = good.slice()
      for (const { at, byte } of changes) bytes[at] = byte
      return bytes
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(changed, fc.uint8Array({ maxLength: 40 })), async (bytes) => {
        const rows = await read(bytes).catch((error: unknown) => error)
        if (Array.isArray(rows)) expect(new Set(rows.map((row) => Object.keys(row).length)).size).toBe(1)
        else expect(rows).toBeInstanceOf(KindlingError)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a cell', () => {
  it('is what stands in a column of a row', () => expect(cell({ a: '' }, 'a')).toBe(''))

  it('is refused where there is no such column, naming those there are and the line', async () => {
    const [row] = await read('a,b\n1,2')
    expect(() => cell(row!, 'c')).toThrow("rows.csv: line 2 has no column 'c'; its columns are 'a', 'b'")
    expect(() => cell({ a: '1' }, 'c')).toThrow("the row has no column 'c'")
    expect(lineOf({ a: '1' })).toBeUndefined()
  })

  it('is a truth as True, False, 1 or 0 in any case, and nothing else', () => {
    for (const text of ['True', 'TRUE', 'true', '1', ' 1 ']) expect(truth({ a: text }, 'a')).toBe(true)
    for (const text of ['False', 'FALSE', 'false', '0']) expect(truth({ a: text }, 'a')).toBe(false)
    for (const text of ['', 'yes', '2', 'tru'])
      expect(() => truth({ a: text }, 'a')).toThrow(`the row, column 'a': '${text}' is neither true nor false`)
  })
})
