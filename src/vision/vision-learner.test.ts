import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import {
  categoryBlock,
  DataBlock,
  functionSplitter,
  multiCategoryBlock,
  type Point,
  partsBlock,
  regressionBlock,
  type TargetBlock,
} from '../data/index.ts'
import { Module } from '../nn/index.ts'
import type { Tensor } from '../tensor/index.ts'
import { imageBlock, maskBlock, pointsBlock } from './blocks/index.ts'
import { ImagePredictor } from './image-predictor.ts'
import { resize } from './picture/index.ts'
import { type architectures, visionLearner } from './vision-learner.ts'

/** A dot in a picture of 48 × 32, and everything that one may want to know of it. */
interface Dot {
  readonly file: string
  readonly colour: 'red' | 'green' | 'none'
  readonly at: Point
  readonly valid: boolean
}

let folder: string
let dots: Dot[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-vision-learner-'))
  dots = await Promise.all(
    Array.from({ length: 12 }, async (_, i): Promise<Dot> => {
      const colour = (['red', 'green', 'none'] as const)[i % 3]!
      const at: Point = [6 + 3 * i, 8 + (i % 4) * 4]
      const file = join(folder, `${i}.png`)
      const fill = { red: '#f22', green: '#2e3', none: '#667' }[colour]
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="32"><rect width="48" height="32" fill="#667"/><circle cx="${at[0]}" cy="${at[1]}" r="5" fill="${fill}"/></svg>`
      await sharp(Buffer.from(svg)).png().toFile(file)
      return { file, colour, at, valid: i >= 9 }
    }),
  )
})
afterAll(() => rm(folder, { recursive: true }))

const loadersOf = <Y>(target: TargetBlock<Y>, getY: (dot: Dot) => Y) =>
  new DataBlock({
    blocks: [imageBlock(), target],
    getItems: (all: readonly Dot[]) => all,
    getX: ({ file }: Dot) => file,
    getY,
    splitter: functionSplitter(({ valid }) => valid),
    itemTransforms: [resize({ width: 24, height: 16 }, 'squish')],
  }).dataLoaders(dots, { batchSize: 3 })

/** Learns for an epoch, exports, and compares the exported model's answer with the learner's. */
const answersOf = async <X extends string | Uint8Array, Y>(
  learn: ReturnType<typeof visionLearner<Dot, X, Y>>,
  name: string,
) => {
  await learn.fit(1, 1e-3)
  const file = dots[10]!.file as X
  const answer = await learn.predict(file)
  await learn.export(join(folder, `${name}.onnx`))
  const predictor = await ImagePredictor.load(join(folder, `${name}.onnx`))
  const exported = await predictor.predict(file)
  predictor.dispose()
  return { answer, exported, predictor }
}

describe('visionLearner', () => {
  it('answers with several labels where getY gives several', async () => {
    const learn = visionLearner(
      await loadersOf(multiCategoryBlock(), ({ colour }) => (colour === 'none' ? [] : [colour])),
    )
    expect(learn.labels).toEqual(['green', 'red'])
    expect(learn.metrics.map(({ name }) => name)).toEqual(['f1', 'averagePrecision', 'noneRecall'])
    const { answer, exported } = await answersOf(learn, 'labels')
    expectTypeOf(answer.value).toEqualTypeOf<readonly string[]>()
    expect(answer.value).toEqual(answer.labels)
    expect(Object.keys(exported.probabilities)).toEqual(['green', 'red'])
    for (const [label, p] of Object.entries(exported.probabilities))
      expect(p).toBeCloseTo(answer.probabilities[label]!, 5)
  })

  it('answers with a label where getY gives one: probabilities add up to 1', async () => {
    const learn = visionLearner(await loadersOf(categoryBlock(), ({ colour }) => colour as string))
    expect(learn.loss.name).toBe('crossEntropy')
    expect(learn.metrics.map(({ name }) => name)).toEqual(['accuracy'])
    const { answer, exported } = await answersOf(learn, 'category')
    expectTypeOf(answer.value).toEqualTypeOf<string>()
    const { probabilities } = answer
    expect(Object.values(probabilities).reduce((sum, p) => sum + p)).toBeCloseTo(1, 5)
    const best = Object.keys(probabilities).reduce((a, b) => (probabilities[a]! >= probabilities[b]! ? a : b))
    expect(answer.value).toBe(best)
    expect(answer.labels).toEqual([best])
    expect(exported.value).toBe(best)
  })

  it('may answer "none" where a category may be none', async () => {
    const loaders = await loadersOf(categoryBlock({ allowNone: true }), ({ colour }) =>
      colour === 'none' ? undefined : colour,
    )
    const learn = visionLearner(loaders)
    expect(learn.loss.name).toBe('binaryCrossEntropyWithLogits')
    learn.thresholds = [1, 1] // Nothing is above 1.
    const { answer, exported } = await answersOf(learn, 'none')
    expectTypeOf(answer.value).toEqualTypeOf<string | undefined>()
    expect([answer.value, exported.value]).toEqual([undefined, undefined])
    learn.thresholds = [0, 0]
    expect(['green', 'red']).toContain((await learn.predict(dots[0]!.file)).value)
  })

  it('answers with a number, or several', async () => {
    const one = visionLearner(await loadersOf(regressionBlock(), ({ at }) => at[0] / 48), { range: [0.25, 0.5] })
    expect(one.metrics.map(({ name }) => name)).toEqual(['rmse', 'mae'])
    const { answer, exported } = await answersOf(one, 'number')
    expectTypeOf(answer.value).toEqualTypeOf<number>()
    expect(answer.value).toBeGreaterThan(0.25)
    expect(answer.value).toBeLessThan(0.5)
    expect(exported.value).toBeCloseTo(answer.value, 5)
    expect(answer.labels).toEqual([])
    const three = visionLearner(await loadersOf(regressionBlock({ outputs: 3 }), ({ at }) => [...at, 1]))
    const several = await answersOf(three, 'numbers')
    expectTypeOf(several.answer.value).toEqualTypeOf<readonly number[]>()
    expect(several.answer.value).toHaveLength(3)
  })

  it('answers with points in pixels of the original picture', async () => {
    const learn = visionLearner(await loadersOf(pointsBlock(), ({ at }) => [at]), { range: [-1, 1] })
    const { answer, exported } = await answersOf(learn, 'points')
    expectTypeOf(answer.value).toEqualTypeOf<readonly Point[]>()
    const [[x, y]] = answer.value as [Point]
    expect(x > 0 && x < 48 && y > 0 && y < 32).toBe(true)
    const [[ex, ey]] = exported.value as [Point]
    expect(ex).toBeCloseTo(x, 3)
    expect(ey).toBeCloseTo(y, 3)
  })

  it("finds points with the network 'points', and refuses it for anything else, or with a range", async () => {
    const loaders = await loadersOf(pointsBlock(), ({ at }) => [at])
    const { answer, exported } = await answersOf(visionLearner(loaders, { architecture: 'points' }), 'places')
    const [[x, y]] = answer.value as [Point]
    expect(x > 0 && x < 48 && y > 0 && y < 32).toBe(true)
    const [[ex, ey]] = exported.value as [Point]
    expect(ex).toBeCloseTo(x, 3)
    expect(ey).toBeCloseTo(y, 3)
    expect(() => visionLearner(loaders, { architecture: 'points', range: [-1, 1] })).toThrow(
      "range is [-1,1], but the architecture 'points' answers with places in the picture",
    )
    const numbers = await loadersOf(regressionBlock({ outputs: 2 }), ({ at }) => at)
    expect(() => visionLearner(numbers, { architecture: 'points' })).toThrow(
      "architecture is 'points', but what is to be predicted is of kind 'numbers'",
    )
  })

  it('answers with parts, each of its own type', async () => {
    const target = partsBlock({ centre: pointsBlock(), brightness: regressionBlock() })
    const learn = visionLearner(await loadersOf(target, ({ at }) => ({ centre: [at], brightness: 0.5 })))
    const { answer, exported } = await answersOf(learn, 'parts')
    expectTypeOf(answer.value.centre).toEqualTypeOf<readonly Point[]>()
    expectTypeOf(answer.value.brightness).toEqualTypeOf<number>()
    expect(answer.value.centre).toHaveLength(1)
    expect((exported.value as { brightness: number }).brightness).toBeCloseTo(answer.value.brightness, 5)
  })

  it('answers with a class for each pixel, from a model of that form', async () => {
    const { Conv2d } = await import('../nn/index.ts')
    const { Random } = await import('../tensor/index.ts')
    class PixelModel extends Module {
      readonly convolution = new Conv2d(3, 2, 3, { padding: 1, random: new Random(0) })
      override forward(x: Tensor): Tensor {
        return this.convolution.forward(x)
      }
    }
    const map = { data: new Uint8Array(48 * 32).fill(1), shape: [32, 48] as const }
    const learn = visionLearner(await loadersOf(maskBlock({ classes: ['ground', 'dot'] }), () => map), {
      architecture: new PixelModel(),
      metrics: [],
    })
    await learn.fit(15, 0.1)
    const { value } = await learn.predict(dots[0]!.file)
    expect(value).toEqual({ data: new Uint8Array(24 * 16).fill(1), shape: [16, 24] })
  })

  it('refuses an unknown network, an impossible range, and pictures of no common size', async () => {
    const loaders = await loadersOf(regressionBlock(), ({ at }) => at[0])
    expect(() => visionLearner(loaders, { architecture: 'vgg' as keyof typeof architectures })).toThrow(
      "architecture is 'vgg'; it must be one of small, resnet18, resnet34, resnet50, points",
    )
    expect(() => visionLearner(loaders, { range: [1, 1] })).toThrow('range is [1, 1]; the first number must be below')
    expect(() => visionLearner({ ...loaders, itemTransforms: [] })).toThrow('there are no itemTransforms')
  })
})
