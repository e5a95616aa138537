import { describe, expect, it } from 'vitest'
import { compile, grad, type Tensor, tensor } from '../../tensor/index.ts'
import { binaryCrossEntropy, binaryCrossEntropyWithLogits } from './index.ts'

const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number)
const logits = tensor([
  [2, -1, 0.3],
  [0.5, 3, -4],
])
const targets = tensor([
  [1, 0, 0.25],
  [0, 1, 1],
])

/** In double precision, by the definition. */
const closedForm = (x: number, t: number): number => Math.max(x, 0) - x * t + Math.log1p(Math.exp(-Math.abs(x)))

describe('binaryCrossEntropyWithLogits', () => {
  it('is ln 2 where nothing is known', async () => {
    expect(await binaryCrossEntropyWithLogits(tensor([0, 0]), tensor([0, 1])).item()).toBeCloseTo(Math.LN2, 6)
  })

  it('is binaryCrossEntropy of the sigmoid', async () => {
    const found = await binaryCrossEntropyWithLogits(logits, targets).item()
    expect(found).toBeCloseTo(await binaryCrossEntropy(logits.sigmoid(), targets).item(), 5)
  })

  it('has the gradient (sigmoid − target) / n', async () => {
    const gradient = await numbers(grad(binaryCrossEntropyWithLogits(logits, targets), [logits])[0]!)
    const wanted = await numbers(
      logits
        .sigmoid()
        .sub(targets)
        .mul(1 / 6),
    )
    for (const [i, value] of gradient.entries()) expect(value).toBeCloseTo(wanted[i]!, 7)
  })

  it('is exact and finite at logits of ±1000, gradient included', async () => {
    const x = tensor([1000, -1000, 1000, -1000])
    const t = tensor([0, 1, 1, 0])
    for (const options of [{}, { posWeight: 3 }]) {
      const loss = binaryCrossEntropyWithLogits(x, t, { ...options, reduction: 'none' })
      const ofOne = 'posWeight' in options ? 3 : 1
      expect(await numbers(loss)).toEqual([1000, 1000 * ofOne, 0, 0])
      expect(await numbers(grad(loss.sum(), [x])[0]!)).toEqual([1, -ofOne, 0, 0])
    }
  })

  it.each([1, 2, 7, 97, 101, 1000, 1009])(
    'has as mean and sum over %i elements those of the elements',
    async (size) => {
      const x = tensor(Float32Array.from({ length: size }, (_, i) => ((i * 37) % 101) / 10 - 5))
      const t = tensor(Float32Array.from({ length: size }, (_, i) => i % 2))
      const each = await numbers(binaryCrossEntropyWithLogits(x, t, { reduction: 'none' }))
      const sum = each.reduce((a, b) => a + b, 0)
      expect((await binaryCrossEntropyWithLogits(x, t, { reduction: 'sum' }).item()) / sum).toBeCloseTo(1, 5)
      expect(((await binaryCrossEntropyWithLogits(x, t).item()) / sum) * size).toBeCloseTo(1, 5)
    },
  )

  it('has a finite mean of any mixture of extremes', async () => {
    const [x, t] = [tensor([1000, -1000, 0, 1000]), tensor([0, 1, 1, 1])]
    const loss = binaryCrossEntropyWithLogits(x, t)
    expect(await loss.item()).toBeCloseTo((2000 + Math.LN2) / 4, 4)
    expect(await numbers(grad(loss, [x])[0]!)).toEqual([0.25, -0.25, -0.125, 0])
  })

  it('of thousands of undecided elements is ln 2: their product does not underflow', async () => {
    const x = tensor(new Float32Array(4000))
    expect(await binaryCrossEntropyWithLogits(x, x).item()).toBeCloseTo(Math.LN2, 6)
  })

  it('keeps 1e-6 over a hundred thousand elements, from certain to undecided', async () => {
    const x = Float32Array.from({ length: 100_000 }, (_, i) => (i - 50_000) / 1500)
    const t = Float32Array.from(x, (_, i) => i % 2)
    const losses = await numbers(binaryCrossEntropyWithLogits(tensor(x), tensor(t), { reduction: 'none' }))
    const wanted = Array.from(x, (value, i) => closedForm(value, t[i]!))
    const worst = losses.reduce((most, loss, i) => {
      return Math.max(most, Math.abs(loss - wanted[i]!) / Math.max(1, 10 * wanted[i]!))
    }, 0)
    expect(worst).toBeLessThan(1e-6)
    const mean = wanted.reduce((sum, loss) => sum + loss, 0) / wanted.length
    const found = await binaryCrossEntropyWithLogits(tensor(x), tensor(t)).item()
    expect(Math.abs(found / mean - 1)).toBeLessThan(1e-5)
  })

  it('counts targets of 1 posWeight times: one number, one per class, or one per element', async () => {
    const plain = await numbers(
      binaryCrossEntropyWithLogits(
        logits,
        tensor([
          [1, 1, 0],
          [0, 1, 1],
        ]),
        { reduction: 'none' },
      ),
    )
    const weighted = async (posWeight: number | number[] | Tensor) =>
      numbers(
        binaryCrossEntropyWithLogits(
          logits,
          tensor([
            [1, 1, 0],
            [0, 1, 1],
          ]),
          { posWeight, reduction: 'none' },
        ),
      )
    const times = async (found: Promise<number[]>, factors: number[]) => {
      for (const [i, value] of (await found).entries()) expect(value).toBeCloseTo(plain[i]! * factors[i]!, 5)
    }
    await times(weighted(3), [3, 3, 1, 1, 3, 3])
    await times(weighted([2, 3, 4]), [2, 3, 1, 1, 3, 4])
    await times(
      weighted(
        tensor([
          [2, 3, 4],
          [5, 6, 7],
        ]),
      ),
      [2, 3, 1, 1, 6, 7],
    )
  })

  it('counts each element weight times; the mean divides by their number all the same', async () => {
    const plain = await numbers(binaryCrossEntropyWithLogits(logits, targets, { reduction: 'none' }))
    const found = await binaryCrossEntropyWithLogits(logits, targets, { weight: [2, 0, 1] }).item()
    expect(found).toBeCloseTo((2 * plain[0]! + plain[2]! + 2 * plain[3]! + plain[5]!) / 6, 5)
  })

  it('takes targets that are truth values or whole numbers', async () => {
    const whole = tensor([
      [1, 0, 0],
      [0, 1, 1],
    ])
    const expected = await binaryCrossEntropyWithLogits(logits, whole).item()
    for (const dtype of ['bool', 'uint8', 'int64'] as const)
      expect(await binaryCrossEntropyWithLogits(logits, whole.cast(dtype)).item()).toBe(expected)
  })

  it('gives inside a compiled function what it gives outside', async () => {
    const step = compile((x: Tensor, t: Tensor) => binaryCrossEntropyWithLogits(x, t))
    const found = await (await step(logits, targets)).item()
    expect(found).toBeCloseTo(await binaryCrossEntropyWithLogits(logits, targets).item(), 6)
    step.dispose()
  })

  it.each([
    [logits, tensor([1, 0]), {}, 'target has shape [2], but input has [2, 3]; they must be equal'],
    [logits, tensor([[1], [0]]), {}, 'target has shape [2, 1], but input has [2, 3]'],
    [logits.cast('int32'), targets, {}, 'input is int32 [2, 3]; logits must be floats'],
    [logits, targets, { posWeight: [1, 2] }, 'posWeight and input: shapes [2] and [2, 3] do not broadcast'],
    [logits, targets, { weight: tensor([[[1]]]) }, 'weight has shape [1, 1, 1], which does not broadcast to the input'],
  ])('refuses %s with %s and %o', (input, target, options, message) => {
    expect(() => binaryCrossEntropyWithLogits(input, target, options)).toThrow(message)
  })
})
