import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** 3×3 convolution, stride 1, padding 1, as many output channels as input channels, on `size` × `size` pictures. */
export interface ConvShape {
  images: number
  channels: number
  size: number
}

/** Logits [rows, classes]. */
export interface LossShape {
  rows: number
  classes: number
}

/** A batch of RGB pictures [images, 3, size, size] and as many outputs as `classes`. */
export interface NetworkShape {
  images: number
  size: number
  classes: number
}

/** Two matrices [rows, columns]. */
export interface ExpressionShape {
  rows: number
  columns: number
}

/** JPEG files of `width` × `height`, made into batches of `size` × `size`, `workers` at a time. */
export interface PicturesShape {
  pictures: number
  width: number
  height: number
  size: number
  batchSize: number
  workers: number
  /** Where the files lie; the caches of Kindling beside them. */
  folder: string
}

/** Everything that is measured, and the shape that says how large it is. */
export interface Shapes {
  /** y = conv(x, w). */
  convForward: ConvShape
  /** mean(conv(x, w) · dy) and its gradients for x and w: the convolution forward and both of its gradients. */
  convTrain: ConvShape
  /** Binary cross-entropy with logits, mean over all elements, and its gradient for the logits. */
  bce: LossShape
  /** Cross-entropy with class indices, mean over the rows, and its gradient for the logits. */
  crossEntropy: LossShape
  /** One step of ResNet-18: batch statistics, BCE with logits, gradients, AdamW (`adamW` below). Reads the loss. */
  resnet18Train: NetworkShape
  /** ResNet-18 forward with running statistics and without gradients. */
  resnet18Frozen: NetworkShape
  /** mean(sigmoid(x) · w), compiled beforehand; the time until the caller holds the number. */
  smallExpression: ExpressionShape
  /** An epoch of a data loader over files: decoded, the shorter side scaled to `size`, the centre kept, as uint8 batches. */
  decode: PicturesShape
  /** The same with an empty cache on disk, which is filled on the way. */
  decodeFirst: PicturesShape
  /** The same from a cache on disk that an epoch has filled. */
  decodeCached: PicturesShape
}

export type Kind = keyof Shapes

/** One row of the benchmark. */
export type Case = {
  [K in Kind]: {
    kind: K
    /** Unique; begins with the kind. */
    name: string
    shape: Shapes[K]
    /** Measured runs of each contestant. */
    repeats: number
    /** Runs in succession before the next contestant has its turn: enough that short runs are measured warm. */
    perTurn: number
  }
}[Kind]

/** fastai's defaults, in PyTorch's names. */
export const adamW = { lr: 1e-3, betas: [0.9, 0.99], eps: 1e-5, weightDecay: 0.01 } as const

const conv = (kind: 'convForward' | 'convTrain') => (shape: ConvShape) => ({
  kind,
  name: `${kind}/${shape.images}x${shape.channels}@${shape.size}`,
  shape,
  repeats: 25,
  perTurn: 5,
})

/** The four shapes of ResNet-18's 3×3 convolutions, each 1.2 billion multiply-adds forward. */
const stages: ConvShape[] = [
  { images: 32, channels: 64, size: 32 },
  { images: 32, channels: 128, size: 16 },
  { images: 32, channels: 256, size: 8 },
  { images: 32, channels: 512, size: 4 },
]

/** The first stage on two pictures, for peers that take seconds per picture. */
const twoImages: ConvShape = { images: 2, channels: 64, size: 32 }

const losses: LossShape = { rows: 4096, classes: 1000 }
const network: NetworkShape = { images: 32, size: 128, classes: 20 }

export const convForward: Case[] = stages.map(conv('convForward'))
export const convTrain: Case[] = stages.map(conv('convTrain'))
export const convTrainTwoImages: Case = conv('convTrain')(twoImages)
export const bce: Case = { kind: 'bce', name: 'bce', shape: losses, repeats: 25, perTurn: 5 }
/** Three milliseconds each: after a pause it takes about ten of them until processor and memory are warm (measured). */
export const crossEntropy: Case = {
  kind: 'crossEntropy',
  name: 'crossEntropy',
  shape: losses,
  repeats: 100,
  perTurn: 25,
}
export const resnet18Train: Case = {
  kind: 'resnet18Train',
  name: 'resnet18Train',
  shape: network,
  repeats: 12,
  perTurn: 2,
}
export const resnet18Frozen: Case = {
  kind: 'resnet18Frozen',
  name: 'resnet18Frozen',
  shape: network,
  repeats: 20,
  perTurn: 4,
}
export const smallExpression: Case = {
  kind: 'smallExpression',
  name: 'smallExpression',
  shape: { rows: 64, columns: 10 },
  repeats: 2000,
  perTurn: 200,
}

const photographs: PicturesShape = {
  pictures: 200,
  width: 640,
  height: 480,
  size: 128,
  batchSize: 50,
  workers: 2,
  folder: join(tmpdir(), `kindling-bench-${process.pid}`),
}
export const decode: Case = { kind: 'decode', name: 'decode', shape: photographs, repeats: 15, perTurn: 3 }
export const decodeFirst: Case = {
  kind: 'decodeFirst',
  name: 'decodeFirst',
  shape: photographs,
  repeats: 12,
  perTurn: 3,
}
export const decodeCached: Case = {
  kind: 'decodeCached',
  name: 'decodeCached',
  shape: photographs,
  repeats: 30,
  perTurn: 6,
}

export const cases: Case[] = [
  ...convForward,
  conv('convForward')(twoImages),
  ...convTrain,
  convTrainTwoImages,
  bce,
  crossEntropy,
  resnet18Train,
  resnet18Frozen,
  smallExpression,
  decode,
  decodeFirst,
  decodeCached,
]
