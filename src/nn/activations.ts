import type { Tensor } from '../tensor/index.ts'
import { Module } from './module.ts'

/** max(x, 0) */
export class ReLU extends Module {
  override forward(x: Tensor): Tensor {
    return x.relu()
  }
}

/** x, or slope·x below zero; the slope is 0.01 by default. */
export class LeakyReLU extends Module {
  readonly #slope: number
  constructor(slope = 0.01) {
    super()
    this.#slope = slope
  }
  override forward(x: Tensor): Tensor {
    return x.leakyRelu(this.#slope)
  }
}

/** x, or alpha·(eˣ − 1) below zero; alpha is 1 by default. */
export class ELU extends Module {
  readonly #alpha: number
  constructor(alpha = 1) {
    super()
    this.#alpha = alpha
  }
  override forward(x: Tensor): Tensor {
    return x.elu(this.#alpha)
  }
}

/** x·Φ(x), with the normal distribution function Φ; `approximate: 'tanh'` for the form with the hyperbolic tangent. */
export class GELU extends Module {
  readonly #approximate: 'none' | 'tanh'
  constructor({ approximate = 'none' }: { readonly approximate?: 'none' | 'tanh' } = {}) {
    super()
    this.#approximate = approximate
  }
  override forward(x: Tensor): Tensor {
    return x.gelu({ approximate: this.#approximate })
  }
}

/** x·sigmoid(x) */
export class SiLU extends Module {
  override forward(x: Tensor): Tensor {
    return x.silu()
  }
}

/** x·clip(x + 3, 0, 6) / 6 */
export class HardSwish extends Module {
  override forward(x: Tensor): Tensor {
    return x.hardSwish()
  }
}

/** ln(1 + eˣ) */
export class Softplus extends Module {
  override forward(x: Tensor): Tensor {
    return x.softplus()
  }
}

/** 1 / (1 + e⁻ˣ) */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return x.sigmoid()
  }
}

/** The hyperbolic tangent. */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return x.tanh()
  }
}

/** eˣ divided by its sum along an axis, the last by default. */
export class Softmax extends Module {
  readonly #axis: number
  constructor(axis = -1) {
    super()
    this.#axis = axis
  }
  override forward(x: Tensor): Tensor {
    return x.softmax(this.#axis)
  }
}
