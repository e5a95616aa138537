import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { defaultExecutor } from '../runtime/index.ts'
import { compile, grad, Random, type Tensor, tensor, Variable } from './index.ts'

const megabytes = 2 ** 20

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes of the whole process, its worker and ONNX Runtime included, but for the storage that is kept for later (bounded). */
async function residentBytes(): Promise<number> {
  // Finalizers run after a collection and tell the worker what is gone.
  for (let i = 0; i < 3; i++) {
    collectGarbage()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { pooledBytes } = await defaultExecutor().stats()
  return process.memoryUsage().rss - pooledBytes
}

/** How much the process grows over the second part of the rounds, when whatever is kept has been made. */
async function growth(round: (i: number) => Promise<void>, warmUp: number, rounds: number): Promise<number> {
  for (let i = 0; i < warmUp; i++) await round(i)
  const before = await residentBytes()
  for (let i = 0; i < rounds; i++) await round(warmUp + i)
  return (await residentBytes()) - before
}

describe('the memory of the process stays where it is', () => {
  it('over 2,000 steps of training', async () => {
    const random = new Random(1)
    const [w1, w2] = [
      new Variable(random.normal([64, 128], { std: 0.1 })),
      new Variable(random.normal([128, 10], { std: 0.1 })),
    ]
    const step = compile((x: Tensor, y: Tensor) => {
      const logits = x.matmul(w1.value).relu().matmul(w2.value)
      const loss = logits.sub(y).square().mean()
      const gradients = grad(loss, [w1, w2])
      for (const [i, w] of [w1, w2].entries()) w.value = w.value.sub(gradients[i]!.mul(0.01))
      return loss
    })
    let loss = Number.POSITIVE_INFINITY
    const round = async (i: number) => {
      const x = tensor(new Float32Array(32 * 64).fill(Math.sin(i)), { shape: [32, 64] })
      const y = tensor(new Float32Array(32 * 10).fill(1), { shape: [32, 10] })
      loss = await (await step(x, y)).item()
    }
    expect(await growth(round, 500, 2000)).toBeLessThan(60 * megabytes)
    expect(loss).toBeLessThan(1)
    expect((await defaultExecutor().stats()).buffers).toBeLessThan(100)
  })

  it('over 2,000 expressions with other numbers, shapes and slices each time', async () => {
    const round = async (i: number) => {
      const [rows, columns] = [20 + (i % 13), 50 + (i % 17)]
      const x = tensor(new Float32Array(rows * columns).fill(i), { shape: [rows, columns] })
      const part = x
        .mul(i + 0.5)
        .add(x.mean(0))
        .at([i % 7, null], [null, 5 + (i % 40)])
      const [g] = grad(part.sigmoid().sum(), [x])
      const large = x.broadcastTo([3, rows, columns]).add(1)
      await large.realize()
      await Promise.all([part.sum().data(), g.data()])
    }
    expect(await growth(round, 500, 2000)).toBeLessThan(60 * megabytes)
    expect((await defaultExecutor().stats()).buffers).toBeLessThan(700)
  })
})
