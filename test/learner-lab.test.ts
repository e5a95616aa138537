import { describe, expect, it } from 'vitest'
import {
  type Answer,
  type Column,
  categoryBlock,
  DataLoader,
  multiCategoryBlock,
  partsBlock,
  regressionBlock,
  rotationBlock,
  unchanged,
} from '../src/data/index.ts'
import { check } from '../src/lab/check.ts'
import { evaluate } from '../src/lab/evaluate.ts'
import { Learner } from '../src/learner/index.ts'
import {
  binaryCrossEntropyWithLogitsLoss,
  Conv2d,
  crossEntropyLoss,
  Flatten,
  focalLoss,
  huberLoss,
  Linear,
  type Loss,
  l1Loss,
  type Module,
  mnistLoss,
  mseLoss,
  multiLabelLoss,
  regressionLoss,
  Sequential,
  singleLabelLoss,
  smoothL1Loss,
} from '../src/nn/index.ts'
import { Random } from '../src/tensor/index.ts'
import { pointsBlock } from '../src/vision/index.ts'
import { toyItems, toyLearner, toyLoader, toyModel, toySample } from './toy-learner.ts'

const items = toyItems(16)
const placement = { ...unchanged({ width: 2, height: 2 }) }

type ToyTarget = (bright: readonly number[], position: number) => Column | Promise<Column>

/** A learner that has been trained a little, whose items have the toy's pictures and these targets. */
const learnt = async (
  target: ToyTarget,
  loss: Loss,
  { answer, model }: { answer?: Answer; model: Module },
): Promise<Learner> => {
  const loader = new DataLoader(
    items.map(({ bright }, position) => ({ bright, position })),
    {
      batchSize: 4,
      load: async ({ bright, position }) => ({ ...toySample({ bright }), target: await target(bright, position) }),
    },
  )
  const nameOf = (item: { position: number }): string => `photos/${item.position}.jpg`
  const learn = new Learner({
    loaders: { train: loader, valid: loader, nameOf },
    model,
    loss,
    ...(answer && { answer }),
  })
  await learn.fit(1, 1e-2)
  return learn
}

const linear = (outputs: number): Module =>
  new Sequential(new Flatten(), new Linear(12, outputs, { random: new Random(0) }))

/** What the learner itself reports for these items, in one batch. */
const reported = async (learn: Learner, positions: readonly number[]): Promise<number> => {
  const { valid } = learn.loaders
  const loader = new DataLoader(
    positions.map((i) => valid!.items[i]),
    { batchSize: positions.length, load: (item) => valid!.load(item) },
  )
  return (await learn.validate({ loader })).loss
}

/** The worksheet of these items: its total is what the learner reports, and its cells are what the library computes. */
const agrees = async (learn: Learner, positions: readonly number[]): Promise<void> => {
  const sheet = await learn.lab(positions.length === 1 ? positions[0]! : positions)
  const { agrees, evaluation } = await check(sheet)
  const loss = await reported(learn, positions)
  expect(Math.abs(evaluation.read('loss')[0]! - loss)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(loss)))
  expect(loss).not.toBe(0)
  expect(agrees).toBe(true)
}

const index: ToyTarget = (bright) => ({ data: Int32Array.of(bright[0]! + bright[1]!), shape: [] })
const labels: ToyTarget = (bright) => ({ data: Float32Array.from(bright), shape: [3] })
/** Two points; one of them is absent in every third item. */
const points: ToyTarget = (bright, position) => ({
  data: Float32Array.of(0.5 - bright[0]!, 0.2, ...(position % 3 === 0 ? [Number.NaN, Number.NaN] : [0.1, bright[1]!])),
  shape: [4],
})

const category: Answer = { kind: 'category', labels: ['none', 'one', 'two'] }
const tags: Answer = { kind: 'labels', labels: ['red', 'green', 'blue'], thresholds: [0.5, 0.5, 0.5] }

