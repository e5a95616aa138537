import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grad, tensor } from '../../tensor/index.ts'
import { huberLoss, l1Loss, meanOfPresent, mseLoss } from './index.ts'

const number = fc.integer({ min: -40, max: 40 }).map((n) => n / 8)

describe('meanOfPresent', () => {
  it('is the loss of the present elements alone, in value and gradient', async () => {
    const pair = fc.record({ input: number, target: fc.oneof(number, fc.constant(Number.NaN)) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(pair, { minLength: 1, maxLength: 9 }),
        fc.constantFrom(mseLoss, l1Loss, huberLoss),
        async (pairs, loss) => {
          const present = pairs.filter(({ target }) => !Number.isNaN(target))
          fc.pre(present.length > 0)
          const of = (list: typeof pairs, key: 'input' | 'target') => tensor(list.map((each) => each[key]))
          const [all, some] = [of(pairs, 'input'), of(present, 'input')]
          const masked = meanOfPresent(loss)(all, of(pairs, 'target'))
          const plain = loss(some, of(present, 'target'))
          expect(await masked.item()).toBeCloseTo(await plain.item(), 5)
          const slopes = [...(await grad(masked, [all])[0]!.data())].map(Number)
          const expected = [...(await grad(plain, [some])[0]!.data())].map(Number)
          for (const { target } of pairs)
            expect(slopes.shift()).toBeCloseTo(Number.isNaN(target) ? 0 : expected.shift()!, 5)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is 0 with gradient 0 where nothing is present', async () => {
    const input = tensor([[1, 2]])
    const loss = meanOfPresent(mseLoss)(input, tensor([[Number.NaN, Number.NaN]]))
    expect(await loss.item()).toBe(0)
    expect([...(await grad(loss, [input])[0]!.data())].map(Number)).toEqual([0, 0])
  })

  it('refuses a target of another shape', () =>
    expect(() => meanOfPresent(mseLoss)(tensor([[1, 2]]), tensor([1, 2]))).toThrow(
      'target has shape [2], but input has [1, 2]; they must be equal',
    ))
})
