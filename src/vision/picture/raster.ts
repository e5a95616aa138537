import type { Region, Size } from '../../data/index.ts'

/** The decoded pixels of a picture, or of most of it, at its own resolution or a lower one. */
export interface Raster extends Size {
  /** Pixel after pixel, row after row. */
  readonly data: Uint8Array<ArrayBuffer>
  /** 1 for grey, 3 for RGB. */
  readonly channels: 1 | 3
  /** The picture as it is shown. */
  readonly original: Size
  /** The part of the original that the pixels cover: scaled decoding may leave out a few rows or columns at an edge. */
  readonly covers: Region
  /** Gives the memory of the pixels back, where it is lent; who keeps them does not. */
  readonly release?: () => void
}

export const whole = ({ width, height }: Size): Region => ({ left: 0, top: 0, width, height })
