import { describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import { compile, type HostArray, Random, tensor } from './index.ts'
import { threefry } from './ops/threefry.ts'

const word = (value: number) => tensor(value, { dtype: 'uint32' })
const numbers = (data: HostArray): number[] => Array.from(data as ArrayLike<number>)
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
const variance = (values: readonly number[]): number => mean(values.map((v) => (v - mean(values)) ** 2))

describe('threefry', () => {
  // The known answers published with Random123 (threefry2x32, 20 rounds): key, counter, result.
  it.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const)('with key %j makes of %j the published %j', async (key, counter, wanted) => {
    const block = threefry([word(key[0]), word(key[1])], [word(counter[0]), word(counter[1])])
    expect(numbers(await block.data())).toEqual(wanted)
  })

  it('gives equal bits for equal counters, in any order', async () => {
    const counters = tensor([3, 1, 2, 1], { dtype: 'uint32' })
    const [a, b] = (await threefry([word(1), word(2)], [counters, word(5)]).array()) as number[][]
    expect([a![1], b![1]]).toEqual([a![3], b![3]])
    expect(new Set(a).size).toBe(3)
  })

  it('refuses other types', () =>
    expect(() => threefry([tensor(0), word(0)], [word(0), word(0)])).toThrow(
      'an operand is float32; all must be uint32',
    ))
})

describe('Random', () => {
  it('repeats exactly from the same seed, and differs from another', async () => {
    const draw = async (seed: number) => {
      const random = new Random(seed)
      return [await random.normal([5]).data(), await random.uniform([5]).data()]
    }
    expect(await draw(1)).toEqual(await draw(1))
    expect(await draw(1)).not.toEqual(await draw(2))
    expect(await draw(1)).not.toEqual(await draw(1 + 2 ** 32))
  })

  it('draws anew each time, whatever the order in which the values are computed', async () => {
    const [one, two] = [new Random(7), new Random(7)]
    const [a, b] = [one.uniform([4]), one.uniform([4])]
    const [c, d] = [two.uniform([4]), two.uniform([4])]
    const late = await b.data()
    expect(late).toEqual(await d.data())
    expect(await a.data()).toEqual(await c.data())
    expect(await a.data()).not.toEqual(late)
  })

  it('a tensor once drawn keeps its values', async () => {
    const x = new Random(7).uniform([3])
    expect(await x.data()).toEqual(await x.data())
    expect(await x.sub(x).array()).toEqual([0, 0, 0])
  })

  it('refuses seeds that are not whole numbers from 0', () => {
    expect(() => new Random(-1)).toThrow('Random: seed is -1; it must be a whole number from 0 to 2⁵³ − 1')
    expect(() => new Random(0.5)).toThrow('seed is 0.5')
  })

  it('uniform numbers fill the range evenly', async () => {
    const values = numbers(await new Random(1).uniform([20000], { low: -1, high: 3 }).data())
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1)
    expect(Math.max(...values)).toBeLessThanOrEqual(3)
    // The standard error of the mean is 1.155 / √20000 = 0.008.
    expectClose(mean(values), 1, { atol: 0.04 })
    expectClose(variance(values), 16 / 12, { atol: 0.05 })
    const counts = new Array<number>(8).fill(0)
    for (const value of values) counts[Math.min(7, Math.floor((value + 1) * 2))]! += 1
    for (const count of counts) expectClose(count, 2500, { atol: 250 })
  })

  it('uniform numbers have 24 bits and are below 1', async () => {
    const values = numbers(await new Random(3).uniform([4096]).data())
    expect(values.every((v) => v >= 0 && v < 1 && Number.isInteger(v * 2 ** 24))).toBe(true)
  })

  it('normal numbers have the mean and deviation asked for, and no outliers', async () => {
    const values = numbers(await new Random(2).normal([20001], { mean: 5, std: 2 }).data())
    expect(values.length).toBe(20001)
    expectClose(mean(values), 5, { atol: 0.07 })
    expectClose(variance(values), 4, { atol: 0.2 })
    expectClose(values.filter((v) => Math.abs(v - 5) < 2).length / values.length, 0.6827, { atol: 0.02 })
    expect(Math.max(...values.map((v) => Math.abs(v - 5)))).toBeLessThan(12)
    // The kurtosis of a normal distribution is 3.
    expectClose(mean(values.map((v) => ((v - 5) / 2) ** 4)), 3, { atol: 0.4 })
  })

  it('bernoulli is true with its probability, from never to always', async () => {
    const random = new Random(4)
    const share = async (p: number) => mean(numbers(await random.bernoulli([10000], p).data()))
    expect(await share(0)).toBe(0)
    expect(await share(1)).toBe(1)
    expectClose(await share(0.3), 0.3, { atol: 0.03 })
    expect(() => random.bernoulli([1], 1.5)).toThrow('bernoulli: p is 1.5; it must lie in 0…1')
  })

  it('permutation is one, and another each time', async () => {
    const random = new Random(5)
    const [a, b] = [
      (await random.permutation(50).array()) as number[],
      (await random.permutation(50).array()) as number[],
    ]
    const whole = Array.from({ length: 50 }, (_, i) => i)
    expect([...a].sort((x, y) => x - y)).toEqual(whole)
    expect([...b].sort((x, y) => x - y)).toEqual(whole)
    expect(a).not.toEqual(b)
    expect(a).not.toEqual(whole)
    expect(await random.permutation(1).array()).toEqual([0])
    expect(await random.permutation(0).array()).toEqual([])
  })

  it('every place of a permutation is as likely as any other', async () => {
    const random = new Random(6)
    const all = await Promise.all(Array.from({ length: 600 }, () => random.permutation(3).data()))
    const counts = new Map<string, number>()
    for (const one of all) counts.set(one.join(), (counts.get(one.join()) ?? 0) + 1)
    expect(counts.size).toBe(6)
    for (const count of counts.values()) expectClose(count, 100, { atol: 45 })
  })

  it('has any shape and type', async () => {
    const random = new Random(8)
    expect(random.normal([2, 3, 0]).shape).toEqual([2, 3, 0])
    expect((await random.normal([]).data()).length).toBe(1)
    expect(random.uniform([2], { dtype: 'float64' }).dtype).toBe('float64')
    expect(random.bits([2]).dtype).toBe('uint32')
  })
})

describe('Random inside a compiled function', () => {
  it('draws anew with every call, and repeats from the same seed', async () => {
    const run = async () => {
      const random = new Random(9)
      const draw = compile(() => ({ a: random.uniform([3]), b: random.normal([3]) }))
      const calls = [await draw(), await draw(), await draw()]
      return Promise.all(calls.flatMap(({ a, b }) => [a, b]).map(async (x) => (await x.data()).join()))
    }
    const values = await run()
    expect(new Set(values).size).toBe(6)
    expect(await run()).toEqual(values)
  })

  it('differs from what is drawn outside', async () => {
    const random = new Random(9)
    const inside = await compile(() => random.uniform([3]))()
    expect(await inside.data()).not.toEqual(await new Random(9).uniform([3]).data())
  })

  it('goes on where its state says', async () => {
    const random = new Random(9)
    const draw = compile(() => random.uniform([3]))
    await draw()
    random.uniform([1])
    const { draws, compiled } = random.state
    const count = compiled.value
    const next = [await (await draw()).data(), await random.uniform([3]).data()]
    const other = new Random(9)
    other.resume(draws, count)
    const again = compile(() => other.uniform([3]))
    expect([await (await again()).data(), await other.uniform([3]).data()]).toEqual(next)
  })
})
