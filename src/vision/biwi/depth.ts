import { badData, invalid } from '../../base/errors.ts'
import { readWithin } from './file.ts'

/** What the depth camera saw: for each pixel, row by row, its distance along z in mm; 0 where nothing was measured. */
export interface DepthImage {
  readonly width: number
  readonly height: number
  readonly millimetres: Uint16Array
}

/** Far more than any such camera has (Kinect: 640 × 480), and still a bound on what a damaged header can ask for. */
const largestSide = 2048

const headerBytes = 8
/** A run has two counts of four bytes. */
const countsBytes = 8
const largestFile = headerBytes + largestSide * largestSide * (countsBytes + 2)

/** Depths are stored as int16. */
const largestDepth = 0x7fff

/**
 * The content of a `frame_XXXXX_depth.bin`, little-endian: int32 width, int32 height, then runs until width · height
 * pixels are there: int32 number of zeros, int32 number of depths, the depths as int16 in mm.
 *
 * @param name of the file, for errors
 * @throws KindlingError `invalid-data` with file and byte offset: a size out of bounds, a negative count or depth, a run
 *   that overflows the picture, a file that is short or too long
 * @example
 * const { width, height, millimetres } = decodeDepth(await readFile(path), path)
 */
export const decodeDepth = (bytes: Uint8Array, name: string): DepthImage => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const refuse = (offset: number, rule: string) => badData(`${name}: byte ${offset}: ${rule}`)
  let offset = 0
  const need = (count: number, what: string) => {
    if (offset + count > bytes.length) {
      throw refuse(offset, `the file ends at byte ${bytes.length}, before the end of ${what}; copy it again`)
    }
  }
  const integer = (what: string): number => {
    need(4, what)
    const value = view.getInt32(offset, true)
    offset += 4
    return value
  }
  const side = (what: string): number => {
    const value = integer(what)
    if (value >= 1 && value <= largestSide) return value
    throw refuse(offset - 4, `${what} is ${value}; it must be from 1 to ${largestSide} pixels`)
  }

  const width = side('the width')
  const height = side('the height')
  const area = width * height
  const millimetres = new Uint16Array(area)
  let pixel = 0
  const count = (what: string): number => {
    const value = integer(`the number of ${what}`)
    if (value >= 0 && value <= area - pixel) return value
    throw refuse(
      offset - 4,
      `a run has ${value} ${what}; it must be from 0 to ${area - pixel}, the pixels that are left of ${width} × ${height}`,
    )
  }
  while (pixel < area) {
    pixel += count('zeros')
    const depths = count('depths')
    need(2 * depths, `a run of ${depths} depths`)
    for (let end = pixel + depths; pixel < end; pixel++, offset += 2) {
      const depth = view.getInt16(offset, true)
      if (depth < 0) throw refuse(offset, `a depth is ${depth} mm; it must not be negative`)
      millimetres[pixel] = depth
    }
  }
  if (offset < bytes.length) {
    throw refuse(offset, `${bytes.length - offset} bytes follow the last pixel; the file should end here`)
  }
  return { width, height, millimetres }
}

/**
 * The content of a `depth.bin`, as `decodeDepth` reads it and as BIWI's own files have it: each run as long as it can be,
 * and a run of no depths at the end where the last pixels are zero.
 *
 * @throws KindlingError `invalid-argument` for a size or depth that the format cannot hold
 */
export const encodeDepth = ({ width, height, millimetres }: DepthImage): Uint8Array<ArrayBuffer> => {
  for (const [what, side] of [['width', width] as const, ['height', height] as const]) {
    if (!Number.isInteger(side) || side < 1 || side > largestSide) {
      throw invalid(`encodeDepth: ${what} is ${side}; it must be a whole number from 1 to ${largestSide}`)
    }
  }
  if (millimetres.length !== width * height) {
    throw invalid(
      `encodeDepth: millimetres has ${millimetres.length} numbers; ${width} × ${height} pixels need ${width * height}`,
    )
  }
  for (let pixel = 0; pixel < millimetres.length; pixel++) {
    if (millimetres[pixel]! <= largestDepth) continue
    throw invalid(
      `encodeDepth: millimetres[${pixel}] is ${millimetres[pixel]}; the format holds at most ${largestDepth} mm`,
    )
  }
  const runs = runsOf(millimetres)
  const depths = runs.reduce((sum, { end, start }) => sum + end - start, 0)
  const bytes = new Uint8Array(headerBytes + countsBytes * runs.length + 2 * depths)
  const view = new DataView(bytes.buffer)
  view.setInt32(0, width, true)
  view.setInt32(4, height, true)
  let offset = headerBytes
  for (const { zeros, start, end } of runs) {
    view.setInt32(offset, zeros, true)
    view.setInt32(offset + 4, end - start, true)
    offset += countsBytes
    for (let pixel = start; pixel < end; pixel++, offset += 2) view.setInt16(offset, millimetres[pixel]!, true)
  }
  return bytes
}

/** Zeros, then depths from pixel `start` up to `end`. */
type Run = { zeros: number; start: number; end: number }

const runsOf = (millimetres: Uint16Array): Run[] => {
  const runs: Run[] = []
  for (let pixel = 0; pixel < millimetres.length; ) {
    let start = pixel
    while (start < millimetres.length && millimetres[start] === 0) start++
    let end = start
    while (end < millimetres.length && millimetres[end] !== 0) end++
    runs.push({ zeros: start - pixel, start, end })
    pixel = end
  }
  return runs
}

/**
 * Reads a `depth.bin`.
 *
 * @throws KindlingError `invalid-data` when it is missing or malformed
 */
export const readDepth = async (path: string): Promise<DepthImage> =>
  decodeDepth(await readWithin(path, largestFile), path)
