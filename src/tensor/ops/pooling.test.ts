import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { spread } from '../../../test/finite-differences.ts'
import {
  arange,
  avgPool2d,
  type DType,
  globalAvgPool2d,
  globalMaxPool2d,
  grad,
  maxPool2d,
  tensor,
  zeros,
} from '../index.ts'

const two = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }))
const problem = fc
  .record({ size: two(1, 6), kernel: two(1, 3), stride: two(1, 3), padding: two(0, 1) })
  .filter(({ size, kernel, padding }) =>
    [0, 1].every((i) => 2 * padding[i]! <= kernel[i]! && size[i]! + 2 * padding[i]! >= kernel[i]!),
  )

/** What each window sees, padding as null. */
function windows(
  x: Float64Array,
  size: readonly number[],
  kernel: readonly number[],
  stride: readonly number[],
  padding: readonly number[],
): (number | null)[][] {
  const out = [0, 1].map((i) => Math.floor((size[i]! + 2 * padding[i]! - kernel[i]!) / stride[i]!) + 1)
  const seen: (number | null)[][] = []
  for (let i = 0; i < out[0]!; i++)
    for (let j = 0; j < out[1]!; j++) {
      const window: (number | null)[] = []
      for (let a = 0; a < kernel[0]!; a++)
        for (let b = 0; b < kernel[1]!; b++) {
          const [row, column] = [i * stride[0]! + a - padding[0]!, j * stride[1]! + b - padding[1]!]
          const inside = row >= 0 && column >= 0 && row < size[0]! && column < size[1]!
          window.push(inside ? x[row * size[1]! + column]! : null)
        }
      seen.push(window)
    }
  return seen
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

describe.each<DType>(['float32', 'float64'])('pooling in %s', (dtype) => {
  it('goes through the windows of its definition', () =>
    fc.assert(
      fc.asyncProperty(problem, async ({ size, kernel, stride, padding }) => {
        const data = spread(size[0] * size[1], [-2, 2], 5)
        const x = tensor(data, { shape: [1, 1, ...size], dtype })
        const seen = windows(data, size, kernel, stride, padding)
        const real = seen.map((window) => window.filter((v) => v !== null))
        // A window that sees nothing but padding has no maximum and no mean.
        fc.pre(real.every((window) => window.length > 0))
        expectClose(
          await maxPool2d(x, kernel, { stride, padding }).data(),
          real.map((window) => Math.max(...window)),
        )
        expectClose(
          await avgPool2d(x, kernel, { stride, padding }).data(),
          real.map((window) => sum(window) / (kernel[0] * kernel[1])),
        )
        expectClose(
          await avgPool2d(x, kernel, { stride, padding, countIncludePad: false }).data(),
          real.map((window) => sum(window) / window.length),
        )
      }),
      { numRuns: 40 },
    ))
})

describe('pooling', () => {
  it('has windows side by side by default', () => {
    expect(maxPool2d(zeros([1, 2, 7, 6]), 3).shape).toEqual([1, 2, 2, 2])
    expect(avgPool2d(zeros([1, 2, 7, 6]), [1, 2]).shape).toEqual([1, 2, 7, 3])
  })

  it('of the maximum gives the gradient to the first of several', async () => {
    const x = tensor([
      [1, 3],
      [3, 3],
    ]).reshape([1, 1, 2, 2])
    expect(await grad(maxPool2d(x, 2).sum(), [x])[0].array()).toEqual([
      [
        [
          [0, 1],
          [0, 0],
        ],
      ],
    ])
  })

  it('of the whole picture reduces it to a number', async () => {
    const x = arange(8).reshape([1, 2, 2, 2]).cast('float32')
    expect(await globalAvgPool2d(x).array()).toEqual([[1.5, 5.5]])
    expect(await globalMaxPool2d(x).array()).toEqual([[3, 7]])
  })

  it.each<[string, () => unknown, string]>([
    [
      'three axes',
      () => maxPool2d(zeros([2, 3, 3]), 2),
      'maxPool2d: input has shape [2, 3, 3]; it must be [N, C, H, W]',
    ],
    ['a kernel of 0', () => avgPool2d(zeros([1, 1, 3, 3]), 0), 'kernel is 0; it must be a whole number from 1'],
    [
      'more padding than half the kernel',
      () => maxPool2d(zeros([1, 1, 3, 3]), 2, { padding: 2 }),
      'padding 2 is more than half the kernel, 2',
    ],
    [
      'a kernel larger than the picture',
      () => maxPool2d(zeros([1, 1, 2, 2]), 3),
      'the kernel [3, 3] is larger than the padded input',
    ],
    [
      'integers',
      () => maxPool2d(zeros([1, 1, 2, 2], { dtype: 'int32' }), 2),
      'input is int32; it must be a float type',
    ],
  ])('refuses %s when written', (_, f, message) => expect(f).toThrow(message))
})
