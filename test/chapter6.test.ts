import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBiwi, headCentre, readBiwiFrame, writeSyntheticBiwi, writeTabletop } from 'kindling'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { centre, labels, pose } from '../examples/chapter6.ts'
import { needsShared, shared } from './shared.ts'

let folder: string
let biwi: string
const printed: string[] = []
const options = () => ({ output: folder, epochs: 1, print: (text: string) => void printed.push(text) })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-chapter6-'))
  biwi = await writeSyntheticBiwi(join(folder, 'heads'), { people: 3, framesPerPerson: 12 })
})
afterAll(() => rm(folder, { recursive: true }))

describe('examples/chapter6.ts', () => {
  it('goes from the table to an exported model that answers with labels', async () => {
    const { csv, images } = await writeTabletop(join(folder, 'tabletop'), { count: 120 })
    const { byHand, builtIn, sweep, nothing, summary, rows, answer } = await labels(csv, images, {
      ...options(),
      size: 32,
    })
    expect(rows).toBe(120)
    expect(summary.failure?.message).toContain('nowhere')
    expect(printed.join('\n')).toContain(summary.text())
    // Cross-entropy of coins, about: nothing has been learnt, and both are the same mathematics.
    expect(byHand).toBeCloseTo(builtIn, 5)
    expect(builtIn).toBeGreaterThan(0.5)
    expect(sweep).toHaveLength(19)
    // Most labels are absent from most pictures, so saying nothing looks good to accuracy.
    expect(nothing).toBeGreaterThan(0.6)
    for (const { accuracy, f1 } of sweep) expect([accuracy, f1].every((share) => share >= 0 && share <= 1)).toBe(true)
    expect(Object.keys(answer.probabilities)).toHaveLength(8)
    const files = await readdir(folder)
    expect(files).toEqual(expect.arrayContaining(['labels.png', 'labels.onnx']))
  })

  it('finds the centre of the head of a person held out', async () => {
    const { frames, rangedPixels, mappedPixels, apart } = await centre(biwi, { ...options(), person: 3 })
    expect(frames).toBe(12)
    for (const pixels of [rangedPixels, mappedPixels]) {
      expect(pixels).toBeGreaterThan(0)
      expect(pixels).toBeLessThan(800) // the picture's diagonal
    }
    expect(apart).toBeGreaterThan(5)
    expect(await readdir(folder)).toContain('centres.png')
  })

  it('goes on to how it is turned, beside answering the mean always', async () => {
    const { errors, guessing } = await pose(biwi, { ...options(), person: 3 })
    expect([errors.frames, guessing.frames]).toEqual([12, 12])
    expect(errors.rotation.meanDegrees).toBeLessThanOrEqual(180)
    expect(guessing.rotation.meanDegrees).toBeLessThan(90)
    expect((await readFile(join(folder, 'heads.png'))).subarray(1, 4).toString()).toBe('PNG')
  })
})

describe('docs/chapter6.md', () => {
  let document: string
  let example: string
  beforeAll(async () => {
    const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8')
    document = await read('docs/chapter6.md')
    example = await read('examples/chapter6.ts')
  })

  /** The code blocks of a language. */
  const blocksOf = (language: string): string[] =>
    [...document.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1]!.trimEnd())

  it('shows code of the example, and nothing else', () => {
    const blocks = blocksOf('ts')
    expect(blocks.length).toBeGreaterThanOrEqual(8)
    for (const block of blocks) {
      const indented = (by: string) => block.replaceAll(/^(?=.)/gm, by)
      expect(['', '  '].some((by) => example.includes(indented(by))) ? '' : block).toBe('')
    }
  })

  it('shows pictures that are there', async () => {
    const pictures = [...document.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map((match) => match[1]!)
    expect(pictures.length).toBeGreaterThanOrEqual(2)
    for (const picture of pictures) {
      const bytes = await readFile(new URL(`../docs/${picture}`, import.meta.url))
      expect(bytes.length).toBeLessThan(150_000)
    }
  })

  it.runIf(shared)(needsShared("says how far the book's centre is off on the real frame"), async () => {
    const [sequence] = await findBiwi(join(shared!, 'data', 'biwi_one_frame'))
    const posed = await readBiwiFrame(sequence!.frames[0]!)
    const [[x, y], [bookX, bookY]] = [headCentre(posed), headCentre(posed, { extrinsics: false })]
    expect(document).toContain(`${Math.hypot(x - bookX, y - bookY).toFixed(1)} pixels`)
  })
})
