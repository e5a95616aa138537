import { expect } from 'vitest'

/** Numbers in any of the forms in which tests have them. */
export type Numbers = number | boolean | bigint | ArrayLike<number | bigint> | readonly Numbers[]

const flat = (values: Numbers): number[] =>
  typeof values === 'object' ? Array.from(values as ArrayLike<Numbers>, flat).flat() : [Number(values)]

export interface Tolerance {
  /** Relative to the expected value; 1e-5 by default. */
  readonly rtol?: number
  /** 1e-6 by default. */
  readonly atol?: number
}

/** Whether two numbers are the same up to a tolerance: a difference of atol or of rtol times the expected value will do. */
export const isNear = (actual: number, expected: number, { rtol = 1e-5, atol = 1e-6 }: Tolerance = {}): boolean =>
  Object.is(actual, expected) ||
  actual === expected ||
  Math.abs(actual - expected) <= Math.max(atol, rtol * Math.abs(expected))

/** Fails with the worst place unless all numbers are near the expected ones; NaN is near NaN only. */
export function expectClose(actual: Numbers, expected: Numbers, tolerance: Tolerance = {}, what = 'values'): void {
  const [found, wanted] = [flat(actual), flat(expected)]
  expect(found.length, `${what}: count`).toBe(wanted.length)
  const wrong = found.flatMap((value, i) => (isNear(value, wanted[i]!, tolerance) ? [] : [i]))
  if (wrong.length === 0) return
  const distance = (i: number) => Math.abs(found[i]! - wanted[i]!)
  const worst = wrong.reduce((a, b) => (distance(b) > distance(a) || Number.isNaN(distance(b)) ? b : a))
  expect.fail(
    `${what}: ${wrong.length} of ${found.length} differ; at ${worst} it is ${found[worst]}, expected ${wanted[worst]}`,
  )
}
