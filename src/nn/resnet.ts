import { globalAvgPool2d, type Random, type Tensor, zeros } from '../tensor/index.ts'
import { BatchNorm2d } from './batch-norm.ts'
import { Conv2d } from './conv2d.ts'
import { checkCount } from './count.ts'
import { kaimingNormal } from './init.ts'
import { Linear } from './linear.ts'
import { Module } from './module.ts'
import { MaxPool2d } from './pooling.ts'
import { Sequential } from './sequential.ts'

/** A convolution without bias, before batch normalisation; Kaiming normal over its outputs at first, as in torchvision. */
function convolution(inputs: number, outputs: number, kernel: number, stride: number, random: Random): Conv2d {
  const conv = new Conv2d(inputs, outputs, kernel, { stride, padding: Math.floor(kernel / 2), bias: false, random })
  conv.weight.value = kaimingNormal(conv.weight.shape, random, { mode: 'fanOut', nonlinearity: 'relu' })
  return conv
}

/** Brings the input of a block to the shape of its output, where they differ. */
const shortcut = (inputs: number, outputs: number, stride: number, random: Random): Sequential | undefined =>
  stride === 1 && inputs === outputs
    ? undefined
    : new Sequential(convolution(inputs, outputs, 1, stride, random), new BatchNorm2d(outputs))

/** Two 3×3 convolutions and a shortcut. */
class BasicBlock extends Module {
  static readonly expansion = 1
  readonly conv1: Conv2d
  readonly bn1: BatchNorm2d
  readonly conv2: Conv2d
  readonly bn2: BatchNorm2d
  readonly downsample: Sequential | undefined

  constructor(inputs: number, width: number, stride: number, random: Random) {
    super()
    this.conv1 = convolution(inputs, width, 3, stride, random)
    this.bn1 = new BatchNorm2d(width)
    this.conv2 = convolution(width, width, 3, 1, random)
    this.bn2 = new BatchNorm2d(width)
    this.downsample = shortcut(inputs, width, stride, random)
  }

  /** The normalisation at the end of the branch. */
  get last(): BatchNorm2d {
    return this.bn2
  }

  override forward(x: Tensor): Tensor {
    const y = this.bn1.forward(this.conv1.forward(x)).relu()
    return this.bn2
      .forward(this.conv2.forward(y))
      .add(this.downsample?.forward(x) ?? x)
      .relu()
  }
}

/** A narrow 3×3 convolution between two 1×1 ones, and a shortcut; the stride is on the 3×3, as in torchvision. */
class Bottleneck extends Module {
  static readonly expansion = 4
  readonly conv1: Conv2d
  readonly bn1: BatchNorm2d
  readonly conv2: Conv2d
  readonly bn2: BatchNorm2d
  readonly conv3: Conv2d
  readonly bn3: BatchNorm2d
  readonly downsample: Sequential | undefined

  constructor(inputs: number, width: number, stride: number, random: Random) {
    super()
    const outputs = width * Bottleneck.expansion
    this.conv1 = convolution(inputs, width, 1, 1, random)
    this.bn1 = new BatchNorm2d(width)
    this.conv2 = convolution(width, width, 3, stride, random)
    this.bn2 = new BatchNorm2d(width)
    this.conv3 = convolution(width, outputs, 1, 1, random)
    this.bn3 = new BatchNorm2d(outputs)
    this.downsample = shortcut(inputs, outputs, stride, random)
  }

  /** The normalisation at the end of the branch. */
  get last(): BatchNorm2d {
    return this.bn3
  }

  override forward(x: Tensor): Tensor {
    const narrow = this.bn1.forward(this.conv1.forward(x)).relu()
    const seen = this.bn2.forward(this.conv2.forward(narrow)).relu()
    return this.bn3
      .forward(this.conv3.forward(seen))
      .add(this.downsample?.forward(x) ?? x)
      .relu()
  }
}

type Block = BasicBlock | Bottleneck

