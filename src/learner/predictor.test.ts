import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needsShared, shared } from '../../test/shared.ts'
import { toyItems, toyLearner, toyLoader } from '../../test/toy-learner.ts'
import { KindlingError } from '../base/errors.ts'
import { unchanged } from '../data/index.ts'
import { decodeModel, encodeModel } from '../onnx/index.ts'
import { tensor } from '../tensor/index.ts'
import { Predictor } from './predictor.ts'

let folder: string
let file: string
let bytes: Uint8Array
const learn = toyLearner()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-predictor-'))
  file = join(folder, 'model.onnx')
  await learn.fit(2, 0.05)
  learn.thresholds = [0.5, 1, 0]
  await learn.export(file)
  bytes = await readFile(file)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const refusal = async (loading: Promise<unknown> | (() => unknown)): Promise<string> => {
  try {
    await (typeof loading === 'function' ? loading() : loading)
  } catch (error) {
    expect(error).toBeInstanceOf(KindlingError)
    expect((error as KindlingError).code).toBe('invalid-data')
    return (error as KindlingError).message
  }
  throw new Error('it was loaded')
}
/** What is said of the model when its metadata, or its graph, is changed. */
const refusalOf = (change: (model: ReturnType<typeof decodeModel>) => void): Promise<string> => {
  const model = decodeModel(bytes)
  change(model)
  return refusal(() => Predictor.of(encodeModel(model), 'm.onnx'))
}
const setMetadata = (key: string, value: unknown) => (model: ReturnType<typeof decodeModel>) => {
  model.metadataProps.find((entry) => entry.key === `kindling.${key}`)!.value = JSON.stringify(value)
}

/** Pictures as they are. */
const places = (count: number) => Array.from({ length: count }, () => unchanged({ width: 2, height: 2 }))
const pictures = { width: 2, height: 2, transforms: [{ kind: 'resize', width: 2, height: 2, mode: 'squish' }] }

