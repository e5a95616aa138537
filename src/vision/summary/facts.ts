import type { DataHealth, LabelCount, LabelSummary } from '../../data/index.ts'
import type { StepOutput } from './step.ts'

/** A number with about four digits. */
export const numeral = (x: number): string =>
  Number.isNaN(x) ? '-' : Math.abs(x) >= 1000 ? x.toFixed(0) : String(Number(x.toPrecision(Math.abs(x) < 10 ? 3 : 4)))

/** How long a step took; what is shorter than a tenth of a millisecond depends on chance alone. */
export const milliseconds = (time: number): string =>
  time < 0.1 ? '< 0.1 ms' : `${time.toFixed(time < 10 ? 1 : 0)} ms`

/** `uint8 [3, 480, 640], 0 to 255, mean 117.3`; empty where a step gave no array. */
export function shapeInWords({ type, shape, range }: StepOutput): string {
  const parts = [
    [type, shape && `[${shape.join(', ')}]`].filter((part) => part !== undefined).join(' '),
    range &&
      (Number.isNaN(range.min)
        ? 'no values'
        : `${numeral(range.min)} to ${numeral(range.max)}, mean ${numeral(range.mean)}`),
    range && range.missing > 0 && `${range.missing} missing`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** What is known of the whole set: a name and a text for each line. */
export function healthFacts({
  items,
  unusable,
  sizes,
  modes,
  duplicates,
  outside,
  targets,
  pixels,
}: DataHealth): [name: string, text: string][] {
  const total = items.train + items.valid
  const facts: [string, string][] = [
    ['items', `${items.train} train, ${items.valid} validate`],
    ['readable', unusable.count === 0 ? 'all of them, to the end' : `all but ${unusable.count}`],
  ]
  if (sizes) {
    const spread = ({ min, median, max }: { min: number; median: number; max: number }): string =>
      min === max ? `${min}` : `${min} to ${max}, median ${median}`
    facts.push(
      ['width', `${spread(sizes.width)} pixels`],
      ['height', `${spread(sizes.height)} pixels`],
      ['shapes', `${sizes.landscape} landscape, ${sizes.portrait} portrait, ${sizes.square} square`],
      ['frequent', sizes.frequent.map(({ width, height, count }) => `${width} × ${height}: ${count}`).join(', ')],
    )
  }
  if (modes.length > 0) facts.push(['files', modes.map(({ mode, count }) => `${mode}: ${count}`).join('; ')])
  const { surplus, across } = duplicates
  facts.push([
    'copies',
    surplus.train + surplus.valid + across === 0
      ? 'none'
      : `${across} across the sides, ${surplus.train} within training, ${surplus.valid} within validation`,
  ])
  if (targets.kind === 'labels')
    facts.push(
      ['classes', String(targets.classes.length)],
      ['no label', `${targets.withoutLabels.train} in training, ${targets.withoutLabels.valid} in validation`],
    )
  if (targets.kind === 'mask' && pixels) {
    const sum = pixels.reduce((a, b) => a + b, 0)
    facts.push([
      'pixels',
      targets.labels.map((label, i) => `${label} ${((100 * pixels[i]!) / sum).toFixed(1)} %`).join(', '),
    ])
  }
  if (targets.kind === 'points')
    facts.push(['points', `${targets.points.length} for each item, ${targets.points.length * total} in all`])
  if (outside) facts.push(['outside', `${outside.points} points of ${outside.items} items`])
  return facts
}

/** The most frequent classes, and how many there are besides. */
export function frequentLabels(
  { classes }: LabelSummary,
  most: number,
): { readonly shown: readonly LabelCount[]; readonly hidden: number } {
  const sorted = [...classes].sort((a, b) => b.train + b.valid - a.train - a.valid)
  return { shown: sorted.slice(0, most), hidden: Math.max(0, sorted.length - most) }
}
