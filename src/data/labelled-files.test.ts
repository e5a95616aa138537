import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needsShared, shared } from '../../test/shared.ts'
import { type ReadLabelsOptions, readLabels } from './labelled-files.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-csv-'))
  await mkdir(join(folder, 'sub'))
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg', 'sub/d.jpg', 'red, green.jpg']) await writeFile(join(folder, name), '')
})
afterAll(() => rm(folder, { recursive: true }))

const read = async (text: string | Uint8Array, options?: ReadLabelsOptions) => {
  await writeFile(join(folder, 'labels.csv'), text)
  return readLabels(join(folder, 'labels.csv'), options)
}
const names = async (text: string | Uint8Array, options?: ReadLabelsOptions) =>
  (await read(text, options)).map(({ file, labels, valid }) => [file.slice(folder.length + 1), labels, valid])

describe('readLabels', () => {
  it('reads file names, labels separated by spaces, and the side of the split', async () => {
    expect(await names('fname,labels,is_valid\na.jpg,cat dog,True\nsub/d.jpg,cat,False\n')).toEqual([
      ['a.jpg', ['cat', 'dog'], true],
      ['sub/d.jpg', ['cat'], false],
    ])
  })

  it('takes an empty label for none of the classes', async () => {
    expect(await names('fname,labels,is_valid\na.jpg,,0\nb.jpg,"",1\nc.jpg,  ,1')).toEqual([
      ['a.jpg', [], false],
      ['b.jpg', [], true],
      ['c.jpg', [], true],
    ])
  })

  it('keeps a label that a row gives twice once', async () => {
    expect(await names('fname,labels\na.jpg,cat  dog cat')).toEqual([['a.jpg', ['cat', 'dog'], undefined]])
  })

  it.each([
    ['line feeds', 'fname,labels\na.jpg,cat\nb.jpg,dog\n'],
    ['carriage returns and line feeds', 'fname,labels\r\na.jpg,cat\r\nb.jpg,dog\r\n'],
    ['both, mixed', 'fname,labels\r\na.jpg,cat\nb.jpg,dog'],
    ['a byte order mark', '\ufefffname,labels\na.jpg,cat\nb.jpg,dog\n'],
    ['empty lines', '\nfname,labels\n\na.jpg,cat\n\nb.jpg,dog\n\n\n'],
    ['spaces around fields', 'fname , labels\na.jpg , cat\nb.jpg, dog '],
    ['columns in another order, and others beside them', 'id,labels,fname\n1,cat,a.jpg\n2,dog,b.jpg'],
  ])('accepts %s', async (_, text) => {
    expect((await names(text)).map(([file, labels]) => [file, labels])).toEqual([
      ['a.jpg', ['cat']],
      ['b.jpg', ['dog']],
    ])
  })

  it('accepts quoted names with a comma, and True, False, 1, 0 in any case', async () => {
    const rows = ['"red, green.jpg",x,TRUE', 'a.jpg,x,false', 'b.jpg,x,1', 'c.jpg,x,0']
    expect(await names(`fname,labels,is_valid\n${rows.join('\n')}`)).toEqual([
      ['red, green.jpg', ['x'], true],
      ['a.jpg', ['x'], false],
      ['b.jpg', ['x'], true],
      ['c.jpg', ['x'], false],
    ])
  })

  it('reads other column names, another delimiter and another folder', async () => {
    const options = { fileColumn: 'image', labelColumn: 'tags', validColumn: 'held_out', delimiter: ';' }
    const text = 'image,tags,held_out\nd.jpg,potted plant; vase,1'
    expect(await names(text, { ...options, imagesFolder: join(folder, 'sub') })).toEqual([
      ['sub/d.jpg', ['potted plant', 'vase'], true],
    ])
  })

  const refused: [title: string, text: string | Uint8Array, message: string, options?: ReadLabelsOptions][] = [
    [
      'a missing column, and names those there are',
      'file,tags\na.jpg,cat',
      "labels.csv has no column 'fname'; its columns are 'file', 'tags'. Name the right one with fileColumn",
    ],
    ['a missing label column', 'fname,tags\na.jpg,cat', 'Name the right one with labelColumn'],
    [
      'a validation column that was asked for and is missing',
      'fname,labels\na.jpg,cat',
      "no column 'is_valid'",
      { validColumn: 'is_valid' },
    ],
    ['a column named twice', 'fname,labels,fname\na.jpg,cat,b.jpg', "the header names column 'fname' twice"],
    ['an empty file', '', 'labels.csv is empty; it must have a header line like fname,labels'],
    ['a file of empty lines', '\n\n', 'labels.csv is empty'],
    ['a header without rows', 'fname,labels\n', 'labels.csv has a header line but no rows'],
    [
      'a row with too few columns, by its line',
      'fname,labels\r\na.jpg,cat\r\n\r\nb.jpg\r\n',
      'labels.csv: line 4 has 1 column where the header has 2',
    ],
    [
      'a row with too many columns',
      'fname,labels\nred, green.jpg,cat',
      'line 2 has 3 columns where the header has 2; a name with a comma in it must be quoted',
    ],
    ['a row without a file name', 'fname,labels\n,cat', "line 2 has no file name in column 'fname'"],
    [
      'an is_valid that is neither true nor false',
      'fname,labels,is_valid\na.jpg,cat,maybe',
      "labels.csv: line 2, column 'is_valid': 'maybe' is neither true nor false; write True, False, 1 or 0",
    ],
    ['an empty is_valid', 'fname,labels,is_valid\na.jpg,cat,', "'' is neither true nor false"],
    ['a file in two rows', 'fname,labels\na.jpg,cat\nb.jpg,cat\n./a.jpg,dog', 'line 4 repeats ./a.jpg of line 2'],
    ['an unclosed quote', 'fname,labels\n"a.jpg,cat\n', 'labels.csv is not a valid CSV: Quote Not Closed'],
    ['what is not UTF-8', Uint8Array.of(0xff, 0xfe, 0x66, 0), 'labels.csv is not UTF-8 text'],
    ['an empty delimiter', 'fname,labels\na.jpg,cat', "delimiter is ''", { delimiter: '' }],
  ]
  it.each(refused)('refuses %s', async (_, text, message, options) => {
    await expect(read(text, options)).rejects.toThrow(message)
  })

  it('names and counts missing pictures, the first three by line', async () => {
    const error = read('fname,labels\na.jpg,x\np.jpg,x\nq.jpg,x\nb.jpg,x\nr.jpg,x\nsub,x\n')
    await expect(error).rejects.toMatchObject({ code: 'invalid-data' })
    await expect(error).rejects.toThrow(
      `labels.csv: 4 of 6 pictures are missing: ${join(folder, 'p.jpg')} (line 3), ${join(folder, 'q.jpg')} (line 4), ` +
        `${join(folder, 'r.jpg')} (line 6), …. File names are taken relative to ${folder}`,
    )
    await expect(read('fname,labels\np.jpg,x')).rejects.toThrow(`1 of 1 picture is missing: ${join(folder, 'p.jpg')}`)
  })

  it('names a CSV that is not there', async () => {
    const missing = join(folder, 'none.csv')
    await expect(readLabels(missing)).rejects.toThrow(`${missing} cannot be read (ENOENT`)
  })
})

describe.skipIf(!shared)(needsShared('readLabels on coco128'), () => {
  it('finds 256 photographs with 76 classes, two without a label, half of them for validation', async () => {
    const items = await readLabels(join(shared!, 'data/coco128/labels.csv'))
    expect(items).toHaveLength(256)
    expect(new Set(items.flatMap(({ labels }) => labels)).size).toBe(76)
    expect(items.filter(({ labels }) => labels.length === 0)).toHaveLength(2)
    expect(items.filter(({ valid }) => valid === true)).toHaveLength(128)
    expect(items.filter(({ valid }) => valid === false)).toHaveLength(128)
    expect(items[0]!.labels).toEqual(['bowl', 'orange', 'broccoli'])
  })
})