describe('Predictor', () => {
  it('gives the probabilities of the learner, and the labels above their thresholds', async () => {
    const predictor = await Predictor.load(file)
    const { predictions } = await learn.predictions()
    const { value: batch } = await toyLoader(toyItems(16), { batchSize: 16 }).epoch().next()
    const pixels = batch!.inputs.data as Uint8Array
    // Twice the same: the pixels are not given away.
    for (const _ of [0, 1]) {
      const answers = await predictor.predict(pixels, places(16))
      expect(answers).toHaveLength(16)
      for (const [i, { value, labels, probabilities }] of answers.entries()) {
        expect(value).toEqual(labels)
        const expected = [...predictions.subarray(3 * i, 3 * i + 3)]
        expect(Object.keys(probabilities)).toEqual(['red', 'green', 'blue'])
        for (const [j, p] of Object.values(probabilities).entries()) expect(p).toBeCloseTo(expected[j]!, 6)
        // Nothing is above 1, and everything above 0.
        expect(labels).toEqual(expected[0]! > 0.5 ? ['red', 'blue'] : ['blue'])
      }
    }
    predictor.dispose()
  })

  it('gives the activations: what the learner computes its loss from, and the sigmoid makes probabilities of', async () => {
    const predictor = await Predictor.load(file)
    const { value: batch } = await toyLoader(toyItems(16), { batchSize: 16 }).epoch().next()
    const pixels = batch!.inputs.data as Uint8Array
    const activations = await predictor.activations(pixels, 16)
    learn.model.eval()
    const outputs = await learn.forward(tensor(pixels, { shape: batch!.inputs.shape })).data()
    for (const [i, x] of activations.entries()) expect(x).toBeCloseTo(Number(outputs[i]), 5)
    const { predictions } = await learn.predictions()
    for (const [i, x] of activations.entries()) expect(1 / (1 + Math.exp(-x))).toBeCloseTo(predictions[i]!, 5)
    await expect(predictor.activations(pixels, 0)).rejects.toThrow('activations: count is 0')
    await expect(predictor.activations(pixels, 15)).rejects.toThrow('activations: there are 192 bytes for 15 pictures')
    predictor.dispose()
  })

  it('cannot tell the activations of a model whose probabilities come from something else', async () => {
    const model = decodeModel(bytes)
    const last = model.graph!.node.find(({ output }) => output.includes('probabilities'))!
    last.opType = 'Abs'
    const predictor = Predictor.of(encodeModel(model), 'm.onnx')
    const { value: batch } = await toyLoader(toyItems(4)).epoch().next()
    await expect(predictor.activations(batch!.inputs.data as Uint8Array, 4)).rejects.toThrow(
      "m.onnx: 'probabilities' comes from Abs, where a Sigmoid or a Softmax is known",
    )
  })

  it('says what the model says of itself', async () => {
    const { metadata } = await Predictor.load(file)
    expect(metadata).toEqual({
      answer: { kind: 'labels', labels: ['red', 'green', 'blue'], thresholds: [0.5, 1, 0] },
      pictures,
      provenance: { library: 'kindling', epochs: 2, last: learn.history[1] },
    })
  })

  it('refuses pixels that are not those of so many pictures', async () => {
    const predictor = await Predictor.load(file)
    await expect(predictor.predict(new Uint8Array(13), places(1))).rejects.toThrow(
      'predict: there are 13 bytes for 1 pictures; this model takes 12 for each (3 × 2 × 2)',
    )
    await expect(predictor.predict(new Uint8Array(0), [])).rejects.toThrow('predict: placements is empty')
  })

  it('refuses a file that is missing, empty, something else, or cut short', async () => {
    expect(await refusal(Predictor.load(join(folder, 'missing.onnx')))).toContain(
      `${join(folder, 'missing.onnx')}: the model cannot be read (ENOENT`,
    )
    for (const [name, content] of [
      ['empty', new Uint8Array(0)],
      ['text', 'fname,labels\n'],
      ['picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
      ['half', bytes.subarray(0, bytes.length / 2)],
      ['short', bytes.subarray(0, bytes.length - 1)],
    ] as const) {
      const path = join(folder, `${name}.onnx`)
      await writeFile(path, content)
      expect(await refusal(Predictor.load(path))).toContain(`${path}: ONNX model`)
    }
  })

  it('refuses a model whose metadata is missing or damaged', async () => {
    expect(await refusalOf((model) => void model.metadataProps.splice(0))).toBe(
      "m.onnx: its metadata has no 'kindling.answer'; only models that were exported by this library can be used here",
    )
    expect(await refusalOf(setMetadata('answer', 7))).toContain('m.onnx: its metadata is damaged')
  })

  it('refuses a model whose graph is not the one that its metadata describes', async () => {
    expect(
      await refusalOf(setMetadata('answer', { kind: 'labels', labels: ['red', 'green'], thresholds: [0.5, 0.5] })),
    ).toBe("m.onnx: its output 'probabilities' is float32 [any,3], where its metadata asks for float32 [any,2]")
    expect(await refusalOf(setMetadata('pictures', { ...pictures, width: 64, transforms: [] }))).toContain(
      "its input 'images' is uint8 [any,3,2,2], where its metadata asks for uint8 [any,3,2,64]",
    )
    expect(
      await refusalOf(({ graph }) => {
        const inside = graph!.node.flatMap(({ output }) => output).find((name) => name !== 'probabilities')!
        graph!.output.push({ ...graph!.output[0]!, name: inside })
      }),
    ).toMatch(/its outputs are 'probabilities', '.+'; only 'probabilities' can be/)
  })
})

describe.skipIf(!shared)(needsShared('Predictor on squeezenet'), () => {
  it('refuses an ONNX model that was not exported by this library', async () => {
    const found = join(shared!, 'data/squeezenet')
    expect(await refusal(Predictor.load(join(found, 'squeezenet1.1.onnx')))).toContain(
      'only models that were exported by this library can be used here',
    )
  })
})
