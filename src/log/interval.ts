/** Of the normal distribution, for 95 %. */
const z = 1.959964

/**
 * Between which shares the true one lies with 95 % confidence, when so many of so many were seen (Wilson 1927).
 *
 * @example
 * shareInterval(17, 19) // about [0.69, 0.97]
 */
export function shareInterval(seen: number, of: number): readonly [low: number, high: number] {
  const share = seen / of
  const centre = share + z ** 2 / (2 * of)
  const spread = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))
  const scale = 1 + z ** 2 / of
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)]
}
