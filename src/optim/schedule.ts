import { invalid } from '../base/errors.ts'

/** A setting as a function of progress: `progress` runs from 0 (the first step) to 1 (the end). */
export type Schedule = (progress: number) => number

/** The same value throughout. */
export const constant =
  (value: number): Schedule =>
  () =>
    value

/** A straight line from `start` to `end`. */
export const linear =
  (start: number, end: number): Schedule =>
  (progress) =>
    start + (end - start) * progress

/** Half a cosine wave from `start` to `end` (Loshchilov and Hutter 2017). */
export const cosine =
  (start: number, end: number): Schedule =>
  (progress) =>
    end + ((start - end) * (1 + Math.cos(Math.PI * progress))) / 2

/** Equal ratios from `start` to `end`, both positive. */
export function exponential(start: number, end: number): Schedule {
  if (!(start > 0 && end > 0)) throw invalid(`exponential: it goes from ${start} to ${end}; both must be positive`)
  return (progress) => start * (end / start) ** progress
}

/**
 * One schedule after another.
 *
 * @param pieces each with its share of the whole; the shares add up to 1
 * @example
 * combined([[0.25, cosine(4e-4, 1e-2)], [0.75, cosine(1e-2, 1e-7)]])
 */
export function combined(pieces: readonly (readonly [share: number, schedule: Schedule])[]): Schedule {
  const total = pieces.reduce((sum, [share]) => sum + share, 0)
  if (pieces.some(([share]) => !(share >= 0)) || Math.abs(total - 1) > 1e-9)
    throw invalid(`combined: the shares ${pieces.map(([share]) => share).join(', ')} must be positive and add up to 1`)
  return (progress) => {
    let start = 0
    for (const [i, [share, schedule]] of pieces.entries()) {
      if (progress < start + share || i === pieces.length - 1)
        return schedule(share === 0 ? 1 : Math.min(1, Math.max(0, (progress - start) / share)))
      start += share
    }
    throw invalid('combined: there are no pieces')
  }
}

export interface OneCycleOptions {
  /** The share of the steps in which the rate rises; 0.25 by default. */
  readonly pctStart?: number
  /** The first rate is the highest divided by this; 25 by default. */
  readonly div?: number
  /** The last rate is the highest divided by this; 1e5 by default. */
  readonly divFinal?: number
  /** Momentum at the start, at the highest rate and at the end; 0.95, 0.85, 0.95 by default. */
  readonly momentums?: readonly [number, number, number]
}

/**
 * The one-cycle policy (Smith 2018), with fastai's shape and defaults: the rate rises from lrMax/25 to lrMax and falls to
 * lrMax/1e5, the momentum falls and rises against it, all along cosines.
 */
export function oneCycle(
  lrMax: number,
  { pctStart = 0.25, div = 25, divFinal = 1e5, momentums = [0.95, 0.85, 0.95] }: OneCycleOptions = {},
): { readonly lr: Schedule; readonly momentum: Schedule } {
  if (!(pctStart >= 0 && pctStart <= 1)) throw invalid(`oneCycle: pctStart is ${pctStart}; it must lie in 0…1`)
  if (!(div > 0 && divFinal > 0))
    throw invalid(`oneCycle: div is ${div} and divFinal ${divFinal}; both must be positive`)
  const shape = (start: number, middle: number, end: number): Schedule =>
    combined([
      [pctStart, cosine(start, middle)],
      [1 - pctStart, cosine(middle, end)],
    ])
  return { lr: shape(lrMax / div, lrMax, lrMax / divFinal), momentum: shape(...momentums) }
}
