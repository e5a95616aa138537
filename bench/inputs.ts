import type { ConvShape, ExpressionShape, LossShape, NetworkShape } from './cases.ts'

/**
 * `length` numbers in [-1, 1) that depend on nothing but `seed`. `peers/pytorch.py` has the same formula, so that every
 * contestant computes on the same numbers and their results can be compared.
 */
export function uniform(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const noise = Math.sin(i + 1 + seed / 8) * 43758.5453
    return 2 * (noise - Math.floor(noise)) - 1
  })
}

/** A picture batch x and an output gradient dy, NCHW, and weights w, OIHW. */
export function convInputs({ images, channels, size }: ConvShape) {
  const picture = images * channels * size * size
  return {
    x: { data: uniform(picture, 1), shape: [images, channels, size, size] },
    w: { data: uniform(channels * channels * 9, 2), shape: [channels, channels, 3, 3] },
    dy: { data: uniform(picture, 3), shape: [images, channels, size, size] },
  }
}

/** Logits in [-4, 4), a 0 or 1 for each of them, and a class for each row. */
export function lossInputs({ rows, classes }: LossShape) {
  return {
    logits: { data: uniform(rows * classes, 1).map((u) => 4 * u), shape: [rows, classes] },
    targets: { data: uniform(rows * classes, 2).map((u) => (u > 0 ? 1 : 0)), shape: [rows, classes] },
    labels: { data: Int32Array.from(uniform(rows, 3), (u) => Math.floor(((u + 1) / 2) * classes)), shape: [rows] },
  }
}

/** Pictures, NCHW, and a 0 or 1 for each output. */
export function networkInputs({ images, size, classes }: NetworkShape) {
  return {
    pictures: { data: uniform(images * 3 * size * size, 1), shape: [images, 3, size, size] },
    targets: { data: uniform(images * classes, 2).map((u) => (u > 0.6 ? 1 : 0)), shape: [images, classes] },
  }
}

export function expressionInputs({ rows, columns }: ExpressionShape) {
  return {
    x: { data: uniform(rows * columns, 1), shape: [rows, columns] },
    w: { data: uniform(rows * columns, 2), shape: [rows, columns] },
  }
}
