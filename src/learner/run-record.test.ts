import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import { type RunRecord, readRunRecord, runRecordPath, writeRunRecord } from './run-record.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-record-'))
})
afterAll(() => rm(folder, { recursive: true }))

const record: Omit<RunRecord, 'format' | 'version'> = {
  started: '2026-01-02T03:04:05.678Z',
  seconds: 12.5,
  ended: 'completed',
  command: 'npx kindling train photos/labels.csv',
  versions: { kindling: '0.1.0', onnxruntime: '1.30.0', node: '20.19.0' },
  model: { file: 'tags.onnx', sha256: 'abc' },
  data: { reader: 'pictures', source: 'photos/labels.csv', digest: 'def', size: 96 },
  summary: {
    kind: 'labels',
    items: { train: 8, valid: 2 },
    withoutLabels: { train: 1, valid: 0 },
    classes: [{ label: 'cat', train: 7, valid: 0 }],
    pairs: [],
  },
  task: 'labels',
  loss: { name: 'binaryCrossEntropyWithLogits', activation: 'sigmoid' },
  answer: { kind: 'labels', labels: ['cat'], thresholds: [0.5] },
  architecture: { name: 'small', parameters: 700_000 },
  training: { policy: 'oneCycle', epochs: 1, lr: 0.01, batchSize: 4, seed: 0 },
  epochs: [{ epoch: 0, trainLoss: 0.7, validLoss: 0.6, metrics: { f1: Number.NaN }, seconds: 3 }],
  steps: { count: 2, every: 1, losses: [0.8, 0.6] },
  judgement: {
    task: 'labels',
    averagePrecision: Number.NaN,
    noneRecall: Number.NaN,
    thresholds: { cat: 0.5 },
    classes: [
      {
        label: 'cat',
        support: 0,
        precision: Number.NaN,
        recall: Number.NaN,
        f1: Number.NaN,
        averagePrecision: Number.NaN,
      },
    ],
  },
  leftOut: [],
}

/** What reading says of a file with this text. */
async function refusal(text: string): Promise<string> {
  await writeFile(join(folder, 'bad.run.json'), text)
  const error = await readRunRecord(join(folder, 'bad.onnx')).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(KindlingError)
  expect((error as KindlingError).code).toBe('invalid-data')
  return (error as KindlingError).message
}

describe('The record of a run', () => {
  it('is read as it was written, with what the data does not define', async () => {
    await writeRunRecord(join(folder, 'tags.onnx'), record)
    expect(await readdir(folder)).toEqual(['tags.run.json'])
    const wanted = { format: 'kindling.run', version: 1, ...record }
    expect(await readRunRecord(join(folder, 'tags.onnx'))).toEqual(wanted)
    expect(await readRunRecord(join(folder, 'tags.run.json'))).toEqual(wanted)
  })

  it.each([
    ['tags.onnx', 'tags.run.json'],
    ['a/b.c/tags.ONNX', 'a/b.c/tags.run.json'],
    ['tags.run.json', 'tags.run.json'],
    ['tags', 'tags.run.json'],
  ])('of %s stands at %s', (path, file) => expect(runRecordPath(path)).toBe(file))

  it('keeps what it knows of numbers, points and parts', async () => {
    const sides = { train: 1, valid: 1 }
    const extent = { min: 0, mean: Number.NaN, max: 1 }
    const histogram = { train: [1], valid: [0] }
    const summary: RunRecord['summary'] = {
      kind: 'parts',
      items: sides,
      parts: {
        centre: { kind: 'points', items: sides, points: [{ present: sides, x: extent, y: extent }] },
        angle: { kind: 'numbers', items: sides, columns: [{ present: sides, missing: sides, ...extent, histogram }] },
      },
    }
    await writeRunRecord(join(folder, 'parts.onnx'), { ...record, summary })
    expect((await readRunRecord(join(folder, 'parts.onnx'))).summary).toEqual(summary)
  })

  it('is not written where it could not be read, and the old one stays', async () => {
    const path = join(folder, 'kept.onnx')
    await writeRunRecord(path, record)
    const before = await readFile(runRecordPath(path), 'utf8')
    const broken = writeRunRecord(path, { ...record, seconds: -1 })
    await expect(broken).rejects.toThrow(/^writeRunRecord: seconds: /)
    expect(await readFile(runRecordPath(path), 'utf8')).toBe(before)
  })

  it('that is missing, of another kind, damaged or newer is refused with the way out', async () => {
    await expect(readRunRecord(join(folder, 'none.onnx'))).rejects.toThrow(
      `${join(folder, 'none.run.json')} does not exist; training writes this record of a run beside its model`,
    )
    expect(await refusal('{"format":')).toMatch(/bad\.run\.json is not JSON \(.*\); restore it, or train again/)
    for (const text of ['[]', 'null', '{"format":"other","version":1}', '{"format":"kindling.run"}'])
      expect(await refusal(text)).toContain('is JSON, but no record of a run')
    expect(await refusal('{"format":"kindling.run","version":2,"new":true}')).toContain(
      'was written by a newer Kindling (version 2 of the record; this one reads 1); update Kindling',
    )
  })

  it('is refused, or read as it is, whichever part of it is missing or of another type', async () => {
    const whole = { format: 'kindling.run', version: 1, ...record }
    for (const key of Object.keys(whole).filter((name) => !['format', 'version', 'judgement'].includes(name))) {
      expect(await refusal(JSON.stringify({ ...whole, [key]: undefined })), key).toContain(`is damaged: ${key}: `)
      expect(await refusal(JSON.stringify({ ...whole, [key]: true })), key).toContain(`is damaged: ${key}: `)
    }
  })
})
