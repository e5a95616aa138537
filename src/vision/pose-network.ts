import { AvgPool2d, Conv2d, Linear, Module, Parameter, ReLU, Sequential } from '../nn/index.ts'
import {
  concat,
  gridSample,
  interpolate,
  matmul,
  type Random,
  stack,
  type Tensor,
  tensor,
  zeros,
} from '../tensor/index.ts'
import { asSeenFrom } from './line-of-sight.ts'
import { centres, meanPlaces } from './mean-places.ts'
import { convolution, Residual } from './small-resnet.ts'

export interface PoseNetworkOptions {
  /** How many landmarks of the object there are. */
  readonly landmarks: number
  /** Where the initial values come from. */
  readonly random: Random
  /** Channels of the first layer, doubled three times; 12 by default. */
  readonly width?: number
  /** The share of the picture's width that the closer look takes in: the largest object and something around; 0.32 by default. */
  readonly closer?: number
  /** The side of the closer look, in pixels, a multiple of 8; 64 by default. */
  readonly size?: number
}

/**
 * Finds one object and tells how it is turned. It looks twice: at the whole picture, at half its size, for where the object
 * is; then at a square around that place. There it finds the object's centre and its landmarks, each at the mean place of a
 * map of its own, and from where the landmarks lie around the centre, and from what the square shows, it tells the rotation.
 *
 * So the rotation does not depend on where in the picture the object is, it is read at a scale at which one can see it, and
 * the landmarks, which are easy to learn, say what to look at.
 */
class PoseNetwork extends Module {
  readonly half = new AvgPool2d(2)
  readonly glance: Sequential
  readonly near: Sequential
  readonly far: Sequential
  readonly lateral: Conv2d
  readonly maps: Sequential
  readonly turn: Sequential
  /** How far to the side, in depths, the picture's edges see: [2], of x and y. An ordinary camera's at first. */
  readonly reach = new Parameter(tensor([0.5, 0.5]))
  readonly #closer: number
  readonly #size: number
  readonly #random: Random

  constructor({ landmarks, random, width = 12, closer = 0.32, size = 64 }: PoseNetworkOptions) {
    super()
    this.#closer = closer
    this.#size = size
    this.#random = random
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
    this.lateral = new Conv2d(8 * width, 4 * width, 1, { random })
    this.maps = new Sequential(
      convolution(4 * width, 4 * width, 1, random),
      new Conv2d(4 * width, 1 + landmarks, 1, { random }),
    )
    this.turn = new Sequential(
      new Linear(2 * landmarks + 8 * width, 128, { random }),
      new ReLU(),
      new Linear(128, 128, { random }),
      new ReLU(),
      new Linear(128, 6, { random }),
    )
  }

