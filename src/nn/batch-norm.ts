import { invalid } from '../base/errors.ts'
import { batchNorm, batchNormTraining, batchStatistics, ones, type Tensor, Variable, zeros } from '../tensor/index.ts'
import { checkCount } from './count.ts'
import { Module } from './module.ts'
import { Parameter } from './parameter.ts'

export interface BatchNormOptions {
  /** Added to the variance; 1e-5 by default. */
  readonly eps?: number
  /** The share of the batch's statistics in the running ones; 0.1 by default. */
  readonly momentum?: number
}

/**
 * Batch normalisation (Ioffe and Szegedy 2015). In training each channel is normalised with the mean and variance of the
 * batch, which also move the running ones, r ← (1 − momentum)·r + momentum·b, with the unbiased variance as PyTorch
 * does; afterwards with the running ones.
 *
 * Weight (ones at first), bias (zeros), running mean (zeros) and running variance (ones) are [channels]. PyTorch's count
 * of batches, which it only needs for a momentum of None, is not kept.
 */
abstract class BatchNorm extends Module {
  readonly weight: Parameter
  readonly bias: Parameter
  readonly runningMean: Variable
  readonly runningVar: Variable
  readonly #name: string
  readonly #eps: number
  readonly #momentum: number

  constructor(name: string, channels: number, { eps = 1e-5, momentum = 0.1 }: BatchNormOptions) {
    super()
    checkCount(name, 'channels', channels)
    if (!(eps >= 0)) throw invalid(`${name}: eps is ${eps}; it must be a number from 0`)
    if (!(momentum >= 0 && momentum <= 1)) throw invalid(`${name}: momentum is ${momentum}; it must lie in 0…1`)
    this.#name = name
    this.#eps = eps
    this.#momentum = momentum
    this.weight = new Parameter(ones([channels]))
    this.bias = new Parameter(zeros([channels]))
    this.runningMean = new Variable(zeros([channels]))
    this.runningVar = new Variable(ones([channels]))
  }

  /** The shapes that this layer takes, in words, and whether `ndim` axes are one of them. */
  protected abstract readonly axes: { readonly allowed: readonly number[]; readonly words: string }

  protected override unneeded(): readonly string[] {
    return ['num_batches_tracked']
  }

  override forward(x: Tensor): Tensor {
    const [channels] = this.weight.shape
    if (!this.axes.allowed.includes(x.ndim) || x.shape[1] !== channels)
      throw invalid(
        `${this.#name}: input has shape [${x.shape.join(', ')}]; it must be ${this.axes.words} with C = ${channels}`,
      )
    const options = { weight: this.weight.value, bias: this.bias.value, eps: this.#eps }
    if (!this.training) return batchNorm(x, { mean: this.runningMean.value, variance: this.runningVar.value }, options)
    const count = x.size / x.shape[1]!
    if (count < 2)
      throw invalid(
        `${this.#name}: input has shape [${x.shape.join(', ')}], ${count === 1 ? 'one value' : 'no value'} for each ` +
          'channel, which has no variance; train with larger batches, or call eval() to use the running statistics',
      )
    const { mean, variance } = batchStatistics(x)
    this.#move(this.runningMean, mean)
    this.#move(this.runningVar, variance.mul(count / (count - 1)))
    return batchNormTraining(x, options)
  }

  #move(running: Variable, value: Tensor): void {
    const moved = running.value.mul(1 - this.#momentum).add(value.mul(this.#momentum))
    // Statistics are no path for gradients, even where a later evaluation in the same function reads them.
    running.value = moved.detach()
  }
}

/**
 * Batch normalisation of pictures: [N, C, H, W], each channel over the batch and the picture.
 *
 * @example
 * const block = new Sequential(new Conv2d(3, 16, 3, { bias: false, random }), new BatchNorm2d(16), new ReLU())
 */
export class BatchNorm2d extends BatchNorm {
  protected override readonly axes = { allowed: [4], words: '[N, C, H, W]' }

  constructor(channels: number, options: BatchNormOptions = {}) {
    super('BatchNorm2d', channels, options)
  }
}

/** Batch normalisation of features: [N, C] or [N, C, L], each channel over the other axes. */
export class BatchNorm1d extends BatchNorm {
  protected override readonly axes = { allowed: [2, 3], words: '[N, C] or [N, C, L]' }

  constructor(channels: number, options: BatchNormOptions = {}) {
    super('BatchNorm1d', channels, options)
  }
}
