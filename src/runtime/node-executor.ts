import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { invalid, KindlingError } from '../base/errors.ts'
import { StoragePool } from '../base/storage-pool.ts'
import { typescriptLoader } from '../base/typescript-loader.ts'
import { bytesPerElement, elementCount, NUMERIC_TYPES, type NumericType, type TypedArray } from '../onnx/types.ts'
import { blockTrials } from './channel-block.ts'
import type {
  Executor,
  ExecutorStats,
  Feed,
  HostArrayFeed,
  OutputRequest,
  OutputResult,
  PendingRun,
  Program,
  RunOptions,
} from './executor.ts'
import { Gate } from './gate.ts'
import { Lookout } from './lookout.ts'
import {
  type Command,
  clonedBytes,
  type Reply,
  type WireArray,
  type WireFeed,
  type WireOutput,
  type WireResult,
  type WorkerSettings,
} from './protocol.ts'
import { type BufferOwner, ResidentBuffer } from './resident-buffer.ts'
import { silentOutput } from './silent-output.ts'

export interface NodeExecutorOptions {
  /** Threads of programs that ask for all of them; by default as many as the machine can run at once. */
  readonly threads?: number | undefined
  /** @internal The worker's file, for tests of what happens when it fails. */
  readonly worker?: URL | undefined
}

/** How long an ending process waits for the run under way, in milliseconds. */
const patience = 30_000

/** The handles of smaller buffers weigh what they are. */
const ballastFrom = 16_384
const ballastMost = 1 << 30
/** Ballast of handles that were released, for those to come: new memory in every step would call the garbage collector. */
const ballastKept = 256 << 20

const gates = new Set<Gate>()
let guarding = false

/** See `Gate`. */
function guardExit(gate: Gate): void {
  gates.add(gate)
  if (guarding) return
  guarding = true
  process.on('exit', () => {
    for (const each of gates) each.close(patience)
  })
}

/** A command that awaits its reply. */
interface Waiting {
  /** For the message when the worker dies. */
  readonly what: string
  settled(): void
  resolve(reply: Reply): void
  reject(error: Error): void
}

