import { concat, linspace, softmax, type Tensor } from '../tensor/index.ts'

/**
 * The mean places of maps under their softmax ("integral regression", Sun et al. 2018): [N, P, h, w] → [N, 2 · P], x0, y0,
 * x1, y1, … in −1…1 over the maps' edges. They lie between the maps' pixels, and move when the picture does, which a linear
 * layer on pooled features would have to learn.
 */
export function meanPlaces(maps: Tensor): Tensor {
  const [n, points, h, w] = maps.shape as [number, number, number, number]
  const share = softmax(maps.reshape([n, points, h * w]), 2).reshape([n, points, h, w])
  const x = share.sum(2).mul(centres(w)).sum(2)
  const y = share.sum(3).mul(centres(h)).sum(2)
  return concat([x.expandDims(2), y.expandDims(2)], 2).reshape([n, 2 * points])
}

/** The centres of n pixels, in −1…1 over the edges. */
export const centres = (n: number): Tensor => linspace(1 / n - 1, 1 - 1 / n, n)
