import { BatchNorm2d, Conv2d, Dropout, Linear, Module, ReLU, Sequential } from '../nn/index.ts'
import { concat, type Random, type Tensor } from '../tensor/index.ts'

export interface SmallResNetOptions {
  /** The number of outputs. */
  readonly classes: number
  /** Where the initial values and the dropped elements come from. */
  readonly random: Random
  /** Channels of the first layer, doubled three times; 16 by default. */
  readonly width?: number
  /** How much of the features is dropped in training; 0.2 by default. */
  readonly dropout?: number
}

/** A convolution of three by three, normalised, and a ReLU. */
export const convolution = (inputs: number, outputs: number, stride: number, random: Random): Sequential =>
  new Sequential(
    new Conv2d(inputs, outputs, 3, { stride, padding: 1, bias: false, random }),
    new BatchNorm2d(outputs),
    new ReLU(),
  )

/** Two convolutions and a shortcut around them. */
export class Residual extends Module {
  readonly first: Sequential
  readonly second: Sequential

  constructor(channels: number, random: Random) {
    super()
    this.first = convolution(channels, channels, 1, random)
    this.second = new Sequential(
      new Conv2d(channels, channels, 3, { padding: 1, bias: false, random }),
      new BatchNorm2d(channels),
    )
  }

  override forward(x: Tensor): Tensor {
    return x.add(this.second.forward(this.first.forward(x))).relu()
  }
}

/** A residual network for pictures of 48 to 128 pixels, small enough to be trained from nothing on two cores in minutes. */
class SmallResNet extends Module {
  readonly body: Sequential
  readonly dropout: Dropout
  readonly head: Linear

  constructor({ classes, random, width = 16, dropout = 0.2 }: SmallResNetOptions) {
    super()
    this.body = new Sequential(
      convolution(3, width, 2, random),
      convolution(width, 2 * width, 2, random),
      new Residual(2 * width, random),
      convolution(2 * width, 4 * width, 2, random),
      new Residual(4 * width, random),
      convolution(4 * width, 8 * width, 2, random),
    )
    this.dropout = new Dropout(dropout, { random })
    this.head = new Linear(16 * width, classes, { random })
  }

  /** The strongest and the mean response of each feature: whether something is there, and how much of it. */
  override forward(x: Tensor): Tensor {
    const maps = this.body.forward(x)
    return this.head.forward(this.dropout.forward(concat([maps.max([2, 3]), maps.mean([2, 3])], 1)))
  }
}

/** [N, 3, H, W] to logits [N, classes]. */
export const smallResNet = (options: SmallResNetOptions): Module => new SmallResNet(options)
