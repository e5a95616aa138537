import { invalid } from '../base/errors.ts'
import { defaultExecutor, type OutputRequest, type Program } from '../runtime/index.ts'
import { bytesOf, type HostArray } from './dtype.ts'
import { Emitter, type Source } from './emitter.ts'
import { feedOf, isWidened, realize, smallBytes, stayWithExecutor } from './realize.ts'
import { type RunOptions, Tensor } from './tensor.ts'
import { currentTrace, Trace, traced } from './trace.ts'
import { type Earlier, type Variable, waitingCalls } from './variable.ts'

export interface CompileOptions {
  /** Names the program in error messages and profiles; the function's name by default. */
  readonly name?: string
  /**
   * Variables to compile as constants, so that ONNX Runtime can fold and pre-pack them (`true`: all that the function
   * reads and does not write). When one changes, the function is compiled again. None by default.
   */
  readonly freeze?: boolean | ((variable: Variable) => boolean)
}

/** A function that was compiled: call it like the original, and await the result. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: A): Promise<R>
  /** The same with an AbortSignal: the call is dropped if it has not begun when the signal fires. */
  run(args: A, options?: RunOptions): Promise<R>
  /** Frees its programs. */
  dispose(): void
}

/** What a trace found: what the function computes, and from what. */
interface Traced {
  readonly name: string
  readonly trace: Trace
  readonly placeholders: readonly Tensor[]
  readonly results: readonly Tensor[]
  readonly rebuild: (tensors: readonly Tensor[]) => unknown
}

interface Entry {
  /** Variables that are constants of the program, with the tensors that they held. */
  readonly frozen: ReadonlyMap<Variable, Tensor>
  readonly program: Program
  readonly sources: readonly Source[]
  /** Placeholders of arguments and of variables. */
  readonly parameters: ReadonlyMap<Tensor, number>
  readonly reads: ReadonlyMap<Tensor, Variable>
  readonly results: readonly Tensor[]
  readonly requests: readonly OutputRequest[]
  readonly writes: readonly Variable[]
  readonly rebuild: (tensors: readonly Tensor[]) => unknown
}

/** See `Executor.channelBlock`; undefined until the first compilation has asked. */
let channelBlock: number | undefined

/** Settled when the calls that waited, for values or for their compilation, have been sent; later ones wait for it. */
let waiting: Promise<void> | undefined

/**
 * Traces `fn` once for each signature of its arguments and replays the trace as one program.
 *
 * Arguments and results may be tensors, and arrays and plain objects of them. Anything else among the arguments is part
 * of the signature: a number that changes with every call should be a tensor. Variables that the function reads are
 * inputs, those that it assigns are updated in place, all in the same run. The calls of one or several compiled
 * functions happen in the order in which they are made, awaited or not, and each finds in variables what these hold when
 * it is made.
 *
 * @example
 * const w = new Variable(tensor([1, 2]))
 * const step = compile((x: Tensor) => {
 *   const loss = w.value.mul(x).sum()
 *   w.value = w.value.sub(grad(loss, [w])[0].mul(0.1))
 *   return loss
 * })
 * await (await step(tensor([3, 4]))).item() // 11; w is now [0.7, 1.6]
 */
export function compile<A extends readonly unknown[], R>(
  fn: (...args: A) => R,
  options: CompileOptions = {},
): Compiled<A, R> {
  const name = options.name ?? (fn.name || 'compiled function')
  const traces = new Map<string, Traced[]>()
  const entries = new Map<Traced, Entry[]>()

  /** What the function computes as things are now: whatever a call has to wait for, that is what it means. */
  const trace = (args: A, tensors: readonly Tensor[], signature: string): Traced => {
    const known = traces.get(signature) ?? []
    const same = known.find(({ trace: { guards } }) => guards.every(({ read, value }) => Object.is(read(), value)))
    if (same) return same
    const made = traceOf(name, fn, args, tensors)
    traces.set(signature, [...known, made])
    return made
  }

  const find = (traced: Traced, earlier?: Earlier): Entry | undefined =>
    entries
      .get(traced)
      ?.find(({ frozen }) => [...frozen].every(([variable, value]) => variable.peek(earlier) === value))

  /** Adds an entry; those whose constants have changed will not be used again. */
  const add = (traced: Traced, entry: Entry): Entry => {
    const kept = (entries.get(traced) ?? []).filter(({ frozen, program }) => {
      const stale = [...frozen].some(([variable, value]) => variable.peek() !== value)
      if (stale) defaultExecutor().release(program)
      return !stale
    })
    entries.set(traced, [...kept, entry])
    return entry
  }

  const call = async (args: A, runOptions?: RunOptions): Promise<R> => {
    const { tensors, signature } = flatten(args)
    const traced = trace(args, tensors, signature)
    const ready = (earlier?: Earlier): Entry | undefined => {
      const entry = find(traced, earlier) ?? (options.freeze ? undefined : add(traced, build(traced)))
      return entry && unready(entry, tensors, earlier).length === 0 ? entry : undefined
    }
    // Where nothing need be awaited nothing is: once the call returns, variables hold what it will leave in them.
    const entry = waiting || channelBlock === undefined ? undefined : ready()
    if (entry) return (await replay(entry, tensors, runOptions)) as R

    const before = waiting
    let sent = (): void => {}
    const turn = new Promise<void>((resolve) => {
      sent = resolve
    })
    waiting = turn
    const earlier: Earlier = new Map()
    waitingCalls.add(earlier)
    let results: { readonly of: Promise<unknown> }
    try {
      await before
      channelBlock ??= await defaultExecutor().channelBlock()
      let found = ready(earlier)
      while (!found) {
        const next = find(traced, earlier) ?? add(traced, await buildFrozen(traced, options.freeze, earlier))
        const missing = unready(next, tensors, earlier)
        if (missing.length > 0) await realize(...missing)
        found = ready(earlier)
      }
      results = { of: replay(found, tensors, runOptions, earlier) }
    } finally {
      waitingCalls.delete(earlier)
      if (waiting === turn) waiting = undefined
      sent()
    }
    return (await results.of) as R
  }
  const compiled = ((...args: A) => compiled.run(args)) as Compiled<A, R>
  compiled.run = (args, runOptions) => {
    if (currentTrace())
      throw invalid(`compile: a compiled function called another one, ${name}; call the plain function inside instead`)
    return call(args, runOptions)
  }
  compiled.dispose = () => {
    for (const entry of [...entries.values()].flat()) defaultExecutor().release(entry.program)
    entries.clear()
    traces.clear()
  }
  return compiled
}

