import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import {
  type ElementType,
  elementCount,
  encodeModel,
  GraphBuilder,
  type NumericType,
  newTypedArray,
  type TypedArray,
} from '../onnx/index.ts'
import { NUMERIC_TYPES } from '../onnx/types.ts'
import { createNodeExecutor, defaultExecutor, type Executor, type Program, ResidentBuffer } from './index.ts'

let lastProgram = 0

/** A program of ONNX's own operators: `build` gets the inputs and returns the outputs. */
function program(
  name: string,
  inputs: readonly (readonly [dtype: ElementType, rank: number])[],
  outputs: readonly (readonly [dtype: ElementType, rank: number])[],
  build: (graph: GraphBuilder, values: readonly string[]) => readonly string[],
  options: { threads?: 'one' | 'all'; opset?: number } = {},
): Program {
  const graph = new GraphBuilder(options.opset === undefined ? {} : { opset: options.opset })
  const shape = (rank: number) => new Array<undefined>(rank).fill(undefined)
  const values = inputs.map(([dtype, rank], i) => graph.input(`x${i}`, dtype, shape(rank)))
  build(graph, values).forEach((value, i) => {
    graph.output(value, `y${i}`, outputs[i]![0], shape(outputs[i]![1]))
  })
  return {
    id: ++lastProgram,
    name,
    model: encodeModel(graph.build()),
    inputNames: inputs.map((_, i) => `x${i}`),
    outputNames: outputs.map((_, i) => `y${i}`),
    threads: options.threads ?? 'one',
  }
}

const unary = (name: string, operator: string, dtype: NumericType = 'float32', rank = 1) =>
  program(name, [[dtype, rank]], [[dtype, rank]], (graph, [x]) => graph.op(operator, [x!]))

const increment = program('increment', [['float32', 1]], [['float32', 1]], (graph, [x]) =>
  graph.op('Add', [x!, graph.constant('float32', [], new Float32Array([1]))]),
)
const double = program('double', [['float32', 1]], [['float32', 1]], (graph, [x]) => graph.op('Add', [x!, x!]))

/** Fails whenever the lengths of its inputs differ. */
const sum = program(
  'sum (1 node)',
  [
    ['float32', 1],
    ['float32', 1],
  ],
  [['float32', 1]],
  (graph, [a, b]) => graph.op('Add', [a!, b!]),
)

/** Some tens of milliseconds of work before it adds its last element to another buffer. */
const slow = program(
  'slow',
  [
    ['float32', 2],
    ['float32', 1],
  ],
  [['float32', 1]],
  (graph, [x, y]) => {
    let value = x!
    for (let i = 0; i < 6; i++) value = graph.op('MatMul', [value, x!])[0]!
    const [mean] = graph.op('ReduceMean', [value], { keepdims: 0 })
    return graph.op('Add', [y!, mean!])
  },
)
const identity400 = new Float32Array(400 * 400)
for (let i = 0; i < 400; i++) identity400[i * 401] = 400

const floats = (...values: number[]) => ({
  dtype: 'float32' as const,
  shape: [values.length],
  data: new Float32Array(values),
})
const readFloats = (length: number) => ({ dtype: 'float32' as const, shape: [length], keep: false, read: true })
const keepFloats = (length: number) => ({ dtype: 'float32' as const, shape: [length], keep: true, read: false })

const failure = (promise: Promise<unknown>): Promise<KindlingError> =>
  promise.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(KindlingError)
      return error as KindlingError
    },
  )

