import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import {
  compile,
  decodeSafetensors,
  encodeSafetensors,
  Random,
  type StoredTensor,
  type Tensor,
} from '../tensor/index.ts'
import { BatchNorm1d } from './batch-norm.ts'
import { Linear } from './linear.ts'
import { loadModule, saveModule } from './module-file.ts'
import { Sequential } from './sequential.ts'

const net = (seed: number, features = 2) =>
  new Sequential(new Linear(3, features, { random: new Random(seed) }), new BatchNorm1d(features))

/** All numbers that a module holds, by name. */
const numbers = async (module: Sequential): Promise<[string, number[]][]> =>
  Promise.all([...module.stateDict()].map(async ([name, value]) => [name, Array.from(await value.data(), Number)]))

const float32 = (shape: readonly number[], ...values: number[]): StoredTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(values),
})

/** What PyTorch's state_dict of the same network holds. */
const fromPyTorch = (): Map<string, StoredTensor> =>
  new Map([
    ['0.weight', float32([2, 3], 1, 2, 3, 4, 5, 6)],
    ['0.bias', float32([2], 7, 8)],
    ['1.weight', float32([2], 1, 2)],
    ['1.bias', float32([2], 0, 1)],
    ['1.running_mean', float32([2], 3, 4)],
    ['1.running_var', float32([2], 5, 6)],
    ['1.num_batches_tracked', { dtype: 'int64', shape: [], data: BigInt64Array.of(12n) }],
  ])

describe('saveModule and loadModule', () => {
  let folder: string
  const at = (name: string): string => join(folder, name)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kindling-module-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('bring a module back, running statistics included', async () => {
    const [saved, other] = [net(1), net(2)]
    await compile((x: Tensor) => saved.forward(x))(new Random(3).normal([8, 3]))
    await saveModule(at('net.safetensors'), saved)
    expect(await numbers(other)).not.toEqual(await numbers(saved))
    expect(await loadModule(at('net.safetensors'), other)).toEqual({ missing: [], unexpected: [] })
    expect(await numbers(other)).toEqual(await numbers(saved))
    expect(await readdir(folder)).toEqual(['net.safetensors'])
  })

  it("write PyTorch's names, and the metadata that they are given", async () => {
    await saveModule(at('named.safetensors'), net(1), { labels: 'cat, dog' })
    const { tensors, metadata } = decodeSafetensors(await readFile(at('named.safetensors')))
    const expected = [...fromPyTorch().keys()].filter((name) => !name.endsWith('num_batches_tracked'))
    expect([...tensors.keys()]).toEqual(expected)
    expect(metadata).toEqual({ labels: 'cat, dog' })
  })

  it("read PyTorch's files, whose counts of batches are not needed", async () => {
    await writeFile(at('pytorch.safetensors'), encodeSafetensors(fromPyTorch(), { format: 'pt' }))
    const module = net(1)
    await loadModule(at('pytorch.safetensors'), module)
    const found = new Map(await numbers(module))
    for (const [name, values] of found) expectClose(values, fromPyTorch().get(name)!.data, {}, name)
  })

  it('give new values to programs that the module already has', async () => {
    await saveModule(at('before.safetensors'), net(1))
    const module = net(2).eval()
    const forward = compile((x: Tensor) => module.forward(x))
    const x = new Random(3).normal([4, 3])
    await forward(x)
    await loadModule(at('before.safetensors'), module)
    expectClose(await (await forward(x)).data(), await net(1).eval().forward(x).data())
  })

  it('list everything that does not fit, with the file, and change nothing then', async () => {
    const state = fromPyTorch()
    state.delete('0.bias')
    state.set('0.weight', float32([1], 1))
    state.set('2.weight', float32([1], 1))
    await writeFile(at('other.safetensors'), encodeSafetensors(state))
    const module = net(1)
    const before = await numbers(module)
    const loading = loadModule(at('other.safetensors'), module)
    await expect(loading).rejects.toThrow(/other\.safetensors.*0\.bias.*2\.weight.*0\.weight.*\[1\].*\[2, 3\]/s)
    await expect(loading).rejects.toMatchObject({ code: 'invalid-data' })
    expect(await numbers(module)).toEqual(before)
  })

  it('load what fits, where that is asked for, and say what did not', async () => {
    const state = fromPyTorch()
    state.delete('0.bias')
    state.set('2.weight', float32([1], 1))
    await writeFile(at('part.safetensors'), encodeSafetensors(state))
    const module = net(1)
    const difference = await loadModule(at('part.safetensors'), module, { strict: false })
    expect(difference).toEqual({ missing: ['0.bias'], unexpected: ['2.weight'] })
    expect(new Map(await numbers(module)).get('0.weight')).toEqual([1, 2, 3, 4, 5, 6])
  })

  it.each([
    ['a file that is not there', undefined, /absent.*cannot be read.*ENOENT/],
    ['a file that is no safetensors file', 'PK\u0003\u0004 and more', /absent.*safetensors: the header claims/],
  ])('refuse %s, with its path', async (_, content, message) => {
    if (content) await writeFile(at('absent'), content)
    const loading = loadModule(at('absent'), net(1))
    await expect(loading).rejects.toThrow(message)
    await expect(loading).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('leave what stood at the path when it cannot be written', async () => {
    await expect(saveModule(join(folder, 'no', 'folder'), net(1))).rejects.toMatchObject({ code: 'write-failed' })
  })
})
