/** π. */
export const pi = Math.PI
/** Euler's number. */
export const e = Math.E
/** The difference between the harmonic numbers and the logarithm, in the limit. */
export const eulerGamma = 0.577_215_664_901_532_9
export const inf = Number.POSITIVE_INFINITY
export const nan = Number.NaN
/** A new axis, among the indices of `at`. */
export const newaxis = null
