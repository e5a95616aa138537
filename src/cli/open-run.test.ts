import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeColouredSquares } from '../../test/coloured-squares.ts'
import { KindlingError } from '../base/errors.ts'
import { summarizeTargets } from '../data/index.ts'
import { fromOwned } from '../tensor/index.ts'
import { visionLearner, writeSyntheticBiwi } from '../vision/index.ts'
import { openRun } from './open-run.ts'
import { digestOfData, openHeadPoses, openPictures, picturesData } from './run-data.ts'
import { trainAndSave } from './train-and-save.ts'

const context = { signal: new AbortController().signal, print: () => {}, output: new PassThrough().resume() }

/** A folder `run` that holds data, a model and its record, as training leaves them. */
let folder: string
let validItems: readonly unknown[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-open-run-'))
  const squares = join(folder, 'run', 'squares')
  await writeColouredSquares(squares, 24)
  const data = picturesData({
    ...{ source: join(squares, 'labels.csv'), images: squares, size: 24, resize: 'squish', mirror: true, valid: 0.25 },
    ...{ batchSize: 4, onError: 'stop', seed: 3 },
  })
  const { loaders } = await openPictures(data)
  validItems = loaders.valid.items.map((item) => item.file.slice(folder.length))
  const learn = visionLearner(loaders, { seed: 3 })
  const labels = learn.labels
  await trainAndSave(
    learn,
    {
      ...{ epochs: 2, lr: 0.01, model: join(folder, 'run', 'tags.onnx'), thresholds: 'half', data, loaders },
      ...{ summary: await summarizeTargets(loaders), task: 'labels', architecture: 'small' },
      judge: async () => ({
        ...{ task: 'labels', averagePrecision: 1, noneRecall: Number.NaN, classes: [] },
        thresholds: Object.fromEntries(labels.map((label) => [label, 0.5])),
      }),
    },
    context,
  )
})
afterAll(() => rm(folder, { recursive: true }))

let copies = 0
/** A copy of the run somewhere else, in which something may be changed. */
const copied = async (): Promise<string> => {
  const copy = join(folder, `copy-${copies++}`)
  await cp(join(folder, 'run'), copy, { recursive: true })
  return copy
}
const refusal = async (path: string): Promise<string> => {
  const error = await openRun(path).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(KindlingError)
  expect((error as KindlingError).code).toBe('invalid-data')
  return (error as KindlingError).message
}

describe('openRun', () => {
  it('gives the same validation items in the same order, by the path of the model or of the record', async () => {
    for (const name of ['tags.onnx', 'tags.run.json']) {
      const { loaders, predictor, record } = await openRun(join(folder, 'run', name))
      expect(loaders.valid.items.map((item) => item.file.slice(folder.length))).toEqual(validItems)
      expect(record.summary).toEqual(JSON.parse(JSON.stringify(await summarizeTargets(loaders))))
      predictor.dispose()
    }
  })

  it('the loss of the model’s activations is the validation loss that was reported', async () => {
    const { loaders, predictor, record } = await openRun(join(folder, 'run', 'tags.onnx'))
    let sum = 0
    for await (const { inputs, targets, items } of loaders.valid.epoch()) {
      const activations = await predictor.activations(inputs.data as Uint8Array, items.length)
      const loss = loaders.target.loss.loss(
        fromOwned(activations, targets.shape),
        fromOwned(targets.data, targets.shape),
      )
      sum += (await loss.item()) * items.length
    }
    predictor.dispose()
    expect(sum / loaders.valid.items.length).toBeCloseTo(record.epochs.at(-1)!.validLoss!, 5)
  })

  it('keeps the loss of every step, and the time', async () => {
    const { record, predictor } = await openRun(join(folder, 'run', 'tags.onnx'))
    expect(record.steps).toMatchObject({ count: 8, every: 1, losses: { length: 8 } })
    expect(record.epochs).toHaveLength(2)
    expect(record.seconds).toBeGreaterThan(0)
    expect(Math.abs(Date.now() - Date.parse(record.started))).toBeLessThan(60_000)
    predictor.dispose()
  })

  it('does not mind that everything was moved together', async () => {
    const { loaders, predictor } = await openRun(join(await copied(), 'tags.onnx'))
    expect(loaders.valid.items).toHaveLength(validItems.length)
    predictor.dispose()
  })

  it('says that the model is gone, or is another', async () => {
    const copy = await copied()
    await rename(join(copy, 'tags.onnx'), join(copy, 'other.onnx'))
    expect(await refusal(join(copy, 'tags.run.json'))).toMatch(
      /is the record of tags\.onnx, which cannot be read beside it/,
    )
    expect(await refusal(join(copy, 'other.onnx'))).toMatch(/other\.run\.json does not exist/)
    await writeFile(join(copy, 'tags.onnx'), 'something else')
    expect(await refusal(join(copy, 'tags.onnx'))).toMatch(/is the record of another model than .*tags\.onnx/)
  })

  it('says that the data was moved', async () => {
    const copy = await copied()
    await rename(join(copy, 'squares'), join(copy, 'triangles'))
    expect(await refusal(join(copy, 'tags.onnx'))).toMatch(
      /^the data of the run .*tags\.run\.json cannot be read again: .*It was read from .*squares\/labels\.csv; put it back there$/,
    )
  })

  it.each([
    ['a label is added', (csv: string) => csv.replace(/^(001\.jpg,[^,]*)/m, '$1 purple')],
    ['a validation item says something else', (csv: string) => csv.replace(/^(\S+),,/gm, '$1,red,')],
    ['a row is gone', (csv: string) => csv.replace(/^023.*\n/m, '')],
  ])('says that the data was changed: %s', async (_, change) => {
    const copy = await copied()
    const csv = join(copy, 'squares', 'labels.csv')
    await writeFile(csv, change(await readFile(csv, 'utf8')))
    expect(await refusal(join(copy, 'tags.onnx'))).toMatch(/squares\/labels\.csv, is no longer what it was: other/)
  })

  it('says that what the record says of the data cannot be understood', async () => {
    const copy = await copied()
    const file = join(copy, 'tags.run.json')
    const record = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify({ ...record, data: { ...record.data, resize: 'stretch' } }))
    expect(await refusal(file)).toMatch(/tags\.run\.json is damaged: data\.resize: /)
    await writeFile(file, JSON.stringify({ ...record, data: { ...record.data, reader: 'videos' } }))
    expect(await refusal(file)).toMatch(/tags\.run\.json is damaged: data\.reader: /)
  })
})

describe('the digest of data', () => {
  it('of head poses is the same when they are opened again, and another when other people validate', async () => {
    const source = await writeSyntheticBiwi(join(folder, 'heads'), { people: 2, framesPerPerson: 2 })
    const data = { reader: 'headPoses', source, batchSize: 2, seed: 0, width: 32, height: 24, tint: 0.1 } as const
    const digest = async (person: number) => digestOfData(await openHeadPoses({ ...data, valid: [person] }), source)
    expect(await digest(2)).toBe(await digest(2))
    expect(await digest(2)).not.toBe(await digest(1))
  })
})