/** Oracle: the learner's own validation of the same items, by the same compiled program as in training. */
describe('the worksheet of items of a learner', () => {
  it.each<[string, ToyTarget, Loss, Answer]>([
    ['one class', index, crossEntropyLoss(), category],
    ['one class, with weights', index, crossEntropyLoss({ weight: [1, 2, 0.3] }), category],
    ['one class, smoothed', index, crossEntropyLoss({ labelSmoothing: 0.1 }), category],
    [
      'one class, smoothed with weights',
      index,
      crossEntropyLoss({ labelSmoothing: 0.2, weight: [1, 2, 0.3] }),
      category,
    ],
    ['one class, of which one is ignored', index, crossEntropyLoss({ ignoreIndex: 2 }), category],
    ['one class, ignored with weights', index, crossEntropyLoss({ ignoreIndex: 2, weight: [3, 1, 9] }), category],
    ['one class, summed', index, crossEntropyLoss({ reduction: 'sum' }), category],
    [
      'probabilities of classes',
      (bright) => ({ data: Float32Array.of(0.2 * bright[0]!, 0.5, 0.5), shape: [3] }),
      crossEntropyLoss({ weight: [1, 2, 3] }),
      category,
    ],
    ['several labels', labels, binaryCrossEntropyWithLogitsLoss(), tags],
    ['several labels, pos_weight', labels, binaryCrossEntropyWithLogitsLoss({ posWeight: [3, 1, 0.5] }), tags],
    [
      'several labels, both weights',
      labels,
      binaryCrossEntropyWithLogitsLoss({ posWeight: [3, 1, 0.5], weight: [0.1, 2, 1] }),
      tags,
    ],
    ['several labels, summed', labels, binaryCrossEntropyWithLogitsLoss({ reduction: 'sum' }), tags],
    ['numbers, squared', labels, regressionLoss('mse', mseLoss), { kind: 'numbers', count: 3 }],
    ['numbers, absolute', labels, regressionLoss('l1', l1Loss), { kind: 'numbers', count: 3 }],
    ['numbers, Huber', labels, regressionLoss('huber', huberLoss, { delta: 0.3 }), { kind: 'numbers', count: 3 }],
    [
      'numbers, smooth L1',
      labels,
      regressionLoss('smoothL1', smoothL1Loss, { beta: 0.3 }),
      { kind: 'numbers', count: 3 },
    ],
    [
      'numbers, smooth L1 with beta 0',
      labels,
      regressionLoss('smoothL1', smoothL1Loss, { beta: 0 }),
      { kind: 'numbers', count: 3 },
    ],
    ['points, of which some are absent', points, regressionLoss('mse', mseLoss), { kind: 'points', count: 2 }],
    ['points, summed', points, regressionLoss('huber', huberLoss, { reduction: 'sum' }), { kind: 'points', count: 2 }],
  ])('is what it reports: %s', async (_, target, loss, answer) => {
    const learn = await learnt(target, loss, { answer, model: linear(answer.kind === 'points' ? 4 : 3) })
    await agrees(learn, [0])
    await agrees(learn, [0, 5, 9, 2, 12, 3])
  })

  it('is what it reports: the parts of a head pose, and labels beside them', async () => {
    const turned = [0, -1, 0, 1, 0, 0, 0, 0, 1] as const
    const block = partsBlock(
      {
        centre: pointsBlock({ loss: regressionLoss('smoothL1', smoothL1Loss, { beta: 0.02 }), outside: 'keep' }),
        rotation: rotationBlock(),
        glasses: multiCategoryBlock({ vocabulary: ['glasses', 'hat'] }),
        age: regressionBlock(),
      },
      { weights: { centre: 2, rotation: 0.5 } },
    )
    const poseOf = ({ bright }: { readonly bright: readonly number[] }) => ({
      centre: [[0.5 + bright[0]!, 1] as const],
      rotation: turned,
      glasses: bright[1] ? ['glasses'] : [],
      age: bright[2]!,
    })
    const values = {
      async *[Symbol.asyncIterator]() {
        for (const item of items) yield { value: poseOf(item), name: 'x' }
      },
    }
    const target = await block.setup(values)
    const learn = await learnt((bright) => target.encode(poseOf({ bright }), placement, 'x'), target.loss, {
      answer: target.answer,
      model: linear(11),
    })
    await agrees(learn, [4])
    await agrees(learn, [4, 1, 7])
    const { cells } = await learn.lab(4)
    expect(Object.values(cells).map(({ value }) => value)).toEqual(
      expect.arrayContaining(['1: centre', 'x of point 1', 'Part 3: glasses', 'hat', 'the number']),
    )
  })

  it('is what it reports: a class for each place, of which some are ignored', async () => {
    const loss = crossEntropyLoss({ ignoreIndex: 255 })
    const learn = await learnt(
      (bright) => ({ data: Uint8Array.of(bright[0]!, 255, bright[1]!, 1), shape: [2, 2] }),
      loss,
      {
        answer: { kind: 'mask', labels: ['floor', 'wall'] },
        model: new Sequential(new Conv2d(3, 2, 1, { random: new Random(0) })),
      },
    )
    await agrees(learn, [1])
    await agrees(learn, [1, 2, 3])
    const sheet = await learn.lab(1)
    expect(sheet.text).toContain('1 place is left out')
    expect(sheet.cells.A6?.value).toBe('1.jpg, row 0, column 0')
  })

  it('names items and outputs, and a class that looks like a number is text all the same', async () => {
    const learn = await learnt(index, crossEntropyLoss(), {
      answer: { kind: 'category', labels: ['7', '=1+1', 'cat'] },
      model: linear(3),
    })
    const { cells, name, title } = await learn.lab('3.jpg')
    expect([name, title]).toEqual(['own-item', 'The loss of 3.jpg'])
    expect(['B10', 'B11', 'B12'].map((address) => cells[address]!.value)).toEqual(['‘7’', '‘=1+1’', 'cat'])
  })
})

