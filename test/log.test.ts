import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readRunRecord } from '../src/learner/index.ts'
import { writeColouredSquares } from './coloured-squares.ts'
import { type Ended, jsonOf, kindling, requireFreshBuild } from './kindling-process.ts'

/** What `log --json` says. */
interface Written {
  readonly folder: string
  readonly title: string
  readonly files: readonly string[]
  readonly readtime: number
  readonly worst: readonly { readonly file: string; readonly loss: number }[]
}

let folder: string
const run = (...words: string[]): Promise<Ended> => kindling(words, folder)
const training = (...more: string[]): string[] => [
  ...['train', 'squares/labels.csv', '--size', '24', '--batch-size', '8', '--epochs', '3'],
  ...more,
]
/** A post, in its parts. */
async function read(post: string): Promise<{ matter: Record<string, unknown>; body: string }> {
  const text = await readFile(join(folder, post, 'index.md'), 'utf8')
  const [, matter, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(text)!
  return { matter: parse(matter!), body: body! }
}

/** The post of `tags.onnx`, written once. */
let written: Ended
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-log-'))
  requireFreshBuild()
  await writeColouredSquares(join(folder, 'squares'), 64)
  // A label that Markdown and a site generator's Liquid would take for their own.
  const csv = join(folder, 'squares', 'labels.csv')
  await writeFile(csv, (await readFile(csv, 'utf8')).replaceAll('green', 'gr_{{e}}_n'))
  await run(...training('-o', 'tags.onnx'))
  written = await run('log', '--run', 'tags.onnx', '-o', 'posts/tags', '--json')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('kindling log', () => {
  it('writes a folder with the post and its pictures', async () => {
    expect(written.code).toBe(0)
    const { folder: target, files, worst } = jsonOf(written) as unknown as Written
    expect(target).toBe('posts/tags')
    expect([...files].sort()).toEqual(['batch.jpg', 'index.md', 'loss.png', 'mistakes.jpg'])
    expect((await readdir(join(folder, 'posts', 'tags'))).sort()).toEqual([...files].sort())
    for (const name of ['batch.jpg', 'loss.png', 'mistakes.jpg']) {
      const { width, height } = await sharp(join(folder, 'posts', 'tags', name)).metadata()
      expect(Math.min(width!, height!)).toBeGreaterThan(400)
    }
    expect(worst.length).toBe(8)
    expect(worst.map(({ loss }) => loss)).toEqual(worst.map(({ loss }) => loss).sort((a, b) => b - a))
  })

  it('has front matter as the notes do', async () => {
    const { matter } = await read('posts/tags')
    expect(Object.keys(matter)).toEqual(['title', 'type', 'published', 'tags', 'readtime', 'cover-img', 'share-img'])
    expect(matter).toMatchObject({ type: 'post', 'cover-img': 'batch.jpg', 'share-img': 'loss.png' })
    expect(matter.title).toBe('tags: any of 3 labels, or none')
    expect(matter.published).toBe((await readRunRecord(join(folder, 'tags.onnx'))).started.slice(0, 10))
    expect(matter.readtime).toBe((jsonOf(written) as unknown as Written).readtime)
  })

  it('tells question, data, loss, training, what was learned, mistakes, worksheet and how to repeat it', async () => {
    const { body } = await read('posts/tags')
    expect(body.match(/^## .*$/gm)).toEqual([
      ...['## The question', '## The data', '## The loss, and why it follows from the labels', '## Training'],
      ...['## What was learned', '## The worst mistakes', '## How the loss of the worst one arises'],
      '## How to repeat it',
    ])
    expect(body).toContain('There are 48 pictures to learn from and 16 pictures to judge by')
    expect(body).toContain('npx kindling train squares/labels.csv --size 24 --batch-size 8 --epochs 3 -o tags.onnx')
    const { epochs } = await readRunRecord(join(folder, 'tags.onnx'))
    for (const { validLoss } of epochs) expect(body).toContain(validLoss!.toFixed(4))
  })

  it('the worksheet’s total is the loss that the library reports for the worst item', async () => {
    const { body } = await read('posts/tags')
    const [, total] = /\| \*\*mean\*\* +\| +\| +\| +\| +\*\*([\d.]+)\*\* \|/.exec(body)!
    const { worst } = jsonOf(written) as unknown as Written
    expect(Number(total)).toBeCloseTo(worst[0]!.loss, 5)
  })

  it('several runs are compared in one post', async () => {
    await run(...training('-o', 'slow.onnx', '--lr', '1e-5', '--epochs', '1'))
    const ended = await run('log', '--run', 'tags.onnx', '--run', 'slow.run.json', '--title', 'Two rates', '-o', 'two')
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    const { matter, body } = await read('two')
    expect(matter.title).toBe('Two rates')
    expect(body).toMatch(/\| lr +\| +0\.01 \| 0\.00001 \|/)
    expect(body).toContain('# slow\nnpx kindling train squares/labels.csv')
    expect(await readdir(join(folder, 'two'))).toContain('runs.png')
  })

  it('--template is filled with the same fields; one that cannot be is refused before anything is written', async () => {
    await writeFile(
      join(folder, 'short.md'),
      '# {{ title }}\n\n{% for run in runs %}{{ run.name }}{% endfor %} {{ question }}\n',
    )
    expect((await run('log', '--run', 'tags.onnx', '--template', 'short.md', '-o', 'short')).code).toBe(0)
    expect(await readFile(join(folder, 'short', 'index.md'), 'utf8')).toMatch(
      /^# tags: any of 3 labels, or none\n\ntags Which of these does a picture show: blue, /,
    )
    await writeFile(join(folder, 'wrong.md'), '{{ titel }}')
    const ended = await run('log', '--run', 'tags.onnx', '--template', 'wrong.md', '-o', 'wrong')
    expect(ended.code).toBe(3)
    expect(ended.stderr).toMatch(
      /^kindling: wrong\.md: line 1: there is no field \{\{ titel \}\}; a template may use frontMatter, /,
    )
    expect(await readdir(folder)).not.toContain('wrong')
  })

  it('writes over nothing', async () => {
    const before = await read('posts/tags')
    const again = await run('log', '--run', 'tags.onnx', '-o', 'posts/tags')
    expect(again).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('a post that was edited is not written over'),
    })
    expect(await read('posts/tags')).toEqual(before)
  })
})

