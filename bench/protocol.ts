import type { Case } from './cases.ts'

/**
 * Every contestant is a program that reads requests from standard input and writes replies to standard output, one JSON
 * object per line. A process of its own means that no contestant shares a heap, a thread pool or warmed-up code with
 * another, and that one which takes too long can be stopped.
 */

/** The first line a contestant writes, once it is ready. */
export interface Hello {
  version: string
  /** What a reader should know about how this contestant was run. */
  notes: string[]
}

/** Run a case `repeats` times. Preparing a case that was not the last one asked for happens first, untimed. */
export interface Request {
  case: Case
  repeats: number
}

export type Reply =
  | {
      /** Milliseconds of each run. */
      ms: number[]
      /** The root mean square of each output of the last run: loss first, then gradients. Layout does not matter to it. */
      rms: number[]
    }
  /** This contestant does not take part in this case, for this reason. */
  | { declined: string }
  | { error: string }