function traceOf(
  name: string,
  fn: (...args: never[]) => unknown,
  args: readonly unknown[],
  tensors: readonly Tensor[],
): Traced {
  const placeholders = tensors.map((tensor) => new Tensor(tensor.shape, tensor.dtype))
  const trace = new Trace()
  const result = traced(trace, () =>
    (fn as (...args: unknown[]) => unknown)(...(substitute(args, placeholders) as unknown[])),
  )
  if (result instanceof Promise) {
    result.catch(() => {})
    throw invalid(`compile: ${name} returned a promise; a compiled function describes a computation and cannot await`)
  }
  const { tensors: results, rebuild } = flatten([result])
  return { name, trace, placeholders, results, rebuild: (found) => (rebuild(found) as unknown[])[0] }
}

/** Builds a program in which the variables chosen are constants. */
async function buildFrozen(found: Traced, freeze: CompileOptions['freeze'], earlier: Earlier): Promise<Entry> {
  const { reads, writes } = found.trace
  const chosen = [...reads.keys()].filter(
    (variable) => !writes.has(variable) && (freeze === true || (typeof freeze === 'function' && freeze(variable))),
  )
  const held = chosen.map((variable) => [variable, variable.peek(earlier)] as const)
  const values = await Promise.all(held.map(([, tensor]) => tensor.data()))
  return build(found, new Map(held), new Map(chosen.map((variable, i) => [reads.get(variable)!, values[i]!])))
}

function build(
  { name, trace, placeholders, results, rebuild }: Traced,
  held: ReadonlyMap<Variable, Tensor> = new Map(),
  frozen: ReadonlyMap<Tensor, HostArray> = new Map(),
): Entry {
  const reads = new Map<Tensor, Variable>()
  for (const [variable, placeholder] of trace.reads) if (!held.has(variable)) reads.set(placeholder, variable)

  const emitter = new Emitter('baked', { frozen, channelBlock: channelBlock!, replayed: true })
  const requests: OutputRequest[] = []
  for (const tensor of results) {
    const read = tensor.size * bytesOf(tensor.dtype) <= smallBytes
    const dtype = emitter.output(tensor, `out${requests.length}`, { read })
    requests.push({ dtype, shape: tensor.shape, keep: !read, read })
  }
  for (const tensor of trace.writes.values()) {
    emitter.output(tensor, `out${requests.length}`)
    requests.push({ dtype: tensor.dtype, shape: tensor.shape, keep: true, read: false })
  }
  return {
    frozen: held,
    program: emitter.program(name, requests.length),
    sources: emitter.sources,
    parameters: new Map(placeholders.map((tensor, i) => [tensor, i])),
    reads,
    results,
    requests,
    writes: [...trace.writes.keys()],
    rebuild,
  }
}

/** What stands for each input in this call: arguments, what variables hold now, tensors from outside. */
const bound = ({ sources, parameters, reads }: Entry, args: readonly Tensor[], earlier?: Earlier): Source[] =>
  sources.map((source) => {
    if (!('tensor' in source)) return source
    const { tensor } = source
    const index = parameters.get(tensor)
    if (index !== undefined) return { tensor: args[index]! }
    const outside = reads.get(tensor)?.peek(earlier) ?? tensor
    // What comes with every call is sent once.
    stayWithExecutor(outside)
    return { tensor: outside }
  })