describe('which items it shows', () => {
  const learn = toyLearner()
  const itemsOf = async (...which: Parameters<Learner['lab']>): Promise<unknown[]> => {
    const { cells } = await learn.lab(...which)
    const details = Object.entries(cells).filter(
      ([address, { value }]) => /^A\d+$/.test(address) && /^item \d/.test(String(value)),
    )
    return [...new Set(details.map(([, { value }]) => value))]
  }

  it('a position, several, or those for which a function is true', async () => {
    expect(await itemsOf(2)).toEqual(['item 2'])
    expect(await itemsOf([5, 2])).toEqual(['item 5', 'item 2'])
    expect(await itemsOf(({ bright }) => bright[0] === 1 && bright[1] === 1)).toEqual([
      'item 3',
      'item 7',
      'item 11',
      'item 15',
    ])
  })

  it.each<[Parameters<Learner['lab']>[0], string]>([
    [16, 'there is no validation item 16; positions are whole numbers from 0 to 15'],
    [-1, 'there is no validation item -1'],
    [1.5, 'there is no validation item 1.5'],
    [[], 'there are no positions of items'],
    [() => false, 'none of the 16 validation items'],
    ['street.jpg', "the items have no names to look for 'street.jpg' in; give the position"],
  ])('refuses %j: there is no such item', async (which, message) => {
    await expect(learn.lab(which)).rejects.toThrow(message)
  })

  it('finds a file by its path or the end of it, and refuses one that fits none or several', async () => {
    const named = (item: { bright: readonly number[] }): string => `photos/${item.bright.join('')}/x.jpg`
    const eight = toyLoader(toyItems(8))
    const learn = toyLearner({ loaders: { train: eight, valid: eight, nameOf: named } })
    expect((await learn.lab('101/x.jpg')).title).toBe('The loss of x.jpg')
    expect((await learn.lab('photos\\101\\x.jpg')).title).toBe('The loss of x.jpg')
    await expect(learn.lab('x.jpg')).rejects.toThrow("'x.jpg' may be 8 of the validation items, photos/000/x.jpg or")
    await expect(learn.lab('y.jpg')).rejects.toThrow(
      "'y.jpg' is none of the 8 validation items, such as 'photos/000/x.jpg'",
    )
  })

  it('needs a validation set', async () => {
    const train = toyLoader(toyItems(8))
    await expect(toyLearner({ loaders: { train } }).lab(0)).rejects.toThrow('there is no validation set')
  })
})

describe('a batch that is too large for a sheet', () => {
  const valid = toyLoader(toyItems(200), { batchSize: 50 })
  const learn = toyLearner({ loaders: { train: valid, valid } })
  const all = () => true

  it('is sampled, which the sheet says, with the loss of all beside that of the sample', async () => {
    const sheet = await learn.lab(all)
    const { read, texts } = await evaluate(sheet)
    expect(sheet.text).toContain('Of 200 items, 166 were drawn at random (with seed 0)')
    expect(texts.A3).toBe('loss of 166 items')
    expect(read('loss_of_all')[0]).toBeCloseTo((await learn.validate()).loss, 6)
    expect(read('loss')[0]).not.toBe(read('loss_of_all')[0])
    expect((await check(sheet)).agrees).toBe(true)
  })
})

describe('a loss without a worksheet', () => {
  it.each<[string, Loss, ToyTarget]>([
    ['focal', singleLabelLoss('focal', focalLoss), index],
    ['mnist', multiLabelLoss('mnist', (x, t) => mnistLoss(x.sigmoid(), t)), labels],
    ['my huber', regressionLoss('my huber', (x, t) => huberLoss(x, t, { delta: 0.1 })), labels],
  ])('is refused by its name: %s', async (name, loss, target) => {
    const learn = await learnt(target, loss, { model: linear(3) })
    await expect(learn.lab(0)).rejects.toThrow(`no worksheet fits the loss '${name}'; there are worksheets for`)
  })

  it('is refused when it computes something else than its formula says', async () => {
    const loss: Loss = { ...crossEntropyLoss(), loss: (x, t) => crossEntropyLoss().loss(x, t).mul(2) }
    await expect((await learnt(index, loss, { model: linear(3) })).lab(0)).rejects.toThrow(
      /the loss 'crossEntropy' is .*, but its formula, crossEntropy, comes to/,
    )
  })

  it('is refused when every item is to be ignored', async () => {
    const loss = crossEntropyLoss({ ignoreIndex: 0 })
    const learn = await learnt(index, loss, { model: linear(3) })
    await expect(learn.lab(0)).rejects.toThrow('the class of every item is 0, which is ignored')
  })

  it('is refused when the model gives no numbers any more', async () => {
    const learn = toyLearner({ model: toyModel() })
    const [weight] = learn.model.parameters()
    weight!.value = weight!.value.mul(Number.NaN)
    await expect(learn.lab(0)).rejects.toThrow('output 0 is NaN; a worksheet holds finite numbers only')
  })
})

it('categoryBlock({ allowNone: true }) and its "none" have the worksheet of several labels', async () => {
  const target = await categoryBlock({ allowNone: true, vocabulary: ['red', 'green', 'blue'] }).setup(
    (async function* () {})() as never,
  )
  const learn = await learnt((bright) => target.encode(bright[0] ? 'red' : undefined, placement, 'x'), target.loss, {
    answer: target.answer,
    model: linear(3),
  })
  await agrees(learn, [0])
  await agrees(learn, [0, 1, 2])
})
