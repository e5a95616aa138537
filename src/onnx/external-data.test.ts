import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeModel } from './codec.ts'
import { message } from './descriptors.ts'
import { readModelFile } from './external-data.ts'
import { GraphBuilder } from './graph-builder.ts'
import { tensorToTyped } from './tensor-data.ts'
import { bytesOf } from './types.ts'

let folder: string
let outside: string
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'kindling-onnx-'))
  folder = join(root, 'model')
  outside = join(root, 'outside')
  mkdirSync(folder)
  mkdirSync(outside)
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const values = Float32Array.of(1, 2, 3, 4)

/** y = x + w, where the data of w, two elements, lies in a file. */
const write = (entries: Record<string, string>, inAttribute = false, dataType = 1): string => {
  const graph = new GraphBuilder()
  const x = graph.input('x', 'float32', [2])
  const w = inAttribute
    ? graph.op('Constant', [], { value: { tensor: { dtype: 'float32', shape: [2], data: values.slice(2) } } })[0]!
    : graph.constant('float32', [2], values.slice(2))
  graph.output(graph.op('Add', [x, w])[0]!, 'y', 'float32', [2])
  const model = graph.build()
  const external = message('TensorProto', {
    name: 'w',
    dataType,
    dims: [2n],
    dataLocation: 1,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  })
  if (inAttribute) model.graph!.node[0]!.attribute[0]!.t = external
  else model.graph!.initializer[0] = Object.assign(external, { name: model.graph!.initializer[0]!.name })
  const path = join(folder, 'model.onnx')
  writeFileSync(path, encodeModel(model))
  return path
}

describe('readModelFile', () => {
  it('reads a model that is one file', async () => {
    const path = join(folder, 'model.onnx')
    const graph = new GraphBuilder()
    graph.output(graph.input('x', 'float32', []), 'y', 'float32', [])
    writeFileSync(path, encodeModel(graph.build()))
    expect(await readModelFile(path)).toEqual(graph.build())
  })

  it.each([[false], [true]])(
    'brings in data that lies in a file below the folder (in an attribute: %s)',
    async (inAttribute) => {
      mkdirSync(join(folder, 'data'))
      writeFileSync(join(folder, 'data', 'w.bin'), bytesOf(values))
      const model = await readModelFile(write({ location: 'data/w.bin', offset: '8', length: '8' }, inAttribute))
      const tensor = inAttribute ? model.graph.node[0]!.attribute[0]!.t! : model.graph.initializer[0]!
      expect(tensorToTyped(tensor).data).toEqual(Float32Array.of(3, 4))
      expect(tensor.externalData).toEqual([])
      expect(encodeModel(model).length).toBeGreaterThan(0)
    },
  )

  it('reads to the end of the file where no length is given', async () => {
    writeFileSync(join(folder, 'w.bin'), bytesOf(values))
    const model = await readModelFile(write({ location: 'w.bin', offset: '8' }))
    expect(tensorToTyped(model.graph.initializer[0]!).data).toEqual(Float32Array.of(3, 4))
    await expect(readModelFile(write({ location: 'w.bin' }))).rejects.toThrow(
      /takes 8 bytes from byte 0 on, the file has 16/,
    )
  })

  it('refuses bytes that no bool has', async () => {
    writeFileSync(join(folder, 'w.bin'), Uint8Array.of(1, 7))
    await expect(readModelFile(write({ location: 'w.bin' }, false, 9))).rejects.toThrow(
      /element 1 is 7, which is no bool/,
    )
  })

  it('follows a link that stays below the folder', async () => {
    writeFileSync(join(folder, 'w.bin'), bytesOf(values.subarray(0, 2)))
    symlinkSync('w.bin', join(folder, 'link.bin'))
    const model = await readModelFile(write({ location: 'link.bin' }))
    expect(tensorToTyped(model.graph.initializer[0]!).data).toEqual(Float32Array.of(1, 2))
  })

  it('refuses a link that leads out of the folder, also on the way', async () => {
    writeFileSync(join(outside, 'w.bin'), bytesOf(values.subarray(0, 2)))
    symlinkSync(join(outside, 'w.bin'), join(folder, 'link.bin'))
    symlinkSync(outside, join(folder, 'data'))
    for (const location of ['link.bin', 'data/w.bin'])
      await expect(readModelFile(write({ location }))).rejects.toThrow(/leads out of the model's folder/)
  })

  it('refuses a folder whose name begins like that of the model', async () => {
    mkdirSync(`${folder}-other`)
    writeFileSync(join(`${folder}-other`, 'w.bin'), bytesOf(values.subarray(0, 2)))
    symlinkSync(join(`${folder}-other`, 'w.bin'), join(folder, 'w.bin'))
    await expect(readModelFile(write({ location: 'w.bin' }))).rejects.toThrow(/leads out of the model's folder/)
  })

  it.each(['../outside/w.bin', '/etc/hostname'])('refuses the location %s', async (location) => {
    writeFileSync(join(outside, 'w.bin'), bytesOf(values.subarray(0, 2)))
    await expect(readModelFile(write({ location }))).rejects.toThrow(/location '.*' (is absolute|has a step)/)
  })

  it.each([
    [
      'a file that is too short',
      { location: 'w.bin', offset: '12', length: '8' },
      /takes 8 bytes from byte 12 on, the file has 16/,
    ],
    ['an offset beyond the file', { location: 'w.bin', offset: '1000000', length: '8' }, /the file has 16/],
    ['a file that is not there', { location: 'none.bin' }, /data file 'none.bin': ENOENT/],
    ['a folder in place of a file', { location: 'sub' }, /data file 'sub': it is no regular file/],
  ])('refuses %s', async (_, entries, error) => {
    writeFileSync(join(folder, 'w.bin'), bytesOf(values))
    mkdirSync(join(folder, 'sub'))
    await expect(readModelFile(write(entries as Record<string, string>))).rejects.toThrow(error)
  })

  it.skipIf(process.platform === 'win32')('does not wait at a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await expect(readModelFile(write({ location: 'pipe' }))).rejects.toThrow(/no regular file/)
    await expect(readModelFile(join(folder, 'pipe'))).rejects.toThrow(/no regular file/)
  })

  it('counts the data against the bytes allowed before it reads them', async () => {
    writeFileSync(join(folder, 'w.bin'), bytesOf(values))
    const path = write({ location: 'w.bin', offset: '8' })
    await expect(readModelFile(path, { maxBytes: 100 })).rejects.toThrow(/has \d+ bytes; at most 100 are allowed/)
    const { size } = await import('node:fs').then((fs) => fs.statSync(path))
    await expect(readModelFile(path, { maxBytes: size + 7 })).rejects.toThrow(
      /model and data files have more than 7 bytes/,
    )
    await expect(readModelFile(path, { maxBytes: size + 8 })).resolves.toBeDefined()
  })

  it('names the file in its errors', async () => {
    const path = join(folder, 'text.onnx')
    writeFileSync(path, 'hello')
    await expect(readModelFile(path)).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-data', message: expect.stringContaining(path) }),
    )
    await expect(readModelFile(join(folder, 'none.onnx'))).rejects.toThrow(/none.onnx: ENOENT/)
  })
})