/** Inputs that have yet to be computed. */
const unready = (entry: Entry, args: readonly Tensor[], earlier?: Earlier): Tensor[] =>
  bound(entry, args, earlier).flatMap((source) => {
    if (!('tensor' in source)) return []
    const { tensor } = source
    return (tensor.storage ? isWidened(tensor) : tensor.operation) ? [tensor] : []
  })

/** What runs that failed should have left in variables, with what these held before. */
const predecessors = new WeakMap<Tensor, Tensor>()

/** What runs that may yet be dropped are to leave in new buffers, which they then give back: nobody's to overwrite. */
const droppable = new WeakSet<Tensor>()

/** Sends a call. Nothing is awaited before the variables are replaced, so that calls cannot interleave. */
async function replay(
  entry: Entry,
  args: readonly Tensor[],
  options?: RunOptions,
  earlier?: Earlier,
): Promise<unknown> {
  const { program, results, requests, writes, rebuild } = entry
  options?.signal?.throwIfAborted()
  const before = writes.map((variable) => variable.peek(earlier))
  const overwritten = writes.map((variable) => {
    const held = variable.peek()
    if (earlier?.has(variable) || variable.seen || droppable.has(held)) return undefined
    return held.storage && 'resident' in held.storage ? held.storage.resident : undefined
  })
  // A run that is aborted after it began has overwritten what it may: so it may all or nothing.
  const mayOverwrite = !options?.signal || overwritten.every((buffer) => buffer)
  const pending = defaultExecutor().run(
    program,
    bound(entry, args, earlier).map(feedOf),
    requests.map((request, i) => {
      const replaces = mayOverwrite ? overwritten[i - results.length] : undefined
      if (replaces) return { ...request, replaces }
      // Calls after one that is dropped find what it found.
      const held = options?.signal && before[i - results.length]
      return held?.storage ? { ...request, instead: feedOf({ tensor: held }) } : request
    }),
    options,
  )
  const after = writes.map((variable, i) => {
    const buffer = pending.buffers[results.length + i]!
    const tensor = new Tensor(variable.shape, variable.dtype, undefined, { resident: buffer })
    const held = earlier?.get(variable)
    if (!mayOverwrite) droppable.add(tensor)
    if (!held) variable.replace(tensor)
    // What was assigned while this call waited stays; calls between the two find what this one leaves.
    else for (const later of waitingCalls) if (later.get(variable) === held) later.set(variable, tensor)
    return tensor
  })
  try {
    const found = await pending
    for (const tensor of after) droppable.delete(tensor)
    return rebuild(
      results.map((tensor, i) => {
        const { buffer, data } = found[i]!
        return new Tensor(
          tensor.shape,
          tensor.dtype,
          undefined,
          buffer ? { resident: buffer } : { host: data as HostArray },
        )
      }),
    )
  } catch (error) {
    // Nothing is lost: variables hold again what they held before this call, and before others that failed as well.
    for (const [i, tensor] of after.entries()) predecessors.set(tensor, before[i]!)
    for (const variable of writes) {
      let tensor = variable.peek()
      for (let held = predecessors.get(tensor); held; held = predecessors.get(tensor)) tensor = held
      if (tensor !== variable.peek()) variable.restore(tensor)
    }
    throw error
  }
}

/** Collects the tensors of nested arrays and plain objects, with a signature of everything else. */
function flatten(tree: unknown): {
  tensors: Tensor[]
  signature: string
  rebuild: (tensors: readonly Tensor[]) => unknown
} {
  const tensors: Tensor[] = []
  const visit = (value: unknown): string => {
    if (value instanceof Tensor) {
      tensors.push(value)
      return `${value.dtype}[${value.shape}]`
    }
    if (Array.isArray(value)) return `(${value.map(visit)})`
    if (isPlain(value))
      return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${visit(item)}`)}}`
    if (typeof value === 'string') return JSON.stringify(value)
    if (ArrayBuffer.isView(value))
      throw invalid(`compile: a value is a ${value.constructor.name}, which would be compiled anew; make it a tensor()`)
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') return `#${identity(value)}`
    return `${typeof value} ${String(value)}`
  }
  const signature = visit(tree)
  return { tensors, signature, rebuild: (found) => substitute(tree, found) }
}

/** `tree` with its tensors, in order, replaced by `tensors`. */
function substitute(tree: unknown, tensors: readonly Tensor[]): unknown {
  let next = 0
  const visit = (value: unknown): unknown => {
    if (value instanceof Tensor) return tensors[next++]
    if (Array.isArray(value)) return value.map(visit)
    if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item)]))
    return value
  }
  return visit(tree)
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

const identities = new WeakMap<object, number>()
let nextIdentity = 1
function identity(value: object): number {
  let id = identities.get(value)
  if (id === undefined) {
    id = nextIdentity++
    identities.set(value, id)
  }
  return id
}
