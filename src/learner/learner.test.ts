import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import { named } from '../../test/named.ts'
import {
  type ToyItem,
  toyItems,
  toyLearner,
  toyLoader,
  toyModel,
  toySample,
  weightsOf,
} from '../../test/toy-learner.ts'
import { KindlingError } from '../base/errors.ts'
import type { Sample } from '../data/index.ts'
import { partsBlock, regressionBlock } from '../data/index.ts'
import {
  BatchNorm2d,
  crossEntropyLoss,
  Flatten,
  Linear,
  mseLoss,
  multiLabelLoss,
  regressionLoss,
  Sequential,
} from '../nn/index.ts'
import { AdamW, linear, SGD } from '../optim/index.ts'
import { Random, type Tensor, tensor } from '../tensor/index.ts'
import type { Callback } from './callback.ts'
import { Learner, type Predictions } from './learner.ts'
import { averagePrecision, f1, type Metric, noneRecall } from './metrics/index.ts'

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const failureOf = async (work: Promise<unknown>): Promise<KindlingError> => {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(KindlingError)
  return error as KindlingError
}

/** Notes each event, and takes its time. */
const recorder = (log: string[], name = ''): Callback => {
  const note = (event: string) => async () => {
    log.push(`${name}${event} …`)
    await new Promise((resolve) => setTimeout(resolve, 1))
    log.push(`${name}${event}`)
  }
  return {
    beforeFit: note('beforeFit'),
    beforeEpoch: note('beforeEpoch'),
    beforeBatch: note('beforeBatch'),
    afterBatch: note('afterBatch'),
    beforeValidate: note('beforeValidate'),
    afterValidate: note('afterValidate'),
    afterEpoch: note('afterEpoch'),
    afterFit: note('afterFit'),
  }
}

