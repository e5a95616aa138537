import { invalid } from '../../base/errors.ts'
import type { Size } from '../../data/index.ts'
import type { Tensor } from '../../tensor/index.ts'

/** What every random change of a batch of pictures says of itself. */
interface Drawing {
  /** What messages call it. */
  readonly name: string
  /** How likely it is to change a picture. One that never does is left out of the program. */
  readonly p: number
  /** How many random numbers it takes for each picture. The numbers of a whole batch are drawn at once, which is cheaper. */
  readonly draws: number
}

/** A random change of where things are in a picture. Consecutive ones are composed, and resampled once. */
export interface GeometricTransform extends Drawing {
  readonly kind: 'geometric'
  /** Set where all that it does is to mirror pictures left to right ('x') or upside down ('y'), which needs no resampling. */
  readonly mirrors?: 'x' | 'y'
  /**
   * For each picture the map from places in the result to places in the source, in coordinates of −1…1 over the edges.
   *
   * @param draws even random numbers from 0 to 1, each [N]
   * @param size of the pictures, in pixels
   * @returns [N, 2, 3] of affine maps, or [N, 3, 3] of homographies
   */
  matrix(draws: readonly Tensor[], size: Size): Tensor
}

/** A random change of pixels that leaves everything where it is, and targets as they are. */
export interface PixelTransform extends Drawing {
  readonly kind: 'pixel'
  /**
   * @param images float32 [N, 3, H, W] of 0…255
   * @param draws even random numbers from 0 to 1, each [N]
   */
  apply(images: Tensor, draws: readonly Tensor[]): Tensor
}

/** A mixture of each picture with another one of the batch. Their targets are mixed in the same proportion. */
export interface MixingTransform extends Drawing {
  readonly kind: 'mixing'
  /**
   * @param images float32 [N, 3, H, W]
   * @param partners the same pictures in another order
   * @param draws even random numbers from 0 to 1, each [N]
   * @returns the mixtures, and the share of each that is its own, [N]
   */
  mix(images: Tensor, partners: Tensor, draws: readonly Tensor[]): { readonly images: Tensor; readonly share: Tensor }
}

/** A random change of a whole batch, in the compiled training step. */
export type BatchTransform = GeometricTransform | PixelTransform | MixingTransform

/** Refuses what is no probability. */
export function checkProbability(name: string, p: number): void {
  if (!(p >= 0 && p <= 1)) throw invalid(`${name}: p is ${p}; it is a probability and must lie in 0…1`)
}

/** Even random numbers from 0 to 1 as ones from `low` to `high`. */
export const between = (draw: Tensor, low: number, high: number): Tensor => draw.mul(high - low).add(low)

/** 1 with probability `p`, else 0. */
export const chosen = (draw: Tensor, p: number): Tensor => draw.less(p).cast('float32')

/** One number for each picture, [N], as [N, 1, 1, 1], to meet the pictures. */
export const perImage = (x: Tensor): Tensor => x.reshape([x.size, 1, 1, 1])

/** Refuses what is no parameter of a Beta distribution. */
export function checkAlpha(name: string, alpha: number): void {
  if (!(alpha > 0 && alpha < Number.POSITIVE_INFINITY))
    throw invalid(`${name}: alpha is ${alpha}; it must be a number above 0 (leave ${name} out to mix nothing)`)
}
