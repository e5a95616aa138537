/**
 * How targets change when their pictures do, for transforms of whole batches. Coordinates are in −1…1 over the picture's
 * edges; an absent number is NaN.
 */
export type Moves =
  /** float32 [N, 2 · count]: x0, y0, x1, y1, … */
  | {
      readonly kind: 'points'
      readonly count: number
      /** Pairs of points that a mirrored picture exchanges: the left eye becomes the right one. */
      readonly swap?: readonly (readonly [number, number])[] | undefined
      /** What becomes of a point that leaves the picture: absent (default), or kept where it is. */
      readonly outside?: 'absent' | 'keep' | undefined
    }
  /** uint8 or int32 [N, H, W]: a class for each pixel. */
  | { readonly kind: 'mask' }
  /** int32 [N]: one class for each item. */
  | { readonly kind: 'classIndices'; readonly classes: number }
  /** float32 [N, C]: 0 or 1 for each class. */
  | { readonly kind: 'labels' }
  /** float32 [N, numbers], which are multiplied by these factors where a picture is mirrored: a steering angle by −1. */
  | { readonly kind: 'numbers'; readonly mirrored: readonly number[] }
  /**
   * float32 [N, 6]: a rotation in space, as its first two columns, in a frame whose x points right and y down in the picture.
   * Turning the picture turns it about the line of sight; mirroring mirrors the object, which must itself be symmetric in x.
   */
  | { readonly kind: 'rotation' }
  /** Anything that does not depend on where things are in the picture. */
  | { readonly kind: 'other' }
  /** float32 [N, widths]: columns that move each in their own way. */
  | { readonly kind: 'parts'; readonly parts: readonly { readonly width: number; readonly moves: Moves }[] }
