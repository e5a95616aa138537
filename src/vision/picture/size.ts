import { invalid } from '../../base/errors.ts'
import type { Size } from '../../data/index.ts'

/** The longest side that a picture of a batch may have, in pixels. */
export const longestSide = 16384

/**
 * A size from what the user wrote: one number stands for a square.
 *
 * @param name of the function that was called, for errors
 */
export function sizeOf(name: string, size: number | Size): Size {
  const { width, height } = typeof size === 'number' ? { width: size, height: size } : size
  for (const side of [width, height])
    if (!Number.isSafeInteger(side) || side < 1 || side > longestSide)
      throw invalid(
        `${name}: size is ${typeof size === 'number' ? size : `${width} × ${height}`}; ` +
          `each side must be a whole number of pixels from 1 to ${longestSide}`,
      )
  return { width, height }
}
