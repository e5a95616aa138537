import type { Region, Size } from './placement.ts'
import type { RandomStream } from './random.ts'

/**
 * Decides which part of an original picture becomes a picture of the batch. It only chooses a rectangle: pictures, masks and
 * points are then all placed by that one rectangle, so they cannot come apart.
 */
export interface ItemTransform {
  /** For summaries: `resize(crop)`. */
  readonly name: string
  /** The kind and its options as plain data, from which an exported model's reader makes the transform again. */
  readonly recipe: { readonly kind: string; readonly [option: string]: unknown }
  /** What every picture becomes. */
  readonly size: Size
  /** What stands where the rectangle reaches beyond the picture. */
  readonly fill: 'reflect' | 'zeros' | 'edge'
  /** Whether `region` draws from `random`: then only the decoded original is worth keeping, not the result. */
  readonly isRandom: boolean
  /**
   * The rectangle of the original that is scaled to `size`.
   *
   * @param random in training; without it, the rectangle used in validation
   */
  region(original: Size, random?: RandomStream): Region
}
