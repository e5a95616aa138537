import type { Pair, Random } from '../tensor/index.ts'
import { ConvTranspose2d, type ConvTranspose2dOptions } from './conv-transpose2d.ts'
import { Conv2d, type Conv2dOptions } from './conv2d.ts'
import { Dropout } from './dropout.ts'
import { Embedding } from './embedding.ts'
import { Linear, type LinearOptions } from './linear.ts'

/**
 * The layers that draw random numbers, all from the same stream: for writing a whole model without passing it on to each.
 *
 * @example
 * const { conv2d, linear } = layers(new Random(42))
 * const net = new Sequential(conv2d(3, 16, 3), new ReLU(), new GlobalAvgPool2d(), linear(16, 10))
 */
export const layers = (random: Random) => ({
  conv2d: (inputs: number, outputs: number, kernel: Pair, options: Omit<Conv2dOptions, 'random'> = {}): Conv2d =>
    new Conv2d(inputs, outputs, kernel, { ...options, random }),
  convTranspose2d: (
    inputs: number,
    outputs: number,
    kernel: Pair,
    options: Omit<ConvTranspose2dOptions, 'random'> = {},
  ): ConvTranspose2d => new ConvTranspose2d(inputs, outputs, kernel, { ...options, random }),
  dropout: (p: number): Dropout => new Dropout(p, { random }),
  embedding: (count: number, features: number): Embedding => new Embedding(count, features, { random }),
  linear: (inputs: number, outputs: number, options: Omit<LinearOptions, 'random'> = {}): Linear =>
    new Linear(inputs, outputs, { ...options, random }),
})
