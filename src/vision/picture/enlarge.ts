import type { Size } from '../../data/index.ts'

/**
 * Scales pixels up, bilinearly between the centres of pixels, the outermost repeated at the edges; an axis that does not
 * grow stays as it is. Own code because libvips moves an enlarged picture half a pixel to the right and down, so points
 * would come apart from it.
 *
 * @param data pixel after pixel
 */
export function enlarge(
  data: Uint8Array,
  channels: number,
  from: Size,
  { width, height }: Size,
): Uint8Array<ArrayBuffer> {
  const across = between(from.width, width)
  const down = between(from.height, height)
  const rowLength = width * channels
  const stretched = (y: number, row: Float32Array): void => {
    const start = y * from.width * channels
    for (let x = 0, to = 0; x < width; x++) {
      const low = start + across.low[x]! * channels
      const high = start + across.high[x]! * channels
      const weight = across.weight[x]!
      for (let c = 0; c < channels; c++) row[to++] = data[low + c]! + weight * (data[high + c]! - data[low + c]!)
    }
  }
  const result = new Uint8Array(height * rowLength)
  // The two rows of the source that the last row of the result lies between, stretched.
  let [upper, lower] = [new Float32Array(rowLength), new Float32Array(rowLength)]
  let [upperIs, lowerIs] = [-1, -1]
  for (let y = 0, to = 0; y < height; y++) {
    const [low, high, weight] = [down.low[y]!, down.high[y]!, down.weight[y]!]
    if (low === lowerIs) {
      ;[upper, lower] = [lower, upper]
      ;[upperIs, lowerIs] = [lowerIs, upperIs]
    }
    if (low !== upperIs) stretched(low, upper)
    if (high !== lowerIs) stretched(high, lower)
    upperIs = low
    lowerIs = high
    for (let i = 0; i < rowLength; i++) result[to++] = upper[i]! + weight * (lower[i]! - upper[i]!) + 0.5
  }
  return result
}

/** For each pixel of the result the two of the source that it lies between, and the weight of the second. */
function between(source: number, result: number) {
  const [low, high, weight] = [new Int32Array(result), new Int32Array(result), new Float32Array(result)]
  for (let i = 0; i < result; i++) {
    const place = Math.min(Math.max(((i + 0.5) * source) / result - 0.5, 0), source - 1)
    low[i] = Math.floor(place)
    high[i] = Math.min(low[i]! + 1, source - 1)
    weight[i] = place - low[i]!
  }
  return { low, high, weight }
}
