import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { type DType, grad, linspace, type Tensor, tensor } from '../index.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const logistic = (x: number) => 1 / (1 + Math.exp(-x))
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

const functions: [string, (x: Tensor) => Tensor, (x: number) => number][] = [
  ['sigmoid', (x) => x.sigmoid(), logistic],
  ['relu', (x) => x.relu(), (x) => Math.max(x, 0)],
  ['softplus', (x) => x.softplus(), softplus],
  ['logSigmoid', (x) => x.logSigmoid(), (x) => -softplus(-x)],
  ['leakyRelu', (x) => x.leakyRelu(), (x) => (x > 0 ? x : 0.01 * x)],
  ['elu', (x) => x.elu(2), (x) => (x > 0 ? x : 2 * Math.expm1(x))],
  ['silu', (x) => x.silu(), (x) => x * logistic(x)],
  ['hardSwish', (x) => x.hardSwish(), (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6],
  [
    'gelu by tanh',
    (x) => x.gelu({ approximate: 'tanh' }),
    (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  ],
]

describe('activations', () => {
  it.each(functions)('%s is its definition', async (_, f, wanted) => {
    const x = linspace(-12, 12, 241, { dtype: 'float64' })
    const values = [...(await x.data())].map((v) => wanted(Number(v)))
    expectClose(await f(x).data(), values, { rtol: 1e-12, atol: 1e-14 })
    expectClose(await f(x.cast('float32')).data(), values, { rtol: 1e-5, atol: 1e-6 })
  })

  // PyTorch 1.13: torch.nn.functional.gelu(torch.tensor([-3., -1, -.5, 0, .5, 1, 3]).double())
  it("gelu has PyTorch's values", async () =>
    expectClose(
      await tensor([-3, -1, -0.5, 0, 0.5, 1, 3], { dtype: 'float64' }).gelu().data(),
      [
        -0.00404969409489031, -0.158655253931457, -0.154268769363008, 0, 0.345731230636992, 0.841344746068543,
        2.99595030590511,
      ],
      { rtol: 1e-12, atol: 1e-14 },
    ))

  it.each<DType>(['float32', 'float64'])('are finite at ±1000 in %s, and so are their gradients', async (dtype) => {
    const x = tensor([-1000, 1000], { dtype })
    const at = async (f: (x: Tensor) => Tensor) => {
      const y = f(x)
      return [await y.data(), await grad(y.sum(), [x])[0].data()] as const
    }
    expectClose(await at((x) => x.sigmoid()), [
      [0, 1],
      [0, 0],
    ])
    expectClose(await at((x) => x.softplus()), [
      [0, 1000],
      [0, 1],
    ])
    expectClose(await at((x) => x.logSigmoid()), [
      [-1000, 0],
      [1, 0],
    ])
    expectClose(await at((x) => x.silu()), [
      [0, 1000],
      [0, 1],
    ])
    expectClose(await at((x) => x.elu()), [
      [-1, 1000],
      [0, 1],
    ])
    expectClose(await at((x) => x.gelu()), [
      [0, 1000],
      [0, 1],
    ])
    expectClose(await at((x) => x.tanh()), [
      [-1, 1],
      [0, 0],
    ])
  })

  it('hand NaN on', async () => {
    const x = tensor([nan])
    for (const y of [x.sigmoid(), x.relu(), x.softplus(), x.logSigmoid(), x.elu(), x.gelu(), x.silu(), x.leakyRelu()])
      expect(await y.item()).toBeNaN()
  })
})

describe('softmax and logSoftmax', () => {
  it.each<DType>(['float32', 'float64'])('do not overflow in %s, and know infinities', async (dtype) => {
    const x = tensor(
      [
        [1000, 1000],
        [-1000, 1000],
        [-inf, 0],
        [-1000, -1000],
      ],
      { dtype },
    )
    expectClose(await x.softmax().data(), [0.5, 0.5, 0, 1, 0, 1, 0.5, 0.5])
    const half = -Math.LN2
    expectClose(await x.logSoftmax().data(), [half, half, -2000, 0, -inf, 0, half, half])
  })

  it('are NaN where every number is −∞ or one is NaN', async () => {
    const x = tensor([
      [-inf, -inf],
      [nan, 0],
    ])
    expectClose(await x.softmax().data(), [nan, nan, nan, nan])
    expectClose(await x.logSoftmax().data(), [nan, nan, nan, nan])
  })

  it('work along any axis', async () => {
    const x = tensor([
      [0, Math.log(3)],
      [0, 0],
    ])
    expectClose(await x.softmax().data(), [0.25, 0.75, 0.5, 0.5])
    expectClose(await x.softmax(0).data(), [0.5, 0.75, 0.5, 0.25])
    expectClose(await x.softmax(-2).data(), await x.softmax(0).data())
    expect(() => x.softmax(2)).toThrow('softmax: axis is 2, but the tensor has 2 axes')
  })

  it('of integers are float32', () => expect(tensor([1n, 2n]).softmax().dtype).toBe('float32'))

  // Chapter 5 of the book: activations of six items and two classes.
  it("give the chapter's numbers", async () => {
    const activations = tensor([
      [0.6734, 0.2576],
      [0.4689, 0.4607],
      [-2.2457, -0.3727],
      [4.4164, -1.276],
      [0.9233, 0.5347],
      [1.0698, 1.6187],
    ])
    const wanted = [0.6025, 0.5021, 0.1332, 0.9966, 0.5959, 0.3661]
    expectClose(await activations.softmax().at(':', 0).data(), wanted, { atol: 6e-5 })
  })
})
