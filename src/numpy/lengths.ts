import type { Shape } from '../tensor/index.ts'

/** A length, or the lengths of several axes. */
export type Lengths = number | Shape

/** The lengths as a shape. */
export const shapeOf = (lengths: Lengths): Shape => (typeof lengths === 'number' ? [lengths] : lengths)
