import { describe, expect, it } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import { type ModelMetadata, readMetadata, writeMetadata } from './model-metadata.ts'

const metadata: ModelMetadata = {
  labels: ['cat', 'Größe', 'a b'],
  thresholds: [0.5, 0, 1],
  pictures: { size: 96, mode: 'squish' },
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
    expect([...written().keys()]).toEqual([
      'kindling.labels',
      'kindling.thresholds',
      'kindling.pictures',
      'kindling.provenance',
    ])
    expect(readMetadata('tags.onnx', written())).toEqual(metadata)
  })

  it('may stand among that of others', () => {
    expect(readMetadata('tags.onnx', new Map([...written(), ['author', 'somebody']]))).toEqual(metadata)
  })

  it('must be there', () => {
    const error = errorWith('kindling.labels', undefined)
    expect(error).toBeInstanceOf(KindlingError)
    expect(error.code).toBe('invalid-data')
    expect(error.message).toBe(
      "tags.onnx: its metadata has no 'kindling.labels'; only models that were exported by this library can be used here",
    )
    expect(errorWith('kindling.provenance', undefined).message).toContain("no 'kindling.provenance'")
  })

  it('must be JSON', () => {
    const error = errorWith('kindling.thresholds', '[0.5, 0.5')
    expect(error.code).toBe('invalid-data')
    expect(error.message).toBe("tags.onnx: the metadata 'kindling.thresholds' is not JSON")
  })

  it.each([
    ['kindling.labels', '[]', 'labels'],
    ['kindling.labels', '"cat"', 'labels'],
    ['kindling.labels', '["cat", 7, "dog"]', 'labels[1]'],
    ['kindling.labels', '["cat", "dog", "cat"]', 'twice'],
    ['kindling.thresholds', '[0.5, 2, 0.5]', 'thresholds[1]'],
    ['kindling.thresholds', '[0.5, null, 0.5]', 'thresholds[1]'],
    ['kindling.pictures', '{"size": -1, "mode": "crop"}', 'pictures.size'],
    ['kindling.pictures', '{"size": 1e9, "mode": "crop"}', 'pictures.size'],
    ['kindling.pictures', '{"size": 96, "mode": "stretch"}', 'pictures.mode'],
    ['kindling.pictures', 'null', 'pictures'],
  ])('is refused with %s of %s', (key, text, named) => {
    const error = errorWith(key, text)
    expect(error.code).toBe('invalid-data')
    expect(error.message).toMatch(/^tags\.onnx: its metadata is damaged: /)
    expect(error.message).toContain(named)
  })

  it('must have a threshold for each label', () => {
    expect(errorWith('kindling.thresholds', '[0.5, 0.5]').message).toBe(
      'tags.onnx: its metadata has 3 labels and 2 thresholds; there must be one for each',
    )
  })
})
