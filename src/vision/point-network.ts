import { AvgPool2d, Conv2d, Linear, Module, ReLU, Sequential } from '../nn/index.ts'
import { concat, gridSample, linspace, type Random, softmax, stack, type Tensor, tensor } from '../tensor/index.ts'
import { convolution, Residual } from './small-resnet.ts'

export interface PointNetworkOptions {
  /** Numbers to tell of what is at the point, such as an object's rotation; none by default. */
  readonly numbers?: number
  readonly landmarks?: number
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
  readonly near: Sequential
  readonly far: Sequential
  readonly maps: Sequential
  readonly tell: Sequential
  readonly #closer: number
  readonly #size: number

  constructor({ numbers = 0, landmarks = 11, random, width = 16, closer = 0.36, size = 64 }: PointNetworkOptions) {
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
    this.near = new Sequential(
      convolution(3, 2 * width, 2, random),
      convolution(2 * width, 4 * width, 2, random),
      new Residual(4 * width, random),
    )
    this.far = new Sequential(convolution(4 * width, 8 * width, 2, random), new Residual(8 * width, random))
    this.maps = new Sequential(
      convolution(12 * width, 4 * width, 1, random),
      new Conv2d(4 * width, 1 + landmarks, 1, { random }),
    )
    this.tell = new Sequential(
      new Linear(2 * landmarks + 8 * width, 128, { random }),
      new ReLU(),
      new Linear(128, 128, { random }),
      new ReLU(),
      new Linear(128, numbers, { random }),
    )
  }

  override forward(x: Tensor): Tensor {
    const [height, width] = [x.shape[2]!, x.shape[3]!]
    const about = meanPlace(this.glance.forward(this.half.forward(x)))
    const extent = tensor([this.#closer, (this.#closer * width) / height])
    const places = centres(this.#size)
    const square = stack(
      [
        places.expandDims(0).broadcastTo([this.#size, this.#size]),
        places.expandDims(1).broadcastTo([this.#size, this.#size]),
      ],
      2,
    ).mul(extent)
    const around = gridSample(x, square.add(about.detach().reshape([-1, 1, 1, 2])), { padding: 'border' })
    const near = this.near.forward(around)
    const far = this.far.forward(near)
    const features = concat([near, doubled(far)], 1)
    const maps = this.maps.forward(features)
    const found = Array.from({ length: maps.shape[1]! }, (_, i) => meanPlace(maps.narrow(1, i, i + 1)))
    const [centre, ...marks] = found as [Tensor, ...Tensor[]]
    const relative = concat(
      marks.map((m) => m.sub(centre)),
      1,
    )
    return concat(
      [
        about.add(centre.mul(extent)),
        this.tell.forward(concat([relative.mul(2), far.mean([2, 3])], 1)),
        ...marks.map((m) => about.detach().add(m.mul(extent))),
      ],
      1,
    )
  }
}

/** Every pixel four times: [N, C, H, W] to [N, C, 2H, 2W]. */
function doubled(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number]
  return x
    .reshape([n, c, h, 1, w, 1])
    .broadcastTo([n, c, h, 2, w, 2])
    .reshape([n, c, 2 * h, 2 * w])
}

/** The mean place of a map [N, 1, h, w], [N, 2]: x, y in −1…1 over its edges. */
function meanPlace(map: Tensor): Tensor {
  const [n, , h, w] = map.shape as [number, number, number, number]
  const sharp = Number(process.env.SHARP ?? 8)
  const share = softmax(map.reshape([n, h * w]).mul(sharp), 1).reshape([n, h, w])
  const x = share.sum(1).mul(centres(w)).sum(1)
  const y = share.sum(2).mul(centres(h)).sum(1)
  return concat([x.expandDims(1), y.expandDims(1)], 1)
}

/** The centres of n pixels, in −1…1 over the edges. */
const centres = (n: number): Tensor => linspace(1 / n - 1, 1 - 1 / n, n)

export const pointNetwork = (options: PointNetworkOptions): Module => new PointNetwork(options)
