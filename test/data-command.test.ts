import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, jsonOf, kindling, requireFreshBuild } from './kindling-process.ts'

let folder: string
const run = (...words: string[]): Promise<Ended> => kindling(words, folder)

/** A white square on a coloured ground, at a place that depends on i. */
const square = (i: number) => ({ left: (5 * i) % 30, top: (7 * i) % 20 })
const picture = (colour: string, i: number): Promise<Buffer> =>
  sharp({ create: { width: 48, height: 36, channels: 3, background: colour } })
    .composite([{ input: { create: { width: 10, height: 10, channels: 3, background: '#fff' } }, ...square(i) }])
    .jpeg({ quality: 95 })
    .toBuffer()

beforeAll(async () => {
  requireFreshBuild()
  folder = await mkdtemp(join(tmpdir(), 'kindling-data-'))
  const colours = ['#b02020', '#2030b0']
  for (const side of ['train', 'valid'])
    for (const [k, name] of ['red', 'blue'].entries()) {
      await mkdir(join(folder, 'classes', side, name), { recursive: true })
      for (let i = 0; i < (side === 'train' ? 6 : 2); i++)
        await writeFile(
          join(folder, 'classes', side, name, `${i}.jpg`),
          await picture(colours[k]!, i + (side === 'train' ? 0 : 20)),
        )
    }
  await mkdir(join(folder, 'points'))
  const names = Array.from({ length: 10 }, (_, i) => `${i}.jpg`)
  for (const [i, name] of names.entries()) await writeFile(join(folder, 'points', name), await picture('#204020', i))
  const rows = names.map((name, i) => `${name},${square(i).left + 5},${square(i).top + 5}`)
  await writeFile(join(folder, 'points', 'points.csv'), `file,x,y\n${rows.join('\n')}\n`)
  const tags = names.map((name, i) => `${name},${['a', 'a b', ''][i % 3]},${i > 6 ? 1 : 0}`)
  await mkdir(join(folder, 'tags'))
  await writeFile(join(folder, 'tags', 'labels.csv'), `fname,labels,is_valid\n${tags.join('\n')}\n`)
})
afterAll(() => rm(folder, { recursive: true }))

describe('kindling data summary', () => {
  it('of class folders: says what was detected, every step, and what is wrong; exit code 0', async () => {
    const { code, stdout, stderr } = await run('data', 'summary', 'classes', '--size', '32')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toMatch(/Pictures in train\/ train, those in\s+valid\/ validate/)
    expect(stdout).toMatch(/12 loss: crossEntropy of a model that answers 0 everywhere/)
    expect(stdout).toMatch(/items {7}12 train, 4 validate/)
    expect(stdout.split('\n').filter((line) => [...line].length > 88)).toEqual([])
  })

  it('of a CSV of labels whose pictures lie elsewhere, with a page', async () => {
    const words = [
      'data',
      'summary',
      join('tags', 'labels.csv'),
      '--images',
      'points',
      '--html',
      'page.html',
      '--augment',
    ]
    const ended = await run(...words, '--json')
    const { steps, health, task } = jsonOf(ended) as { steps: object[]; health: object; task: string }
    expect({ task, steps: steps.length }).toEqual({ task: 'labels', steps: 12 })
    expect(health).toMatchObject({ targets: { withoutLabels: { train: 2, valid: 1 } }, unusable: { count: 0 } })
    const page = await readFile(join(folder, 'page.html'), 'utf8')
    // The original, the placed item, and six pictures before and after.
    expect(page.match(/<img [^>]*src="data:image\/png;base64,/g)).toHaveLength(14)
  })

  it('of a truncated picture: names step, item and remedy; exit code 3', async () => {
    const broken = join(folder, 'classes', 'train', 'red', '5.jpg')
    const bytes = await readFile(broken)
    await truncate(broken, 400)
    const ended = await run('data', 'summary', 'classes', '--json')
    await writeFile(broken, bytes)
    expect(ended.code).toBe(3)
    // With --json, what is for people goes to standard error.
    const words = ended.stderr.replaceAll(/\s+/g, '')
    expect(words).toMatch(/✗failed:(batch|decode)item.*classes\/train\/red\/5\.jpg/)
    expect(words).toContain('replacethefileorremoveit')
    expect(ended.stderr).toContain(' 1 getItems')
    expect(jsonOf(ended)).toMatchObject({ failure: { item: broken }, exitCode: 3 })
  })

  it('of what is no data set: says why; exit code 3', async () => {
    const { code, stderr } = await run('data', 'summary', 'nowhere.csv')
    expect(code).toBe(3)
    expect(stderr).toMatch(/^kindling: nowhere\.csv cannot be read/)
  })
})

describe('kindling data show-batch', () => {
  it('writes a sheet of pictures with their points', async () => {
    const ended = await run('data', 'show-batch', join('points', 'points.csv'), '-o', 'batch.png', '--count', '6')
    expect(ended.stderr).toBe('')
    expect(ended.stdout).toMatch(/The other 2 columns are x and y of 1 point in pixels/)
    expect(ended.stdout).toMatch(/6 training pictures as the model sees them: batch\.png/)
    const { width, height, format } = await sharp(join(folder, 'batch.png')).metadata()
    expect(format).toBe('png')
    // Three in a row, each 96 pixels doubled.
    expect(width).toBeGreaterThanOrEqual(3 * 192)
    expect(height).toBeGreaterThanOrEqual(2 * 192)
  })

  it('ends with exit code 5 before anything is loaded where it cannot be written, and leaves nothing behind', async () => {
    const before = await readdir(folder)
    const { code, stderr } = await run('data', 'show-batch', 'classes', '-o', join('missing', 'batch.png'))
    expect(code).toBe(5)
    expect(stderr).toContain('does not exist')
    expect(await readdir(folder)).toEqual(before)
  })
})
