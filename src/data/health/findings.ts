import type { DataHealth } from './check-data.ts'
import type { LabelSummary } from './label-summary.ts'
import type { NumberSummary } from './number-summary.ts'
import type { PointSummary } from './point-summary.ts'
import { tinySide } from './sizes.ts'
import type { TargetSummary } from './target-summary.ts'

/** Something about a data set that its owner should know, and what to do about it. */
export interface Finding {
  /** An `error` stops training; a `warning` makes results wrong or worse; a `note` may be meant that way. */
  readonly level: 'error' | 'warning' | 'note'
  readonly message: string
  /** Some of the items, classes or columns that it is about. */
  readonly examples: readonly string[]
}

/** A network that starts from nothing hardly learns what fewer pictures show. */
export const fewPictures = 10

/**
 * What is wrong with a data set in words, the worst first.
 *
 * @example
 * for (const { level, message } of healthFindings(await checkData(loaders))) console.log(level, message)
 */
export function healthFindings(health: DataHealth): Finding[] {
  const findings = [...itemFindings(health), ...targetFindings(health.targets)]
  const levels = ['error', 'warning', 'note']
  return findings.sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level))
}

function* itemFindings({ unusable, duplicates, sizes, outside }: DataHealth): Generator<Finding> {
  if (unusable.count > 0)
    yield {
      level: 'error',
      message: `${count(unusable.count, 'item')} cannot be used and would stop the training; replace or remove the files, or leave them out while loading`,
      examples: unusable.first.map(({ message }) => message),
    }
  const { across, conflicting, surplus, groups } = duplicates
  if (across > 0)
    yield {
      level: 'warning',
      message:
        `${count(across, 'validation picture')} also ${across === 1 ? 'occurs' : 'occur'} in training, so validation ` +
        'flatters the model; put all copies on one side (groupSplitter), or remove them',
      examples: groups.filter(({ on }) => on.train > 0 && on.valid > 0).map(({ items }) => items.join(' = ')),
    }
  if (conflicting > 0)
    yield {
      level: 'warning',
      message: `of ${count(conflicting, 'picture')} there are copies of which different things are said; at most one can be right`,
      examples: groups.filter((group) => group.conflicting).map(({ items }) => items.join(' = ')),
    }
  if (surplus.train + surplus.valid > 0)
    yield {
      level: 'note',
      message:
        `copies on the same side: ${surplus.train} in training, ${surplus.valid} in validation; ` +
        'they count more than other pictures',
      examples: groups.filter(({ on }) => on.train > 1 || on.valid > 1).map(({ items }) => items.join(' = ')),
    }
  if (outside && outside.points > 0)
    yield {
      level: 'warning',
      message:
        `${count(outside.points, 'point')} of ${count(outside.items, 'item')} ${outside.points === 1 ? 'lies' : 'lie'} ` +
        'outside the picture; they are left out of the loss. Check that x and y are pixels of the original, x first',
      examples: outside.first,
    }
  if (sizes && sizes.tiny.count > 0)
    yield {
      level: 'warning',
      message: `${count(sizes.tiny.count, 'picture')} ${sizes.tiny.count === 1 ? 'has' : 'have'} a side shorter than ${tinySide} pixels; look at them: thumbnails, or broken files`,
      examples: sizes.tiny.items,
    }
}

/** What is wrong with what is said of the items. */
export function* targetFindings(targets: TargetSummary, part = ''): Generator<Finding> {
  switch (targets.kind) {
    case 'labels':
      return yield* labelFindings(targets, part)
    case 'numbers':
      return yield* numberFindings(targets, part)
    case 'points':
      return yield* pointFindings(targets, part)
    case 'parts':
      for (const [name, summary] of Object.entries(targets.parts)) yield* targetFindings(summary, `${name}: `)
  }
}

