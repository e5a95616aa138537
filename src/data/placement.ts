/** The extent of a picture, in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** A rectangle, in pixels from the left and upper edge of a picture; it may reach beyond the picture. */
export interface Region extends Size {
  readonly left: number
  readonly top: number
}

/**
 * How an original picture became one of a batch: a rectangle of it was scaled to a size. Places are measured in pixels from
 * the picture's left and upper *edge*, so the centre of the first pixel is (0.5, 0.5), and scaling is a product.
 */
export interface Placement {
  readonly original: Size
  readonly region: Region
  readonly size: Size
}

/** A place in a picture, in pixels: x from the left edge, y from the upper. */
export type Point = readonly [x: number, y: number]

/**
 * Where a place of the original lies in the result.
 *
 * @example
 * const half = { original: { width: 8, height: 4 }, region: { left: 0, top: 0, width: 8, height: 4 }, size: { width: 4, height: 2 } }
 * placed(half, [8, 4]) // [4, 2]: the lower right corner
 */
export const placed = ({ region, size }: Placement, [x, y]: Point): Point => [
  ((x - region.left) * size.width) / region.width,
  ((y - region.top) * size.height) / region.height,
]

/** Where a place of the result lay in the original: the inverse of `placed`. */
export const unplaced = ({ region, size }: Placement, [x, y]: Point): Point => [
  region.left + (x * region.width) / size.width,
  region.top + (y * region.height) / size.height,
]

/** The whole picture as it is. */
export const unchanged = ({ width, height }: Size): Placement => ({
  original: { width, height },
  region: { left: 0, top: 0, width, height },
  size: { width, height },
})
