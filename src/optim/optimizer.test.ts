import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { needsShared, shared } from '../../test/shared.ts'
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