describe('a post in Eleventy', () => {
  let page: string
  let site: string
  beforeAll(async () => {
    site = join(folder, 'site')
    await mkdir(join(site, '_includes'), { recursive: true })
    await cp(join(folder, 'posts'), join(site, 'posts'), { recursive: true })
    await writeFile(join(site, 'posts', 'posts.json'), '{"layout": "post.liquid"}')
    await writeFile(join(site, '_includes', 'post.liquid'), '<title>{{ title }}</title>{{ content }}')
    await writeFile(
      join(site, 'eleventy.config.cjs'),
      "module.exports = (config) => config.addPassthroughCopy('**/*.{png,jpg}')",
    )
    const eleventy = fileURLToPath(new URL('../node_modules/@11ty/eleventy/cmd.cjs', import.meta.url))
    await promisify(execFile)(process.execPath, [eleventy, '--quiet', '--output=out'], { cwd: site })
    page = await readFile(join(site, 'out', 'posts', 'tags', 'index.html'), 'utf8')
  })

  it('is rendered as it is: tables, pictures that are there, the title from the front matter', async () => {
    expect(page).toContain('<title>tags: any of 3 labels, or none</title>')
    expect(page.match(/<h2[ >]/g)).toHaveLength(8)
    expect(page.match(/<table>/g)!.length).toBeGreaterThanOrEqual(4)
    const pictures = [...page.matchAll(/<img src="([^"]+)"/g)].map((match) => match[1]!)
    expect(pictures).toEqual(['batch.jpg', 'loss.png', 'mistakes.jpg'])
    expect(await readdir(join(site, 'out', 'posts', 'tags'))).toEqual(expect.arrayContaining(pictures))
  })

  it('a label is read as it is written, whatever Markdown and Liquid could make of it', () => {
    expect(page).toContain('<td>gr_{{e}}_n</td>')
    expect(page).not.toMatch(/<em>e|&amp;#123|\\_/)
  })
})