export interface ResNetOptions {
  /** The number of outputs. */
  readonly classes: number
  /** Where the initial values come from. */
  readonly random: Random
  /** Channels of the pictures; 3 by default. */
  readonly channels?: number
  /** Channels of the first stage; 64 by default, doubled from stage to stage. */
  readonly width?: number
  /**
   * Whether the last normalisation of each block starts with weight 0, so that every block starts as its shortcut
   * (Goyal et al. 2017); false by default.
   */
  readonly zeroInitResidual?: boolean
}

/**
 * Deep residual networks (He et al. 2016): pictures [N, channels, H, W] to logits [N, classes].
 *
 * Names, initial values and the place of the stride are torchvision's, so its weights fit. Pictures of 224×224 are
 * usual, from 32×32 possible. Made by `resnet18`, `resnet34` and `resnet50`.
 */
export class ResNet extends Module {
  readonly conv1: Conv2d
  readonly bn1: BatchNorm2d
  readonly layer1: Sequential<readonly Block[]>
  readonly layer2: Sequential<readonly Block[]>
  readonly layer3: Sequential<readonly Block[]>
  readonly layer4: Sequential<readonly Block[]>
  readonly fc: Linear
  readonly #pool = new MaxPool2d(3, { stride: 2, padding: 1 })

  /** @internal */
  constructor(
    block: typeof BasicBlock | typeof Bottleneck,
    depths: readonly [number, number, number, number],
    { classes, random, channels = 3, width = 64, zeroInitResidual = false }: ResNetOptions,
  ) {
    super()
    checkCount('ResNet', 'classes', classes)
    checkCount('ResNet', 'channels', channels)
    checkCount('ResNet', 'width', width)
    this.conv1 = convolution(channels, width, 7, 2, random)
    this.bn1 = new BatchNorm2d(width)
    let inputs = width
    const stage = (i: 0 | 1 | 2 | 3): Sequential<readonly Block[]> => {
      const inner = width * 2 ** i
      const blocks = Array.from({ length: depths[i] }, (_, j) => {
        const made = new block(inputs, inner, i > 0 && j === 0 ? 2 : 1, random)
        inputs = inner * block.expansion
        return made
      })
      return new Sequential(...blocks)
    }
    this.layer1 = stage(0)
    this.layer2 = stage(1)
    this.layer3 = stage(2)
    this.layer4 = stage(3)
    this.fc = new Linear(inputs, classes, { random })
    if (zeroInitResidual)
      for (const layer of this.#layers)
        for (const { last } of layer.modules) last.weight.value = zeros(last.weight.shape)
  }

  get #layers(): readonly Sequential<readonly Block[]>[] {
    return [this.layer1, this.layer2, this.layer3, this.layer4]
  }

  /** The last feature maps: [N, channels, H, W] to [N, C, H/32, W/32], C being 512 (ResNet-50: 2048) with a width of 64. */
  features(x: Tensor): Tensor {
    const stem = this.#pool.forward(this.bn1.forward(this.conv1.forward(x)).relu())
    return this.#layers.reduce((y, layer) => layer.forward(y), stem)
  }

  override forward(x: Tensor): Tensor {
    return this.fc.forward(globalAvgPool2d(this.features(x)))
  }
}

/**
 * ResNet-18: 11.7 million parameters with 1000 classes.
 *
 * @example
 * const model = resnet18({ classes: 20, random: new Random(42) })
 * const logits = model.forward(images) // [N, 3, 224, 224] to [N, 20]
 */
export const resnet18 = (options: ResNetOptions): ResNet => new ResNet(BasicBlock, [2, 2, 2, 2], options)
/** ResNet-34: 21.8 million parameters with 1000 classes. */
export const resnet34 = (options: ResNetOptions): ResNet => new ResNet(BasicBlock, [3, 4, 6, 3], options)
/** ResNet-50: 25.6 million parameters with 1000 classes; the stride of a block is on its 3×3 convolution. */
export const resnet50 = (options: ResNetOptions): ResNet => new ResNet(Bottleneck, [3, 4, 6, 3], options)
