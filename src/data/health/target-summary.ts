import type { Answer } from '../answer.ts'
import type { DataLoaders } from '../data-block.ts'
import type { Point } from '../placement.ts'
import { eulerFromRotation } from '../space/euler.ts'
import type { Matrix3 } from '../space/linear.ts'
import { type LabelSummary, LabelTally } from './label-summary.ts'
import { type NumberSummary, NumberTally } from './number-summary.ts'
import { type PointSummary, PointTally } from './point-summary.ts'
import { noneYet, type Side, type Sides } from './sides.ts'

/** What is to be predicted, over all items and without looking at a picture. */
export type TargetSummary = LabelSummary | NumberSummary | PointSummary | MaskSummary | PartsSummary

/** Masks are files: what is in them is known once they have been read. */
export interface MaskSummary {
  readonly kind: 'mask'
  readonly items: Sides
  readonly labels: readonly string[]
}

/** Several answers of one item. */
export interface PartsSummary {
  readonly kind: 'parts'
  readonly items: Sides
  readonly parts: Readonly<Record<string, TargetSummary>>
}

/**
 * Counts what the items of a data set are labelled with. Keeps no items, so that there may be any number.
 *
 * @example
 * const summary = await summarizeTargets(loaders)
 * if (summary.kind === 'labels') summary.classes.filter(({ train }) => train === 0) // what cannot be learnt
 */
export async function summarizeTargets<Item, X, Y>({
  items,
  split,
  target,
  getY,
}: Pick<DataLoaders<Item, X, Y>, 'items' | 'split' | 'target' | 'getY'>): Promise<TargetSummary> {
  const tally = tallyOf(target.answer)
  for (let pass = 0; pass < tally.passes; pass++)
    for (const side of ['train', 'valid'] as const)
      for (const position of split[side]) {
        const value = getY(items[position]!)
        tally.add(value instanceof Promise ? await value : value, side, pass)
      }
  return tally.result()
}

interface Tally {
  /** How often all items must be gone through. */
  readonly passes: number
  add(value: unknown, side: Side, pass: number): void
  result(): TargetSummary
}

function tallyOf(answer: Answer): Tally {
  switch (answer.kind) {
    case 'category':
    case 'labels': {
      const tally = new LabelTally(answer.labels)
      return {
        passes: 1,
        add: (value, side) => tally.add(value as string | readonly string[] | undefined, side),
        result: () => tally.result(),
      }
    }
    case 'rotation': {
      const tally = new NumberTally(3)
      return {
        passes: tally.passes,
        add: (value, side, pass) => {
          const { yaw, pitch, roll } = eulerFromRotation(value as Matrix3)
          tally.add([yaw, pitch, roll], side, pass)
        },
        result: () => tally.result(),
      }
    }
    case 'number':
    case 'numbers': {
      const tally = new NumberTally(answer.kind === 'number' ? 1 : answer.count)
      return {
        passes: tally.passes,
        add: (value, side, pass) => tally.add(value as number | readonly number[], side, pass),
        result: () => tally.result(),
      }
    }
    case 'points': {
      const tally = new PointTally(answer.count)
      return {
        passes: tally.passes,
        add: (value, side) => tally.add(value as readonly Point[], side),
        result: () => tally.result(),
      }
    }
    case 'mask': {
      const items = noneYet()
      return {
        passes: 1,
        add: (_, side) => void items[side]++,
        result: () => ({ kind: 'mask', items, labels: answer.labels }),
      }
    }
    case 'parts':
      return partsTally(answer.parts)
  }
}

function partsTally(answers: Readonly<Record<string, Answer>>): Tally {
  const items = noneYet()
  const parts = Object.entries(answers).map(([name, answer]) => ({ name, tally: tallyOf(answer) }))
  return {
    passes: Math.max(...parts.map(({ tally }) => tally.passes)),
    add(value, side, pass) {
      if (pass === 0) items[side]++
      for (const { name, tally } of parts)
        if (pass < tally.passes) tally.add((value as Readonly<Record<string, unknown>>)[name], side, pass)
    },
    result: () => ({
      kind: 'parts',
      items,
      parts: Object.fromEntries(parts.map(({ name, tally }) => [name, tally.result()])),
    }),
  }
}
