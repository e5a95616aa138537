/**
 * Round numbers that cover an interval: multiples of 1, 2 or 5 times a power of ten, from at or below its beginning to at or
 * above its end.
 *
 * @param most how many at most, at least 2
 *
 * @example
 * ticks(0, 6.002, 5) // [0, 2, 4, 6, 8]
 */
export const ticks = (low: number, high: number, most: number): number[] => {
  const [from, to] = high > low ? [low, high] : [low - 1, low + 1]
  for (let exponent = Math.floor(Math.log10((to - from) / most)); ; exponent++) {
    for (const factor of [1, 2, 5]) {
      // A negative power of ten is not exact; a division by a positive one is as near as can be.
      const at = (k: number): number => (exponent < 0 ? (k * factor) / 10 ** -exponent : k * factor * 10 ** exponent)
      const slack = 1e-9
      const first = Math.floor(from / at(1) + slack)
      const last = Math.ceil(to / at(1) - slack)
      if (last - first + 1 <= most) return Array.from({ length: last - first + 1 }, (_, i) => at(first + i))
    }
  }
}

/** Numbers of an axis, all with as many decimals as the most exact of them needs. */
export const tickLabels = (numbers: readonly number[]): string[] => {
  const decimals = Math.max(...numbers.map((number) => /\.(\d+)$/.exec(String(number))?.[1]?.length ?? 0))
  return numbers.map((number) => (/e/.test(String(number)) ? number.toExponential(1) : number.toFixed(decimals)))
}
