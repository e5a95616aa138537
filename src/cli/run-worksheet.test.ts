import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeColouredSquares } from '../../test/coloured-squares.ts'
import { summarizeTargets } from '../data/index.ts'
import { check, evaluate } from '../lab/index.ts'
import { readRunRecord } from '../learner/index.ts'
import { visionLearner } from '../vision/index.ts'
import { openPictures, picturesData } from './run-data.ts'
import { runWorksheet } from './run-worksheet.ts'
import { showWorksheets } from './show-worksheets.ts'
import { trainAndSave } from './train-and-save.ts'

const { signal } = new AbortController()

/** A folder with data, a model and its record, as training leaves them; and the learner that was trained. */
let folder: string
let model: string
let learn: ReturnType<typeof visionLearner>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-run-worksheet-'))
  model = join(folder, 'My tags.onnx')
  const squares = join(folder, 'squares')
  await writeColouredSquares(squares, 24)
  const data = picturesData({
    ...{ source: join(squares, 'labels.csv'), images: squares, size: 24, resize: 'squish', mirror: true, valid: 0.25 },
    ...{ batchSize: 4, onError: 'stop', seed: 3 },
  })
  const { loaders } = await openPictures(data)
  const trained = visionLearner(loaders, { seed: 3 })
  learn = trained as typeof learn
  const { labels } = trained
  await trainAndSave(
    trained,
    {
      ...{ epochs: 1, lr: 0.01, model, thresholds: 'half', data, loaders },
      ...{ summary: await summarizeTargets(loaders), task: 'labels', architecture: 'small' },
      judge: async () => ({
        ...{ task: 'labels', averagePrecision: 1, noneRecall: Number.NaN, classes: [] },
        thresholds: Object.fromEntries(labels.map((label) => [label, 0.5])),
      }),
    },
    { signal, print: () => {}, output: new PassThrough().resume() },
  )
})
afterAll(() => rm(folder, { recursive: true }))

describe('the worksheet of items of a run', () => {
  it('has the validation loss that the record reports, for all validation items', async () => {
    const sheet = await runWorksheet(model, { batch: 6 }, signal)
    const { epochs } = await readRunRecord(model)
    const { agrees, evaluation } = await check(sheet)
    expect(evaluation.read('loss')[0]).toBeCloseTo(epochs.at(-1)!.validLoss!, 6)
    expect(agrees).toBe(true)
    expect(sheet.name).toBe('my-tags-items-0-to-5')
  })

  it('is that of the learner which was trained, by file or by position', async () => {
    const byFile = await runWorksheet(model, { item: '020.jpg' }, signal)
    const byPosition = await runWorksheet(model, { item: '0' }, signal)
    expect(byFile).toMatchObject({ name: 'my-tags-item-0', title: 'The loss of 020.jpg' })
    expect(byPosition.cells).toEqual(byFile.cells)
    const own = (await evaluate(await learn.lab('squares/020.jpg'))).read('loss')[0]!
    expect((await evaluate(byFile)).read('loss')[0]).toBeCloseTo(own, 5)
  })

  it.each([
    [{ item: '6' }, 'there is no validation item 6; positions are whole numbers from 0 to 5'],
    [{ item: '001.jpg' }, "'001.jpg' is none of the 6 validation items"],
    [{ item: '4', batch: 3 }, '--batch is 3, but from item 4 on there are 2 validation items'],
  ])('refuses %j', async (items, message) => {
    await expect(runWorksheet(model, items, signal)).rejects.toThrow(message)
  })
})

describe('kindling lab --run', () => {
  const lab = async (options: Parameters<typeof showWorksheets>[1], name?: string) => {
    const output = new PassThrough()
    const print = (text = ''): void => void output.write(`${text}\n`)
    const result = await showWorksheets(name, options, { signal, print, output })
    return { result, text: String(output.read() ?? '') }
  }

  it('shows the sheet, and that the library computes the same', async () => {
    const { text, result } = await lab({ run: model, item: '020.jpg' })
    expect(text).toMatch(/The loss of 020\.jpg[\s\S]*\b020\.jpg\s+green[\s\S]*The library computes the same/)
    expect(result).toMatchObject({ name: 'my-tags-item-0', agrees: true })
  })

  it('changes inputs as of any other sheet', async () => {
    const { text } = await lab({ run: model, set: [{ cell: 'C6', value: 30 }] })
    expect(text).toMatch(/What follows from the changed inputs\n {2}loss \(B3\): \S+ → \S+/)
  })

  it('exports it', async () => {
    const to = join(folder, 'sheets')
    await lab({ run: model, batch: 2, export: to })
    expect((await readdir(to)).sort()).toEqual(['my-tags-items-0-to-1.html', 'my-tags-items-0-to-1.xlsx'])
    expect(await readFile(join(to, 'my-tags-items-0-to-1.html'), 'utf8')).toContain('The loss of 2 items')
  })

  it('refuses what does not go together', async () => {
    await expect(lab({ run: model }, 'softmax')).rejects.toThrow('softmax is a worksheet of its own')
    await expect(lab({ item: '3' })).rejects.toThrow('--item chooses items of a run; name its model')
    await expect(lab({ batch: 3 }, 'softmax')).rejects.toThrow('--batch chooses items of a run')
  })
})
