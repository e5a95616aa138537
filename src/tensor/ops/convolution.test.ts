import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { spread } from '../../../test/finite-differences.ts'
import {
  type ConvolutionOptions,
  conv2d,
  convTranspose2d,
  type DType,
  grad,
  ones,
  type Tensor,
  tensor,
  zeros,
} from '../index.ts'

type Pair = readonly [number, number]
interface Problem {
  readonly n: number
  readonly groups: number
  readonly c: number
  readonly o: number
  readonly size: Pair
  readonly kernel: Pair
  readonly stride: Pair
  readonly padding: Pair
  readonly dilation: Pair
}

const two = (min: number, max: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }))

const problem: fc.Arbitrary<Problem> = fc
  .record({
    n: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 2 }),
    // With few channels the gradient in the weight is computed in other ways than with many.
    c: fc.constantFrom(1, 2, 9),
    o: fc.integer({ min: 1, max: 2 }),
    size: two(1, 5),
    kernel: two(1, 3),
    stride: two(1, 3),
    padding: two(0, 2),
    dilation: two(1, 2),
  })
  .filter(({ size, kernel, padding, dilation }) =>
    [0, 1].every((i) => size[i]! + 2 * padding[i]! >= dilation[i]! * (kernel[i]! - 1) + 1),
  )

/** The convolution as its definition: for every output, a sum over the taps of the kernel. */
function naive(x: Float64Array, w: Float64Array, p: Problem): { data: number[]; size: Pair } {
  const { n, groups, c, o, size, kernel, stride, padding, dilation } = p
  const out = [0, 1].map(
    (i) => Math.floor((size[i]! + 2 * padding[i]! - dilation[i]! * (kernel[i]! - 1) - 1) / stride[i]!) + 1,
  ) as [number, number]
  const data: number[] = []
  for (let b = 0; b < n; b++)
    for (let oc = 0; oc < o * groups; oc++)
      for (let i = 0; i < out[0]; i++)
        for (let j = 0; j < out[1]; j++) {
          let sum = 0
          for (let ic = 0; ic < c; ic++)
            for (let ki = 0; ki < kernel[0]; ki++)
              for (let kj = 0; kj < kernel[1]; kj++) {
                const row = i * stride[0] + ki * dilation[0] - padding[0]
                const column = j * stride[1] + kj * dilation[1] - padding[1]
                if (row < 0 || column < 0 || row >= size[0] || column >= size[1]) continue
                const channel = Math.floor(oc / o) * c + ic
                sum +=
                  x[((b * c * groups + channel) * size[0] + row) * size[1] + column]! *
                  w[((oc * c + ic) * kernel[0] + ki) * kernel[1] + kj]!
              }
          data.push(sum)
        }
  return { data, size: out }
}

function operandsOf(p: Problem): { x: Float64Array; w: Float64Array; options: ConvolutionOptions } {
  const { n, groups, c, o, size, kernel, stride, padding, dilation } = p
  return {
    x: spread(n * groups * c * size[0] * size[1], [-2, 2], 1),
    w: spread(o * groups * c * kernel[0] * kernel[1], [-2, 2], 2),
    options: { stride, padding, dilation, groups },
  }
}

const shaped = (data: Float64Array, shape: readonly number[], dtype: DType): Tensor => tensor(data, { shape, dtype })