  override forward(x: Tensor): Tensor {
    const n = x.shape[0]!
    const about = meanPlaces(this.glance.forward(this.half.forward(x)))
    if (this.training) return this.#look(x, about, jittered(n, this.#random))
    const answers = steadyLooks.map((look) => this.#look(x, about, lookOf(look)))
    return answers.reduce((sum, answer) => sum.add(answer)).div(answers.length)
  }

  /** What a closer look around a place tells, in the picture's own coordinates. */
  #look(x: Tensor, about: Tensor, { turn, shift }: Look): Tensor {
    const [n, , height, width] = x.shape as [number, number, number, number]
    // What is learnt from the look must not move the look itself: nothing flows back through the sampling.
    const looked = about.detach()
    const extent = tensor([this.#closer, (this.#closer * width) / height])
    /** From places in the square, [n, k, 2], to places in the picture. */
    const inPicture = (places: Tensor): Tensor =>
      matmul(places, turn)
        .add(shift)
        .mul(extent)
        .add(looked.reshape([n, 1, 2]))
    const size = this.#size
    const grid = inPicture(squareOf(size).expandDims(0)).reshape([n, size, size, 2])
    const near = this.near.forward(gridSample(x, grid, { padding: 'border' }))
    const far = this.far.forward(near)
    const enlarged = interpolate(this.lateral.forward(far), [near.shape[2]!, near.shape[3]!])
    const places = meanPlaces(this.maps.forward(near.add(enlarged))).reshape([n, -1, 2])
    const count = places.shape[1]! - 1
    const around = places.narrow(1, 1, 1 + count).sub(places.narrow(1, 0, 1))
    const six = this.turn.forward(concat([around.mul(2).reshape([n, 2 * count]), far.mean([2, 3])], 1))
    const found = inPicture(places)
    const place = found.narrow(1, 0, 1).reshape([n, 2])
    const centre = place.add(about.sub(looked))
    const rotation = asSeenFrom(place.detach().mul(this.reach.value), turned(six, turn))
    return concat([centre, rotation, found.narrow(1, 1, 1 + count).reshape([n, 2 * count])], 1)
  }
}

/** How a closer look lies on the picture: a place p of the square is p · turn + shift, in units of half its side. */
interface Look {
  /** [n, 2, 2]: a turn, and a change of scale. */
  readonly turn: Tensor
  /** [n, 1, 2] */
  readonly shift: Tensor
}

const mostTurned = (12 * Math.PI) / 180
const mostScaled = Math.log(1.12)
const mostShifted = 0.06

/** In an answer the object is looked at twice, a little turned to either side, and the mean is told. */
const steadyLooks = [-0.6, 0.6]

/** A look that is turned by a share of the most that training does. */
const lookOf = (share: number): Look => {
  const [cos, sin] = [Math.cos(share * mostTurned), Math.sin(share * mostTurned)]
  return {
    turn: tensor([
      [
        [cos, sin],
        [-sin, cos],
      ],
    ]),
    shift: zeros([1, 1, 2]),
  }
}

/**
 * In training the look is turned, scaled and shifted at random, and what it tells is turned back: one picture shows the
 * object in other poses, which costs nothing, since the square is sampled anyway.
 */
function jittered(n: number, random: Random): Look {
  const drawn = random.uniform([4, n], { low: -1, high: 1 })
  const row = (i: number): Tensor => drawn.narrow(0, i, i + 1).reshape([n])
  const [angle, factor] = [row(0).mul(mostTurned), row(1).mul(mostScaled).exp()]
  const [cos, sin] = [angle.cos().mul(factor), angle.sin().mul(factor)]
  return {
    turn: stack([stack([cos, sin], 1), stack([sin.neg(), cos], 1)], 1),
    shift: stack([row(2), row(3)], 1)
      .mul(mostShifted)
      .reshape([n, 1, 2]),
  }
}

/** The first two columns of rotations that a look shows, as they are in the picture. */
function turned(six: Tensor, turn: Tensor): Tensor {
  const n = six.shape[0]!
  const columns = six.reshape([n, 2, 3])
  const scale = turn.square().sum([1, 2], { keepdims: true }).div(2).sqrt()
  return concat([matmul(columns.narrow(2, 0, 2), turn.div(scale)), columns.narrow(2, 2, 3)], 2).reshape([n, 6])
}

/** The places of a square's pixels, in −1…1 over its edges, [size², 2]. */
const squareOf = (size: number): Tensor => {
  const line = centres(size)
  return stack([line.expandDims(0).broadcastTo([size, size]), line.expandDims(1).broadcastTo([size, size])], 2).reshape(
    [size ** 2, 2],
  )
}

/**
 * A network for the pose of one object in pictures of about 192 × 144 pixels, such as a head's, small enough to be trained
 * from nothing on two cores in minutes.
 *
 * [N, 3, H, W] with even sides → [N, 2 + 6 + 2 · landmarks]: the centre's x and y in −1…1 over the picture's edges, the
 * rotation's first two columns, then x and y of each landmark: what `partsBlock({ centre, rotation, landmarks })` asks for.
 *
 * @example
 * const learn = visionLearner(loaders, { architecture: poseNetwork({ landmarks: 11, random: new Random(0) }) })
 */
export const poseNetwork = (options: PoseNetworkOptions): Module => new PoseNetwork(options)
