import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../answer.ts'
import { healthFindings } from './findings.ts'
import { summarizeTargets } from './target-summary.ts'

/** A data set of these values, of which the last validates. */
const summaryOf = (answer: Answer, values: readonly unknown[]) =>
  summarizeTargets({
    items: values,
    split: { train: values.slice(0, -1).map((_, i) => i), valid: [values.length - 1] },
    target: { answer } as never,
    getY: (value) => value,
  })

describe('summarizeTargets', () => {
  it('a category is one label, and none where it may be none', async () => {
    const answer: Answer = { kind: 'category', labels: ['a', 'b'], thresholds: [0.5, 0.5] }
    expect(await summaryOf(answer, ['a', undefined, 'b', 'b'])).toMatchObject({
      withoutLabels: { train: 1, valid: 0 },
      classes: [
        { label: 'a', train: 1, valid: 0 },
        { label: 'b', train: 1, valid: 1 },
      ],
      pairs: [],
    })
  })

  it('numbers: range, mean, missing ones, and a histogram that holds each number once (any numbers)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN)), { minLength: 2 }),
        async (values) => {
          const summary = await summaryOf({ kind: 'number' }, values)
          if (summary.kind !== 'numbers') throw new Error(summary.kind)
          const [column] = summary.columns
          const known = values.filter((x) => !Number.isNaN(x)).map((x) => x + 0)
          expect(column!.present.train + column!.present.valid).toBe(known.length)
          expect(column!.missing.train + column!.missing.valid).toBe(values.length - known.length)
          const sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0)
          expect(sum(column!.histogram.train) + sum(column!.histogram.valid)).toBe(known.length)
          if (known.length === 0) {
            expect(column!.min).toBeNaN()
            return
          }
          expect(column!.min).toBe(Math.min(...known))
          expect(column!.max).toBe(Math.max(...known))
          expect(column!.mean).toBeCloseTo(sum(known) / known.length, 5)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('a zero without a sign, whatever its sign was and in whichever order they come', async () => {
    for (const values of [
      [-0, -0],
      [-0, 0],
      [0, -0],
    ])
      expect(await summaryOf({ kind: 'number' }, values)).toMatchObject({ columns: [{ min: 0, mean: 0, max: 0 }] })
  })

  it('the histogram of 0…99 has five numbers in each of twenty bars', async () => {
    const values = Array.from({ length: 100 }, (_, i) => i)
    const summary = await summaryOf({ kind: 'number' }, values)
    expect(summary).toMatchObject({ columns: [{ histogram: { train: [...new Array(19).fill(5), 4] } }] })
  })

  it('parts are summarized each, numbers among labels too', async () => {
    const answer: Answer = {
      kind: 'parts',
      parts: { what: { kind: 'labels', labels: ['a'], thresholds: [0.5] }, angle: { kind: 'number' } },
    }
    const summary = await summaryOf(answer, [
      { what: ['a'], angle: 1 },
      { what: [], angle: 3 },
    ])
    expect(summary).toMatchObject({
      items: { train: 1, valid: 1 },
      parts: {
        what: { withoutLabels: { train: 0, valid: 1 } },
        angle: { columns: [{ min: 1, mean: 2, max: 3, present: { train: 1, valid: 1 } }] },
      },
    })
  })

  it('a number that never varies is found, with the way out', async () => {
    const targets = await summaryOf({ kind: 'numbers', count: 2 }, [
      [1, 5],
      [2, 5],
      [3, 5],
    ])
    const health = {
      items: { train: 2, valid: 1 },
      targets,
      unusable: { count: 0, first: [] },
      duplicates: { surplus: { train: 0, valid: 0 }, across: 0, conflicting: 0, groups: [] },
      sizes: undefined,
      modes: [],
      outside: undefined,
      pixels: undefined,
    }
    expect(healthFindings(health)).toEqual([
      {
        level: 'warning',
        message: '1 number never varies, so there is nothing to learn; leave it out',
        examples: ['number 1'],
      },
    ])
  })
})
