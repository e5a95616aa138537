import { AvgPool2d, Conv2d, Dropout, Flatten, Linear, Module, ReLU, Sequential } from '../nn/index.ts'
import { concat, gridSample, linspace, type Random, softmax, type Tensor, tensor } from '../tensor/index.ts'
import { convolution, Residual } from './small-resnet.ts'

export interface PointNetworkOptions {
  /** Numbers to tell of what is at the point, such as an object's rotation; none by default. */
  readonly numbers?: number
  /** Where the initial values and the dropped elements come from. */
  readonly random: Random
  /** Channels of the first layer, doubled three times; 16 by default. */
  readonly width?: number
  /** The share of the picture's width that the closer look takes in: that of the largest object, with something around; 0.36 by default. */
  readonly closer?: number
  /** The side of the closer look, in pixels; 64 by default. */
  readonly size?: number
}

/**
 * A network that finds a point, such as the centre of an object, and tells numbers of what is there. It looks twice: at the
 * whole picture, at half its size, for where the point is; then at a square around that place, for where exactly, and for the
 * numbers. So the numbers do not depend on where in the picture the object is, and are read at a scale at which one can see
 * it, while the work stays that of two small pictures.
 *
 * A place is found as the mean of a softmax over a map of all places ("integral regression", Sun et al. 2018), hence between
 * the map's pixels; and it moves when the picture does, which a linear layer on pooled features would have to learn.
 *
 * [N, 3, H, W] of at least 128 × 96 → [N, 2 + numbers]: x, y in −1…1 over the picture's edges, then the numbers.
 */
class PointNetwork extends Module {
  readonly half = new AvgPool2d(2)
  readonly glance: Sequential
  readonly look: Sequential
  readonly where: Conv2d
  readonly tell: Sequential | undefined
  readonly #closer: number
  readonly #size: number

  constructor({ numbers = 0, random, width = 16, closer = 0.36, size = 64 }: PointNetworkOptions) {
    super()
    this.#closer = closer
    this.#size = size
    this.glance = new Sequential(
      convolution(3, width, 2, random),
      convolution(width, 2 * width, 2, random),
      new Residual(2 * width, random),
      convolution(2 * width, 4 * width, 2, random),
      new Residual(4 * width, random),
      new Conv2d(4 * width, 1, 3, { padding: 1, random }),
    )
    this.look = new Sequential(
      convolution(3, 2 * width, 2, random),
      convolution(2 * width, 4 * width, 2, random),
      new Residual(4 * width, random),
      convolution(4 * width, 8 * width, 2, random),
      new Residual(8 * width, random),
    )
    this.where = new Conv2d(8 * width, 1, 1, { random })
    this.tell =
      numbers > 0
        ? new Sequential(
            convolution(8 * width, 8 * width, 2, random),
            new Flatten(),
            new Dropout(Number(process.env.DROP ?? 0.1), { random }),
            new Linear(8 * width * (size / 16) ** 2, 8 * width, { random }),
            new ReLU(),
            new Linear(8 * width, numbers, { random }),
          )
        : undefined
  }

  override forward(x: Tensor): Tensor {
    const [height, width] = [x.shape[2]!, x.shape[3]!]
    const about = meanPlace(this.glance.forward(this.half.forward(x)))
    // The square's extent in units of half the picture, and its pixels' places around its centre.
    const extent = tensor([this.#closer, (this.#closer * width) / height])
    const square = concat(
      [
        centres(this.#size).expandDims(0).broadcastTo([this.#size, this.#size]).expandDims(2),
        centres(this.#size).expandDims(1).broadcastTo([this.#size, this.#size]).expandDims(2),
      ],
      2,
    ).mul(extent)
    // Where the square lies is no way to make the numbers better: nothing flows back through the sampling.
    const around = gridSample(x, square.add(about.detach().reshape([-1, 1, 1, 2])), { padding: 'border' })
    const features = this.look.forward(around)
    const found = about.add(meanPlace(this.where.forward(features)).mul(extent))
    return this.tell ? concat([found, this.tell.forward(features)], 1) : found
  }
}

/** The mean place of a map [N, 1, h, w], [N, 2]: x, y in −1…1 over its edges. */
function meanPlace(map: Tensor): Tensor {
  const [n, , h, w] = map.shape as [number, number, number, number]
  const share = softmax(map.reshape([n, h * w]), 1).reshape([n, h, w])
  const x = share.sum(1).mul(centres(w)).sum(1)
  const y = share.sum(2).mul(centres(h)).sum(1)
  return concat([x.expandDims(1), y.expandDims(1)], 1)
}

/** The centres of n pixels, in −1…1 over the edges. */
const centres = (n: number): Tensor => linspace(1 / n - 1, 1 - 1 / n, n)

export const pointNetwork = (options: PointNetworkOptions): Module => new PointNetwork(options)
