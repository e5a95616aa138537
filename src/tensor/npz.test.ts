import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zipOf } from '../../test/archives.ts'
import { damaged } from '../../test/damage.ts'
import { KindlingError } from '../base/errors.ts'
import { tensor } from './index.ts'
import { toNpy } from './npy.ts'
import { fromNpz, toNpz } from './npz.ts'
import type { Tensor } from './tensor.ts'

const x = tensor([
  [1, 2],
  [3, 4],
])
const y = tensor([true, false])
const npy = await toNpy(x)

const contents = async (arrays: Record<string, Tensor>) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(arrays).map(async ([name, array]) => [name, [array.dtype, await array.array()]] as const),
    ),
  )

describe('an .npz archive', () => {
  it.each([false, true])('comes back as it was written, compressed or not (%s)', async (compressed) => {
    const arrays = { x, y, empty: tensor([]), scalar: tensor(5n), 'a/b': x, ' ü': y, __proto__x: x, 'x.npy': y }
    const back = await fromNpz(await toNpz(arrays, { compressed }))
    expect(await contents(back)).toEqual(await contents(arrays))
    expect(back.scalar!.shape).toEqual([])
  })

  it('is smaller when it is compressed', async () => {
    const big = { big: tensor(new Float32Array(10_000)) }
    expect((await toNpz(big)).length).toBeGreaterThan(40_000)
    expect((await toNpz(big, { compressed: true })).length).toBeLessThan(1000)
  })

  it('of the same arrays is the same, byte for byte', async () => {
    expect(await toNpz({ x, y })).toEqual(await toNpz({ x, y }))
  })

  it('may hold nothing', async () => expect(await fromNpz(await toNpz({}))).toEqual({}))

  it('keeps a name that has a meaning in JavaScript', async () => {
    const arrays = Object.fromEntries([
      ['__proto__', x],
      ['constructor', y],
    ])
    const back = await fromNpz(await toNpz(arrays))
    expect(Object.keys(back)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
  })

  it('gives only the arrays that were asked for, and looks at no other', async () => {
    const archive = zipOf([
      { path: 'x.npy', data: npy },
      { path: 'broken.npy', data: 'nonsense' },
      { path: 'notes.txt', data: 'hello' },
    ])
    expect(Object.keys(await fromNpz(archive, { names: ['x'] }))).toEqual(['x'])
    await expect(fromNpz(archive, { names: ['z'] })).rejects.toThrow(
      ".npz archive: names has 'z'; the archive holds x, broken, notes.txt",
    )
  })

  it.each(['', '/x', '../x', 'a/../b', 'C:x', 'a\\b', 'a\0', 'x'.repeat(1001)])(
    'has no array with the name %j, when it is written',
    async (name) => {
      const archive = toNpz({ [name]: x })
      await expect(archive).rejects.toMatchObject({ code: 'invalid-argument' })
      await expect(archive).rejects.toThrow('cannot name an array in an archive')
    },
  )

  it('passes on what goes wrong with a tensor', async () => {
    const gone = tensor([1])
    gone.dispose()
    await expect(toNpz({ x, gone })).rejects.toThrow('it was disposed of')
  })
})

describe('a bad archive', () => {
  it.each<[string, Uint8Array, string]>([
    ['no archive', Buffer.from('hello'), 'it cannot be read as a zip archive: End of central directory'],
    ['an empty one', new Uint8Array(0), 'it cannot be read as a zip archive'],
    [
      'a name twice',
      zipOf([
        { path: 'x.npy', data: npy },
        { path: 'x.npy', data: npy },
      ]),
      "it holds 'x' twice, and which of the two is meant is unclear",
    ],
    ['a path out of a folder', zipOf([{ path: '../x.npy', data: npy }]), 'invalid relative path: ../x.npy'],
    ['a path from the root', zipOf([{ path: '/x.npy', data: npy }]), 'absolute path: /x.npy'],
    ['something else', zipOf([{ path: 'a.txt', data: 'a' }]), "'a.txt' is no array: it does not end with .npy"],
    ['a folder', zipOf([{ path: 'a/' }]), "'a/' is no array"],
    ['a broken array', zipOf([{ path: 'x.npy', data: npy.subarray(0, -1) }]), "'x': byte 143: the file ends after 15"],
    ['an empty array file', zipOf([{ path: 'x.npy' }]), "'x': byte 0: the file is empty"],
  ])('that is %s is refused', async (_, bytes, message) => {
    await expect(fromNpz(bytes)).rejects.toMatchObject({ code: 'invalid-data' })
    await expect(fromNpz(bytes)).rejects.toThrow(message)
  })

  it('whose values were changed is refused, by its checksum', async () => {
    const archive = Buffer.from(await toNpz({ x }))
    archive[archive.indexOf(Buffer.from(npy.subarray(-16))) + 3]! ^= 1
    await expect(fromNpz(archive)).rejects.toThrow(".npz archive: 'x' is damaged: its CRC-32 is another")
  })

  it('that claims more than comes out, or less, is refused', async () => {
    for (const claim of [npy.length - 1, npy.length + 1]) {
      const archive = zipOf([{ path: 'x.npy', data: npy }])
      archive.writeUInt32LE(claim, archive.indexOf('PK\x01\x02') + 24)
      await expect(fromNpz(archive)).rejects.toMatchObject({ code: 'invalid-data' })
    }
  })

  it('out of which too much would come is refused before it does', async () => {
    const zeros = tensor(new Uint8Array(1_000_000))
    const bomb = await toNpz({ zeros, more: zeros }, { compressed: true })
    await expect(fromNpz(bomb, { maxBytes: 1_500_000 })).rejects.toThrow(
      `.npz archive: 2000256 bytes would come out of its ${bomb.length}, and maxBytes is 1500000; raise it, or choose`,
    )
    expect(Object.keys(await fromNpz(bomb, { maxBytes: 1_500_000, names: ['more'] }))).toEqual(['more'])
    await expect(fromNpz(bomb, { maxBytes: Number.NaN })).rejects.toThrow('maxBytes is NaN')
    // What is not compressed is no bomb.
    expect(Object.keys(await fromNpz(await toNpz({ zeros }), { maxBytes: 0 }))).toEqual(['zeros'])
  })

  it('with a bomb in an array that claims to be small is refused as it overflows', async () => {
    const archive = zipOf([{ path: 'x.npy', data: Buffer.concat([npy, Buffer.alloc(50_000_000)]) }])
    archive.writeUInt32LE(npy.length, archive.indexOf('PK\x01\x02') + 24)
    const before = process.memoryUsage().arrayBuffers
    await expect(fromNpz(archive)).rejects.toMatchObject({ code: 'invalid-data' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000)
  })

  it('is read or refused, never anything else, whatever was changed', async () => {
    const originals = [
      await toNpz({ x, y }),
      await toNpz({ x, y }, { compressed: true }),
      zipOf([{ path: 'x.npy', data: npy }]),
    ]
    await fc.assert(
      fc.asyncProperty(fc.oneof(...originals.map((original) => damaged(original))), async (bytes) => {
        try {
          await fromNpz(bytes, { maxBytes: 1_000_000 })
        } catch (error) {
          expect(error).toBeInstanceOf(KindlingError)
          expect(error).toHaveProperty('code', 'invalid-data')
        }
      }),
      { numRuns: 500 },
    )
  })
})

it('the archives of these tests are deflated', () => {
  expect(zipOf([{ path: 'x', data: npy }]).includes(deflateRawSync(npy))).toBe(true)
})
