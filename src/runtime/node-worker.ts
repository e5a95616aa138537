import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { Tensor } from 'onnxruntime-node'
import { elementCount, newTypedArray, type TypedArray } from '../onnx/types.ts'
import { BufferTable, MissingValues, tensorOf } from './buffer-table.ts'
import { Gate } from './gate.ts'
import { Lookout } from './lookout.ts'
import {
  type Command,
  clonedBytes,
  type Reply,
  type WireFeed,
  type WireOutput,
  type WireProgram,
  type WireResult,
  type WorkerSettings,
} from './protocol.ts'
import { blockThatAgrees, type Fetches, Session, type Tensors } from './session.ts'

const port: MessagePort = parentPort!
const settings: WorkerSettings = workerData
const gate = new Gate(settings.gate)
const buffers = new BufferTable()
const lookout = new Lookout()

interface LoadedProgram extends Omit<WireProgram, 'model'> {
  /** Until the session is made of it. */
  model: Uint8Array | undefined
  session?: Session
  /** Why there is no session: the same bytes would fail again. */
  failure?: string
}
const programs = new Map<number, LoadedProgram>()

const messageOf = (error: unknown): string => (error instanceof Error ? error.message.trim() : String(error))

/** Passes the gate, for calls into ONNX Runtime; never returns when the process is ending. */
async function guarded<T>(call: () => Promise<T>): Promise<T> {
  if (!gate.enter()) return new Promise(() => {})
  try {
    return await call()
  } finally {
    gate.leave()
  }
}

function reply(message: Reply, transfer: ArrayBuffer[] = []): void {
  try {
    port.postMessage(message, transfer)
  } catch (error) {
    // Memory that belongs to somebody else (ONNX Runtime, say) can be copied, but not given away.
    if (!(error instanceof DOMException && error.name === 'DataCloneError' && transfer.length > 0)) throw error
    port.postMessage(message)
  }
}

/** Gives an array away, unless it is so small that a copy costs less. */
const giveAway = (data: TypedArray, transfer: ArrayBuffer[]): TypedArray => {
  if (data.byteLength > clonedBytes) transfer.push(data.buffer as ArrayBuffer)
  return data
}

async function sessionOf(program: LoadedProgram): Promise<Session> {
  if (program.failure !== undefined) throw new Error(program.failure)
  if (program.session) return program.session
  try {
    program.session = await guarded(() => Session.create(program as WireProgram, settings))
    return program.session
  } catch (error) {
    program.failure = `${program.name}: ONNX Runtime cannot load it: ${messageOf(error)}`
    throw new Error(program.failure)
  } finally {
    program.model = undefined
  }
}

function tensorOfFeed(feed: WireFeed, program: LoadedProgram, index: number): Tensor {
  if (typeof feed !== 'number') return tensorOf(...feed)
  try {
    return buffers.get(feed)
  } catch (error) {
    if (!(error instanceof MissingValues)) throw error
    throw new MissingFeed(`${program.name}: input '${program.inputNames[index]}' has no values`, error.message)
  }
}

/** A failure that follows from an earlier one. */
class MissingFeed extends Error {
  readonly reason: string

  constructor(message: string, reason: string) {
    super(`${message}, because an earlier command failed: ${reason}`)
    this.reason = reason
  }
}

async function compute(
  program: LoadedProgram,
  wireFeeds: readonly WireFeed[],
  outputs: readonly WireOutput[],
  transfer: ArrayBuffer[],
): Promise<WireResult[]> {
  const session = await sessionOf(program)
  const feeds: Tensors = {}
  wireFeeds.forEach((feed, index) => {
    feeds[program.inputNames[index]!] = tensorOfFeed(feed, program, index)
  })
  const fetches: Fetches = {}
  /** Memory taken for outputs that stay, to be given back should the run fail. */
  const taken: Tensor[] = []
  let given = 0
  try {
    outputs.forEach(([dtype, shape, buffer, read], index) => {
      if (!buffer && !read) return
      const name = program.outputNames[index]!
      if (!shape) {
        fetches[name] = null
        return
      }
      // What is only read leaves for good, so it must not take memory from those that stay.
      const tensor = buffer
        ? buffers.allocate(dtype, shape)
        : tensorOf(dtype, shape, newTypedArray(dtype, elementCount(shape)))
      if (buffer) taken.push(tensor)
      fetches[name] = tensor
      given += (tensor.data as TypedArray).byteLength
    })
    const results = await guarded(() => session.run(feeds, fetches, given))
    const tensors = outputs.map(([, shape], index) => {
      const name = program.outputNames[index]!
      return shape ? fetches[name] : results[name]
    })
    outputs.forEach((output, index) => {
      check(output, tensors[index], program.outputNames[index]!)
    })
    const wireResults = outputs.map(([, shape, buffer, read], index): WireResult => {
      const tensor = tensors[index]
      if (!tensor) return [undefined, undefined]
      const data = tensor.data as TypedArray
      const copied = read && buffer && data.byteLength > clonedBytes
      return [read ? giveAway(copied ? data.slice() : data, transfer) : undefined, shape ? undefined : tensor.dims]
    })
    // The last step, which cannot fail: the run happens as a whole or not at all.
    outputs.forEach(([, , buffer], index) => {
      if (buffer) buffers.set(buffer, tensors[index]!)
    })
    return wireResults
  } catch (error) {
    for (const tensor of taken) buffers.recycle(tensor)
    throw new Error(`${program.name} failed: ${messageOf(error)}`)
  }
}