interface Question {
  readonly what: string
  readonly command: (ticket: number) => Command
  readonly transfer?: readonly ArrayBuffer[]
  readonly signal?: AbortSignal | undefined
  /** Makes known to the worker what the command needs. */
  readonly prepare?: () => Command[]
}

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`

const nameOf = (value: unknown): string => (value as object | undefined)?.constructor?.name ?? String(value)

/**
 * An array as it is sent: memory of its own, all of which is values.
 * @param transfer receives the memory that is to be given away.
 */
function toWire(what: string, feed: HostArrayFeed, transfer: ArrayBuffer[]): WireArray {
  const { dtype, shape, data } = feed
  const { array } = NUMERIC_TYPES[dtype]
  if (dtype === 'bfloat16') throw invalid(`${what} is bfloat16, which ONNX Runtime does not take here; use float32`)
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw invalid(`${what} has shape ${shapeText(shape)}; sizes must be integers from 0`)
  if (!(data instanceof array))
    throw invalid(`${what} is ${dtype}, but its data is a ${nameOf(data)}; it must be a ${array.name}`)
  const count = elementCount(shape)
  if (data.length !== count)
    throw invalid(
      `${what} has shape ${shapeText(shape)}, which is ${count} elements, but its data has ${data.length}` +
        (data.length === 0 ? ' (was the array given away before?)' : ''),
    )
  const { buffer } = data
  if (buffer instanceof ArrayBuffer && buffer.byteLength === data.byteLength) {
    if (feed.transfer && data.byteLength > clonedBytes) transfer.push(buffer)
    return [dtype, shape, data]
  }
  // A clone would take the whole of the memory along, and shared memory is refused by ONNX Runtime.
  const copy: TypedArray = new array(data as never)
  if (copy.byteLength > clonedBytes) transfer.push(copy.buffer as ArrayBuffer)
  return [dtype, shape, copy]
}

class NodeExecutor implements Executor, BufferOwner {
  readonly #options: NodeExecutorOptions
  readonly #gate = new Gate()
  readonly #waiting = new Map<number, Waiting>()
  readonly #loaded = new Set<number>()
  /** Buffers that the worker may forget; told with the next message. */
  #forgotten: number[] = []
  #lastTicket = 0
  #lastBuffer = 0
  /** Memory that is never written to takes room among the addresses only. */
  readonly #ballasts = new StoragePool((size) => Buffer.allocUnsafeSlow(size).buffer as ArrayBuffer)
  readonly #lookout = new Lookout()
  #turning = false
  #channelBlock: Promise<number> | undefined
  #worker: Worker | undefined
  #closing: Promise<void> | undefined
  #ended: KindlingError | undefined

  constructor(options: NodeExecutorOptions) {
    const { threads } = options
    if (threads !== undefined && !(Number.isSafeInteger(threads) && threads >= 1))
      throw invalid(`createNodeExecutor: threads is ${threads}; it must be an integer from 1`)
    this.#options = options
  }

  get ended(): KindlingError | undefined {
    return this.#ended
  }

  run(
    program: Program,
    feeds: readonly Feed[],
    outputs: readonly OutputRequest[],
    { signal }: RunOptions = {},
  ): PendingRun {
    const { name, inputNames, outputNames } = program
    if (feeds.length !== inputNames.length)
      throw invalid(`${name}: ${feeds.length} feeds were given; it has ${inputNames.length} inputs`)
    if (outputs.length !== outputNames.length)
      throw invalid(`${name}: ${outputs.length} outputs were asked for; it has ${outputNames.length}`)
    const transfer: ArrayBuffer[] = []
    const wireFeed = (what: string, feed: Feed): WireFeed =>
      feed instanceof ResidentBuffer ? feed.idFor(this, what) : toWire(what, feed, transfer)
    const wireFeeds = feeds.map((feed, index) => wireFeed(`${name}: input '${inputNames[index]}'`, feed))
    const wireInstead = outputs.map(
      ({ instead }, index) =>
        instead && wireFeed(`${name}: what stands instead of output '${outputNames[index]}'`, instead),
    )
    const replaced = new Set<ResidentBuffer>()
    for (const [index, { dtype, shape, replaces }] of outputs.entries()) {
      if (!replaces) continue
      const what = `${name}: output '${outputNames[index]}'`
      replaces.idFor(this, `${what} replaces what`)
      if (replaces.dtype !== dtype || (shape && shapeText(shape) !== shapeText(replaces.shape)))
        throw invalid(
          `${what} is ${dtype} ${shape ? shapeText(shape) : 'of unknown shape'} and cannot replace a buffer that is ` +
            `${replaces.dtype} ${shapeText(replaces.shape)}`,
        )
      if (replaced.has(replaces)) throw invalid(`${what} replaces a buffer that another output replaces too`)
      replaced.add(replaces)
    }
    // Nothing can go wrong on this side from here on, so nothing is left half done.
    const ids: number[] = []
    const buffers: (ResidentBuffer | undefined)[] = []
    const wireOutputs = outputs.map(({ dtype, shape, keep, read, replaces }, index): WireOutput => {
      const id = replaces ? replaces.idFor(this, name) : keep ? ++this.#lastBuffer : 0
      ids.push(id)
      buffers.push(replaces ?? (keep && shape ? this.#buffer(id, dtype, shape) : undefined))
      return [dtype, shape, id, read, replaces !== undefined, wireInstead[index]]
    })
    const settle = this.#ask({
      what: name,
      command: (ticket) => ['run', ticket, program.id, wireFeeds, wireOutputs],
      transfer,
      signal,
      prepare: () => this.#load(program),
    })
    const done = settle.then(
      ([, , results]) =>
        outputs.map(({ dtype, shape, keep }, index): OutputResult => {
          const [data, found] = (results as readonly WireResult[])[index]!
          const known = shape ?? found ?? []
          const buffer = buffers[index] ?? (keep ? this.#buffer(ids[index]!, dtype, known) : undefined)
          return { shape: known, ...(buffer && { buffer }), ...(data && { data }) }
        }),
      (error: unknown) => {
        outputs.forEach(({ keep, replaces }, index) => {
          if (!keep || replaces) return
          // What a failed run should have made tells its users why it is not there. What was called off is nobody's.
          if (!buffers[index]) this.forget(ids[index]!)
          else if (signal?.aborted) buffers[index].release()
        })
        throw error
      },
    )
    return Object.assign(done, { buffers })
  }

  upload(
    dtype: NumericType,
    shape: readonly number[],
    data: TypedArray,
    options: { transfer?: boolean | undefined } = {},
  ): ResidentBuffer {
    const transfer: ArrayBuffer[] = []
    const values = toWire('upload: the array', { dtype, shape, data, transfer: options.transfer }, transfer)
    const id = ++this.#lastBuffer
    this.#post([['upload', id, values]], transfer)
    return this.#buffer(id, dtype, shape)
  }

  async read(buffer: ResidentBuffer, { signal }: RunOptions = {}): Promise<TypedArray> {
    const id = buffer.idFor(this, 'read: what it was given')
    const reply = await this.#ask({ what: 'a read', command: (ticket) => ['read', ticket, id], signal })
    return reply[2] as TypedArray
  }

  release(program: Program): void {
    if (this.#loaded.delete(program.id)) this.#post([['release', program.id]])
  }

  channelBlock(): Promise<number> {
    this.#channelBlock ??= this.#ask({
      what: 'its block of channels',
      command: (ticket) => ['block', ticket, blockTrials()],
    }).then((reply) => reply[2] as number)
    return this.#channelBlock
  }

  async stats(): Promise<ExecutorStats> {
    const reply = await this.#ask({ what: 'its statistics', command: (ticket) => ['stats', ticket] })
    return reply[2] as ExecutorStats
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  forget(id: number, ballast?: ArrayBuffer): void {
    if (this.#ended) return
    if (ballast) this.#ballasts.give(ballast, ballastKept)
    // Most often another command follows soon and takes the number along.
    if (this.#forgotten.push(id) === 1) setImmediate(() => this.#post([]))
  }

  async #close(): Promise<void> {
    const closed = new KindlingError('runtime', 'the executor was closed; create another one')
    // The answer is the worker's end.
    const end = this.#worker && !this.#ended ? this.#ask({ what: 'its end', command: () => ['close'] }) : undefined
    this.#ended ??= closed
    await end?.catch(() => {})
  }

  #buffer(id: number, dtype: NumericType, shape: readonly number[]): ResidentBuffer {
    const bytes = elementCount(shape) * bytesPerElement(dtype)
    const ballast = bytes < ballastFrom ? undefined : this.#ballasts.take(Math.min(bytes, ballastMost))
    return new ResidentBuffer(this, id, dtype, shape, ballast)
  }

  #load(program: Program): Command[] {
    if (this.#loaded.has(program.id)) return []
    const { id, name, inputNames, outputNames, threads } = program
    const data = typeof program.model === 'function' ? program.model() : program.model
    const [, , model] = toWire(`${name}: its model`, { dtype: 'uint8', shape: [data.length], data }, [])
    return [['load', id, { name, model: model as Uint8Array, inputNames, outputNames, threads }]]
  }

  /** Sends a command and awaits the reply. */
  #ask({ what, command, transfer = [], signal, prepare }: Question): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) throw signal.reason
      if (this.#ended) throw this.#ended
      const ticket = ++this.#lastTicket
      this.#post([...(prepare?.() ?? []), command(ticket)], transfer)
      const abort = () => {
        reject(signal!.reason)
        this.#post([['cancel', ticket]])
      }
      signal?.addEventListener('abort', abort, { once: true })
      const settled = () => signal?.removeEventListener('abort', abort)
      if (this.#waiting.size === 0) this.#worker!.ref()
      this.#waiting.set(ticket, { what, settled, resolve, reject })
      this.#lookOut()
    })
  }

  /** Keeps the event loop turning, so that a reply that comes soon does not have to wake this thread. */
  #lookOut(): void {
    this.#lookout.begin()
    if (this.#turning) return
    const turn = () => {
      this.#turning = this.#lookout.goesOn()
      if (this.#turning) setImmediate(turn)
    }
    turn()
  }

  #post(commands: readonly Command[], transfer: readonly ArrayBuffer[] = []): void {
    const forgotten = this.#forgotten
    if (this.#ended || (commands.length === 0 && forgotten.length === 0)) return
    this.#worker ??= this.#start()
    const message = forgotten.length > 0 ? [['forget', forgotten] as const, ...commands] : commands
    try {
      this.#worker.postMessage(message, transfer)
    } catch (error) {
      // Memory of a native library cannot be given away; then it is copied.
      if (!(error instanceof DOMException && error.name === 'DataCloneError' && transfer.length > 0)) throw error
      this.#worker.postMessage(message)
    }
    if (forgotten.length > 0) this.#forgotten = []
    for (const command of commands) if (command[0] === 'load') this.#loaded.add(command[1])
  }

  #start(): Worker {
    const typescript = import.meta.url.endsWith('.ts')
    const file = this.#options.worker ?? new URL(`./node-worker.${typescript ? 'ts' : 'js'}`, import.meta.url)
    const profile = process.env.KINDLING_PROFILE || undefined
    const settings: WorkerSettings = {
      threads: this.#options.threads ?? availableParallelism(),
      profile,
      gate: this.#gate.memory,
      silence: silentOutput(),
    }
    const worker = new Worker(file, {
      name: 'kindling',
      workerData: settings,
      ...(typescript && { execArgv: ['--import', typescriptLoader()] }),
    })
    worker.unref()
    worker.on('message', (reply: Reply) => this.#settle(reply))
    worker.on('error', (error) => this.#die(error instanceof Error ? error.message : String(error), error))
    worker.on('exit', (code) => this.#die(`exit code ${code}`))
    guardExit(this.#gate)
    // A profile is complete only once its session is closed.
    if (profile !== undefined) process.once('beforeExit', () => void this.close())
    return worker
  }

  #settle(reply: Reply): void {
    const ticket = reply[1]
    const waiting = this.#waiting.get(ticket)
    this.#waiting.delete(ticket)
    this.#lookout.end()
    if (this.#waiting.size === 0) this.#worker?.unref()
    else this.#lookOut()
    waiting?.settled()
    if (reply[0] !== 'failed') waiting?.resolve(reply)
    else {
      const [, , message, cause] = reply
      const first = cause === undefined ? {} : { cause: new KindlingError('runtime', cause) }
      waiting?.reject(new KindlingError('runtime', message, first))
    }
  }

  #die(reason: string, cause?: unknown): void {
    gates.delete(this.#gate)
    const [first] = this.#waiting.values()
    const error = new KindlingError(
      'runtime',
      `the executor's worker ended${first ? ` while it was at ${first.what}` : ''} (${reason}); ` +
        'the values that it held are lost',
      { cause },
    )
    this.#ended ??= error
    for (const { settled, reject } of this.#waiting.values()) {
      settled()
      reject(error)
    }
    this.#waiting.clear()
    this.#forgotten = []
  }
}

/**
 * An executor that runs programs with onnxruntime-node on the processor, in a worker thread, so that this thread never
 * waits. The worker starts with the first command. While commands are under way the process stays alive; an idle executor
 * does not keep it.
 *
 * With the environment variable `KINDLING_PROFILE=<folder>`, ONNX Runtime writes a profile of each session there (Chrome's
 * trace format: load it in `chrome://tracing` or Perfetto) when the program is released, the executor closed, or the
 * process at its end.
 *
 * ```ts
 * const executor = createNodeExecutor({ threads: 2 })
 * const buffer = executor.upload('int32', [3], new Int32Array([1, 2, 3]))
 * await executor.read(buffer) // Int32Array [1, 2, 3]
 * await executor.close()
 * ```
 *
 * @throws KindlingError 'invalid-argument' when `threads` is not an integer from 1.
 */
export const createNodeExecutor = (options: NodeExecutorOptions = {}): Executor => new NodeExecutor(options)

let current: NodeExecutor | undefined

/**
 * The executor that tensors use: created at first use, and again when the last one was closed or its worker died. When
 * idle it does not keep the process alive.
 */
export function defaultExecutor(): Executor {
  if (!current || current.ended) current = new NodeExecutor({})
  return current
}