describe('conv2d', () => {
  it.each<DType>(['float32', 'float64'])('is the sum of its definition in %s, with any options', (dtype) =>
    fc.assert(
      fc.asyncProperty(problem, async (p) => {
        const { x, w, options } = operandsOf(p)
        const wanted = naive(x, w, p)
        const y = conv2d(
          shaped(x, [p.n, p.groups * p.c, ...p.size], dtype),
          shaped(w, [p.o * p.groups, p.c, ...p.kernel], dtype),
          options,
        )
        expect(y.shape).toEqual([p.n, p.o * p.groups, ...wanted.size])
        expectClose(await y.data(), wanted.data, { rtol: 1e-5, atol: 1e-5 })
      }),
      { numRuns: 40 },
    ),
  )

  it.each<DType>(['float32', 'float64'])('is linear, so its gradients are its transposes, in %s', (dtype) =>
    fc.assert(
      fc.asyncProperty(problem, async (p) => {
        const { x, w, options } = operandsOf(p)
        const input = shaped(x, [p.n, p.groups * p.c, ...p.size], dtype)
        const weight = shaped(w, [p.o * p.groups, p.c, ...p.kernel], dtype)
        const y = conv2d(input, weight, options)
        const g = tensor(spread(y.size, [-2, 2], 3), { shape: y.shape, dtype })
        const [dx, dw] = grad(y, [input, weight], g)
        const [value, byInput, byWeight] = await Promise.all(
          [y.mul(g), dx.mul(input), dw.mul(weight)].map((products) => products.sum().item()),
        )
        expectClose(byInput!, value!, { rtol: 1e-4, atol: 1e-3 })
        expectClose(byWeight!, value!, { rtol: 1e-4, atol: 1e-3 })
      }),
      { numRuns: 40 },
    ),
  )

  it('adds a bias to every pixel', async () =>
    expect(await conv2d(ones([1, 1, 1, 2]), ones([2, 1, 1, 1]), { bias: tensor([1, 2]) }).array()).toEqual([
      [[[2, 2]], [[3, 3]]],
    ]))

  it.each<[string, () => Tensor, string]>([
    [
      'three axes',
      () => conv2d(zeros([2, 3, 3]), zeros([1, 2, 2, 2])),
      'conv2d: input has shape [2, 3, 3]; it must be [N, C, H, W]',
    ],
    [
      'a flat weight',
      () => conv2d(zeros([1, 2, 3, 3]), zeros([1, 2, 2])),
      'weight has shape [1, 2, 2]; it must have four axes',
    ],
    ['other channels', () => conv2d(zeros([1, 3, 3, 3]), zeros([1, 2, 2, 2])), 'must be 3, but it is 2'],
    [
      'odd groups',
      () => conv2d(zeros([1, 3, 3, 3]), zeros([2, 1, 2, 2]), { groups: 2 }),
      'groups is 2; it must divide the 3 input channels',
    ],
    ['a large kernel', () => conv2d(zeros([1, 1, 2, 2]), zeros([1, 1, 3, 3])), 'is larger than the padded input'],
    [
      'stride 0',
      () => conv2d(zeros([1, 1, 2, 2]), zeros([1, 1, 1, 1]), { stride: 0 }),
      'conv2d: stride is 0; it must be a whole number from 1',
    ],
    [
      'a stride of one number in a list',
      () => conv2d(zeros([1, 1, 2, 2]), zeros([1, 1, 1, 1]), { stride: [1] as unknown as Pair }),
      'conv2d: stride is [1]; it must be one number or two, of the height and the width',
    ],
    [
      'a kernel without taps',
      () => conv2d(zeros([1, 1, 2, 2]), zeros([1, 1, 0, 3])),
      'conv2d: weight has shape [1, 1, 0, 3]; its kernel must be at least 1 high and 1 wide',
    ],
    [
      'a fraction of padding',
      () => conv2d(zeros([1, 1, 2, 2]), zeros([1, 1, 1, 1]), { padding: 0.5 }),
      'padding is 0.5',
    ],
    [
      'a bias of another length',
      () => conv2d(zeros([1, 1, 2, 2]), zeros([1, 1, 1, 1]), { bias: zeros([2]) }),
      'bias has shape [2]; it must be [1]',
    ],
    [
      'two types',
      () => conv2d(zeros([1, 1, 2, 2]), zeros([1, 1, 1, 1], { dtype: 'float64' })),
      'input is float32 and weight float64',
    ],
    [
      'integers',
      () => conv2d(zeros([1, 1, 2, 2], { dtype: 'uint8' }), zeros([1, 1, 1, 1], { dtype: 'uint8' })),
      'input and weight are uint8',
    ],
  ])('refuses %s when written', (_, f, message) => expect(f).toThrow(message))
})

