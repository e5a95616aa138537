import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as np from 'kindling/numpy'
import { afterAll, describe, expect, it } from 'vitest'
import { type RandomStream, randomStream } from '../src/data/random.ts'
import { type DType, dtypes, type HostArray, hostArray, isFloat } from '../src/tensor/dtype.ts'
import { widenHalves } from '../src/tensor/half.ts'
import { Tensor } from '../src/tensor/tensor.ts'
import { needsNumpy, python } from './numpy/needs.ts'

const script = fileURLToPath(new URL('numpy/printing.py', import.meta.url))

/** A leaf of given values: nothing is rounded on the way. */
const leaf = (dtype: DType, shape: readonly number[], values: (i: number) => number): Tensor => {
  const host: HostArray = hostArray(
    dtype,
    shape.reduce((a, b) => a * b, 1),
  )
  for (let i = 0; i < host.length; i++) host[i] = dtype === 'int64' ? BigInt(values(i)) : values(i)
  return new Tensor(shape, dtype, undefined, { host })
}

const anyHalf = widenHalves(Uint16Array.from({ length: 2 ** 16 }, (_, i) => i))
const bits = new DataView(new ArrayBuffer(8))

/** Kinds of floats: the columns of an array have one kind, as those of people have. */
const kinds: ((random: RandomStream, dtype: DType) => number)[] = [
  (random) => random.integer(-3, 3),
  (random) => random.integer(-9999, 9999) / 100,
  (random) => random.uniform(-1, 1),
  (random) => random.uniform(0, 1) * 10 ** random.integer(-3, 3),
  (random) => random.uniform(-1, 1) * 10 ** random.integer(-4, 8),
  (random) => random.integer(-1, 1) * 10 ** random.integer(-10, 4),
  (random) => random.integer(1, 9999) * 1e-4,
  // Ties, where a digit more or less is shown.
  (random) => random.integer(-1000, 1000) / 2 ** random.integer(0, 12),
  (random) => 2 ** 21 + random.integer(0, 9999) / 4,
  (random) => 2 ** random.integer(-14, 14),
  (random) => random.pick([0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]),
  (random) => random.pick([1, -2.5, 1e-5, 100, Number.NaN, Number.POSITIVE_INFINITY]),
  (random) => random.pick([1e-4, 1e-4, 0.5, 1e8, 99999999, 0.00009999]),
  // Any bits.
  (random, dtype) => {
    if (dtype === 'float16') return anyHalf[random.integer(0, 65535)]!
    bits.setUint32(0, random.integer(0, 2 ** 32 - 1))
    bits.setUint32(4, random.integer(0, 2 ** 32 - 1))
    return dtype === 'float32' ? bits.getFloat32(0) : bits.getFloat64(0)
  },
]

const fits = (x: number, dtype: DType): number => (dtype === 'float16' ? anyHalf[nearestHalf(x)]! : x)
/** The index of a half near a number: which one does not matter here. */
const nearestHalf = (x: number): number => {
  let best = 0
  for (let step = 2 ** 14; step >= 1; step /= 2)
    if (best + step <= 0x7bff && anyHalf[best + step]! <= Math.abs(x)) best += step
  return Number.isNaN(x) ? 0x7e00 : (Number.isFinite(x) ? best : 0x7c00) + (x < 0 || Object.is(x, -0) ? 0x8000 : 0)
}

const integers: Record<string, readonly [number, number]> = {
  bool: [0, 1],
  uint8: [0, 255],
  uint32: [0, 2 ** 32 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 45), 2 ** 45],
}

const shapes = [
  [],
  [1],
  [2],
  [3],
  [7],
  [20],
  [60],
  [2, 3],
  [5, 8],
  [3, 40],
  [2, 2, 2],
  [2, 1, 30],
  [2, 2, 2, 3],
  [0],
  [0, 3],
  [2, 0, 1],
]
const long = [[1000], [1001], [2000], [40, 30], [4, 300], [300, 4], [11, 10, 12], [7, 7, 40], [2, 1000], [1, 1001]]
const options: np.StringOptions[] = [
  { precision: 3 },
  { precision: 0 },
  { precision: 17 },
  { suppressSmall: true },
  { suppressSmall: true, precision: 2 },
  { linewidth: 40 },
  { linewidth: 10 },
  { linewidth: 120, precision: 4 },
  { threshold: 5 },
  { threshold: 5, edgeitems: 1 },
  { threshold: 30, edgeitems: 2, linewidth: 30 },
  { threshold: Number.POSITIVE_INFINITY },
  { separator: ', ' },
  { separator: ',', prefix: 'x = ', suffix: ';' },
  { separator: ' | ', linewidth: 50 },
]

