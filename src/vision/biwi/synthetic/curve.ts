/** A smooth function of one number through given points. */
export type Curve = (at: number) => number

/**
 * The monotone cubic through points (Fritsch and Carlson, "Monotone piecewise cubic interpolation", 1980): between two
 * points it never leaves their range, so that a profile has no bump that nobody drew. Beyond its ends it is constant.
 *
 * @param points [at, value], in ascending order of `at`
 */
export const curve = (points: readonly (readonly [number, number])[]): Curve => {
  const last = points.length - 1
  const slopes = points.slice(1).map(([x, y], i) => (y - points[i]![1]) / (x - points[i]![0]))
  const tangents = points.map((_, i) => {
    const [before, after] = [slopes[i - 1] ?? slopes[i]!, slopes[i] ?? slopes[i - 1]!]
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after)
  })
  return (at) => {
    if (at <= points[0]![0]) return points[0]![1]
    if (at >= points[last]![0]) return points[last]![1]
    let i = 0
    while (points[i + 1]![0] < at) i++
    const x0 = points[i]![0]
    const y0 = points[i]![1]
    const y1 = points[i + 1]![1]
    const h = points[i + 1]![0] - x0
    const t = (at - x0) / h
    const m0 = tangents[i]! * h
    const m1 = tangents[i + 1]! * h
    return y0 + t * (m0 + t * (3 * (y1 - y0) - 2 * m0 - m1 + t * (m0 + m1 - 2 * (y1 - y0))))
  }
}

/** 0 below `from`, 1 above `to`, smooth between them; descends where `from` is the larger. */
export const smoothStep = (from: number, to: number, at: number): number => {
  const t = Math.min(1, Math.max(0, (at - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/** A bell of height 1 that is down to 1/e where `away` equals `width`, and 0 from five times as far. */
export const bell = (away: number, width: number): number => {
  const squares = (away * away) / (width * width)
  return squares < 25 ? Math.exp(-squares) : 0
}

export const mix = (a: number, b: number, share: number): number => a + (b - a) * share
