import { type Answer, answered, type Size, unchanged } from '../data/index.ts'
import type { ItemResult } from './item-results.ts'

/** Labels that were answered, and those that are true, by their positions; undefined for numbers and points. */
export interface SaidAndTrue {
  readonly said: readonly number[]
  readonly truth: readonly number[]
  /** Whether both are the same. */
  readonly right: boolean
}

/** What a model with this answer said of an item in labels, beside what is true. */
export function saidAndTrue(
  answer: Answer,
  { predictions, target }: Pick<ItemResult, 'predictions' | 'target'>,
): SaidAndTrue | undefined {
  if (answer.kind !== 'labels' && answer.kind !== 'category') return undefined
  const value = answered(answer, predictions, unchanged({ width: 1, height: 1 }))
  const labels = value === undefined ? [] : typeof value === 'string' ? [value] : (value as readonly string[])
  const said = labels.map((label) => answer.labels.indexOf(label))
  const truth = isIndex(target) ? [target.data[0]!] : [...target.data.keys()].filter((i) => target.data[i]! >= 0.5)
  return { said, truth, right: said.length === truth.length && said.every((i) => truth.includes(i)) }
}

/** Whether a target is a class index and not a number for each class. */
export const isIndex = ({ data, shape }: ItemResult['target']): boolean =>
  shape.length === 0 || (data instanceof Int32Array && data.length === 1)

/** Distances of the points that were answered from the true ones, in pixels of the picture; NaN where one is absent. */
export function distancesOf(
  { predictions, target }: Pick<ItemResult, 'predictions' | 'target'>,
  { width, height }: Size,
): number[] {
  const off = (at: number, side: number): number => ((predictions[at]! - target.data[at]!) * side) / 2
  return Array.from({ length: predictions.length / 2 }, (_, i) => Math.hypot(off(2 * i, width), off(2 * i + 1, height)))
}
