import { afterEach, describe, expect, it, vi } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import { defaultExecutor } from '../runtime/index.ts'
import {
  type Compiled,
  compile,
  type DType,
  grad,
  guarded,
  ones,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from './index.ts'

const numbers = async (x: Tensor | Variable): Promise<number[]> =>
  Array.from((await (x instanceof Variable ? x.value : x).data()) as ArrayLike<number>, Number)

afterEach(() => vi.restoreAllMocks())

/** A compiled function that counts how often it was traced. */
function counting<A extends readonly unknown[], R>(fn: (...args: A) => R, options?: Parameters<typeof compile>[1]) {
  let traces = 0
  const compiled: Compiled<A, R> = compile((...args: A) => {
    traces++
    return fn(...args)
  }, options)
  return { compiled, traces: () => traces }
}

/** An index that is out of range only when the program runs. */
const failing = (at: Tensor): Tensor => tensor([1, 2]).take(at).sum()

describe('a compiled function', () => {
  it('computes what the function computes', async () => {
    const step = compile((x: Tensor, y: Tensor) => x.mul(y).sum())
    expect(await (await step(tensor([1, 2]), tensor([3, 4]))).item()).toBe(11)
    expect(await (await step(tensor([5, 6]), tensor([1, 1]))).item()).toBe(11)
  })

  it('is traced once for each shape, type and plain value of its arguments', async () => {
    const { compiled, traces } = counting((x: Tensor, options: { scale: number }) => x.mul(options.scale))
    await compiled(tensor([1, 2]), { scale: 2 })
    await compiled(tensor([3, 4]), { scale: 2 })
    expect(traces()).toBe(1)
    expect(await numbers(await compiled(tensor([1, 2, 3]), { scale: 2 }))).toEqual([2, 4, 6])
    expect(traces()).toBe(2)
    await compiled(tensor([1, 2], { dtype: 'int32' }), { scale: 2 })
    expect(traces()).toBe(3)
    expect(await numbers(await compiled(tensor([1, 2]), { scale: 3 }))).toEqual([3, 6])
    expect(traces()).toBe(4)
    await compiled(tensor([1, 2, 3]), { scale: 2 })
    expect(traces()).toBe(4)
  })

  it('is traced again when what it read of the world has changed, and knows when it changes back', async () => {
    let training = true
    const { compiled, traces } = counting((x: Tensor) => (guarded(() => training) ? x.mul(2) : x))
    expect(await (await compiled(tensor(3))).item()).toBe(6)
    training = false
    expect(await (await compiled(tensor(3))).item()).toBe(3)
    expect(traces()).toBe(2)
    training = true
    expect(await (await compiled(tensor(3))).item()).toBe(6)
    expect(traces()).toBe(2)
  })

  it('means what it meant when it was called, whatever it had to wait for', async () => {
    let training = true
    const step = compile((x: Tensor) => (guarded(() => training) ? x.mul(10) : x.neg()))
    // Until they are computed a call has to wait.
    const held = new Variable(tensor([1]).add(1))
    const other = compile(() => held.value.add(0))
    const calls = [other(), step(tensor([1]))]
    training = false
    calls.push(step(tensor([1])))
    const [, trained, evaluated] = await Promise.all(calls)
    expect(await numbers(trained!)).toEqual([10])
    expect(await numbers(evaluated!)).toEqual([-1])
  })

  it('takes NaN for the same as NaN where that steers what it computes', async () => {
    const { compiled, traces } = counting((x: Tensor) => x.mul(guarded(() => Number.NaN) ? 2 : 3), { freeze: true })
    for (let i = 0; i < 2; i++) expect(await numbers(await compiled(tensor([1])))).toEqual([3])
    expect(traces()).toBe(1)
  })

  it('takes and gives tensors in arrays and objects, and hands other things through', async () => {
    const split = compile(({ a, rest }: { a: Tensor; rest: readonly Tensor[] }) => ({
      sum: a.add(rest[0]!),
      list: [rest[0]!, a],
      name: 'n',
      none: null,
    }))
    const { sum, list, name, none } = await split({ a: tensor(1), rest: [tensor(2)] })
    expect([await sum.item(), await list[0]!.item(), await list[1]!.item(), name, none]).toEqual([3, 2, 1, 'n', null])
  })

  it('takes arguments that have yet to be computed', async () => {
    const double = compile((x: Tensor) => x.mul(2))
    expect(await (await double(tensor([1, 2]).sum())).item()).toBe(6)
    expect((await (await double(ones([50, 50]).add(1))).sum().item()) / 2500).toBe(4)
  })

  it('uses tensors from outside, small, large and unfinished', async () => {
    const [small, large] = [tensor([1, 2]), tensor(new Float32Array(5000).fill(2))]
    const unfinished = tensor([1, 1]).add(1)
    const f = compile((x: Tensor) => x.mul(small).add(unfinished).sum().add(large.sum()))
    expect(await (await f(tensor([3, 4]))).item()).toBe(11 + 4 + 10000)
    expect(await (await f(tensor([0, 0]))).item()).toBe(4 + 10000)
  })

  it.each<DType>(['float16', 'float64', 'int64', 'uint8', 'bool', 'uint32', 'int32'])(
    'takes and gives %s',
    async (dtype) => {
      const f = compile((x: Tensor, y: Tensor) => [x, x.equal(y), y.sum()])
      const [x, same, sum] = await f(tensor([1, 0], { dtype }), tensor([1, 1], { dtype }))
      expect([x!.dtype, await numbers(x!), await numbers(same!), await sum!.item()]).toEqual([dtype, [1, 0], [1, 0], 2])
      const big = await f(ones([3000], { dtype }), ones([3000], { dtype }))
      expect(await numbers(big[0]!.at([0, 2]))).toEqual([1, 1])
      const again = await f(big[0]!, big[0]!)
      expect(await again[2]!.item()).toBe(dtype === 'float16' ? 3000 : 3000)
    },
  )

  it('says so when it is asked for values, awaits, or calls another', async () => {
    const reads = compile((x: Tensor) => {
      x.data().catch(() => {})
      return x
    })
    await reads(tensor(1))
    await expect(compile((x: Tensor) => x.item())(tensor(1))).rejects.toThrow('returned a promise')
    const inner = compile((x: Tensor) => x)
    await expect(compile((x: Tensor) => inner(x))(tensor(1))).rejects.toThrow(
      'compile: a compiled function called another one, compiled function; call the plain function inside instead',
    )
    let message = ''
    await compile((x: Tensor) => {
      x.data().catch((error: Error) => {
        message = error.message
      })
      return x
    })(tensor(1))
    expect(message).toBe(
      'data: values cannot be read while a function is compiled, because nothing has run yet; ' +
        'return the tensor from the function and read it outside',
    )
  })

  it('refuses typed arrays, each of which would be compiled anew', async () =>
    expect(compile((x: Float32Array) => tensor(x))(new Float32Array(2))).rejects.toThrow(
      'compile: a value is a Float32Array, which would be compiled anew; make it a tensor()',
    ))

  it('fails as the function fails, and can be called again', async () => {
    const f = compile((x: Tensor) => x.reshape([2, 2]))
    await expect(f(tensor([1]))).rejects.toThrow('reshape: shape [1] has 1 elements and does not fit into [2, 2]')
    expect((await f(ones([4]))).shape).toEqual([2, 2])
  })

  it('frees its programs on dispose, and makes new ones if it is called again', async () => {
    const { compiled, traces } = counting((x: Tensor) => x.add(1))
    await compiled(tensor(1))
    const { sessions } = await defaultExecutor().stats()
    compiled.dispose()
    expect((await defaultExecutor().stats()).sessions).toBe(sessions - 1)
    expect(await (await compiled(tensor(1))).item()).toBe(2)
    expect(traces()).toBe(2)
  })

  it('names its program in errors', async () => {
    await expect(compile(failing, { name: 'my step' })(tensor(7n))).rejects.toThrow(/^my step \(\d+ nodes\) failed: /)
  })
})

describe('variables in compiled functions', () => {
  it('are read and updated, in one run', async () => {
    const w = new Variable(tensor([1, 2]))
    const step = compile((x: Tensor) => {
      const loss = w.value.mul(x).sum()
      w.value = w.value.sub(grad(loss, [w])[0].mul(0.1))
      return loss
    })
    expect(await (await step(tensor([3, 4]))).item()).toBe(11)
    expect((await numbers(w)).map((v) => Number(v.toFixed(5)))).toEqual([0.7, 1.6])
    expect((await (await step(tensor([3, 4]))).item()).toFixed(4)).toBe('8.5000')
  })

  it('hold within the function what was written to them', async () => {
    const w = new Variable(tensor(1))
    const f = compile(() => {
      w.value = w.value.add(1)
      w.value = w.value.mul(10)
      return w.value.add(1)
    })
    expect(await (await f()).item()).toBe(21)
    expect(await w.value.item()).toBe(20)
  })

  it('leave alone the tensors that were read from them before', async () => {
    for (const size of [1, 5000]) {
      const w = new Variable(ones([size]))
      const step = compile(() => {
        w.value = w.value.add(1)
      })
      const seen = [w.value]
      for (let i = 0; i < 4; i++) {
        await step()
        if (i % 2 === 0) seen.push(w.value)
        else await step()
      }
      expect(await Promise.all(seen.map((x) => x.at(0).item()))).toEqual([1, 2, 5])
      expect(await w.value.at(0).item()).toBe(7)
    }
  })

  it('keep their buffers from step to step', async () => {
    const w = new Variable(zeros([5000]))
    const step = compile(() => {
      w.value = w.value.add(1)
    })
    for (let i = 0; i < 3; i++) await step()
    const { buffers } = await defaultExecutor().stats()
    for (let i = 0; i < 20; i++) await step()
    expect((await defaultExecutor().stats()).buffers).toBe(buffers)
    expect(await w.value.at(-1).item()).toBe(23)
  })

  it('may exchange their values', async () => {
    const [a, b] = [new Variable(tensor([1])), new Variable(tensor([2]))]
    const swap = compile(() => {
      const held = a.value
      a.value = b.value
      b.value = held
    })
    await swap()
    await swap()
    await swap()
    expect([await a.value.item(), await b.value.item()]).toEqual([2, 1])
  })

  it('may be given new values between calls', async () => {
    const w = new Variable(tensor([1]))
    const double = compile(() => w.value.mul(2))
    expect(await (await double()).item()).toBe(2)
    w.value = tensor([5])
    expect(await (await double()).item()).toBe(10)
    w.value = w.value.add(1)
    expect(await (await double()).item()).toBe(12)
  })

  it('refuse another shape or type', () => {
    const w = new Variable(tensor([1]))
    expect(() => {
      w.value = tensor([1, 2])
    }).toThrow('variable: it holds float32 [1] and cannot take float32 [2]')
    expect(() => {
      w.value = tensor([1n])
    }).toThrow('cannot take int64 [1]')
  })

  it('large ones that are only read are sent once', async () => {
    const w = new Variable(tensor(new Float32Array(5000).fill(1)))
    const upload = vi.spyOn(defaultExecutor(), 'upload')
    const f = compile((x: Tensor) => w.value.sum().add(x))
    for (let i = 0; i < 3; i++) await f(tensor(i))
    expect(upload).toHaveBeenCalledTimes(1)
  })
})

describe('calls in flight', () => {
  it('happen in the order in which they were made, awaited or not', async () => {
    const log = new Variable(tensor(0))
    const push = compile((digit: Tensor) => {
      log.value = log.value.mul(10).add(digit)
    })
    const double = compile(() => {
      log.value = log.value.mul(2)
    })
    await Promise.all([push(tensor(1)), double(), push(tensor(3).add(0).add(1)), push(tensor(5)), double()])
    // ((1 · 2) · 10 + 4) · 10 + 5, doubled
    expect(await log.value.item()).toBe(490)
  })

  it('leave in variables what they will hold, once each call has returned', async () => {
    const w = new Variable(tensor([1]))
    const step = compile(() => {
      w.value = w.value.mul(2)
    })
    const pending = [step(), step(), step()]
    expect(await w.value.item()).toBe(8)
    await Promise.all(pending)
  })

  it('find in variables what these held when they were made, also those that had to wait', async () => {
    const rate = new Variable(tensor(1))
    const w = new Variable(ones([2]).mul(3)) // has yet to be computed, so that the first call waits
    const step = compile(() => {
      w.value = w.value.mul(rate.value)
      return w.value.sum()
    })
    const results: Promise<Tensor>[] = []
    for (const next of [2, 10, 100]) {
      rate.value = tensor(next)
      results.push(step())
    }
    rate.value = tensor(1000)
    expect(await Promise.all(results.map(async (result) => (await result).item()))).toEqual([12, 120, 12000])
    expect(await numbers(w)).toEqual([6000, 6000])
    expect(await numbers(rate)).toEqual([1000])
  })

  it('leave alone what was assigned after they were made, also those that had to wait', async () => {
    const w = new Variable(ones([2]).mul(3))
    const double = compile(() => {
      w.value = w.value.mul(2)
      return w.value.sum()
    })
    const results = [double(), double()]
    w.value = tensor([1, 1])
    results.push(double())
    expect(await Promise.all(results.map(async (result) => (await result).item()))).toEqual([12, 24, 4])
    expect(await numbers(w)).toEqual([2, 2])
  })

  it('find other constants when these were changed while they waited', async () => {
    const scale = new Variable(tensor(2))
    const scaled = compile((x: Tensor) => x.mul(scale.value), { freeze: true })
    const results = [scaled(tensor([1])), scaled(tensor([10]))]
    scale.value = tensor(5)
    results.push(scaled(tensor([100])))
    expect(await Promise.all(results.map(async (result) => numbers(await result)))).toEqual([[2], [20], [500]])
  })

  it('keep their order behind one that is compiled with constants', async () => {
    const [log, base] = [new Variable(tensor(0)), new Variable(ones([2000]))]
    const slow = compile(
      () => {
        log.value = log.value.mul(10).add(base.value.sum().mul(1 / 2000))
      },
      { freeze: true },
    )
    const fast = compile(() => {
      log.value = log.value.mul(10).add(2)
    })
    await fast()
    await Promise.all([slow(), fast(), slow(), fast()])
    expect(await log.value.item()).toBe(21212)
  })
})

describe('freeze', () => {
  it('compiles variables as constants, and again when one has changed', async () => {
    const w = new Variable(tensor([2]))
    const { compiled, traces } = counting((x: Tensor) => x.mul(w.value), { freeze: true })
    expect(await (await compiled(tensor([3]))).item()).toBe(6)
    await compiled(tensor([3]))
    expect(traces()).toBe(1)
    w.value = tensor([5])
    expect(await (await compiled(tensor([3]))).item()).toBe(15)
    // The same trace, with another constant.
    expect(traces()).toBe(1)
  })

  it('does not keep the programs of values that are gone', async () => {
    const w = new Variable(tensor([0]))
    const f = compile((x: Tensor) => x.mul(w.value), { freeze: true })
    await f(tensor([1]))
    const { sessions } = await defaultExecutor().stats()
    for (let i = 1; i < 5; i++) {
      w.value = tensor([i])
      expect(await (await f(tensor([2]))).item()).toBe(2 * i)
    }
    expect((await defaultExecutor().stats()).sessions).toBe(sessions)
  })

  it('may choose among variables, and never freezes one that is written', async () => {
    const [a, b] = [new Variable(tensor([1])), new Variable(tensor([10]))]
    const { compiled, traces } = counting(
      () => {
        b.value = b.value.add(a.value)
        return b.value
      },
      { freeze: (variable) => variable === a || variable === b },
    )
    expect(await (await compiled()).item()).toBe(11)
    expect(await (await compiled()).item()).toBe(12)
    expect(traces()).toBe(1)
  })

  it('notices when another compiled function has changed a variable', async () => {
    const w = new Variable(tensor([1]))
    const f = compile((x: Tensor) => x.mul(w.value), { freeze: true })
    const step = compile(() => {
      w.value = w.value.add(1)
    })
    expect(await (await f(tensor([1]))).item()).toBe(1)
    await step()
    expect(await (await f(tensor([1]))).item()).toBe(2)
  })
})

describe('a call that fails', () => {
  const setUp = (size: number) => {
    const w = new Variable(ones([size]))
    const step = compile((at: Tensor) => {
      w.value = w.value.add(failing(at))
    })
    return { w, step }
  }

  it.each([1, 5000])('leaves variables of %d elements as they were', async (size) => {
    const { w, step } = setUp(size)
    await step(tensor(0n))
    await step(tensor(0n))
    await expect(step(tensor(9n))).rejects.toThrow(/failed/)
    expect(await w.value.at(0).item()).toBe(3)
    await step(tensor(1n))
    expect(await w.value.at(0).item()).toBe(5)
  })

  it.each([1, 5000])('leaves tensors that were read from them as they were (%d elements)', async (size) => {
    const { w, step } = setUp(size)
    await step(tensor(0n))
    const held = w.value
    await expect(step(tensor(9n))).rejects.toThrow()
    await step(tensor(0n))
    await step(tensor(0n))
    expect([await held.at(0).item(), await w.value.at(0).item()]).toEqual([2, 4])
  })

  it('may be followed by others in flight: variables end with values that exist', async () => {
    const { w, step } = setUp(1)
    w.value.toString()
    const calls = await Promise.allSettled([step(tensor(9n)), step(tensor(9n)), step(tensor(9n))])
    expect(calls.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await w.value.item()).toBe(1)
    await step(tensor(0n))
    expect(await w.value.item()).toBe(2)
  })

  it("rejects with the library's error", async () => {
    const { step } = setUp(1)
    const error = await step(tensor(9n)).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(KindlingError)
    expect((error as KindlingError).code).toBe('runtime')
  })
})

describe('an AbortSignal', () => {
  it('that has fired before the call drops it', async () => {
    const w = new Variable(tensor([1]))
    const step = compile(() => {
      w.value = w.value.add(1)
    })
    await step()
    await expect(step.run([], { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    expect(await w.value.item()).toBe(2)
    await step()
    expect(await w.value.item()).toBe(3)
  })

  it('leaves variables either all as they were or all updated', async () => {
    const [seen, unseen] = [new Variable(zeros([5000])), new Variable(zeros([5000]))]
    const step = compile(() => {
      seen.value = seen.value.add(1)
      unseen.value = unseen.value.add(1)
    })
    for (let i = 0; i < 10; i++) {
      await step()
      seen.value.toString()
      const controller = new AbortController()
      const call = step.run([], { signal: controller.signal }).catch(() => {})
      if (i % 2) await new Promise((resolve) => setImmediate(resolve))
      controller.abort()
      await call
      const [a, b] = await Promise.all([seen.value.at(0).item(), unseen.value.at(0).item()])
      expect(a).toBe(b)
    }
  })

  describe('of one call leaves those after it', () => {
    /** Takes long enough for an abort to come while it runs. */
    const slowly = (x: Tensor): Tensor => {
      let y = x
      for (let i = 0; i < 60; i++) y = y.matmul(x)
      return y.sum().mul(0)
    }
    const big = ones([500, 500]).mul(1e-3)

    it('what they computed from what it had begun', async () => {
      const count = new Variable(tensor([1]))
      const step = compile((x: Tensor) => {
        count.value = count.value.add(slowly(x)).add(1)
      })
      await step(big)
      expect(await numbers(count)).toEqual([2])
      const controller = new AbortController()
      const [aborted, next] = [step.run([big], { signal: controller.signal }), step(big)]
      aborted.catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, 20))
      controller.abort()
      await next
      // Whether it had begun is a matter of time; that nothing is lost is not.
      const [held] = await numbers(count)
      expect([3, 4]).toContain(held)
      await step(big)
      expect(await numbers(count)).toEqual([held! + 1])
    })

    it('nothing to copy, once it has ended without an abort', async () => {
      const count = new Variable(tensor([1]))
      const step = compile(() => {
        count.value = count.value.add(1)
      })
      const { signal } = new AbortController()
      const buffers = []
      for (let i = 0; i < 3; i++) {
        await step.run([], { signal })
        const { storage } = count.peek()
        buffers.push(storage && 'resident' in storage && storage.resident)
      }
      expect(buffers[1]).toBe(buffers[0])
      expect(buffers[2]).toBe(buffers[0])
      expect(await numbers(count)).toEqual([4])
    })

    it.each(['seen', 'unseen'])('what was there before it, if it had not begun; the variable %s', async (seen) => {
      const [count, other] = [new Variable(tensor([1])), new Variable(tensor([0]))]
      const busy = compile((x: Tensor) => {
        other.value = other.value.add(slowly(x))
      })
      const step = compile(() => {
        count.value = count.value.add(1)
      })
      await Promise.all([busy(big), step()])
      if (seen === 'seen') expect(await numbers(count)).toEqual([2])
      const controller = new AbortController()
      const [first, aborted, next] = [busy(big), step.run([], { signal: controller.signal }), step()]
      controller.abort(new Error('enough'))
      await expect(aborted).rejects.toThrow('enough')
      await Promise.all([first, next])
      expect(await numbers(count)).toEqual([3])
    })

    it('what was there before it, if it was aborted before it was sent', async () => {
      const count = new Variable(tensor([1]).add(1))
      const step = compile(() => {
        count.value = count.value.add(1)
      })
      const controller = new AbortController()
      const [aborted, next] = [step.run([], { signal: controller.signal }), step()]
      controller.abort(new Error('enough'))
      await expect(aborted).rejects.toThrow('enough')
      await next
      expect(await numbers(count)).toEqual([3])
    })
  })
})