describe('convTranspose2d', () => {
  // PyTorch's values.
  it.each<DType>(['float32', 'float64'])(
    'takes an output padding from the stride up to the dilation, in %s',
    async (dtype) => {
      const [x, w] = [tensor([[[[1, 2, 3]]]], { dtype }), tensor([[[[1, 1]]]], { dtype })]
      const y = convTranspose2d(x, w, { dilation: [2, 2], outputPadding: [0, 1] })
      expect(await y.array()).toEqual([[[[1, 2, 4, 2, 3, 0]]]])
      const [gx, gw] = grad(y.square().sum(), [x, w])
      expect(await gx!.array()).toEqual([[[[10, 8, 14]]]])
      expect(await gw!.array()).toEqual([[[[34, 34]]]])
      expect(await grad(gw!.square().sum(), [w])[0]!.array()).toEqual([[[[2312, 2312]]]])
    },
  )

  it.each<DType>(['float32', 'float64'])('is the gradient of conv2d in its input, in %s', (dtype) =>
    fc.assert(
      fc.asyncProperty(problem, async (p) => {
        const { w, options } = operandsOf(p)
        const weight = shaped(w, [p.o * p.groups, p.c, ...p.kernel], dtype)
        const input = zeros([p.n, p.groups * p.c, ...p.size], { dtype })
        const y = conv2d(input, weight, options)
        const g = tensor(spread(y.size, [-2, 2], 3), { shape: y.shape, dtype })
        const [dx] = grad(y, [input], g)
        const reached = [0, 1].map(
          (i) => (y.shape[2 + i]! - 1) * p.stride[i]! - 2 * p.padding[i]! + p.dilation[i]! * (p.kernel[i]! - 1) + 1,
        )
        fc.pre(reached.every((n) => n >= 1))
        const transposed = convTranspose2d(g, weight, {
          ...options,
          outputPadding: [p.size[0] - reached[0]!, p.size[1] - reached[1]!],
        })
        expect(transposed.shape).toEqual(input.shape)
        expectClose(await transposed.data(), await dx.data(), { rtol: 1e-5, atol: 1e-5 })
      }),
      { numRuns: 40 },
    ),
  )

  it('spreads each pixel by the kernel', async () => {
    const weight = tensor([
      [1, 2],
      [3, 4],
    ]).reshape([1, 1, 2, 2])
    const x = tensor([[[[1, 10]]]])
    expect(await convTranspose2d(x, weight, { stride: 2 }).at(0, 0).array()).toEqual([
      [1, 2, 10, 20],
      [3, 4, 30, 40],
    ])
    expect(
      await convTranspose2d(x, weight, { bias: tensor([100]) })
        .at(0, 0)
        .array(),
    ).toEqual([
      [101, 112, 120],
      [103, 134, 140],
    ])
  })

  it.each<[string, () => Tensor, string]>([
    [
      'an output padding as large as the stride',
      () => convTranspose2d(zeros([1, 1, 2, 2]), zeros([1, 1, 2, 2]), { stride: 2, outputPadding: 2 }),
      'outputPadding is 2; it must be at least 0 and less than',
    ],
    [
      'a padding that leaves nothing',
      () => convTranspose2d(zeros([1, 1, 1, 1]), zeros([1, 1, 1, 1]), { padding: 1 }),
      'leaves nothing of the result',
    ],
    ['other channels', () => convTranspose2d(zeros([1, 3, 2, 2]), zeros([2, 1, 2, 2])), 'must be 3, but it is 2'],
  ])('refuses %s when written', (_, f, message) => expect(f).toThrow(message))
})
