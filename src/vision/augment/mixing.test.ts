import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import type { Moves } from '../../data/index.ts'
import { binaryCrossEntropyWithLogits, crossEntropy } from '../../nn/index.ts'
import { compile, Random, type Tensor, tensor } from '../../tensor/index.ts'
import { augment, cutMix, type MixingTransform, mixUp } from './index.ts'

const [n, width, height, classes] = [24, 10, 6, 5]
const area = width * height

// Each picture is of one grey of its own, so that a pixel tells which pictures it comes from, and in what proportion.
const grey = (item: number): number => item + 1
const images = tensor(Array.from({ length: n * 3 * area }, (_, i) => grey(Math.floor(i / (3 * area))))).reshape([
  n,
  3,
  height,
  width,
])
const indices = Array.from({ length: n }, (_, i) => (i * 3) % classes)
const indexMoves: Moves = { kind: 'classIndices', classes }
const labels = Array.from({ length: n }, (_, i) => Array.from({ length: classes }, (_, c) => (i + c) % 2))

/** For each item its partner and its own share, from the pictures alone. */
interface Mixture {
  readonly partner: number
  readonly share: number
}

async function mixed(transform: MixingTransform, moves: Moves, targets: Tensor) {
  const step = compile(augment([transform], moves, new Random(11)))
  const [seen, wanted] = await step(images, targets)
  step.dispose()
  return { pixels: (await seen!.data()) as Float32Array, targets: wanted! }
}

/** Greys of each item's first channel. */
const greysOf = (pixels: Float32Array, item: number): number[] =>
  Array.from(pixels.subarray(item * 3 * area, item * 3 * area + area))

const oneHot = (index: number): number[] => Array.from({ length: classes }, (_, c) => (c === index ? 1 : 0))
const mixture = (a: readonly number[], b: readonly number[], share: number): number[] =>
  a.map((value, i) => share * value + (1 - share) * b[i]!)

/** Of `cutMix`: the partner's grey stands in its pixels. */
const cutMixtures = (pixels: Float32Array): Mixture[] =>
  Array.from({ length: n }, (_, item) => {
    const others = greysOf(pixels, item).filter((value) => value !== grey(item))
    return { partner: others.length > 0 ? others[0]! - 1 : item, share: 1 - others.length / area }
  })

/** Of `mixUp`: partner and share from two pictures' worth of pixels, one of each of two ramps. */
async function mixUpMixtures(alpha?: number): Promise<{ mixtures: Mixture[]; targets: number[][] }> {
  // Pixel k of item i is 255 where k = i: a mixture has two such pixels.
  const marked = Float32Array.from({ length: n * 3 * n }, (_, i) => (i % n === Math.floor(i / (3 * n)) ? 255 : 0))
  const step = compile(augment([mixUp(alpha ? { alpha } : {})], indexMoves, new Random(11)))
  const [seen, wanted] = await step(tensor(marked, { shape: [n, 3, 1, n] }), tensor(indices, { dtype: 'int32' }))
  step.dispose()
  const pixels = (await seen!.data()) as Float32Array
  const mixtures = Array.from({ length: n }, (_, item) => {
    const row = Array.from(pixels.subarray(item * 3 * n, item * 3 * n + n))
    const partner = row.findIndex((value, k) => k !== item && value > 1e-3)
    return { partner: partner < 0 ? item : partner, share: row[item]! / 255 }
  })
  return { mixtures, targets: (await wanted!.array()) as number[][] }
}

describe('mixUp', () => {
  it('mixes each picture with one other, by shares of ½ to 1, and its class in the same proportion', async () => {
    const { mixtures, targets } = await mixUpMixtures()
    for (const [item, { partner, share }] of mixtures.entries()) {
      expect(share).toBeGreaterThanOrEqual(0.5)
      const wanted = mixture(oneHot(indices[item]!), oneHot(indices[partner]!), share)
      expectClose(targets[item]!, wanted, { atol: 1e-5 })
    }
    expect(new Set(mixtures.map(({ share }) => share)).size).toBeGreaterThan(n / 2)
  })

  it('takes every picture once as a partner: one order of the batch', async () => {
    // With a large alpha all shares are near ½, and no partner is too faint to be seen.
    const { mixtures } = await mixUpMixtures(1000)
    expect(new Set(mixtures.map(({ partner }) => partner)).size).toBe(n)
    expect(mixtures.filter(({ partner }, item) => partner !== item).length).toBeGreaterThan(n / 2)
  })

  it('mixes labels linearly', async () => {
    const { pixels, targets } = await mixed(mixUp(), { kind: 'labels' }, tensor(labels))
    const found = (await targets.array()) as number[][]
    // All of an item's pixels are one grey g = s·own + (1 − s)·partner: some partner and share explain it and the labels.
    for (const [item, row] of found.entries()) {
      const g = greysOf(pixels, item)[0]!
      const explained = labels.some((other, partner) => {
        const share = partner === item ? 1 : (g - grey(partner)) / (grey(item) - grey(partner))
        return (
          share >= 0.5 - 1e-4 &&
          share <= 1 + 1e-4 &&
          mixture(labels[item]!, other, share).every((v, c) => Math.abs(v - row[c]!) < 1e-3)
        )
      })
      expect(explained).toBe(true)
    }
  })

  it('makes a cross-entropy that is the mixture of the cross-entropies for both classes (the definition)', async () => {
    const { mixtures, targets } = await mixUpMixtures()
    const logits = new Random(3).normal([n, classes], { std: 2 })
    const of = (wanted: readonly number[]) =>
      crossEntropy(logits, tensor([...wanted], { dtype: 'int32' }), { reduction: 'none' }).data()
    const [own, others] = [await of(indices), await of(mixtures.map(({ partner }) => indices[partner]!))]
    const expected = mixtures.map(({ share }, i) => share * Number(own[i]) + (1 - share) * Number(others[i]))
    expectClose(await crossEntropy(logits, tensor(targets), { reduction: 'none' }).data(), expected, { rtol: 1e-4 })
  })
})

