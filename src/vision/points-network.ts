import { invalid } from '../base/errors.ts'
import { Conv2d, Module, Sequential } from '../nn/index.ts'
import { interpolate, type Random, type Tensor } from '../tensor/index.ts'
import { meanPlaces } from './mean-places.ts'
import { convolution, Residual } from './small-resnet.ts'

export interface PointsNetworkOptions {
  /** How many points are to be found. */
  readonly points: number
  /** Where the initial values come from. */
  readonly random: Random
  /** Channels of the first layer, doubled three times; 16 by default. */
  readonly width?: number
}

/**
 * Looks at the picture at a quarter, an eighth and a sixteenth of its size, and brings what it sees back to a quarter
 * (Ronneberger et al. 2015): the coarse features know which part of a face they are at, the fine ones where exactly. A map for
 * each point says where it may be, and the point is at the map's mean place.
 */
class PointsNetwork extends Module {
  readonly quarter: Sequential
  readonly eighth: Sequential
  readonly sixteenth: Sequential
  readonly besideEighth: Conv2d
  readonly toEighth: Sequential
  readonly besideQuarter: Conv2d
  readonly toQuarter: Sequential
  readonly maps: Conv2d

  constructor({ points, random, width = 16 }: PointsNetworkOptions) {
    super()
    for (const [name, value] of Object.entries({ points, width }))
      if (!(Number.isSafeInteger(value) && value >= 1))
        throw invalid(`pointsNetwork: ${name} is ${value}; it must be a whole number from 1`)
    this.quarter = new Sequential(
      convolution(3, width, 2, random),
      convolution(width, 2 * width, 2, random),
      new Residual(2 * width, random),
    )
    this.eighth = new Sequential(convolution(2 * width, 4 * width, 2, random), new Residual(4 * width, random))
    this.sixteenth = new Sequential(convolution(4 * width, 8 * width, 2, random), new Residual(8 * width, random))
    this.besideEighth = new Conv2d(4 * width, 8 * width, 1, { random })
    this.toEighth = convolution(8 * width, 4 * width, 1, random)
    this.besideQuarter = new Conv2d(2 * width, 4 * width, 1, { random })
    this.toQuarter = convolution(4 * width, 4 * width, 1, random)
    this.maps = new Conv2d(4 * width, points, 1, { random })
  }

  override forward(x: Tensor): Tensor {
    const quarter = this.quarter.forward(x)
    const eighth = this.eighth.forward(quarter)
    const sixteenth = this.sixteenth.forward(eighth)
    const atEighth = this.toEighth.forward(enlarged(sixteenth, eighth).add(this.besideEighth.forward(eighth)))
    const atQuarter = this.toQuarter.forward(enlarged(atEighth, quarter).add(this.besideQuarter.forward(quarter)))
    return meanPlaces(this.maps.forward(atQuarter).mul(sharpness))
  }
}

/**
 * Multiplies the maps before their softmax. As they come they hardly differ at first, so all points lie in the middle and
 * the gradients are tiny; on 240 faces, two thirds of the epochs come to the same error this way.
 */
const sharpness = 8

const enlarged = (x: Tensor, { shape }: Tensor): Tensor => interpolate(x, [shape[2]!, shape[3]!])

/**
 * A network that finds points in pictures of about 64 to 192 pixels, such as those of a face, small enough to be trained from
 * nothing on two cores in minutes. What it answers lies within the picture.
 *
 * [N, 3, H, W] → [N, 2 · points]: x0, y0, x1, y1, … in −1…1 over the picture's edges.
 *
 * @throws KindlingError `invalid-argument` when points or width is no whole number from 1
 * @example
 * const learn = visionLearner(loaders, { architecture: 'points' })
 * const wider = visionLearner(loaders, { architecture: pointsNetwork({ points: 68, width: 32, random: new Random(0) }) })
 */
export const pointsNetwork = (options: PointsNetworkOptions): Module => new PointsNetwork(options)
