import { type AttributeValue, encodeModel, GraphBuilder } from '../onnx/index.ts'
import type { Program } from '../runtime/index.ts'
import { type DType, type HostArray, hostArray } from './dtype.ts'
import type { Call, Row } from './primitive.ts'
import { type Shape, sizeOf } from './shape.ts'
import type { Tensor } from './tensor.ts'

/** What feeds an input of a program: a leaf tensor, or a constant that was bound late. */
export type Source =
  | { readonly tensor: Tensor }
  | { readonly dtype: DType; readonly shape: Shape; readonly data: HostArray }

/**
 * How constants and shapes are written into a program. `late`: constants are inputs and only ranks are fixed, so that
 * expressions of the same form share one program whatever their numbers and sizes. `baked`: constants are part of the
 * program, so that ONNX Runtime can fold them; used by `compile`, which replays one program many times.
 */
export type Binding = 'late' | 'baked'

/** Leaves of up to this many elements are baked into a compiled program; larger ones stay inputs. */
const bakedElements = 4096
/** Programs that do less than this many multiplications or element updates run on one thread. */
const oneThreadWork = 200_000

export interface EmitterOptions {
  /** Leaves to bake as constants whatever their size, with their values. */
  readonly frozen?: ReadonlyMap<Tensor, HostArray>
  /** Leaves that are inputs of a model with names of their own, whose first axis is the batch and stays open. */
  readonly ports?: ReadonlyMap<Tensor, string>
  /** How many channels the executor's blocked convolutions take together; 0, the default, where none may be used. */
  readonly channelBlock?: number
  /** Whether our own executor runs the program many times, so that what is faster is worth more nodes; false by default. */
  readonly replayed?: boolean
}

let nextProgram = 1

/** Writes tensors into an ONNX graph: each reachable operation once, equal nodes once, nothing that is not needed. */
export class Emitter {
  readonly graph: GraphBuilder
  readonly sources: Source[] = []
  readonly channelBlock: number
  readonly replayed: boolean
  /** Estimated multiplications and element updates; decides on threads. */
  work = 0
  readonly #binding: Binding
  readonly #frozen: ReadonlyMap<Tensor, HostArray>
  readonly #ports: ReadonlyMap<Tensor, string>
  readonly #values = new Map<Tensor, string>()
  readonly #lowered = new Map<Tensor, Tensor>()
  readonly #late = new Map<string, string>()

  constructor(
    binding: Binding,
    { frozen = new Map(), ports = new Map(), channelBlock = 0, replayed = false }: EmitterOptions = {},
  ) {
    this.#binding = binding
    this.#frozen = frozen
    this.#ports = ports
    this.channelBlock = channelBlock
    this.replayed = replayed
    this.graph = new GraphBuilder()
  }

  /** The name of the value of `tensor` in the graph; emits what it needs first. */
  value(tensor: Tensor): string {
    const pending = [tensor]
    while (pending.length > 0) {
      const current = pending.at(-1)!
      if (this.#values.has(current)) {
        pending.pop()
        continue
      }
      if (current.storage || !current.operation || this.#frozen.has(current)) {
        this.#values.set(current, this.#leaf(current))
        continue
      }
      const { row, inputs, attributes } = current.operation
      const call: Call = { inputs, attributes, output: current }
      const lowered = this.#lower(call, row)
      const missing = (lowered ? [lowered] : inputs).filter((input) => !this.#values.has(input))
      if (missing.length > 0) {
        pending.push(...missing)
        continue
      }
      if (lowered) {
        this.#values.set(current, this.#values.get(lowered)!)
        continue
      }
      this.work += row.work?.(call) ?? current.size
      this.#values.set(
        current,
        row.emit!(
          this,
          inputs.map((input) => this.#values.get(input)!),
          call,
        ),
      )
    }
    return this.#values.get(tensor)!
  }

  /** What the row rewrites the call as, if it does: the same tensor whenever it is asked. */
  #lower(call: Call, row: Row): Tensor | undefined {
    const known = this.#lowered.get(call.output)
    if (known) return known
    const lowered = row.lower?.(call, this)
    if (lowered) this.#lowered.set(call.output, lowered)
    return lowered
  }

