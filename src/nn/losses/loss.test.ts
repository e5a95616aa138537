import { describe, expect, it } from 'vitest'
import { type Tensor, tensor } from '../../tensor/index.ts'
import {
  binaryCrossEntropyWithLogits,
  binaryCrossEntropyWithLogitsLoss,
  crossEntropy,
  crossEntropyLoss,
  focalLoss,
  huberLoss,
  mnistLoss,
  mseLoss,
  multiLabelLoss,
  regressionLoss,
  singleLabelLoss,
} from './index.ts'

const outputs = tensor([
  [2, 1, -1],
  [0.5, 0.5, -3],
  [-4, -2, -3],
])
const classes = tensor(Int32Array.of(0, 1, 2))
const labels = tensor([
  [1, 1, 0],
  [0, 1, 0],
  [0, 0, 0],
])
const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number)

describe('a loss for questions with exactly one answer', () => {
  const loss = crossEntropyLoss({ labelSmoothing: 0.1, weight: [1, 2, 3] })

  it('computes what the function computes with the same options', async () => {
    const expected = crossEntropy(outputs, classes, { labelSmoothing: 0.1, weight: [1, 2, 3] })
    expect(await loss.loss(outputs, classes).item()).toBe(await expected.item())
    expect(loss.name).toBe('crossEntropy')
  })

  it('makes probabilities that add up to 1', async () => {
    expect(await numbers(loss.activation(outputs))).toEqual(await numbers(outputs.softmax(1)))
  })

  it('answers the most probable class, the first of equal ones', async () => {
    expect(await loss.decode(loss.activation(outputs)).array()).toEqual([0, 0, 1])
  })

  it('answers a class for each place', () => {
    const map = tensor(new Float32Array(24), { shape: [2, 3, 2, 2] })
    expect(loss.activation(map).shape).toEqual([2, 3, 2, 2])
    expect(loss.decode(loss.activation(map)).shape).toEqual([2, 2, 2])
  })

  it('can be made of any function', async () => {
    const focal = singleLabelLoss('focal', (x, t) => focalLoss(x, t, { gamma: 3 }))
    expect(await focal.loss(outputs, classes).item()).toBe(await focalLoss(outputs, classes, { gamma: 3 }).item())
  })
})

describe('a loss for questions with any number of answers', () => {
  it('computes what the function computes with the same options', async () => {
    const loss = binaryCrossEntropyWithLogitsLoss({ posWeight: [1, 2, 3], reduction: 'sum' })
    const expected = binaryCrossEntropyWithLogits(outputs, labels, { posWeight: [1, 2, 3], reduction: 'sum' })
    expect(await loss.loss(outputs, labels).item()).toBe(await expected.item())
    expect(loss.name).toBe('binaryCrossEntropyWithLogits')
  })

  it('makes a probability of each output', async () => {
    const { activation } = binaryCrossEntropyWithLogitsLoss()
    expect(await numbers(activation(outputs))).toEqual(await numbers(outputs.sigmoid()))
  })

  it('answers the labels whose probability lies above the threshold, or none', async () => {
    const half = binaryCrossEntropyWithLogitsLoss()
    expect(await half.decode(half.activation(outputs)).array()).toEqual([
      [true, true, false],
      [true, true, false],
      [false, false, false],
    ])
    const each = binaryCrossEntropyWithLogitsLoss({ threshold: [0.9, 0.1, 0.02] })
    expect(await each.decode(each.activation(outputs)).array()).toEqual([
      [false, true, true],
      [false, true, true],
      [false, true, true],
    ])
  })

  it('does not answer a label whose probability is the threshold', async () => {
    const { decode } = binaryCrossEntropyWithLogitsLoss({ threshold: 0.25 })
    expect(await decode(tensor([[0.25, 0.2500001]])).array()).toEqual([[false, true]])
    // .2 as float32 lies above .2: the comparison is that of the metrics, in double precision.
    const { decode: fifth } = binaryCrossEntropyWithLogitsLoss({ threshold: 0.2 })
    expect(await fifth(tensor([[0.2]])).array()).toEqual([[Math.fround(0.2) > 0.2]])
  })

  it("can be made of any function, the chapter's first loss for instance", async () => {
    const loss = multiLabelLoss('mnist', (x, t) => mnistLoss(x.sigmoid(), t), { threshold: 0.7 })
    expect(await loss.loss(outputs, labels).item()).toBe(await mnistLoss(outputs.sigmoid(), labels).item())
    expect(await loss.decode(tensor([[0.6, 0.8]])).array()).toEqual([[false, true]])
  })

  it('refuses thresholds that are no probabilities, or not one for each class', () => {
    expect(() => binaryCrossEntropyWithLogitsLoss({ threshold: 1.5 })).toThrow('threshold is 1.5')
    const { decode } = binaryCrossEntropyWithLogitsLoss({ threshold: [0.1, 0.2] })
    expect(() => decode(outputs)).toThrow('threshold has 2 entries, but there are 3 classes')
  })
})

describe('a loss for numbers', () => {
  it('answers the outputs themselves', () => {
    const loss = regressionLoss('mse', mseLoss)
    expect(loss.activation(outputs)).toBe(outputs)
    expect(loss.decode(outputs)).toBe(outputs)
  })

  it('can be made of any function', async () => {
    const loss = regressionLoss('huber', (x, t) => huberLoss(x, t, { delta: 0.1 }))
    expect(await loss.loss(outputs, labels).item()).toBe(await huberLoss(outputs, labels, { delta: 0.1 }).item())
  })

  it('hands its options to the function', async () => {
    const loss = regressionLoss('huber', huberLoss, { delta: 0.1 })
    expect(await loss.loss(outputs, labels).item()).toBe(await huberLoss(outputs, labels, { delta: 0.1 }).item())
  })
})

describe('the formula of a loss', () => {
  it('says which loss of this library it is, with its options', () => {
    expect(crossEntropyLoss({ labelSmoothing: 0.1 }).formula).toEqual({
      kind: 'crossEntropy',
      options: { labelSmoothing: 0.1 },
    })
    expect(binaryCrossEntropyWithLogitsLoss({ posWeight: [2, 1, 1], threshold: 0.3 }).formula).toEqual({
      kind: 'binaryCrossEntropyWithLogits',
      options: { posWeight: [2, 1, 1] },
    })
    expect(regressionLoss('robust', huberLoss, { delta: 0.1 }).formula).toEqual({
      kind: 'huber',
      options: { delta: 0.1 },
    })
  })

  it("is left out for a function of one's own", () => {
    expect(regressionLoss('huber', (x, t) => huberLoss(x, t, { delta: 0.1 }))).not.toHaveProperty('formula')
    expect(multiLabelLoss('mnist', mnistLoss)).not.toHaveProperty('formula')
  })
})
