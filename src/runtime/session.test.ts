import { describe, expect, it } from 'vitest'
import { encodeModel, GraphBuilder } from '../onnx/index.ts'
import { tensorOf } from './buffer-table.ts'
import { Session } from './session.ts'
import { silentOutput } from './silent-output.ts'

const graph = new GraphBuilder()
const x = graph.input('x', 'float32', [undefined])
graph.output(graph.op('Neg', [x])[0]!, 'y', 'float32', [undefined])
graph.output(graph.op('Abs', [x])[0]!, 'z', 'float32', [undefined])
const program = {
  name: 'two (2 nodes)',
  model: encodeModel(graph.build()),
  inputNames: ['x'],
  outputNames: ['y', 'z'],
  threads: 'all' as const,
}
const settings = { threads: 1, profile: undefined, gate: new SharedArrayBuffer(8), silence: silentOutput() }

const filled = (length: number, value: number) => tensorOf('float32', [length], new Float32Array(length).fill(value))

describe('a session', () => {
  it('writes large outputs to the given arrays and makes no others', async () => {
    const session = await Session.create(program, settings)
    const length = 300_000
    const fetches = { y: filled(length, 9), z: filled(length, 9) }
    expect(await session.run({ x: filled(length, 1) }, fetches, 8 * length)).toEqual({})
    expect([fetches.y.data[length - 1], fetches.z.data[length - 1]]).toEqual([-1, 1])
    await session.release()
  })

  it('makes the arrays that are not given', async () => {
    const session = await Session.create(program, settings)
    const length = 300_000
    const fetches = { y: filled(length, 9), z: null }
    const { z } = await session.run({ x: filled(length, 1) }, fetches, 4 * length)
    expect([fetches.y.data[length - 1], z!.data[length - 1]]).toEqual([-1, 1])
    await session.release()
  })

  it('tells failures from the refusal that it provokes', async () => {
    const session = await Session.create(program, settings)
    const run = session.run({ x: filled(10, 1) }, { y: filled(300_000, 9), z: filled(300_000, 9) }, 2_400_000)
    await expect(run).rejects.toThrow(/shape/)
    await session.release()
  })
})
