import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { needsShared, shared } from '../../test/shared.ts'
import { Parameter } from '../nn/index.ts'
import { compile, type Tensor, tensor, Variable } from '../tensor/index.ts'
import { Adam, AdamW, type Optimizer, RMSprop, SGD } from './index.ts'

interface Case {
  readonly name: string
  readonly attrs: Record<string, never>
  readonly x: Values
  readonly y: Values
  readonly w0: Values
  readonly losses: readonly number[]
  readonly weights: readonly Values[]
}
interface Values {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

const given = ({ shape, data }: Values): Tensor => tensor(Float32Array.from(data), { shape })

const settings = ({ lr, momentum, weight_decay, nesterov, betas, eps, alpha }: Record<string, never>) => ({
  lr: Number(lr),
  ...(momentum !== undefined && { momentum }),
  ...(weight_decay !== undefined && { weightDecay: weight_decay }),
  ...(nesterov !== undefined && { nesterov }),
  ...(betas !== undefined && { betas }),
  ...(eps !== undefined && { eps }),
  ...(alpha !== undefined && { alpha }),
})

const makers: Record<string, (w: Variable, s: ReturnType<typeof settings>) => Optimizer> = {
  sgd: (w, s) => new SGD([w], s),
  sgd_momentum: (w, s) => new SGD([w], s),
  sgd_nesterov: (w, s) => new SGD([w], s),
  adam: (w, s) => new Adam([w], s),
  adamw: (w, s) => new AdamW([w], s),
  rmsprop: (w, s) => new RMSprop([w], s),
}

const close = (found: ArrayLike<number | bigint>, expected: readonly number[]): void => {
  for (const [i, value] of expected.entries())
    expect(Math.abs(Number(found[i]) - value)).toBeLessThanOrEqual(Math.max(1e-6, 1e-5 * Math.abs(value)))
}

describe.skipIf(!shared)(needsShared("six steps on mean((x·w − y)²) follow PyTorch's, losses and weights"), () => {
  const cases: Case[] = shared ? JSON.parse(readFileSync(`${shared}/oracle/optimizers.json`, 'utf8')) : []
  it.each(cases)('$name', async ({ name, attrs, x, y, w0, losses, weights }) => {
    const w = new Variable(given(w0))
    const optimizer = makers[name]!(w, settings(attrs))
    const step = compile((input: Tensor, target: Tensor) => {
      const loss = input.matmul(w.value).sub(target).square().mean()
      optimizer.step(loss)
      return loss
    })
    for (const [i, expected] of losses.entries()) {
      close([await (await step(given(x), given(y))).item()], [expected])
      close(await w.value.data(), weights[i]!.data)
    }
  })
})

describe('an optimizer', () => {
  const one = () => new Variable(tensor([1, 2]))

  it('takes groups with settings of their own', async () => {
    const [a, b] = [one(), one()]
    const optimizer = new SGD([{ parameters: [a] }, { parameters: [b], settings: { lr: 1 } }], { lr: 0.1 })
    await compile(() => optimizer.step(a.value.add(b.value).sum()))()
    close(await a.value.data(), [0.9, 1.9])
    close(await b.value.data(), [0, 1])
  })

  it('follows a rate that changes between steps, with the program it has', async () => {
    const w = one()
    const optimizer = new SGD([w], { lr: 0.1 })
    let traced = 0
    const step = compile(() => {
      traced++
      optimizer.step(w.value.sum())
    })
    await step()
    optimizer.groups[0]!.lr.value = 1
    await step()
    close(await w.value.data(), [-0.1, 0.9])
    expect(traced).toBe(1)
  })

  it('begins anew after reset: Adam takes its first step again, of the size of the rate', async () => {
    const w = new Variable(tensor([5]))
    const optimizer = new Adam([w], { lr: 0.5, eps: 0 })
    const step = compile(() => optimizer.step(w.value.square().sum()))
    await step()
    optimizer.reset()
    await step()
    close(await w.value.data(), [4])
  })

  it.each([
    [
      'Adam',
      Adam,
      [1.1, 1.19997, 1.2999, 1.39975, 1.49952, 1.49952, 1.59919, 1.69872],
      [2, 2, 2, 2.1, 2.19997, 2.29988, 2.29988, 2.39972],
    ],
    [
      'AdamW',
      AdamW,
      [1.099, 1.19787, 1.2966, 1.39516, 1.49354, 1.49354, 1.59172, 1.68967],
      [2, 2, 2, 2.098, 2.19587, 2.29359, 2.29359, 2.39114],
    ],
  ])('counts for a parameter the steps in which it is not frozen: %s, by PyTorch', async (_, Kind, ps, qs) => {
    const [p, q] = [new Parameter(tensor(1)), new Parameter(tensor(2))]
    const optimizer = new Kind([p, q], { lr: 0.1, betas: [0.9, 0.99], eps: 1e-5, weightDecay: 0.01 })
    const step = compile(() => optimizer.step(p.value.sub(10).square().add(q.value.sub(10).square())))
    for (const [i, expected] of ps.entries()) {
      p.frozen = i === 5
      q.frozen = i < 3 || i === 6
      await step()
      close(await p.value.data(), [expected])
      close(await q.value.data(), [qs[i]!])
    }
    expect([...optimizer.namedState()].map(([name]) => name)).toContain('steps.0')
  })

  it('steps also outside compiled functions', async () => {
    const w = one()
    new SGD([w], { lr: 0.1 }).step(w.value.square().sum())
    close(await w.value.data(), [0.8, 1.6])
  })

  it.each([
    ['a negative rate', () => new SGD([one()], { lr: -1 }), /SGD: lr is -1; it must be a number from 0/],
    ['no parameters', () => new Adam([], { lr: 1 }), /Adam: there are no parameters/],
    ['a momentum of 1', () => new SGD([one()], { lr: 1, momentum: 1 }), /momentum is 1; it must lie in 0…1/],
    ['betas out of range', () => new AdamW([one()], { lr: 1, betas: [0.9, 2] }), /AdamW: betas are 0.9, 2/],
    ['Nesterov without momentum', () => new SGD([one()], { lr: 1, nesterov: true }), /needs a momentum/],
    ['a rate that is NaN', () => (new SGD([one()], { lr: 1 }).groups[0]!.lr.value = Number.NaN), /became NaN/],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message)
  })

  it('refuses a parameter that stands in two groups', () => {
    const w = one()
    expect(() => new SGD([{ parameters: [w] }, { parameters: [w] }], { lr: 1 })).toThrow(/two groups/)
  })
})