describe('Learner.fit', () => {
  it('learns: losses fall, metrics rise, and a record of each epoch is returned and kept', async () => {
    const learn = toyLearner({ metrics: [f1(), averagePrecision(), noneRecall()] })
    const first = await learn.fit(3, 0.05)
    const second = await learn.fitOneCycle(5, 0.1)
    expect(learn.history).toEqual([...first, ...second])
    expect(learn.history.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    const last = learn.history.at(-1)!
    expect(last.trainLoss).toBeLessThan(learn.history[0]!.trainLoss)
    expect(last.validLoss!).toBeLessThan(0.3)
    expect(last.metrics).toEqual({ f1: 1, averagePrecision: 1, noneRecall: 1 })
    expect(last.seconds).toBeGreaterThan(0)
  })

  it('does the same as steps written by hand: SGD on the mean loss of each batch', async () => {
    const learn = toyLearner({ optimizer: (model) => new SGD(model.parameters(), { lr: 0 }) })
    const losses: number[] = []
    await learn.fit(1, 0.5, { callbacks: [{ afterBatch: ({ loss }) => void losses.push(loss) }] })

    const pixels = toyItems(32).map(({ bright }) =>
      bright.flatMap((on, channel) => [0, 1, 2, 3].map((i) => ((on ? 200 : 20) + 10 * i + channel) / 255)),
    )
    const flat = await weightsOf(toyLearner())
    const weight = [0, 1, 2].map((label) => flat.slice(12 * label, 12 * label + 12))
    const bias = flat.slice(36)
    const expected: number[] = []
    for (let start = 0; start < 32; start += 4) {
      let loss = 0
      const gradients = weight.map((row) => row.map(() => 0))
      const biasGradients = [0, 0, 0]
      for (let item = start; item < start + 4; item++) {
        for (const label of [0, 1, 2]) {
          const logit = sum(weight[label]!.map((w, i) => w * pixels[item]![i]!)) + bias[label]!
          const p = 1 / (1 + Math.exp(-logit))
          const target = (item >> label) & 1
          loss -= Math.log(target ? p : 1 - p) / 12
          for (const i of pixels[item]!.keys()) gradients[label]![i]! += ((p - target) * pixels[item]![i]!) / 12
          biasGradients[label]! += (p - target) / 12
        }
      }
      expected.push(loss)
      for (const label of [0, 1, 2]) {
        for (const i of weight[label]!.keys()) weight[label]![i]! -= 0.5 * gradients[label]![i]!
        bias[label]! -= 0.5 * biasGradients[label]!
      }
    }
    expectClose(losses, expected, {}, 'losses')
    expectClose(await weightsOf(learn), [...weight.flat(), ...bias], { atol: 1e-5 }, 'weights')
  })

  it('tells callbacks the events in their order, and waits for them', async () => {
    const log: string[] = []
    const learn = toyLearner({ loaders: { train: toyLoader(toyItems(8)), valid: toyLoader(toyItems(8)) } })
    await learn.fit(2, 0.01, { callbacks: [recorder(log)] })
    // A step is reported when up to two more are on their way.
    const epoch = [
      'beforeEpoch',
      'beforeBatch',
      'beforeBatch',
      'afterBatch',
      'afterBatch',
      'beforeValidate',
      'afterValidate',
      'afterEpoch',
    ]
    const events = ['beforeFit', ...epoch, ...epoch, 'afterFit']
    expect(log).toEqual(events.flatMap((event) => [`${event} …`, event]))
  })

  it('tells the callbacks of the learner first, then those of the fit, one after the other', async () => {
    const log: string[] = []
    const learn = toyLearner({ callbacks: [recorder(log, 'learner ')] })
    await learn.fit(1, 0.01, { callbacks: [recorder(log, 'fit ')] })
    expect(log.slice(0, 4)).toEqual(['learner beforeFit …', 'learner beforeFit', 'fit beforeFit …', 'fit beforeFit'])
  })

  it('reports each step with its own number and rate, though later ones are on their way', async () => {
    const learn = toyLearner()
    const seen: number[][] = []
    await learn.fit(2, linear(0, 1.5), {
      callbacks: [
        { afterBatch: ({ step, steps, epoch, epochs, lr }) => void seen.push([step, steps, epoch, epochs, lr]) },
      ],
    })
    expect(seen.map((row) => row.slice(0, 4))).toEqual(
      Array.from({ length: 16 }, (_, i) => [i + 1, 16, Math.floor(i / 8), 2]),
    )
    expectClose(
      seen.map((row) => row[4]!),
      Array.from({ length: 16 }, (_, i) => i / 10),
    )
  })

  it('follows the schedules from their start to their end, and puts rate and momentum back afterwards', async () => {
    const learn = toyLearner({ optimizer: (model) => new AdamW(model.parameters(), { lr: 0.7, betas: [0.9, 0.99] }) })
    const [group] = learn.optimizer.groups
    const seen: number[][] = []
    const note = { beforeBatch: () => void seen.push([group!.lr.value, group!.momentum!.value]) }
    await learn.fitOneCycle(1, 0.1, { callbacks: [note] })
    expectClose(seen[0]!, [0.1 / 25, 0.95])
    expectClose(seen.at(-1)!, [0.1 / 1e5, 0.95])
    expect([group!.lr.value, group!.momentum!.value]).toEqual([0.7, 0.9])
  })

  it('gives the validation to the metrics, and has neither without a validation set', async () => {
    const learn = toyLearner({ loaders: { train: toyLoader(toyItems(8)) }, metrics: [f1()] })
    const [record] = await learn.fit(1)
    expect(record).toMatchObject({ validLoss: undefined, metrics: {} })
    await expect(learn.validate()).rejects.toThrow('validate: there is no validation set')
    expect((await learn.validate({ loader: toyLoader(toyItems(8)) })).metrics).toHaveProperty('f1')
  })

  it('visits the items in another order in each epoch, over all fits', async () => {
    const orders: string[] = []
    const train = toyLoader(toyItems(32), { shuffle: true })
    const learn = toyLearner({ loaders: { train } })
    const epoch = train.epoch.bind(train)
    train.epoch = (number = 0, options = {}) => {
      orders.push(train.order(number).join())
      return epoch(number, options)
    }
    await learn.fit(2)
    await learn.fit(1)
    expect(new Set(orders).size).toBe(3)
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %s epochs', async (epochs) => {
    await expect(toyLearner().fit(epochs)).rejects.toThrow(`fit: epochs is ${epochs}; it must be a whole number from 1`)
  })

  it('refuses a learning rate that is none', async () => {
    await expect(toyLearner().fit(1, -0.1)).rejects.toThrow('fit: lr is -0.1; it must be a number from 0')
    await expect(toyLearner().fitOneCycle(1, Number.NaN)).rejects.toThrow('fitOneCycle: lrMax is NaN')
  })

  it('refuses two metrics of one name', () => {
    expect(() => toyLearner({ metrics: [f1({ threshold: 0.3 }), f1({ threshold: 0.6 })] })).toThrow(
      "Learner: two metrics are called 'f1'; give each a name of its own",
    )
    toyLearner({ metrics: [f1(), { ...f1({ threshold: 0.6 }), name: 'f1 at 0.6' }] })
  })

  it('refuses to begin while it is training', async () => {
    const learn = toyLearner()
    const first = learn.fit(1)
    await expect(learn.fit(1)).rejects.toThrow('this learner is training already; await that fit')
    await first
    await learn.fit(1)
    expect(learn.history).toHaveLength(2)
  })

  it('goes on after dispose() has freed its programs', async () => {
    const learn = toyLearner()
    await learn.fit(1)
    learn.dispose()
    await learn.fit(1)
    expect(learn.history).toHaveLength(2)
  })
})

describe('An aborted fit', () => {
  it('rejects with the reason, after the steps under way, and keeps what they have learnt', async () => {
    const learn = toyLearner()
    const aborting = new AbortController()
    const reason = new Error('enough')
    let begun = 0
    let ended = 0
    const stopping: Callback = {
      beforeBatch: () => void begun++,
      afterBatch: ({ step }) => {
        ended = step
        if (step === 3) aborting.abort(reason)
      },
    }
    await expect(learn.fit(3, 0.1, { signal: aborting.signal, callbacks: [stopping] })).rejects.toBe(reason)
    expect(ended).toBe(begun)
    expect(begun).toBeLessThan(8)
    expect(learn.history).toEqual([])

    const twin = toyLearner({ loaders: { train: toyLoader(toyItems(4 * begun)) } })
    await twin.fit(1, 0.1)
    expect(await weightsOf(learn)).toEqual(await weightsOf(twin))
    await learn.fit(1)
    expect(learn.history).toHaveLength(1)
  })

  it('does nothing when it is aborted before it begins', async () => {
    const learn = toyLearner()
    const before = await weightsOf(learn)
    await expect(learn.fit(1, 0.1, { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never')
    expect(await weightsOf(learn)).toEqual(before)
  })

  it('may be aborted in the validation', async () => {
    const learn = toyLearner()
    const aborting = new AbortController()
    const stopping = { beforeValidate: () => aborting.abort(new Error('now')) }
    await expect(learn.fit(1, 0.1, { signal: aborting.signal, callbacks: [stopping] })).rejects.toThrow('now')
    expect(learn.model.training).toBe(true)
  })
})

/** Targets that are not a number where an item says so; `spoilt` may be changed while training. */
const spoiling = (items: readonly ToyItem[], spoilt: Set<ToyItem>) =>
  toyLoader(items, {
    load: async (item) => ({
      ...toySample(item),
      ...(spoilt.has(item) && { target: { data: new Float32Array(3).fill(Number.NaN), shape: [3] } }),
    }),
  })

describe('A fit that diverges', () => {
  it('names step, epoch, batch and parameter, and the model is again what it was when the epoch began', async () => {
    const items = toyItems(32)
    const spoilt = new Set<ToyItem>()
    const learn = toyLearner({ loaders: { train: spoiling(items, spoilt) } })
    let weights: number[] = []
    const later: Callback = {
      beforeEpoch: async ({ epoch }) => {
        if (epoch < 1) return
        weights = await weightsOf(learn)
        spoilt.add(items[22]!)
      },
    }
    const error = await failureOf(learn.fit(3, 0.1, { callbacks: [later] }))
    expect(error.code).toBe('diverged')
    expect(error.message).toBe(
      'fit: the loss became NaN at step 13 (epoch 1, batch 5); 1.weight (and 1 more) is no longer finite; ' +
        'try a lower learning rate. The model holds again what it held when the epoch began',
    )
    expect(learn.history).toHaveLength(1)
    expect(await weightsOf(learn)).toEqual(weights)
    expect(sum(weights)).not.toBeNaN()
  })

  it('forgets what the optimizer remembered, so that training can go on', async () => {
    const items = toyItems(32)
    const spoilt = new Set([items[9]!])
    const learn = toyLearner({ loaders: { train: spoiling(items, spoilt) } })
    const before = await weightsOf(learn)
    await failureOf(learn.fit(1, 0.1))
    for (const [name, { value }] of learn.optimizer.namedState())
      expect(new Set((await value.data()) as Iterable<number>), name).toEqual(new Set([0]))
    expect(await weightsOf(learn)).toEqual(before)

    spoilt.clear()
    await learn.fit(1, 0.1)
    const twin = toyLearner()
    await twin.fit(1, 0.1)
    expect(await weightsOf(learn)).toEqual(await weightsOf(twin))
  })

  it('points at the batch where the parameters are sound', async () => {
    const items = toyItems(32)
    const learn = toyLearner({
      loaders: { train: spoiling(items, new Set([items[0]!])) },
      // The NaN is added, and so is in no gradient.
      loss: multiLabelLoss('spoilt', (outputs: Tensor, targets: Tensor) => outputs.square().mean().add(targets.sum())),
    })
    const error = await failureOf(learn.fit(1, 0.1))
    expect(error.message).toContain(
      'at step 0 (epoch 0, batch 0); all parameters are still finite, so look at the batch: its pictures and targets',
    )
  })

  it('is noticed where only the last update breaks the parameters, and no loss shows it', async () => {
    const learn = toyLearner({
      loaders: { train: toyLoader(toyItems(4)) },
      loss: multiLabelLoss('steep', (outputs: Tensor) => outputs.sum().mul(100)),
      optimizer: (model) => new SGD(model.parameters(), { lr: 0 }),
    })
    const before = await weightsOf(learn)
    const error = await failureOf(learn.fit(1, 3e38))
    expect(error.message).toMatch(
      /^fit: after step 0 \(epoch 0, batch 0\) 1\.weight \(and 1 more\) is no longer finite/,
    )
    expect(await weightsOf(learn)).toEqual(before)
  })

  it('is noticed in the predictions for the validation set', async () => {
    const learn = toyLearner({
      metrics: [f1()],
      loss: {
        ...multiLabelLoss('odd', (outputs) => outputs.square().mean()),
        activation: (outputs) => outputs.sub(9).log(),
      },
    })
    const before = await weightsOf(learn)
    const error = await failureOf(learn.fit(1, 0.1))
    expect(error.code).toBe('diverged')
    expect(error.message).toMatch(/^f1: the prediction of item 0 for class 0 is NaN.*The model holds again/)
    expect(await weightsOf(learn)).toEqual(before)
  })
})

describe('However a fit ends', () => {
  /** Two modules, of which one has been put in the other mode on purpose. */
  const mixed = () => {
    const model = new Sequential(new BatchNorm2d(3), new Flatten(), new Linear(12, 3, { random: new Random(0) }))
    model.modules[0]!.eval()
    return model
  }
  const modes = (model: ReturnType<typeof mixed>) => model.modules.map(({ training }) => training)

  it('every module behaves again as before', async () => {
    const model = mixed()
    const learn = toyLearner({ model })
    await learn.fit(1)
    expect(modes(model)).toEqual([false, true, true])
    await learn.validate()
    await learn.predictions()
    expect(modes(model)).toEqual([false, true, true])
    await learn.fit(1, 0.1, { signal: AbortSignal.abort() }).catch(() => {})
    expect(modes(model)).toEqual([false, true, true])
    const failing: Callback = { beforeValidate: () => Promise.reject(new Error('no')) }
    await expect(learn.fit(1, 0.1, { callbacks: [failing] })).rejects.toThrow('no')
    expect(modes(model)).toEqual([false, true, true])
    await expect(
      learn.validate({ loader: toyLoader(toyItems(4), { load: async () => Promise.reject(new Error('no')) }) }),
    ).rejects.toThrow('no')
    expect(modes(model)).toEqual([false, true, true])
  })

  it('every callback is told, and the first failure is the one that is reported', async () => {
    const log: string[] = []
    const failing = (event: keyof Callback): Callback => ({
      [event]: () => {
        log.push(event)
        throw new Error(event)
      },
    })
    const learn = toyLearner()
    const last = { afterFit: () => void log.push('told') }
    for (const event of ['beforeFit', 'beforeBatch', 'afterBatch', 'afterEpoch'] as const) {
      log.length = 0
      await expect(learn.fit(1, 0.1, { callbacks: [failing(event), failing('afterFit'), last] })).rejects.toThrow(event)
      expect(log).toEqual([event, 'afterFit', 'told'])
    }
    await expect(learn.fit(1, 0.1, { callbacks: [failing('afterFit'), last] })).rejects.toThrow('afterFit')
  })
})

describe('Learner.validate', () => {
  it('is the loss and the metrics of the predictions, whatever the batches', async () => {
    const metrics: Metric[] = [f1(), averagePrecision(), noneRecall()]
    const learn = toyLearner({ metrics })
    await learn.fit(1, 0.02)
    const answers = await learn.predictions()
    expect([answers.items, answers.classes, answers.predictions.length]).toEqual([16, 3, 48])
    expect([...answers.targets]).toEqual(toyItems(16).flatMap(({ bright }) => bright))
    const expected = [f1(), averagePrecision(), noneRecall()].map((metric) => {
      metric.update(answers)
      return metric.value()
    })
    for (const batchSize of [4, 16, 7, 1]) {
      const found = await learn.validate({ loader: toyLoader(toyItems(16), { batchSize }) })
      expectClose(found.loss, answers.loss)
      expectClose(Object.values(found.metrics), expected)
      expect(Object.keys(found.metrics)).toEqual(['f1', 'averagePrecision', 'noneRecall'])
    }
    const logarithms = [...answers.predictions].map((p, i) => -Math.log(answers.targets[i] ? p : 1 - p))
    expectClose(answers.loss, sum(logarithms) / 48)
  })

  /** Sixteen items with targets of their own. */
  const loaderOf = (target: (item: ToyItem, index: number) => Sample['target']) => {
    const items = toyItems(16)
    const load = async (item: ToyItem) => ({ ...toySample(item), target: target(item, items.indexOf(item)) })
    return (batchSize: number) => toyLoader(items, { batchSize, load })
  }
  /** Of three numbers one is there in the first half of the items, and all three in the second. */
  const partlyThere = loaderOf(({ bright }, index) => ({
    data: Float32Array.from(bright, (value, i) => (index < 8 && i > 0 ? Number.NaN : value + index)),
    shape: [3],
  }))
  /** The mean of squares over what is there of some columns. */
  const meanSquare = ({ predictions, targets }: Predictions, columns: readonly number[]): number => {
    const there = [...targets.entries()].filter(([i, target]) => columns.includes(i % 3) && !Number.isNaN(target))
    return sum(there.map(([i, target]) => (predictions[i]! - target) ** 2)) / there.length
  }

  it('is the mean over the numbers that are there, whatever the batches', async () => {
    const learn = toyLearner({ loss: regressionLoss('mse', mseLoss), answer: { kind: 'numbers', count: 3 } })
    const found = await learn.predictions({ loader: partlyThere(16) })
    expectClose(found.loss, meanSquare(found, [0, 1, 2]))
    for (const batchSize of [1, 3, 8])
      expectClose((await learn.validate({ loader: partlyThere(batchSize) })).loss, found.loss)
  })

  it('is the sum of the means of the parts over what is there of each, whatever the batches', async () => {
    const blocks = { one: regressionBlock(), inner: partsBlock({ two: regressionBlock({ outputs: 2 }) }) }
    const { loss, answer } = await partsBlock(blocks, { weights: { inner: 0.3 } }).setup(
      named({ one: 1, inner: { two: [1, 2] } }),
    )
    const learn = toyLearner({ loss, answer })
    const all = await learn.predictions({ loader: partlyThere(16) })
    expectClose(all.loss, meanSquare(all, [0]) + 0.3 * meanSquare(all, [1, 2]))
    for (const batchSize of [1, 3, 8]) {
      expectClose((await learn.predictions({ loader: partlyThere(batchSize) })).loss, all.loss)
      expectClose((await learn.validate({ loader: partlyThere(batchSize) })).loss, all.loss)
    }
  })

  it('counts classes by their weights and leaves ignored items out, whatever the batches', async () => {
    const ignoreIndex = 255
    const classes = toyItems(16).map((_, i) => (i > 4 && i < 9 ? ignoreIndex : i % 3))
    const loader = loaderOf((_, index) => ({ data: Int32Array.of(classes[index]!), shape: [] }))
    for (const weight of [[1, 4, 0], tensor([1, 4, 0]), undefined]) {
      const each = weight ? [1, 4, 0] : [1, 1, 1]
      const learn = toyLearner({ loss: crossEntropyLoss({ ignoreIndex, ...(weight && { weight }) }) })
      const { predictions, loss } = await learn.predictions({ loader: loader(16) })
      const present = [...classes.entries()].filter(([, c]) => c !== ignoreIndex)
      const losses = present.map(([i, c]) => -each[c]! * Math.log(predictions[3 * i + c]!))
      expectClose(loss, sum(losses) / sum(present.map(([, c]) => each[c]!)))
      for (const batchSize of [1, 3, 4, 8])
        expectClose((await learn.validate({ loader: loader(batchSize) })).loss, loss)
    }
  })

  it('changes nothing in the model', async () => {
    const model = new Sequential(new BatchNorm2d(3), new Flatten(), new Linear(12, 3, { random: new Random(0) }))
    const learn = toyLearner({ model })
    const state = async () =>
      Promise.all([...model.namedBuffers()].map(async ([, { value }]) => [...(await value.data())]))
    const before = await state()
    await learn.validate()
    expect(await state()).toEqual(before)
  })
})

describe('Learner.chooseThresholds', () => {
  it('chooses for labels of enough items, keeps the choice, and says which it left at 0.5', async () => {
    const items = [...toyItems(16), ...Array.from({ length: 16 }, () => ({ bright: [1, 0, 0] }))]
    const learn = toyLearner({ loaders: { train: toyLoader(toyItems(32)), valid: toyLoader(items) } })
    expect(learn.thresholds).toEqual([0.5, 0.5, 0.5])
    await learn.fit(6, 0.1)
    const chosen = await learn.chooseThresholds()
    expect(chosen.unchosen).toEqual([1, 2]) // On 8 items each, which is fewer than 10.
    expect(chosen.reached[0]).toBe(1)
    expect(learn.thresholds).toEqual(chosen.thresholds)
    expect((await learn.chooseThresholds({ atLeast: 8 })).unchosen).toEqual([])
    const { predictions, targets } = await learn.predictions()
    const answered = [...predictions].map((p, i) => Number(p > learn.thresholds[i % 3]!))
    expect(answered).toEqual([...targets])
  })
})

describe('Learner.export', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kindling-learner-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('refuses what an answer in words cannot be made from, and leaves the file that was there', async () => {
    const path = join(folder, 'model.onnx')
    await writeFile(path, 'old')
    const two = { kind: 'labels', labels: ['red', 'green'], thresholds: [0.5, 0.5] } as const
    await expect(toyLearner({ answer: two }).export(path)).rejects.toThrow(
      'export: the model has 3 outputs where its answer, labels, needs 2 (shape [2, 3] for two pictures)',
    )
    const { model, loss, loaders, pictures } = toyLearner()
    await expect(new Learner({ model, loss, loaders, pictures: pictures! }).export(path)).rejects.toThrow(
      'give it `answer`',
    )
    const learn = toyLearner()
    await expect(learn.export(join(folder, 'missing', 'model.onnx'))).rejects.toThrow('does not exist (ENOENT)')
    expect(learn.model.training).toBe(true)
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['model.onnx'])
  })

  it('replaces the file when the new one is whole', async () => {
    const path = join(folder, 'model.onnx')
    await writeFile(path, 'old')
    await toyLearner({ model: toyModel() }).export(path)
    expect((await readFile(path)).length).toBeGreaterThan(500)
    expect(await readdir(folder)).toEqual(['model.onnx'])
  })
})
