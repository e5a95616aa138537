import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as np from 'kindling/numpy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomStream } from '../src/data/random.ts'
import { bytesOf, dtypes } from '../src/tensor/dtype.ts'
import { fromNpy, toNpy } from '../src/tensor/npy.ts'
import type { Tensor } from '../src/tensor/tensor.ts'
import { needsNumpy, python } from './numpy/needs.ts'

const script = fileURLToPath(new URL('numpy/files.py', import.meta.url))

/** The values of an array as they stand in a file, in hexadecimal digits. */
const bitsOf = async (x: Tensor): Promise<string> => {
  const bytes = await toNpy(x)
  return Buffer.from(bytes.subarray(bytes.length - x.size * bytesOf(x.dtype))).toString('hex')
}

interface Described {
  readonly file: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data: string
}

describe.skipIf(!python)(needsNumpy('files of NumPy'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-numpy-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  beforeAll(() => void execFileSync(python!, [script, 'write', folder]))
  const listed = (name: string): Described[] => JSON.parse(readFileSync(join(folder, name), 'utf8'))

  it('are read bit-equal: every type, byte order, order of axes, shape and version', async () => {
    const arrays = listed('arrays.json')
    expect(arrays.length).toBe(19 * 10 * 2)
    for (const { file, dtype, shape, data } of arrays) {
      const x = await np.load(join(folder, file) as 'x.npy')
      expect([file, x.dtype, x.shape]).toEqual([file, dtype, shape])
      expect(await bitsOf(x), file).toBe(data)
    }
  })

  it.each(['stored.npz', 'deflated.npz', 'list.npz'] as const)('are read bit-equal from %s', async (file) => {
    const members = listed('members.json')
    const arrays = await np.load(join(folder, file) as 'x.npz')
    const names = members.map(({ file: name }, i) => (file === 'list.npz' ? `arr_${i}` : name))
    expect(Object.keys(arrays)).toEqual(names)
    for (const [i, { dtype, shape, data }] of members.entries()) {
      const x = arrays[names[i]!]!
      expect([x.dtype, x.shape, await bitsOf(x)]).toEqual([dtype, shape, data])
    }
  })

  it.each([
    ['structured', "byte 10: 'descr' is a structured type, and a tensor has one type; save the fields one by one"],
    ['objects', 'byte 10: the array holds Python objects, which are pickled: reading them can run any code'],
    ['dates', 'the array holds dates'],
    ['texts', 'the array holds texts'],
    ['complex', 'the array holds complex numbers'],
    ['uint64', 'the array holds uint64'],
    ['longdouble', 'the array holds floats wider than float64'],
    ['pickle', 'byte 0: this is a Python pickle, which can run any code'],
  ])('of %s are refused, with the file, the byte and the way out', async (name, message) => {
    const path = join(folder, `${name}.npy`)
    const reading = np.load(path)
    await expect(reading).rejects.toMatchObject({ code: 'invalid-data' })
    await expect(reading).rejects.toThrow(`'${path}': byte`)
    await expect(reading).rejects.toThrow(message)
  })
})

describe.skipIf(!python)(needsNumpy('our files'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-numpy-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const ours: unknown[] = []
  const descriptions: Record<string, string> = {
    ...{ bool: '|b1', uint8: '|u1', uint32: '<u4', int32: '<i4', int64: '<i8' },
    ...{ float16: '<f2', float32: '<f4', float64: '<f8' },
  }
  const note = async (file: string, name: string | null, x: Tensor): Promise<void> => {
    ours.push({ file, name, descr: descriptions[x.dtype], shape: x.shape, data: await bitsOf(x) })
  }

  it('are read by NumPy bit-equal, and are what it would have written: every type and shape', async () => {
    const random = randomStream(4)
    // The last two have headers that end at, and just past, a multiple of 64 bytes.
    const shapes = [
      [],
      [0],
      [1],
      [5],
      [3, 4],
      [0, 3],
      [3, 0, 2],
      [1, 1],
      [2, 3, 4],
      [2, 1, 3, 2],
      Array(8).fill(1),
      Array(32).fill(1),
    ]
    for (const rank of Array(30).keys()) shapes.push(Array(rank).fill(1))
    const all: Record<string, Tensor> = {}
    for (const dtype of dtypes)
      for (const shape of shapes) {
        const size = shape.reduce((a, b) => a * b, 1) * bytesOf(dtype)
        const data = Uint8Array.from({ length: size }, () => random.integer(0, dtype === 'bool' ? 1 : 255))
        // A file by hand, of any bits: version 1, with a header that is padded by nothing.
        const header = `{'descr':'${descriptions[dtype]}','fortran_order':False,'shape':(${shape.map((n) => `${n},`).join('')})}`
        const prelude = Buffer.from(`\x93NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`, 'latin1')
        const x = fromNpy(Buffer.concat([prelude, data]))
        const file = `${ours.length}.npy`
        await np.save(join(folder, file), x)
        await note(file, null, x)
        all[`${dtype}/${shape.join('×')} ü`] = x
      }
    await np.savez(join(folder, 'stored'), all)
    await np.savezCompressed(join(folder, 'deflated.npz'), all)
    await np.savez(join(folder, 'list.npz'), [all['uint8/5 ü']!, [1.5, 2]])
    for (const [name, x] of Object.entries(all))
      for (const file of ['stored.npz', 'deflated.npz']) await note(file, name, x)
    await note('list.npz', 'arr_0', all['uint8/5 ü']!)
    await note('list.npz', 'arr_1', np.array([1.5, 2]))
    writeFileSync(join(folder, 'ours.json'), JSON.stringify(ours))
    const answer = execFileSync(python!, [script, 'check', folder], { encoding: 'utf8', maxBuffer: 2 ** 28 })
    expect(answer.slice(0, 5000)).toBe(`checked ${ours.length}\n`)
  })
})
