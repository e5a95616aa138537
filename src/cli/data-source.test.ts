import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DataSourceOptions, findDataSource } from './data-source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-source-'))
})
afterAll(() => rm(folder, { recursive: true }))

const options: DataSourceOptions = { size: 32, resize: 'squish', mirror: true, seed: 0 }
let number = 0

/** A folder with these files; pictures may be empty, since nothing is decoded here. */
async function files(...contents: readonly (readonly [name: string, content: string])[]): Promise<string> {
  const root = join(folder, `${number++}`)
  for (const [name, content] of contents) {
    await mkdir(join(root, name, '..'), { recursive: true })
    await writeFile(join(root, name), content)
  }
  return root
}
const pictures = (...names: string[]) => names.map((name) => [name, ''] as const)

/** What the items of a source say, by file name, and which of them validate. */
async function opened(source: string, more: Partial<DataSourceOptions> = {}) {
  const { task, detected, block, path } = await findDataSource(source, { ...options, ...more })
  const { items, split, getY } = await block.dataLoaders(path)
  const nameOf = (file: string) => file.slice(folder.length + 1).replace(/^\d+\//, '')
  return {
    task,
    detected: detected.join(' '),
    y: Object.fromEntries(await Promise.all(items.map(async (item) => [nameOf(item.file), await getY(item)]))),
    valid: split.valid.map((i) => nameOf(items[i]!.file)),
  }
}

describe('findDataSource', () => {
  it('a column labels is any number of labels, and is_valid splits', async () => {
    const root = await files(
      ['labels.csv', 'fname,labels,is_valid\n1.jpg,cat dog,False\n2.jpg,,True\n3.jpg,dog,0\n'],
      ...pictures('1.jpg', '2.jpg', '3.jpg'),
    )
    expect(await opened(join(root, 'labels.csv'))).toMatchObject({
      task: 'labels',
      y: { '1.jpg': ['cat', 'dog'], '2.jpg': [], '3.jpg': ['dog'] },
      valid: ['2.jpg'],
      detected: expect.stringMatching(/Column labels holds any number of labels .*--label 'labels'.*is_valid says/),
    })
  })

  it('a folder with one CSV is that CSV; with several the right one must be named', async () => {
    const csv = 'fname,labels,is_valid\n1.jpg,a,0\n2.jpg,b,1\n'
    const root = await files(['labels.csv', csv], ...pictures('1.jpg', '2.jpg'))
    expect((await opened(root)).detected).toContain('The folder has a table, labels.csv')
    await writeFile(join(root, 'more.csv'), csv)
    await expect(opened(root)).rejects.toThrow('2 CSV files (labels.csv, more.csv); name the one that you mean')
  })

  it.each([
    ['label', 'great pyrenees', 'category'],
    ['tags', 'great pyrenees', 'labels'],
  ])('a column %s with spaces is a %s: %s', async (column, cell, task) => {
    const root = await files(
      ['a.csv', `file,${column},is_valid\n1.jpg,${cell},0\n2.jpg,cat,1\n`],
      ...pictures('1.jpg', '2.jpg'),
    )
    expect((await opened(join(root, 'a.csv'))).task).toBe(task)
  })

  it.each([
    ['names of which no word recurs', ['great pyrenees', 'maine coon', 'great pyrenees'], 'category'],
    ['words in changing company', ['cat dog', 'cat', 'dog', 'cat owl'], 'labels'],
    ['an empty cell', ['cat', '', 'cat'], 'labels'],
    ['few numbers that recur', ['0', '1', '0'], 'category'],
    ['many numbers', Array.from({ length: 20 }, (_, i) => `${i / 7}`), 'number'],
  ])('one other column of any name: %s', async (_, cells, task) => {
    const names = cells.map((_, i) => `${i}.jpg`)
    const csv = `picture,what\n${cells.map((cell, i) => `${names[i]},${cell}\n`).join('')}`
    const root = await files(['a.csv', csv], ...pictures(...names))
    expect((await findDataSource(join(root, 'a.csv'), options)).task).toBe(task)
  })

  it('counted columns are points; the file names may have no title and a folder that is named after the CSV', async () => {
    const root = await files(
      ['training.csv', ',0,1,2,3\na.jpg,10,20,30,40\nb.jpg,11,,31,41\n'],
      ...pictures('training/a.jpg', 'training/b.jpg'),
    )
    expect(await opened(join(root, 'training.csv'), { valid: 0.5 })).toMatchObject({
      task: 'points',
      y: {
        'training/a.jpg': [
          [10, 20],
          [30, 40],
        ],
        'training/b.jpg': [
          [11, Number.NaN],
          [31, 41],
        ],
      },
      detected: expect.stringMatching(/The column without a name .*2 points in pixels.*50 % of the pictures/),
    })
  })

  it('columns called x and y are points, other numbers are not', async () => {
    const make = (head: string) =>
      files(['a.csv', `file,${head}\n1.jpg,1,2\n2.jpg,3,4\n`], ...pictures('1.jpg', '2.jpg')).then((root) =>
        findDataSource(join(root, 'a.csv'), options),
      )
    expect((await make('nose_x,nose_y')).task).toBe('points')
    await expect(make('weight,height')).rejects.toThrow(
      "a.csv: it cannot be told which of the columns 'weight', 'height' is to be predicted; say --labels <column>",
    )
  })

  it('options say otherwise', async () => {
    const root = await files(
      ['a.csv', 'file,labels,angle\n1.jpg,a b,0.5\n2.jpg,b,0.25\n'],
      ...pictures('p/1.jpg', 'p/2.jpg'),
    )
    const csv = join(root, 'a.csv')
    const open = (more: Partial<DataSourceOptions>) => opened(csv, { images: join(root, 'p'), valid: 0.5, ...more })
    expect((await open({})).task).toBe('labels')
    expect(await open({ number: 'angle' })).toMatchObject({ task: 'number', y: { 'p/1.jpg': 0.5, 'p/2.jpg': 0.25 } })
    expect(await open({ label: 'labels' })).toMatchObject({ task: 'category', y: { 'p/1.jpg': 'a b' } })
    await expect(open({ label: 'what' })).rejects.toThrow(
      "a.csv has no column 'what'; its columns are 'file', 'labels'",
    )
    await expect(open({ label: 'labels', number: 'angle' })).rejects.toThrow('--label and --number exclude each other')
    await expect(open({ points: true })).rejects.toThrow("column 'labels': 'a b' is no number")
  })

  it('folders are classes; train/ and test/ are sides', async () => {
    const names = ['train/cat/1.jpg', 'train/dog/2.jpg', 'test/cat/3.jpg', 'test/dog/4.jpg', 'extra/dog/5.jpg']
    const root = await files(...pictures(...names))
    const bySide = await opened(root)
    expect(bySide).toMatchObject({ task: 'category', valid: ['test/cat/3.jpg', 'test/dog/4.jpg'] })
    expect(bySide.y).toEqual(
      { 'train/cat/1.jpg': 'cat', 'train/dog/2.jpg': 'dog', 'test/cat/3.jpg': 'cat', 'test/dog/4.jpg': 'dog' }, // no extra
    )
    expect((await opened(root, { valid: 0.4 })).valid).toHaveLength(2)
    expect(Object.keys((await opened(root, { valid: 0.4 })).y)).toHaveLength(5)
  })

  it('refuses a folder whose pictures have no class, and options that need a CSV', async () => {
    const root = await files(...pictures('a/1.jpg', '2.jpg'))
    await expect(opened(root)).rejects.toThrow(/2\.jpg lies in no folder whose name could be its label \(1 such/)
    await expect(opened(root, { label: 'x' })).rejects.toThrow('--label names columns of a CSV, but')
    await expect(opened(join(root, 'nowhere'))).rejects.toThrow(/nowhere cannot be read .*name a CSV, or a folder/)
  })

  it('names pictures that are missing, and lines that repeat one', async () => {
    const root = await files(['a.csv', 'file,label\n1.jpg,a\n2.jpg,b\n3.jpg,b\n'], ...pictures('1.jpg'))
    const csv = join(root, 'a.csv')
    await expect(opened(csv)).rejects.toThrow(/a\.csv: 2 of 3 pictures are missing: .*2\.jpg \(line 3\), .*--images/)
    await writeFile(csv, 'file,label\n1.jpg,a\n1.jpg,b\n')
    await expect(opened(csv)).rejects.toThrow('a.csv: line 3 repeats 1.jpg of line 2')
  })

  it('says what to do when no column names pictures', async () => {
    const root = await files(['a.csv', 'size,colour\n1,a\n2,b\n'])
    await expect(opened(join(root, 'a.csv'))).rejects.toThrow(/no column names pictures .*Say --file <column>/)
  })
})