describe('cutMix', () => {
  it('replaces one rectangle by the same one of another picture; the share is exactly that of the pixels', async () => {
    const { pixels, targets } = await mixed(cutMix(), indexMoves, tensor(indices, { dtype: 'int32' }))
    const rows = (await targets.array()) as number[][]
    const mixtures = cutMixtures(pixels)
    for (const [item, { partner, share }] of mixtures.entries()) {
      const greys = greysOf(pixels, item)
      expect(greys.every((value) => value === grey(item) || value === grey(partner))).toBe(true)
      const cut = greys.flatMap((value, k) =>
        value === grey(item) ? [] : [[Math.floor(k / width), k % width] as const],
      )
      if (cut.length > 0) {
        const [ys, xs] = [cut.map(([y]) => y), cut.map(([, x]) => x)]
        const box = (Math.max(...ys) - Math.min(...ys) + 1) * (Math.max(...xs) - Math.min(...xs) + 1)
        expect(cut).toHaveLength(box)
      }
      // Where a picture is its own partner the rectangle cannot be seen, and does not matter.
      expectClose(rows[item]!, mixture(oneHot(indices[item]!), oneHot(indices[partner]!), share))
    }
    expect(mixtures.filter(({ share }) => share < 1).length).toBeGreaterThan(n / 2)
  })

  it('makes a binary cross-entropy that is the mixture of those for both sets of labels (the definition)', async () => {
    const { pixels, targets } = await mixed(cutMix(), { kind: 'labels' }, tensor(labels))
    const mixtures = cutMixtures(pixels)
    const logits = new Random(3).normal([n, classes], { std: 2 })
    const of = async (wanted: Tensor) =>
      (await binaryCrossEntropyWithLogits(logits, wanted, { reduction: 'none' }).array()) as number[][]
    const [own, others] = [await of(tensor(labels)), await of(tensor(mixtures.map(({ partner }) => labels[partner]!)))]
    const expected = mixtures.map(({ share }, i) => mixture(own[i]!, others[i]!, share))
    expectClose(await of(targets), expected, { rtol: 1e-4, atol: 1e-5 })
  })

  it('before the edges cut it, covers areas as even as its alpha says: half of the picture on average for 1', async () => {
    const [many, side] = [3000, 32]
    const blank = tensor(new Float32Array(many * 3 * side * side), { shape: [many, 3, side, side] })
    const ones = blank.add(1)
    // A box about the middle is not cut by the edges.
    const draws = [new Random(1).uniform([many]), ...[1, 2].map(() => tensor(new Float32Array(many).fill(0.5)))]
    const { share } = cutMix().mix(blank, ones, draws)
    const shares = Array.from((await share.data()) as Float32Array)
    const mean = shares.reduce((sum, value) => sum + value, 0) / many
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03)
    for (const limit of [0.25, 0.75])
      expect(Math.abs(shares.filter((value) => value < limit).length / many - limit)).toBeLessThan(0.04)
  })
})

describe.each([mixUp, cutMix])('%o', (make) => {
  it('leaves a batch of a single picture as it is', async () => {
    const one = images.narrow(0, 4, 5)
    const [seen, wanted] = augment([make()], { kind: 'labels' }, new Random(1))(one, tensor([[1, 0, 0, 0, 1]]))
    expectClose(await seen.data(), await one.data())
    expect(await wanted.array()).toEqual([[1, 0, 0, 0, 1]])
  })

  it.each([0, -1, Number.NaN])('refuses an alpha of %d', (alpha) =>
    expect(() => make({ alpha })).toThrow(`${make.name}: alpha is ${alpha}; it must be a number above 0`),
  )
})
