import { BatchNorm2d, Conv2d, Linear, Module, ReLU, Sequential } from '../nn/index.ts'
import { concat, linspace, type Random, softmax, type Tensor } from '../tensor/index.ts'
import { convolution, Residual } from './small-resnet.ts'

export interface PointNetworkOptions {
  /** Points to find; the first 2 · points outputs are x0, y0, x1, y1, … in −1…1 over the picture's edges. */
  readonly points: number
  /** Further numbers to tell of what is at the points, such as an object's rotation; none by default. */
  readonly numbers?: number
  /** Where the initial values come from. */
  readonly random: Random
  /** Channels of the first layer, doubled three times; 16 by default. */
  readonly width?: number
}

/**
 * A network that finds points: for each of them a map says where it is, a softmax makes of the map a distribution over the
 * picture's places, and the point is its mean ("integral regression", Sun et al. 2018). So it is found between the map's
 * pixels, and a point that moves in the picture moves in the map alike, which a linear layer on pooled features would have
 * to learn from examples. The further numbers come from the features where the points are.
 *
 * [N, 3, H, W] with H and W multiples of 16 → [N, 2 · points + numbers].
 */
class PointNetwork extends Module {
  readonly body: Sequential
  readonly deep: Sequential
  readonly maps: Sequential
  readonly tell: Sequential | undefined

  constructor({ points, numbers = 0, random, width = 16 }: PointNetworkOptions) {
    super()
    // Down to an eighth of the picture's sides, where points are found; on to a sixteenth for what surrounds them.
    this.body = new Sequential(
      convolution(3, width, 2, random),
      convolution(width, 2 * width, 2, random),
      new Residual(2 * width, random),
      convolution(2 * width, 4 * width, 2, random),
      new Residual(4 * width, random),
    )
    this.deep = new Sequential(
      convolution(4 * width, 8 * width, 2, random),
      new Residual(8 * width, random),
      new Residual(8 * width, random),
    )
    this.maps = new Sequential(
      new Conv2d(12 * width, 4 * width, 3, { padding: 1, bias: false, random }),
      new BatchNorm2d(4 * width),
      new ReLU(),
      new Conv2d(4 * width, points, 1, { random }),
    )
    this.tell =
      numbers > 0
        ? new Sequential(
            new Linear(12 * width * points, 8 * width, { random }),
            new ReLU(),
            new Linear(8 * width, numbers, { random }),
          )
        : undefined
  }

  override forward(x: Tensor): Tensor {
    const near = this.body.forward(x)
    const far = this.deep.forward(near)
    const [n, , h, w] = near.shape as [number, number, number, number]
    const features = concat([near, doubled(far)], 1)
    const maps = this.maps.forward(features)
    const points = maps.shape[1]!
    const where = softmax(maps.reshape([n, points, h * w]), 2)
    const places = where.reshape([n, points, h, w])
    const xs = places.sum(2).mul(centres(w)).sum(2)
    const ys = places.sum(3).mul(centres(h)).sum(2)
    const found = concat([xs.expandDims(2), ys.expandDims(2)], 2).reshape([n, 2 * points])
    if (!this.tell) return found
    const there = where.matmul(features.reshape([n, -1, h * w]).transpose([0, 2, 1])).reshape([n, -1])
    return concat([found, this.tell.forward(there)], 1)
  }
}

/** The centres of n pixels, in −1…1 over the edges. */
const centres = (n: number): Tensor => linspace(1 / n - 1, 1 - 1 / n, n)

/** Every pixel four times: [N, C, H, W] to [N, C, 2H, 2W]. */
function doubled(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number]
  return x
    .reshape([n, c, h, 1, w, 1])
    .broadcastTo([n, c, h, 2, w, 2])
    .reshape([n, c, 2 * h, 2 * w])
}

export const pointNetwork = (options: PointNetworkOptions): Module => new PointNetwork(options)
