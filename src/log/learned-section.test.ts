import { describe, expect, it } from 'vitest'
import { runRecord } from '../../test/run-records.ts'
import type { ItemResult } from './item-results.ts'
import { learnedSection } from './learned-section.ts'

/** Results of items with these probabilities and truths, two labels each. */
type Row = readonly [predictions: readonly number[], truth: readonly number[]]
const results = (...rows: readonly Row[]): ItemResult[] =>
  rows.map(([predictions, truth], index) => ({
    ...{ item: index, index, loss: 0, activations: Float32Array.from(predictions) },
    predictions: Float32Array.from(predictions),
    target: { data: Float32Array.from(truth), shape: [truth.length] },
  }))
const repeated = (n: number, ...rows: readonly Row[]): ItemResult[] =>
  results(...Array.from({ length: n }, () => rows).flat())

describe('What is told of a model of several labels', () => {
  it('counts each label and "none" by its threshold', () => {
    // cat: said 3 times, 2 of them right, of 3; none: said once and right, of 2.
    const told = learnedSection(
      runRecord({ answer: { kind: 'labels', labels: ['cat', 'dog'], thresholds: [0.3, 0.5] } }),
      results(
        [
          [0.4, 0],
          [1, 0],
        ],
        [
          [0.9, 0.6],
          [1, 1],
        ],
        [
          [0.2, 0.9],
          [1, 1],
        ],
        [
          [0.35, 0.1],
          [0, 0],
        ],
        [
          [0.1, 0.2],
          [0, 0],
        ],
      ),
    )
    expect(told).toMatch(/\| cat +\| +60 \| +3 \| +0\.667 \| +0\.667 \| +0\.667 \| +\d\.\d{3} \| +0\.30 \|/)
    expect(told).toMatch(/\| dog +\| +40 \| +2 \| +1\.000 \| +1\.000 \| +1\.000 \| +1\.000 \| +0\.50 \|/)
    expect(told).toMatch(/\| \*none of these\* \| +20 \| +2 \| +1\.000 \| +0\.500 \| +0\.667 \| +– \| +– \|/)
    expect(told).toContain('Exactly right, with every label and no other, are 3 of 5 (60.0 %; ')
    expect(told).toContain('none of the labels, 1 of 2 (50.0 %;')
    expect(told).toContain('of the 1 answer *none*, 100.0 % are right')
    expect(told).toContain('For 1 of the 2 labels it is the one with the best F1 on these very pictures')
  })

  it('says what rests on too little, what is never found and what cannot be judged', () => {
    const told = learnedSection(
      runRecord(),
      results(
        [
          [0.9, 0.1],
          [1, 0],
        ],
        [
          [0.8, 0.2],
          [1, 0],
        ],
        [
          [0.7, 0.1],
          [1, 0],
        ],
      ),
    )
    expect(told).toContain('cat is on fewer than 10 validation pictures: its figures could be quite different')
    expect(told).toContain('dog is on no validation picture, so nothing is known')
    expect(told).toContain('whether the model can say *none* was **not judged**')
    expect(told).toContain('All of this rests on 3 pictures')
    const missed = learnedSection(
      runRecord(),
      repeated(
        60,
        [
          [0.1, 0.1],
          [1, 0],
        ],
        [
          [0.2, 0.9],
          [0, 1],
        ],
      ),
    )
    expect(missed).toContain('cat was **not found on a single picture** that shows it')
    expect(missed).not.toContain('fewer than 10')
  })

  it('names the labels that are told best and worst, where enough is known of them', () => {
    const told = learnedSection(
      runRecord(),
      repeated(
        20,
        [
          [0.9, 0.1],
          [1, 1],
        ],
        [
          [0.1, 0.9],
          [0, 0],
        ],
        [
          [0.8, 0.8],
          [1, 1],
        ],
        [
          [0.2, 0.2],
          [0, 0],
        ],
      ),
    )
    expect(told).toMatch(/cat \(1\.000\) is told best, dog \(0\.\d{3}\) worst\./)
  })

  it('says when it is hardly better than guessing', () => {
    const coins = repeated(
      30,
      [
        [0.5, 0.4],
        [1, 0],
      ],
      [
        [0.5, 0.4],
        [0, 1],
      ],
      [
        [0.5, 0.4],
        [0, 0],
      ],
      [
        [0.5, 0.4],
        [1, 1],
      ],
    )
    expect(learnedSection(runRecord(), coins)).toContain('learnt next to nothing')
    const sure = repeated(
      30,
      [
        [0.9, 0.1],
        [1, 0],
      ],
      [
        [0.1, 0.9],
        [0, 1],
      ],
      [
        [0.1, 0.1],
        [0, 0],
      ],
    )
    expect(learnedSection(runRecord(), sure)).not.toContain('next to nothing')
  })
})

describe('What is told of a model of one class', () => {
  const category = runRecord({
    task: 'category',
    answer: { kind: 'category', labels: ['cat', 'dog', 'owl'] },
    loss: { name: 'crossEntropy', activation: 'softmax' },
  })
  const classes = (...rows: readonly (readonly [predictions: readonly number[], truth: number])[]): ItemResult[] =>
    results(...rows.map(([predictions]) => [predictions, []] as const)).map((result, i) => ({
      ...result,
      target: { data: Int32Array.of(rows[i]![1]), shape: [] },
    }))

  it('counts what is right beside the most frequent class, and what is mistaken for what', () => {
    const told = learnedSection(
      category,
      classes([[0.5, 0.3, 0.2], 0], [[0.2, 0.5, 0.3], 1], [[0.6, 0.2, 0.2], 1], [[0.4, 0.35, 0.25], 2]),
    )
    expect(told).toContain('Right are **2 of 4 (50.0 %;')
    expect(told).toContain('the most frequent class always would be right of 50.0 %')
    expect(told).toContain('learnt nothing that answering always the same would not do')
    expect(told).toContain('Most often mistaken: dog for cat (1) and owl for cat (1).')
    expect(told).not.toMatch(/none|threshold/)
  })
})

describe('What is told of a model of numbers and points', () => {
  const number = (meanError: number, guessing: number) =>
    learnedSection(
      runRecord({
        ...{ task: 'number', answer: { kind: 'number' }, loss: { name: 'mse', activation: 'none' } },
        judgement: { task: 'number', meanError, medianError: meanError / 3, guessing },
      }),
      [],
    )

  it('stands beside answering the mean always', () => {
    expect(number(1, 4)).toContain('4.0000 off, so the model leaves 25.0 % of that error')
    expect(number(0.95, 1)).toContain('**hardly worse**')
    expect(number(2, 1)).toContain('**better than this model**')
    expect(number(1, 4)).toContain('a few large mistakes make it up')
  })

  it('says that what did not come to its end was not judged', () => {
    expect(learnedSection(runRecord({ task: 'points', answer: { kind: 'points', count: 1 } }), [])).toContain(
      'was not judged',
    )
  })
})
