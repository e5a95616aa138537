import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { tensor } from '../tensor/index.ts'
import { toNpy } from '../tensor/npy.ts'
import { toNpz } from '../tensor/npz.ts'
import { Tensor } from '../tensor/tensor.ts'
import { load } from './load.ts'
import { save, savez, savezCompressed } from './save.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-load-'))
})
afterAll(() => rm(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

describe('load', () => {
  it('reads what save has written, from more parts than one', async () => {
    const values = Float32Array.from({ length: 100_000 }, (_, i) => i)
    await save(at('long.npy'), tensor(values, { shape: [10, 10_000] }))
    const x = await load(at('long.npy') as 'long.npy')
    expect(x.shape).toEqual([10, 10_000])
    expect(Buffer.from((await x.data()).buffer).equals(Buffer.from(values.buffer))).toBe(true)
  })

  it('reads what savez and savezCompressed have written', async () => {
    for (const write of [savez, savezCompressed]) {
      await write(at('two.npz'), { x: [[1, 2]], y: true })
      const { x, y } = await load(at('two.npz') as 'two.npz')
      expect([x!.dtype, await x!.array(), y!.dtype, await y!.array()]).toEqual(['int64', [[1, 2]], 'bool', true])
    }
    const only = await load(at('two.npz') as 'two.npz', { names: ['y'] })
    expect(Object.keys(only)).toEqual(['y'])
  })

  it('is typed by the ending, and knows a file by what is in it', async () => {
    await writeFile(at('array'), await toNpy(tensor([1])))
    await writeFile(at('archive'), await toNpz({ x: tensor([1]) }))
    expect(await load(at('array'))).toBeInstanceOf(Tensor)
    expect(Object.keys(await load(at('archive')))).toEqual(['x'])
    const array = () => load('x.npy')
    const archive = () => load('x.npz')
    const either = (path: string) => load(path)
    expectTypeOf(array).returns.resolves.toEqualTypeOf<Tensor>()
    expectTypeOf(archive).returns.resolves.toEqualTypeOf<Record<string, Tensor>>()
    expectTypeOf(either).returns.resolves.toEqualTypeOf<Tensor | Record<string, Tensor>>()
  })

  it('refuses a file whose name says something else than what is in it', async () => {
    await writeFile(at('archive.npy'), await toNpz({ x: tensor([1]) }))
    await writeFile(at('array.npz'), await toNpy(tensor([1])))
    await writeFile(at('empty.npy'), await toNpz({}))
    await expect(load(at('archive.npy'))).rejects.toThrow(
      'is an .npz archive; its name must not end with .npy: rename it',
    )
    await expect(load(at('empty.npy'))).rejects.toThrow('is an .npz archive')
    await expect(load(at('array.npz'))).rejects.toThrow('is a single array; its name must not end with .npz')
  })

  it('names the file, and where in it the fault lies', async () => {
    await writeFile(at('cut.npy'), (await toNpy(tensor([1, 2]))).subarray(0, -3))
    await writeFile(at('cut.npz'), (await toNpz({ x: tensor([1]) })).subarray(0, -3))
    await writeFile(at('text.npz'), 'x,y')
    await mkdir(at('folder.npy'))
    await expect(load(at('cut.npy'))).rejects.toThrow(`'${at('cut.npy')}': byte 133: the file ends after 5 bytes`)
    await expect(load(at('cut.npz'))).rejects.toThrow(`'${at('cut.npz')}': it cannot be read as a zip archive`)
    await expect(load(at('text.npz'))).rejects.toThrow(`'${at('text.npz')}': byte 0: this is no .npy file`)
    await expect(load(at('none.npy'))).rejects.toThrow(`'${at('none.npy')}' cannot be read (ENOENT); check the path`)
    await expect(load(at('folder.npy'))).rejects.toThrow(`'${at('folder.npy')}' is no file`)
    for (const name of ['cut.npy', 'cut.npz', 'text.npz', 'none.npy', 'folder.npy'])
      await expect(load(at(name))).rejects.toMatchObject({ code: 'invalid-data' })
  })
})

describe('save and savez', () => {
  it('add the ending that is missing, as NumPy does', async () => {
    await save(at('a'), [1.5])
    await savez(at('b.x'), [[1], tensor([2])])
    expect(await (await load(at('a.npy') as 'a.npy')).array()).toEqual([1.5])
    expect(Object.keys(await load(at('b.x.npz')))).toEqual(['arr_0', 'arr_1'])
  })

  it('leave what stood there as it was when something goes wrong', async () => {
    const gone = tensor([1])
    gone.dispose()
    await save(at('kept.npy'), [1])
    await savez(at('kept.npz'), { x: [1] })
    const before = [await readFile(at('kept.npy')), await readFile(at('kept.npz'))]
    await expect(save(at('kept.npy'), gone)).rejects.toThrow('it was disposed of')
    await expect(savez(at('kept.npz'), { x: [1], gone })).rejects.toThrow('it was disposed of')
    await expect(savez(at('kept.npz'), { x: [1], '../y': [2] })).rejects.toThrow('cannot name an array')
    await expect(save(at('no/folder.npy'), [1])).rejects.toMatchObject({ code: 'write-failed' })
    expect([await readFile(at('kept.npy')), await readFile(at('kept.npz'))]).toEqual(before)
    expect((await readdir(folder)).filter((name) => name.startsWith('kept'))).toEqual(['kept.npy', 'kept.npz'])
  })
})
