import { invalid } from '../base/errors.ts'
import { defaultExecutor, type Feed, type OutputRequest, type Program } from '../runtime/index.ts'
import { bytesOf, type HostArray } from './dtype.ts'
import { Emitter, type Source } from './emitter.ts'
import { installEngine, type RunOptions, type Tensor } from './tensor.ts'
import { forbidInTrace } from './trace.ts'

/** Results of up to this many bytes come back at once and live on this side; larger ones stay with the executor. */
export const smallBytes = 4096

/** Programs of eager expressions that are kept; the least recently used beyond them is released. */
const keptPrograms = 512

/** Eager programs by their form: node types, wiring and ranks, not numbers and sizes. */
const programs = new Map<string, Program>()

function programFor(emitter: Emitter, outputs: number): Program {
  const program = emitter.program('expression', outputs)
  const key = `${program.threads} ${emitter.graph.structure()}`
  const known = programs.get(key)
  if (known) {
    programs.delete(key)
    programs.set(key, known)
    return known
  }
  programs.set(key, program)
  if (programs.size > keptPrograms) {
    const [oldest, unused] = programs.entries().next().value!
    programs.delete(oldest)
    defaultExecutor().release(unused)
  }
  return program
}

/** What to send for an input. */
export function feedOf(source: Source): Feed {
  if (!('tensor' in source)) return source
  const { tensor } = source
  const { storage, shape, dtype } = tensor
  if (!storage)
    throw invalid(
      `${tensor} has no values: it was disposed of, or it stood for an argument or a variable while a function was ` +
        'compiled; use it before dispose(), or return it from the function',
    )
  if ('resident' in storage) return storage.resident
  return { dtype: dtype === 'float16' ? 'float32' : dtype, shape, data: storage.host }
}

/** Sends values that are large and given on this side, once. */
export function stayWithExecutor(tensor: Tensor): void {
  const { storage, dtype, shape } = tensor
  if (storage && 'host' in storage && dtype !== 'float16' && tensor.size * bytesOf(dtype) > smallBytes)
    tensor.storage = { resident: defaultExecutor().upload(dtype, shape, storage.host) }
}

async function run(
  tensors: readonly Tensor[],
  read: boolean,
  options?: RunOptions,
): Promise<(HostArray | undefined)[]> {
  const emitter = new Emitter('late')
  const requests = tensors.map((tensor, i): OutputRequest => {
    // float16 has no array on this side: it comes back, as float32, only when it is read.
    const small = tensor.dtype !== 'float16' && tensor.size * bytesOf(tensor.dtype) <= smallBytes
    const dtype = emitter.output(tensor, `out${i}`, { read: read || small })
    return { dtype, shape: tensor.shape, keep: !small && dtype === tensor.dtype, read: read || small }
  })
  const results = await defaultExecutor().run(
    programFor(emitter, tensors.length),
    emitter.sources.map(feedOf),
    requests,
    options,
  )
  return results.map(({ buffer, data }, i) => {
    const tensor = tensors[i]!
    const values = data as HostArray | undefined
    if (buffer) tensor.storage = { resident: buffer }
    else if (values && !tensor.storage) tensor.storage = { host: read ? values.slice() : values }
    if (tensor.operation?.row.forgets) tensor.operation = undefined
    return values
  })
}

/**
 * Runs what the tensors need, all of it as one program, and keeps the results.
 *
 * @example
 * const loss = x.sub(y).square().mean()
 * const [g] = grad(loss, [x])
 * await realize(loss, g) // one run computes both
 */
export async function realize(...tensors: readonly Tensor[]): Promise<void> {
  await engine.realize(tensors)
}

const engine = {
  async realize(tensors: readonly Tensor[], options?: RunOptions): Promise<void> {
    forbidInTrace('realize')
    tensors.forEach(stayWithExecutor)
    const missing = [...new Set(tensors.filter((tensor) => !tensor.storage || isWidened(tensor)))]
    if (missing.length > 0) await run(missing, false, options)
  },

  async read(tensors: readonly Tensor[], options?: RunOptions): Promise<HostArray[]> {
    forbidInTrace('data')
    const missing = [...new Set(tensors.filter((tensor) => !tensor.storage || unreadable(tensor)))]
    const fresh = new Map<Tensor, HostArray>()
    if (missing.length > 0)
      for (const [i, values] of (await run(missing, true, options)).entries()) fresh.set(missing[i]!, values!)
    return Promise.all(
      tensors.map(async (tensor) => {
        const values = fresh.get(tensor)
        if (values) return values
        const storage = tensor.storage!
        if ('host' in storage) return storage.host.slice()
        return (await defaultExecutor().read(storage.resident, options)) as HostArray
      }),
    )
  },
}

/** Values of a float16 tensor on this side are float32; as an input of a compiled function it needs a buffer. */
export const isWidened = (tensor: Tensor): boolean =>
  tensor.dtype === 'float16' && tensor.storage !== undefined && 'host' in tensor.storage

/** float16 buffers have no array on this side; they are widened by a program. */
const unreadable = (tensor: Tensor): boolean =>
  tensor.dtype === 'float16' && tensor.storage !== undefined && 'resident' in tensor.storage

installEngine(engine)