/** What ONNX Runtime was free to choose must be what was asked for. */
function check([dtype, shape, buffer, , replaces]: WireOutput, tensor: Tensor | null | undefined, name: string): void {
  if (shape || !tensor) return
  if (tensor.type !== dtype) throw new Error(`output '${name}' is ${tensor.type}, but ${dtype} was asked for`)
  if (!replaces) return
  const old = buffers.get(buffer).dims
  if (old.length !== tensor.dims.length || old.some((size, axis) => size !== tensor.dims[axis]))
    throw new Error(`output '${name}' has shape [${tensor.dims}] and cannot replace a buffer of shape [${old}]`)
}

const cancelled = new Set<number>()
let begun = 0

/** Leaves in an output's buffer what stands there without the run: later commands may have been sent that use it. */
function drop([dtype, shape, buffer, , replaces, instead]: WireOutput): void {
  if (!buffer || replaces) return
  const values = typeof instead === 'number' ? buffers.find(instead) : instead && tensorOf(...instead)
  if (!values || !shape) {
    buffers.miss(buffer, 'the run was aborted before it began')
    return
  }
  const copy = buffers.allocate(dtype, shape)
  ;(copy.data as Uint8Array).set(values.data as Uint8Array)
  buffers.set(buffer, copy)
}

async function run(
  ticket: number,
  programId: number,
  feeds: readonly WireFeed[],
  outputs: readonly WireOutput[],
): Promise<void> {
  begun = ticket
  const program = programs.get(programId)!
  try {
    if (cancelled.delete(ticket)) {
      outputs.forEach(drop)
      reply(['failed', ticket, `${program.name} was aborted before it began`, undefined])
      return
    }
    const transfer: ArrayBuffer[] = []
    const results = await compute(program, feeds, outputs, transfer)
    reply(['ran', ticket, results], transfer)
  } catch (error) {
    const cause = error instanceof MissingFeed ? error.reason : undefined
    for (const [, , buffer, , replaces] of outputs)
      if (buffer && !replaces) buffers.miss(buffer, cause ?? messageOf(error))
    reply(['failed', ticket, messageOf(error), cause])
  }
}

function read(ticket: number, id: number): void {
  try {
    const transfer: ArrayBuffer[] = []
    const data = buffers.get(id).data as TypedArray
    reply(['read', ticket, giveAway(data.byteLength > clonedBytes ? data.slice() : data, transfer)], transfer)
  } catch (error) {
    reply([
      'failed',
      ticket,
      `the buffer has no values, because an earlier command failed: ${messageOf(error)}`,
      messageOf(error),
    ])
  }
}

async function release(program: LoadedProgram | undefined): Promise<void> {
  const session = program?.session
  if (session) await guarded(() => session.release())
}

async function carryOut(command: Command): Promise<void> {
  switch (command[0]) {
    case 'load':
      programs.set(command[1], command[2])
      return
    case 'run':
      return run(command[1], command[2], command[3], command[4])
    case 'upload':
      buffers.set(command[1], tensorOf(...command[2]))
      return
    case 'read':
      return read(command[1], command[2])
    case 'forget':
      for (const id of command[1]) buffers.delete(id)
      return
    case 'release': {
      const program = programs.get(command[1])
      programs.delete(command[1])
      return release(program)
    }
    case 'stats': {
      let sessions = 0
      for (const program of programs.values()) if (program.session) sessions++
      const { count, bytes, pooledBytes } = buffers
      return reply(['stats', command[1], { buffers: count, bytes, sessions, pooledBytes }])
    }
    case 'block':
      return reply(['block', command[1], await guarded(() => blockThatAgrees(command[2]))])
    case 'close':
      for (const program of programs.values()) await release(program)
      port.close()
  }
}

const queue: Command[] = []
let working = false

function enqueue(commands: readonly Command[]): void {
  for (const command of commands) {
    if (command[0] !== 'cancel') queue.push(command)
    else if (command[1] > begun) cancelled.add(command[1])
  }
}

/** Takes over what has come in. */
function receive(): boolean {
  let any = false
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    enqueue(next.message)
    any = true
  }
  return any
}

async function work(): Promise<void> {
  working = true
  for (;;) {
    // What came in meanwhile is looked at before anything begins: it may call that off.
    receive()
    const command = queue.shift()
    if (command) {
      await carryOut(command)
      continue
    }
    lookout.begin()
    while (lookout.goesOn()) if (receive()) lookout.end()
    if (queue.length === 0) break
  }
  working = false
}

port.on('message', (commands: readonly Command[]) => {
  enqueue(commands)
  if (!working) void work()
})
