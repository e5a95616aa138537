import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toyLearner } from '../../test/toy-learner.ts'
import { ImagePredictor } from './image-predictor.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-image-predictor-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('ImagePredictor.load', () => {
  it.each([
    ['nothing brings', [], 'its metadata is damaged: pictures.transforms: nothing brings a picture to 2 × 2 pixels'],
    ['something unknown brings', [{ kind: 'shrink' }], 'the item transform {"kind":"shrink"} cannot be made'],
  ])('refuses a model where %s pictures to the size that it takes', async (name, transforms, message) => {
    const file = join(folder, `${name}.onnx`)
    await toyLearner({ pictures: { width: 2, height: 2, transforms } }).export(file)
    await expect(ImagePredictor.load(file)).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringContaining(`${file}: ${message}`),
    })
  })
})