  /** Adds a node, of ONNX's own domain unless another is named, and returns the name of its first output. */
  op(type: string, inputs: readonly string[], attributes?: Record<string, AttributeValue>, domain = ''): string {
    return this.graph.op(type, inputs, attributes, { domain })[0]!
  }

  /** Adds a node with several outputs. */
  ops(type: string, inputs: readonly string[], outputs: number, attributes?: Record<string, AttributeValue>): string[] {
    return this.graph.op(type, inputs, attributes, { outputs })
  }

  /** Casts a value. */
  cast(value: string, dtype: DType): string {
    return this.op('Cast', [value], { to: onnxCode[dtype] })
  }

  /** A one-dimensional int64 constant: axes, shapes, starts and ends. */
  ints(values: readonly number[]): string {
    return this.constant('int64', [values.length], BigInt64Array.from(values, BigInt))
  }

  /** A scalar constant. */
  scalar(dtype: DType, value: number): string {
    if (dtype === 'float16') return this.cast(this.scalar('float32', value), 'float16')
    const data = hostArray(dtype, 1)
    data[0] = dtype === 'int64' ? BigInt(value) : value
    return this.constant(dtype, [], data)
  }

  /** A constant: part of a baked program, an input of a late-bound one. */
  constant(dtype: DType, shape: Shape, data: HostArray): string {
    if (this.#binding === 'baked') return this.graph.constant(dtype, shape, data)
    const key = `${dtype}[${shape}]${data.length <= 64 ? data : this.sources.length}`
    const known = this.#late.get(key)
    if (known !== undefined) return known
    const name = this.#input(dtype, shape, { dtype, shape, data })
    this.#late.set(key, name)
    return name
  }

  #leaf(tensor: Tensor): string {
    const { dtype, shape } = tensor
    const frozen = this.#frozen.get(tensor)
    const host = frozen ?? (tensor.storage && 'host' in tensor.storage ? tensor.storage.host : undefined)
    // float16 values are float32 on this side.
    const outside = host && dtype === 'float16' ? 'float32' : dtype
    const name =
      host && (frozen || (this.#binding === 'baked' && sizeOf(shape) <= bakedElements))
        ? this.graph.constant(outside, shape, host)
        : this.#input(outside, shape, { tensor })
    return outside === dtype ? name : this.cast(name, dtype)
  }

  #input(dtype: DType, shape: Shape, source: Source): string {
    const port = 'tensor' in source ? this.#ports.get(source.tensor) : undefined
    const name = port ?? `in${this.sources.length}`
    this.sources.push(source)
    return this.graph.input(name, dtype, this.#declared(shape, port !== undefined))
  }

  #declared(shape: Shape, openBatch = false): readonly (number | string | undefined)[] {
    if (openBatch) return ['batch', ...shape.slice(1)]
    return this.#binding === 'baked' ? shape : shape.map(() => undefined)
  }

  /**
   * Names `tensor` as the next output.
   *
   * @param options `read`: float16 leaves as float32, because it is read; `openBatch`: the first axis has any length
   * @returns the type in which it leaves
   */
  output(tensor: Tensor, name: string, options: { readonly read?: boolean; readonly openBatch?: boolean } = {}): DType {
    const widened = tensor.dtype === 'float16' && options.read
    const dtype = widened ? 'float32' : tensor.dtype
    const value = this.value(tensor)
    const shape = this.#declared(tensor.shape, options.openBatch)
    this.graph.output(widened ? this.cast(value, 'float32') : value, name, dtype, shape)
    return dtype
  }

  /** The program for the executor. */
  program(name: string, outputs: number): Program {
    const graph = this.graph
    return {
      id: nextProgram++,
      name: `${name} (${graph.nodeCount} ${graph.nodeCount === 1 ? 'node' : 'nodes'})`,
      model: () => encodeModel(graph.build()),
      inputNames: this.sources.map((_, i) => `in${i}`),
      outputNames: Array.from({ length: outputs }, (_, i) => `out${i}`),
      threads: this.work < oneThreadWork ? 'one' : 'all',
    }
  }
}

/** TensorProto.DataType of each type. */
const onnxCode: Record<DType, number> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
}
