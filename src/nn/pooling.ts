import {
  avgPool2d,
  globalAvgPool2d,
  globalMaxPool2d,
  maxPool2d,
  type Pair,
  type PoolingOptions,
  type Tensor,
} from '../tensor/index.ts'
import { Module } from './module.ts'

/** The largest value in each window; the stride is the window's size by default. */
export class MaxPool2d extends Module {
  readonly #kernel: Pair
  readonly #options: PoolingOptions
  constructor(kernel: Pair, options: PoolingOptions = {}) {
    super()
    this.#kernel = kernel
    this.#options = options
  }
  override forward(x: Tensor): Tensor {
    return maxPool2d(x, this.#kernel, this.#options)
  }
}

/** The mean of each window; the stride is the window's size by default. */
export class AvgPool2d extends Module {
  readonly #kernel: Pair
  readonly #options: PoolingOptions & { readonly countIncludePad?: boolean }
  constructor(kernel: Pair, options: PoolingOptions & { readonly countIncludePad?: boolean } = {}) {
    super()
    this.#kernel = kernel
    this.#options = options
  }
  override forward(x: Tensor): Tensor {
    return avgPool2d(x, this.#kernel, this.#options)
  }
}

/** The mean over each picture: [N, C, H, W] to [N, C]. */
export class GlobalAvgPool2d extends Module {
  override forward(x: Tensor): Tensor {
    return globalAvgPool2d(x)
  }
}

/** The maximum over each picture: [N, C, H, W] to [N, C]. */
export class GlobalMaxPool2d extends Module {
  override forward(x: Tensor): Tensor {
    return globalMaxPool2d(x)
  }
}

/** All axes but the first as one. */
export class Flatten extends Module {
  override forward(x: Tensor): Tensor {
    return x.flatten(1)
  }
}
