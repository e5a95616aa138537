import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { examples, operands } from '../../../scripts/operator-examples.ts'
import { expectClose } from '../../../test/close.ts'
import { type DType, dtypes, type Tensor } from '../index.ts'

const floats: readonly DType[] = ['float16', 'float32', 'float64']
const integers: readonly DType[] = ['uint8', 'int32', 'uint32', 'int64']

/** Operators that refuse types, and the types that they take. All others take every type. */
const takes: Record<string, readonly DType[]> = {
  ...Object.fromEntries(
    ['bitwiseAnd', 'bitwiseOr', 'bitwiseXor', 'shiftLeft', 'shiftRight'].map((name) => [name, integers]),
  ),
  bitwiseNot: ['bool', ...integers],
  oneHot: ['bool', ...integers],
  // Zeros and ones: a division by zero among them is refused by integers.
  ...Object.fromEntries(['remainder', 'fmod', 'floorDivide'].map((name) => [name, [...integers, ...floats]])),
  ...Object.fromEntries(
    [
      'conv2d',
      'convTranspose2d',
      'maxPool2d',
      'avgPool2d',
      'batchNormTraining',
      'interpolate',
      'affineGrid',
      'gridSample',
    ].map((name) => [name, floats]),
  ),
}

/** Results that differ from those of float64 because of how integers are: they wrap around, or are bits. */
const wraps: Record<string, readonly DType[]> = {
  neg: ['uint8', 'uint32'],
  sub: ['uint8', 'uint32'],
  rsub: ['uint8', 'uint32'],
  bitwiseNot: dtypes,
  // Trues add up to true.
  scatterAdd: ['bool'],
  indexAdd: ['bool'],
}

const valuesOf = async (tensors: readonly Tensor[]): Promise<number[][]> =>
  Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data(), Number)))

const run = async (name: string, dtype: DType, like: DType): Promise<readonly Tensor[]> => {
  const result = await examples[name]!(operands(dtype, like === 'bool' ? 'truth' : 'numbers'))
  return Array.isArray(result) ? result : [result as Tensor]
}

describe('every operator, for every element type that it takes', () => {
  it.each(Object.keys(examples))(
    '%s computes what it computes for float64 (int64 where it refuses floats)',
    async (name) => {
      await Promise.all(
        dtypes.map(async (dtype) => {
          const taken = takes[name] ?? dtypes
          if (!taken.includes(dtype)) {
            await expect(async () => valuesOf(await run(name, dtype, dtype)), `${name} of ${dtype}`).rejects.toThrow(
              /must be|needs|Integer modulo by zero/,
            )
            return
          }
          const results = await run(name, dtype, dtype)
          const wanted = await valuesOf(await run(name, taken.includes('float64') ? 'float64' : 'int64', dtype))
          const found = await valuesOf(results)
          for (const [i, tensor] of results.entries()) expect(tensor.size, `${name} of ${dtype}`).toBe(found[i]!.length)
          if (wraps[name]?.includes(dtype)) return
          const tolerance = dtype === 'float16' ? { rtol: 3e-3, atol: 2e-3 } : {}
          for (const [i, values] of found.entries()) expectClose(values, wanted[i]!, tolerance, `${name} of ${dtype}`)
        }),
      )
    },
  )

  it('there is an example of every function of this folder', async () => {
    const creations = [
      'arange',
      'asTensor',
      'eye',
      'fromOwned',
      'full',
      'linspace',
      'ones',
      'onesLike',
      'tensor',
      'zeros',
      'zerosLike',
    ]
    const parts = [
      'matmulTransposed',
      'meet',
      'outputLength',
      'pair',
      'stridedSlice',
      'sumTo',
      'threefry',
      'unexpanded',
      'windowOf',
    ]
    const files = readdirSync(new URL('.', import.meta.url)).filter((file) => !file.endsWith('.test.ts'))
    const modules = await Promise.all(
      files.map((file) => import(/* @vite-ignore */ `./${file}`) as Promise<Record<string, unknown>>),
    )
    const names = modules.flatMap((module) => Object.keys(module).filter((name) => typeof module[name] === 'function'))
    expect(names.filter((name) => !examples[name] && !creations.includes(name) && !parts.includes(name))).toEqual([])
  })
})

describe('results of integers', () => {
  it.each<[string, DType, DType]>([
    ['sum', 'uint8', 'int64'],
    ['prod', 'int32', 'int64'],
    ['cumsum', 'bool', 'int64'],
    ['mean', 'int64', 'float32'],
    ['div', 'int32', 'float32'],
    ['exp', 'uint8', 'float32'],
    ['add', 'bool', 'int64'],
    ['add', 'uint8', 'uint8'],
    ['floor', 'int32', 'int32'],
    ['max', 'uint32', 'uint32'],
    ['argmax', 'bool', 'int64'],
    ['matmul', 'uint8', 'int64'],
    ['less', 'int64', 'bool'],
    ['neg', 'bool', 'int64'],
    ['norm', 'uint8', 'float32'],
    ['sort', 'bool', 'bool'],
  ])('%s of %s is %s', async (name, dtype, wanted) => {
    const result = await examples[name]!(operands(dtype))
    expect((result as Tensor).dtype).toBe(wanted)
  })
})
