import { describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import { type Differentiable, expectGradient } from '../../test/finite-differences.ts'
import { compile, type Tensor } from '../tensor/index.ts'
import * as np from './index.ts'

/** Left to right, with bare numbers. */
const folded = (list: readonly number[], of: (a: number, b: number) => number): number[] => {
  const out = [list[0]!]
  for (const x of list.slice(1)) out.push(of(out.at(-1)!, x))
  return out
}
/** The gradient of a scalar function is that of central differences. */
const expectSlope = (f: (...inputs: Tensor[]) => Tensor, at: Omit<Differentiable, 'f'>): Promise<void> =>
  expectGradient(f, { f, ...at })

const list = [7, 3, 12, 5, 9, 2, 4]

describe('reduce and accumulate', () => {
  it.each([
    ['add', np.add, (a: number, b: number) => a + b],
    ['subtract', np.subtract, (a: number, b: number) => a - b],
    ['multiply', np.multiply, (a: number, b: number) => a * b],
    ['divide', np.divide, (a: number, b: number) => a / b],
    ['maximum', np.maximum, Math.max],
    ['bitwiseXor', np.bitwiseXor, (a: number, b: number) => a ^ b],
    ['hypot', np.hypot, Math.hypot],
    ['logaddexp', np.logaddexp, (a: number, b: number) => Math.log(Math.exp(a) + Math.exp(b))],
  ])('%s: that of a loop over the elements', async (_, ufunc, of) => {
    const wanted = folded(list, of)
    expectClose(await ufunc.accumulate(list).data(), wanted, { rtol: 1e-12, atol: 0 })
    expectClose(await ufunc.reduce(list).data(), [wanted.at(-1)!], { rtol: 1e-12, atol: 0 })
  })

  it('start from the identity of nothing, where there is one', async () => {
    expect(await np.logaddexp.reduce(np.zeros([0])).item()).toBe(Number.NEGATIVE_INFINITY)
    expect(() => np.maximum.reduce(np.zeros([0]))).toThrow(
      'axis 0 has no elements, and maximum of nothing is not defined',
    )
  })

  it('have gradients', async () => {
    const weights = np.float64([1, -2, 3, 0.5, 2])
    const weighted = (x: Tensor): Tensor => np.sum(np.multiply(x, weights))
    await expectSlope((x) => weighted(np.multiply.accumulate(x!)), { shapes: [[5]], range: [0.5, 2] })
    await expectSlope((x) => np.logaddexp.reduce(x!), { shapes: [[5]] })
    await expectSlope((x) => np.subtract.reduce(np.square(x!)), { shapes: [[5]] })
  })

  it('refuse a position that reduceat cannot start from', () =>
    expect(() => np.add.reduceat(list, [0, 7])).toThrow('position 7 is out of range for axis 0 of length 7'))
})

describe('functions of np', () => {
  it('can be compiled, and differentiated as other tensor code', async () => {
    const robust = compile((x: Tensor) => np.median(np.abs(np.subtract(x, np.median(x)))))
    expect(await (await robust(np.float64([1, 2, 3, 4, 100]))).item()).toBe(1)
    await expectSlope((x) => np.var(x!, undefined, { ddof: 1 }), { shapes: [[6]] })
    await expectSlope((x) => np.sum(np.interp(x!, [-3, 0, 3], [1, 5, 2])), { shapes: [[4]], range: [0.2, 2] })
    await expectSlope((x) => np.sum(np.square(np.convolve(x!, [1, -2, 0.5]))), { shapes: [[5]] })
    await expectSlope((x) => np.sum(np.percentile(x!, [20, 70])), { shapes: [[7]] })
  })
})