interface Case {
  readonly title: string
  readonly array: Tensor
  readonly options: np.StringOptions
}

function* cases(): Generator<Case> {
  let n = 0
  const one = (dtype: DType, shape: readonly number[], settings: np.StringOptions): Case => {
    const random = randomStream(4, n++)
    const kind = random.pick(kinds)
    const small = random.chance(0.5)
    const whole = (): number => {
      const [low, high] = integers[dtype]!
      return small ? random.integer(Math.max(low, -20), Math.min(high, 20)) : Math.floor(random.uniform(low, high + 1))
    }
    const values = isFloat(dtype) ? () => fits(kind(random, dtype), dtype) : whole
    return {
      title: `${dtype} [${shape}] ${JSON.stringify(settings)} (${n})`,
      array: leaf(dtype, shape, values),
      options: settings,
    }
  }
  for (const dtype of dtypes) for (const shape of shapes) yield one(dtype, shape, {})
  for (const dtype of ['float64', 'float32', 'float16'] as const)
    for (let i = 0; i < 60; i++) yield one(dtype, [[6], [4, 3]][i % 2]!, {})
  for (const dtype of dtypes) for (const shape of long) yield one(dtype, shape, {})
  for (const setting of options)
    for (const dtype of ['float64', 'float32', 'int64', 'bool'] as const)
      for (const shape of [[30], [6, 9], [3, 4, 8], [2000], []]) yield one(dtype, shape, setting)
  // Every kind of half there is: the shortest digits of all of them.
  for (let i = 0; i < 64; i++)
    yield {
      title: `halves from ${i * 512}`,
      array: leaf('float16', [512], (k) => anyHalf[i * 512 + k]!),
      options: { linewidth: 20 },
    }
  // Each alone, so that each has its own notation.
  for (let i = 0; i < 200; i++) yield one(i % 2 === 0 ? 'float32' : 'float64', [], {})
}

describe.skipIf(!python)(needsNumpy('printing beside NumPy'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-printing-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('gives the same text: every type and shape, magnitudes of all kinds, every option', async () => {
    const all = [...cases()]
    await np.savez(join(folder, 'arrays.npz'), Object.fromEntries(all.map(({ array }, i) => [`a${i}`, array])))
    const names = all.map(({ options: { suppressSmall, threshold, ...rest } }, i) => ({
      name: `a${i}`,
      options: {
        ...rest,
        ...(suppressSmall !== undefined && { suppress: suppressSmall }),
        ...(threshold !== undefined && { threshold: Number.isFinite(threshold) ? threshold : 2 ** 60 }),
      },
    }))
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(names))
    // NumPy 2 compares numbers of a type with thresholds in that type; 1.24 does so when it is told to.
    const answers = JSON.parse(
      execFileSync(python!, [script, folder], {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        env: { ...process.env, NPY_PROMOTION_STATE: 'weak' },
      }),
    ) as [string, string, string][] | null[][]
    const wrong: string[] = []
    for (const [i, { title, array, options: settings }] of all.entries()) {
      const { separator: _s, prefix: _p, suffix: _x, ...plain } = settings
      const ours = [
        await np.arrayRepr(array, plain),
        await np.arrayStr(array, plain),
        await np.array2string(array, settings),
      ]
      for (const [k, text] of ours.entries())
        if ((answers[i]![k] ?? text) !== text) wrong.push(`${title}\nours:\n${text}\nNumPy:\n${answers[i]![k]}\n`)
    }
    expect(`${wrong.length} of ${all.length} differ\n${wrong.slice(0, 6).join('\n')}`).toBe(
      `0 of ${all.length} differ\n`,
    )
  })
})
