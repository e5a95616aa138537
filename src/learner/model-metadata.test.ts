import { describe, expect, it } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import { type ModelMetadata, readMetadata, writeMetadata } from './model-metadata.ts'

const metadata: ModelMetadata = {
  answer: { kind: 'labels', labels: ['cat', 'Größe', 'a b'], thresholds: [0.5, 0, 1] },
  pictures: { width: 96, height: 64, transforms: [{ kind: 'resize', width: 96, height: 64, mode: 'squish' }] },
  provenance: { library: 'kindling', epochs: 3 },
}
const written = () => new Map(Object.entries(writeMetadata(metadata)))
/** What reading says when an entry is replaced, or left out. */
const errorWith = (key: string, text: string | undefined): KindlingError => {
  const entries = written()
  if (text === undefined) entries.delete(key)
  else entries.set(key, text)
  try {
    readMetadata('tags.onnx', entries)
  } catch (error) {
    return error as KindlingError
  }
  throw new Error('it was read')
}

describe('The metadata of a model', () => {
  it('is read as it was written, from keys that begin with kindling.', () => {
    expect([...written().keys()]).toEqual(['kindling.answer', 'kindling.pictures', 'kindling.provenance'])
    expect(readMetadata('tags.onnx', written())).toEqual(metadata)
  })

  it('may stand among that of others', () => {
    expect(readMetadata('tags.onnx', new Map([...written(), ['author', 'somebody']]))).toEqual(metadata)
  })

  it('must be there', () => {
    const error = errorWith('kindling.answer', undefined)
    expect(error).toBeInstanceOf(KindlingError)
    expect(error.code).toBe('invalid-data')
    expect(error.message).toBe(
      "tags.onnx: its metadata has no 'kindling.answer'; only models that were exported by this library can be used here",
    )
    expect(errorWith('kindling.provenance', undefined).message).toContain("no 'kindling.provenance'")
  })

  it('must be JSON', () => {
    const error = errorWith('kindling.answer', '{"kind": "number"')
    expect(error.code).toBe('invalid-data')
    expect(error.message).toBe("tags.onnx: the metadata 'kindling.answer' is not JSON")
  })

  it.each([
    ['kindling.answer', '{"kind": "labels", "labels": [], "thresholds": []}', 'answer.labels'],
    ['kindling.answer', '{"kind": "labels", "labels": "cat", "thresholds": [0.5]}', 'answer.labels'],
    ['kindling.answer', '{"kind": "labels", "labels": ["cat", 7], "thresholds": [0, 1]}', 'answer.labels[1]'],
    ['kindling.answer', '{"kind": "category", "labels": ["cat", "dog", "cat"]}', 'twice'],
    ['kindling.answer', '{"kind": "labels", "labels": ["a", "b"], "thresholds": [0.5, 2]}', 'answer.thresholds[1]'],
    ['kindling.answer', '{"kind": "labels", "labels": ["a", "b"], "thresholds": [0.5, null]}', 'answer.thresholds[1]'],
    [
      'kindling.answer',
      '{"kind": "labels", "labels": ["a", "b"], "thresholds": [0.5]}',
      'one threshold for each label',
    ],
    ['kindling.answer', '{"kind": "points", "count": 0}', 'answer.count'],
    ['kindling.answer', '{"kind": "parts", "parts": {"a": {"kind": "numbers"}}}', 'answer.parts.a.count'],
    ['kindling.answer', '{"kind": "poem"}', 'answer.kind'],
    ['kindling.pictures', '{"width": -1, "height": 3, "transforms": []}', 'pictures.width'],
    ['kindling.pictures', '{"width": 1e9, "height": 3, "transforms": []}', 'pictures.width'],
    [
      'kindling.pictures',
      '{"width": 96, "height": 96, "transforms": [{"mode": "crop"}]}',
      'pictures.transforms[0].kind',
    ],
    ['kindling.pictures', 'null', 'pictures'],
    [
      'kindling.pictures',
      '{"width":8,"height":8,"transforms":[{"kind":"resize","width":16,"height":16,"mode":"crop","fill":"reflect"}]}',
      'pictures.transforms: the last one makes pictures of another size than the model takes',
    ],
    ['kindling.answer', '{"kind":"numbers","count":900000000000}', 'answer.count'],
    [
      'kindling.answer',
      `${'{"kind":"parts","parts":{"a":'.repeat(20_000)}{"kind":"number"}${'}}'.repeat(20_000)}`,
      'too many parts within parts',
    ],
  ])('is refused with %s of %s', (key, text, named) => {
    const error = errorWith(key, text)
    expect(error.code).toBe('invalid-data')
    expect(error.message).toMatch(/^tags\.onnx: its metadata is damaged: /)
    expect(error.message).toContain(named)
  })

  it('keeps an answer of several parts', () => {
    const parts = { centre: { kind: 'points', count: 1 }, rotation: { kind: 'numbers', count: 6 } } as const
    const entries = new Map(Object.entries(writeMetadata({ ...metadata, answer: { kind: 'parts', parts } })))
    expect(readMetadata('pose.onnx', entries).answer).toEqual({ kind: 'parts', parts })
  })
})