describe('an executor', () => {
  let executor: Executor
  beforeAll(() => {
    executor = createNodeExecutor({ threads: 2 })
  })
  afterAll(() => executor.close())

  const upload = (...values: number[]) => executor.upload('float32', [values.length], new Float32Array(values))

  describe('running programs', () => {
    it('gives the outputs that ONNX defines', async () => {
      const [result] = await executor.run(unary('abs', 'Abs'), [floats(-1, 2, -3)], [readFloats(3)])
      expect(result).toEqual({ shape: [3], data: new Float32Array([1, 2, 3]) })
    })

    it('runs a program on other shapes without another session', async () => {
      const before = await executor.stats()
      for (const length of [1, 5, 2])
        expect((await executor.run(double, [floats(...Array(length).fill(2))], [readFloats(length)]))[0]!.data).toEqual(
          new Float32Array(length).fill(4),
        )
      expect((await executor.stats()).sessions - before.sessions).toBe(1)
    })

    it('keeps outputs, reads them, both or neither', async () => {
      const both = program(
        'two',
        [['float32', 1]],
        [...Array(4)].map(() => ['float32', 1] as const),
        (graph, [x]) => ['Neg', 'Abs', 'Sqrt', 'Exp'].map((operator) => graph.op(operator, [x!])[0]!),
      )
      const [negative, absolute, root, exponential] = await executor.run(
        both,
        [floats(4)],
        [keepFloats(1), readFloats(1), { ...keepFloats(1), read: true }, { ...keepFloats(1), keep: false }],
      )
      expect(Object.keys(negative!)).toEqual(['shape', 'buffer'])
      expect(await executor.read(negative!.buffer!)).toEqual(new Float32Array([-4]))
      expect(absolute).toEqual({ shape: [1], data: new Float32Array([4]) })
      expect(root!.data).toEqual(new Float32Array([2]))
      expect(await executor.read(root!.buffer!)).toEqual(new Float32Array([2]))
      expect(exponential).toEqual({ shape: [1] })
    })

    it('reports a shape that only the values decide', async () => {
      const nonZero = program('nonzero', [['float32', 1]], [['int64', 2]], (graph, [x]) => graph.op('NonZero', [x!]))
      const [found] = await executor.run(
        nonZero,
        [floats(0, 7, 0, 7)],
        [{ dtype: 'int64', shape: undefined, keep: true, read: true }],
      )
      expect(found!.shape).toEqual([1, 2])
      expect(found!.data).toEqual(new BigInt64Array([1n, 3n]))
      expect(found!.buffer!.shape).toEqual([1, 2])
      expect(await executor.read(found!.buffer!)).toEqual(new BigInt64Array([1n, 3n]))
    })

    it('takes the results of a run under way as feeds', async () => {
      const first = executor.run(double, [floats(1, 2)], [keepFloats(2)])
      const second = executor.run(double, [first.buffers[0]!], [keepFloats(2)])
      expect(await executor.read(second.buffers[0]!)).toEqual(new Float32Array([4, 8]))
      expect((await first)[0]!.buffer).toBe(first.buffers[0])
    })

    it('carries commands out in the order in which they were called', async () => {
      const counter = upload(0)
      const seen: Promise<TypedArray>[] = []
      for (let i = 0; i < 50; i++) {
        void executor.run(increment, [counter], [{ ...keepFloats(1), replaces: counter }])
        seen.push(executor.read(counter))
      }
      expect((await Promise.all(seen)).map((data) => data[0])).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    })

    it('writes large outputs into memory that it has, in every type of run', async () => {
      const large = program(
        'large',
        [['float32', 1]],
        [
          ['float32', 1],
          ['float32', 1],
          ['int64', 1],
        ],
        (graph, [x]) => [
          graph.op('Add', [x!, graph.constant('float32', [], new Float32Array([1]))])[0]!,
          graph.op('Neg', [x!])[0]!,
          graph.op('Shape', [x!])[0]!,
        ],
        { threads: 'all' },
      )
      const length = 400_000
      const state = executor.upload('float32', [length], new Float32Array(length))
      const shape = { dtype: 'int64' as const, keep: false, read: true }
      for (let step = 1; step <= 3; step++)
        for (const known of [[1], undefined]) {
          const [, negative, size] = await executor.run(
            large,
            [state],
            [{ ...keepFloats(length), replaces: state }, readFloats(length), { ...shape, shape: known }],
          )
          expect(negative!.data!.every((value) => value === -(step * 2 - (known ? 2 : 1)))).toBe(true)
          expect(size).toEqual({ shape: [1], data: new BigInt64Array([BigInt(length)]) })
        }
      expect((await executor.read(state)).every((value) => value === 6)).toBe(true)
    })

    it('runs models of operator sets that are older than sequences', async () => {
      const old = program('old', [['float32', 1]], [['float32', 1]], (graph, [x]) => graph.op('Neg', [x!]), {
        threads: 'all',
        opset: 9,
      })
      const length = 400_000
      const [result] = await executor.run(
        old,
        [{ dtype: 'float32', shape: [length], data: new Float32Array(length).fill(1) }],
        [readFloats(length)],
      )
      expect(result!.data!.every((value) => value === -1)).toBe(true)
    })
  })

  describe('element types', () => {
    const types = (Object.keys(NUMERIC_TYPES) as NumericType[]).filter((dtype) => dtype !== 'bfloat16')
    const cases = types.flatMap((dtype) => [[], [3], [0], [2, 0, 3]].map((shape) => ({ dtype, shape })))

    it.each(cases)('carries $dtype of shape $shape both ways, kept and read', async ({ dtype, shape }) => {
      const data = newTypedArray(dtype, elementCount(shape))
      data.fill((data instanceof BigInt64Array || data instanceof BigUint64Array ? 1n : 1) as never)
      const identity = unary(`identity of ${dtype}`, 'Identity', dtype, shape.length)
      const [result] = await executor.run(
        identity,
        [executor.upload(dtype, shape, data)],
        [{ dtype, shape, keep: true, read: true }],
      )
      expect(result!.data).toEqual(data)
      expect(await executor.read(result!.buffer!)).toEqual(data)
      const [found] = await executor.run(
        identity,
        [{ dtype, shape, data }],
        [{ dtype, shape: undefined, keep: false, read: true }],
      )
      expect(found).toEqual({ shape, data })
      executor.release(identity)
    })

    it('refuses bfloat16, which onnxruntime-node cannot hold', () => {
      expect(() => executor.upload('bfloat16', [1], new Uint16Array(1))).toThrow(/bfloat16.*use float32/)
    })
  })

  describe('arrays of the caller', () => {
    const large = 100_000

    it('are copied', async () => {
      const data = new Float32Array(large).fill(1)
      const buffer = executor.upload('float32', [large], data)
      data.fill(2)
      expect((await executor.read(buffer))[0]).toBe(1)
      expect(data.length).toBe(large)
    })

    it('are given away when transferred', async () => {
      const data = new Float32Array(large).fill(1)
      const buffer = executor.upload('float32', [large], data, { transfer: true })
      expect(data.length).toBe(0)
      expect((await executor.read(buffer))[0]).toBe(1)
      expect(() => executor.upload('float32', [large], data)).toThrow(/its data has 0 \(was the array given away/)
    })

    it('may be views of larger or shared memory, which stays as it is', async () => {
      const pooled = Buffer.from([1, 2, 3])
      const part = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4)
      const shared = new Uint8Array(new SharedArrayBuffer(3))
      shared.set([1, 2, 3])
      for (const data of [pooled, part, shared]) {
        const buffer = executor.upload('uint8', [3], data, { transfer: true })
        expect(await executor.read(buffer)).toEqual(new Uint8Array([1, 2, 3]))
        expect(data.length).toBe(3)
      }
    })

    it('are the only owner of what they read', async () => {
      const buffer = executor.upload('float32', [large], new Float32Array(large).fill(1))
      ;(await executor.read(buffer)).fill(5 as never)
      expect((await executor.read(buffer))[0]).toBe(1)
      const [result] = await executor.run(double, [buffer], [{ ...keepFloats(large), read: true }])
      result!.data!.fill(5 as never)
      expect((await executor.read(result!.buffer!))[0]).toBe(2)
    })
  })

  describe('updates in place', () => {
    it('let a buffer hold the output from the next command on', async () => {
      const weights = upload(1, 2)
      const [result] = await executor.run(double, [weights], [{ ...keepFloats(2), read: true, replaces: weights }])
      expect(result!.buffer).toBe(weights)
      expect(result!.data).toEqual(new Float32Array([2, 4]))
      expect(await executor.read(weights)).toEqual(new Float32Array([2, 4]))
    })

    it('can swap two buffers', async () => {
      const swap = program(
        'swap',
        [
          ['float32', 1],
          ['float32', 1],
        ],
        [
          ['float32', 1],
          ['float32', 1],
        ],
        (graph, [a, b]) => [graph.op('Identity', [b!])[0]!, graph.op('Identity', [a!])[0]!],
      )
      const [a, b] = [upload(1), upload(2)]
      const requests = [
        { ...keepFloats(1), replaces: a },
        { ...keepFloats(1), replaces: b },
      ]
      await executor.run(swap, [a, b], requests)
      expect([(await executor.read(a))[0], (await executor.read(b))[0]]).toEqual([2, 1])
    })

    it('do not happen when the run fails', async () => {
      const weights = upload(1, 2)
      await failure(executor.run(sum, [weights, floats(1, 2, 3)], [{ ...keepFloats(2), replaces: weights }]))
      expect(await executor.read(weights)).toEqual(new Float32Array([1, 2]))
    })

    it('fail when the output turns out to have another shape', async () => {
      const weights = upload(1, 2)
      const error = await failure(
        executor.run(double, [floats(1, 2, 3)], [{ ...keepFloats(2), shape: undefined, replaces: weights }]),
      )
      expect(error.message).toMatch(/double.*output 'y0' has shape \[3\] and cannot replace a buffer of shape \[2\]/)
      expect(await executor.read(weights)).toEqual(new Float32Array([1, 2]))
    })

    it('use the memory of the step before', async () => {
      const length = 500_000
      const state = executor.upload('float32', [length], new Float32Array(length))
      const step = () => executor.run(increment, [state], [{ ...keepFloats(length), replaces: state }])
      await step()
      const before = await executor.stats()
      for (let i = 0; i < 5; i++) await step()
      expect(await executor.stats()).toEqual(before)
      expect(before.pooledBytes).toBeGreaterThanOrEqual(4 * length)
      state.release()
    })
  })

  describe('errors', () => {
    it('name the program whose model ONNX Runtime cannot load, each time', async () => {
      const broken: Program = { ...double, id: ++lastProgram, name: 'broken', model: new Uint8Array([1, 2, 3]) }
      for (let i = 0; i < 2; i++) {
        const error = await failure(executor.run(broken, [floats(1)], [readFloats(1)]))
        expect(error.code).toBe('runtime')
        expect(error.message).toMatch(/^broken: ONNX Runtime cannot load it: .*protobuf/)
      }
    })

    it('name the program that failed, and say what ONNX Runtime says', async () => {
      const error = await failure(executor.run(sum, [floats(1, 2), floats(1, 2, 3)], [readFloats(2)]))
      expect(error.code).toBe('runtime')
      expect(error.message).toMatch(/^sum \(1 node\) failed: .*Add/)
    })

    it('tell of an output that is not what was asked for', async () => {
      const wrong = { dtype: 'int32' as const, shape: undefined, keep: false, read: true }
      const error = await failure(executor.run(double, [floats(1)], [wrong]))
      expect(error.message).toBe("double failed: output 'y0' is float32, but int32 was asked for")
    })

    it('are passed on to whoever needs what the failed run should have made, with the first as the cause', async () => {
      const failed = executor.run(sum, [floats(1, 2), floats(1, 2, 3)], [keepFloats(2)])
      const second = executor.run(double, [failed.buffers[0]!], [keepFloats(2)])
      const third = executor.run(double, [second.buffers[0]!], [readFloats(2)])
      const read = executor.read(second.buffers[0]!)
      const first = await failure(failed)
      for (const later of [second, third]) {
        const error = await failure(later)
        expect(error.message).toMatch(/^double: input 'x0' has no values, because an earlier command failed: sum \(1/)
        expect((error.cause as Error).message).toBe(first.message)
      }
      expect(((await failure(read)).cause as Error).message).toBe(first.message)
    })

    it('come before anything is sent when the arguments cannot be right', () => {
      const buffer = upload(1)
      const rows: [() => unknown, RegExp][] = [
        [() => executor.run(double, [], [readFloats(1)]), /double: 0 feeds were given; it has 1 inputs/],
        [() => executor.run(double, [floats(1)], []), /double: 0 outputs were asked for; it has 1/],
        [
          () => executor.run(double, [{ ...floats(1), shape: [2] }], [readFloats(1)]),
          /double: input 'x0' has shape \[2\], which is 2 elements, but its data has 1/,
        ],
        [
          () => executor.run(double, [{ ...floats(1), data: new Float64Array(1) }], [readFloats(1)]),
          /input 'x0' is float32, but its data is a Float64Array; it must be a Float32Array/,
        ],
        [() => executor.upload('float32', [-1], new Float32Array(1)), /shape \[-1\]; sizes must be integers/],
        [
          () => executor.run(double, [buffer], [{ ...keepFloats(2), replaces: buffer }]),
          /output 'y0' is float32 \[2\] and cannot replace a buffer that is float32 \[1\]/,
        ],
        [() => createNodeExecutor({ threads: 0 }), /threads is 0; it must be an integer from 1/],
      ]
      for (const [call, message] of rows) expect(call).toThrow(message)
    })

    it('keep two outputs from replacing one buffer', () => {
      const buffer = upload(1)
      const twice = program(
        'twice',
        [['float32', 1]],
        [...Array(2)].map(() => ['float32', 1] as const),
        (graph, [x]) => [graph.op('Neg', [x!])[0]!, graph.op('Abs', [x!])[0]!],
      )
      const request = { ...keepFloats(1), replaces: buffer }
      expect(() => executor.run(twice, [buffer], [request, request])).toThrow(/y1' replaces a buffer that another/)
    })
  })

  describe('abort signals', () => {
    const reason = new Error('stop it')

    it('reject at once when they were aborted before, and nothing runs', async () => {
      const counter = upload(0)
      const signal = AbortSignal.abort(reason)
      const run = executor.run(increment, [counter], [{ ...keepFloats(1), replaces: counter }], { signal })
      await expect(run).rejects.toBe(reason)
      await expect(executor.read(counter, { signal })).rejects.toBe(reason)
      expect(await executor.read(counter)).toEqual(new Float32Array([0]))
    })

    it('drop a run that has not begun: nothing is replaced', async () => {
      const counter = upload(0)
      const replaced = { ...keepFloats(1), replaces: counter }
      const abort = new AbortController()
      const matrix = executor.upload('float32', [400, 400], identity400)
      const busy = executor.run(slow, [matrix, floats(1)], [readFloats(1)])
      const dropped = executor.run(increment, [counter], [replaced], { signal: abort.signal })
      const after = executor.run(increment, [counter], [{ ...replaced, read: true }])
      abort.abort(reason)
      await expect(dropped).rejects.toBe(reason)
      expect((await after)[0]!.data).toEqual(new Float32Array([1]))
      await busy
      matrix.release()
    })

    // Whether it has begun cannot be seen from here: 20 ms of perhaps 200 after its predecessor, most often it has.
    const discarding = 'let a run that has begun do its updates, and discard its other results'
    it(discarding, { retry: 5 }, async () => {
      const matrix = executor.upload('float32', [400, 400], identity400)
      const counter = upload(0)
      const twice = program(
        'slow update',
        [
          ['float32', 2],
          ['float32', 1],
        ],
        [
          ['float32', 1],
          ['float32', 1],
        ],
        (graph, [x, y]) => {
          let value = x!
          for (let i = 0; i < 6; i++) value = graph.op('MatMul', [value, x!])[0]!
          const zero = graph.op('Mul', [
            graph.op('ReduceMean', [value], { keepdims: 0 })[0]!,
            graph.constant('float32', [], new Float32Array([0])),
          ])[0]!
          const one = graph.op('Add', [zero, graph.constant('float32', [], new Float32Array([1]))])[0]!
          return [graph.op('Add', [y!, one])[0]!, graph.op('Neg', [y!])[0]!]
        },
      )
      const outputs = [{ ...keepFloats(1), replaces: counter }, keepFloats(1)]
      await executor.run(twice, [matrix, counter], outputs).then(([, kept]) => kept!.buffer!.release())
      const before = await executor.stats()
      const abort = new AbortController()
      const large = executor.upload('float32', [1000, 1000], new Float32Array(1_000_000))
      const first = executor.run(double, [floats(1)], [readFloats(1)])
      const second = executor.run(twice, [large, counter], outputs, { signal: abort.signal })
      await first
      await new Promise((resolve) => setTimeout(resolve, 20))
      abort.abort(reason)
      await expect(second).rejects.toBe(reason)
      expect(second.buffers[1]!.released).toBe(true)
      expect(await executor.read(counter)).toEqual(new Float32Array([2]))
      large.release()
      expect((await executor.stats()).buffers).toBe(before.buffers)
      matrix.release()
    })

    it('do nothing once the run has ended', async () => {
      const abort = new AbortController()
      const [result] = await executor.run(double, [floats(1)], [keepFloats(1)], { signal: abort.signal })
      abort.abort(reason)
      expect(await executor.read(result!.buffer!)).toEqual(new Float32Array([2]))
    })
  })

  describe('buffers', () => {
    it('give their memory back when released, once', async () => {
      // One of its own: those of other tests may be collected at any time.
      const alone = createNodeExecutor()
      const both = [1, 2].map(() => alone.upload('float32', [3], Float32Array.of(1, 2, 3)))
      expect(await alone.stats()).toMatchObject({ buffers: 2, bytes: 24 })
      both[0]!.release()
      both[0]!.release()
      expect(await alone.stats()).toMatchObject({ buffers: 1, bytes: 12 })
      both[1]!.release()
      await alone.close()
    })

    it('serve the commands that were called before the release', async () => {
      const buffer = upload(1, 2, 3)
      const read = executor.read(buffer)
      buffer.release()
      expect(await read).toEqual(new Float32Array([1, 2, 3]))
    })

    it('leave the weight of their handles to the next ones, so that no step calls the garbage collector', async () => {
      const size = 4 << 20
      using values = executor.upload('float32', [size / 4], new Float32Array(size / 4))
      const weight = async (): Promise<number> => {
        const [output] = await executor.run(double, [values], [keepFloats(size / 4)])
        output!.buffer!.release()
        return process.memoryUsage().arrayBuffers
      }
      const first = await weight()
      for (let i = 0; i < 10; i++) expect((await weight()) - first).toBeLessThan(size)
    })

    it('cannot be used after the release', () => {
      const buffer = upload(1)
      buffer[Symbol.dispose]()
      expect(() => executor.run(double, [buffer], [readFloats(1)])).toThrow(
        /double: input 'x0' is a buffer \(float32 \[1\]\) that was released; use it before/,
      )
      return expect(executor.read(buffer)).rejects.toThrow(/released/)
    })

    it('belong to their executor', async () => {
      const other = createNodeExecutor()
      const buffer = upload(1)
      expect(() => other.run(double, [buffer], [readFloats(1)])).toThrow(/of another executor; read it there/)
      await other.close()
    })

    it('are not kept by runs that failed or were aborted', async () => {
      const alone = createNodeExecutor()
      const unknown = { ...keepFloats(1), shape: undefined }
      await failure(alone.run(sum, [floats(1, 2), floats(1, 2, 3)], [unknown]))
      await expect(alone.run(double, [floats(1)], [unknown], { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(
        DOMException,
      )
      expect((await alone.stats()).buffers).toBe(0)
      await alone.close()
    })
  })

  describe('programs', () => {
    it('lose their session when released, and get another when they run again', async () => {
      const negate = unary('negate', 'Neg')
      const before = await executor.stats()
      executor.release(negate)
      for (let i = 0; i < 2; i++) {
        expect((await executor.run(negate, [floats(1)], [readFloats(1)]))[0]!.data).toEqual(new Float32Array([-1]))
        expect((await executor.stats()).sessions).toBe(before.sessions + 1)
        executor.release(negate)
        expect((await executor.stats()).sessions).toBe(before.sessions)
      }
    })

    it('may give their model late, and once', async () => {
      let asked = 0
      const late: Program = {
        ...double,
        id: ++lastProgram,
        model: () => {
          asked++
          return double.model as Uint8Array
        },
      }
      for (let i = 0; i < 3; i++) await executor.run(late, [floats(1)], [readFloats(1)])
      expect(asked).toBe(1)
    })
  })
})

describe('closing an executor', () => {
  it('waits for what was called before, and refuses what comes after', async () => {
    const executor = createNodeExecutor()
    const run = executor.run(double, [floats(1)], [readFloats(1)])
    const closed = executor.close()
    expect(executor.close()).toBe(closed)
    expect((await failure(executor.run(double, [floats(1)], [readFloats(1)]))).message).toMatch(
      /closed; create another/,
    )
    expect((await run)[0]!.data).toEqual(new Float32Array([2]))
    await closed
    expect((await failure(executor.stats())).code).toBe('runtime')
  })

  it('is nothing for one that was never used', async () => {
    await createNodeExecutor().close()
  })
})

describe('a worker that dies', () => {
  const dying = (code: string) =>
    createNodeExecutor({ worker: new URL(`data:text/javascript,${encodeURIComponent(code)}`) })
  const deaths = {
    'by an exception': [
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('out of luck') })",
      /out of luck/,
    ],
    'by leaving': [
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(7))",
      /exit code 7/,
    ],
    'at its start': ["import 'a-package-that-is-not-there'", /a-package-that-is-not-there/],
  } as const

  it.each(Object.entries(deaths))(
    '%s rejects all that waits, and names the program in flight',
    async (_, [code, reason]) => {
      const executor = dying(code)
      const buffer = executor.upload('float32', [1], new Float32Array(1))
      const pending = [
        executor.run({ ...double, name: 'training step (412 nodes)' }, [buffer], [readFloats(1)]),
        executor.run(increment, [buffer], [keepFloats(1)]),
        executor.read(buffer),
        executor.stats(),
      ]
      for (const promise of pending) {
        const error = await failure(promise)
        expect(error.code).toBe('runtime')
        expect(error.message).toMatch(/worker ended while it was at training step \(412 nodes\)/)
        expect(error.message).toMatch(reason)
      }
      expect(() => executor.run(double, [buffer], [readFloats(1)])).toThrow(/whose values are lost: .*training step/)
      expect((await failure(executor.run(double, [floats(1)], [readFloats(1)]))).message).toMatch(/training step/)
      buffer.release()
      await executor.close()
    },
  )
})

describe('the default executor', () => {
  it('is one and the same until it is closed, then another', async () => {
    const first = defaultExecutor()
    const buffer = first.upload('float32', [1], new Float32Array([1]))
    expect(buffer).toBeInstanceOf(ResidentBuffer)
    expect(defaultExecutor()).toBe(first)
    await first.close()
    const second = defaultExecutor()
    expect(second).not.toBe(first)
    expect((await second.run(double, [floats(1)], [readFloats(1)]))[0]!.data).toEqual(new Float32Array([2]))
    expect(() => second.run(double, [buffer], [readFloats(1)])).toThrow(/values are lost: the executor was closed/)
    await second.close()
  })
})
