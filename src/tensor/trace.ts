import { invalid } from '../base/errors.ts'
import { Tensor } from './tensor.ts'
import type { Variable } from './variable.ts'

/** What a compiled function touches while it is traced: the variables it reads and writes, and the state it depends on. */
export class Trace {
  readonly reads = new Map<Variable, Tensor>()
  readonly writes = new Map<Variable, Tensor>()
  readonly guards: { readonly read: () => unknown; readonly value: unknown }[] = []

  read(variable: Variable): Tensor {
    const written = this.writes.get(variable)
    if (written) return written
    let leaf = this.reads.get(variable)
    if (!leaf) {
      leaf = new Tensor(variable.shape, variable.dtype)
      this.reads.set(variable, leaf)
    }
    return leaf
  }

  write(variable: Variable, value: Tensor): void {
    this.writes.set(variable, value)
  }
}

let current: Trace | undefined

/** The trace under way, if a function is being compiled. */
export const currentTrace = (): Trace | undefined => current

/** Runs `fn`, recording what it touches in `trace`. */
export function traced<T>(trace: Trace, fn: () => T): T {
  const outer = current
  current = trace
  try {
    return fn()
  } finally {
    current = outer
  }
}

/**
 * Reads state that steers what a function computes, such as whether a module is training. A compiled function is traced
 * again when what it read this way has changed.
 */
export function guarded<T>(read: () => T): T {
  const value = read()
  current?.guards.push({ read, value })
  return value
}

/** @internal Values cannot be had while a function is traced: there are none yet. */
export function forbidInTrace(name: string): void {
  if (current)
    throw invalid(
      `${name}: values cannot be read while a function is compiled, because nothing has run yet; ` +
        'return the tensor from the function and read it outside',
    )
}