function* labelFindings({ classes, withoutLabels, items, pairs }: LabelSummary, part: string): Generator<Finding> {
  const about = function* (
    level: Finding['level'],
    holds: (row: LabelSummary['classes'][number]) => boolean,
    one: string,
    several: string,
  ): Generator<Finding> {
    const examples = classes.filter(holds).map(({ label }) => label)
    const { length } = examples
    if (length > 0) yield { level, message: `${part}${length === 1 ? one : `${length} classes ${several}`}`, examples }
  }
  yield* about(
    'warning',
    ({ train }) => train === 0,
    'a class is on no training picture, so it cannot be learnt; give it some pictures, or leave it out',
    'are on no training picture, so they cannot be learnt; give them some pictures, or leave them out',
  )
  yield* about(
    'warning',
    ({ valid, train }) => valid === 0 && train > 1,
    'a class is on no validation picture, so it cannot be judged; stratifiedSplitter gives each class its share',
    'are on no validation picture, so they cannot be judged; stratifiedSplitter gives each class its share',
  )
  yield* about(
    'warning',
    ({ train, valid }) => train + valid === 1,
    'a class is on a single picture of the whole set: it can be learnt or judged, never both',
    'are on a single picture each: they can be learnt or judged, never both',
  )
  yield* about(
    'note',
    ({ train }) => train > 0 && train < fewPictures,
    `a class is on fewer than ${fewPictures} training pictures: too few for a network that starts from nothing`,
    `are on fewer than ${fewPictures} training pictures each: too few for a network that starts from nothing`,
  )
  // Where every item has exactly one class there is no "none" to be taught.
  if (pairs.length > 0 && withoutLabels.train === 0 && items.train > 0)
    yield {
      level: 'note',
      message: `${part}every training picture has a label: what "none of these" looks like is not taught`,
      examples: [],
    }
}

function* numberFindings({ columns, items }: NumberSummary, part: string): Generator<Finding> {
  const named = (holds: (column: NumberSummary['columns'][number]) => boolean): string[] =>
    columns.flatMap((column, i) => (holds(column) ? [columns.length === 1 ? 'the number' : `number ${i}`] : []))
  const constant = named(({ min, max }) => min === max)
  if (constant.length > 0)
    yield {
      level: 'warning',
      message: `${part}${count(constant.length, 'number')} never ${constant.length === 1 ? 'varies' : 'vary'}, so there is nothing to learn; leave ${constant.length === 1 ? 'it' : 'them'} out`,
      examples: constant,
    }
  const empty = named(({ present }) => present.train === 0)
  if (empty.length > 0)
    yield {
      level: 'warning',
      message: `${part}${count(empty.length, 'number')} missing from every training item; leave ${empty.length === 1 ? 'it' : 'them'} out`,
      examples: empty,
    }
  const missing = columns.reduce((sum, column) => sum + column.missing.train + column.missing.valid, 0)
  if (missing > 0)
    yield {
      level: 'note',
      message: `${part}${count(missing, 'number')} of ${columns.length * (items.train + items.valid)} missing; they are left out of the loss`,
      examples: [],
    }
}

function* pointFindings({ points, items }: PointSummary, part: string): Generator<Finding> {
  const total = items.train + items.valid
  const named = (holds: (point: PointSummary['points'][number]) => boolean): string[] =>
    points.flatMap((point, i) => (holds(point) ? [`point ${i}`] : []))
  const still = named(({ x, y }) => x.min === x.max && y.min === y.max)
  if (still.length > 0)
    yield {
      level: 'warning',
      message: `${part}${count(still.length, 'point')} at the same place in every picture, so there is nothing to learn; leave ${still.length === 1 ? 'it' : 'them'} out`,
      examples: still,
    }
  const unlearnable = named(({ present }) => present.train === 0)
  if (unlearnable.length > 0)
    yield {
      level: 'warning',
      message: `${part}${count(unlearnable.length, 'point')} absent from every training picture, and cannot be learnt`,
      examples: unlearnable,
    }
  const absent = points.reduce((sum, { present }) => sum + total - present.train - present.valid, 0)
  if (absent > 0)
    yield {
      level: 'note',
      message: `${part}${count(absent, 'point')} of ${total * points.length} absent; they are left out of the loss`,
      examples: [],
    }
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
