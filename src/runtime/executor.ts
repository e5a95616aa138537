import type { NumericType, TypedArray } from '../onnx/types.ts'
import type { ResidentBuffer } from './resident-buffer.ts'

/**
 * An encoded ONNX model and what is needed to run it. The executor makes its session at the first run and keeps it until
 * `release`, under `id`: two programs are the same when their ids are.
 */
export interface Program {
  /** Unique in the process. */
  readonly id: number
  /** For error messages: `training step (412 nodes)`. */
  readonly name: string
  /** The bytes of an `.onnx` file, or a function that gives them; sent to the worker once. */
  readonly model: Uint8Array | (() => Uint8Array)
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  /** Small graphs are faster on one thread: waking the others costs more than they save. */
  readonly threads: 'one' | 'all'
}

/** Values that ride along with a command. `transfer` gives the array (its whole `buffer`) away instead of copying it. */
export interface HostArrayFeed {
  readonly dtype: NumericType
  readonly shape: readonly number[]
  readonly data: TypedArray
  readonly transfer?: boolean | undefined
}

/** What feeds an input: a buffer that lives with the executor, or an array of the caller. */
export type Feed = ResidentBuffer | HostArrayFeed

/** What becomes of an output. One that is neither kept nor read is computed and dropped. */
export interface OutputRequest {
  readonly dtype: NumericType
  /** Undefined where it is known only afterwards: ONNX Runtime then allocates, and the result reports it. */
  readonly shape: readonly number[] | undefined
  /** The values stay with the executor, as `buffer` of the result. */
  readonly keep: boolean
  /** The values come back, as `data` of the result, in an array that the caller owns. */
  readonly read: boolean
  /**
   * An update in place: once the run has ended, this buffer holds the output, and what it held is gone. Its type and
   * shape must be the output's; `buffer` of the result is this same buffer. Feeds of the run still see the old values.
   * When the run fails or is dropped, the buffer keeps the old values.
   */
  readonly replaces?: ResidentBuffer | undefined
  /** What the new buffer of an output that is kept holds where the run is dropped; nothing by default. */
  readonly instead?: Feed | undefined
}

export interface OutputResult {
  /** For outputs kept, or put in the place of a buffer. */
  readonly buffer?: ResidentBuffer
  /** For outputs read. */
  readonly data?: TypedArray
  readonly shape: readonly number[]
}

/** A run under way: the promise of its results, and the buffers that it will fill. */
export interface PendingRun extends Promise<OutputResult[]> {
  /**
   * The kept outputs whose shape the request gave, in the order of the outputs: feeds for the next run, which may be
   * called before this one has ended. Undefined for the others.
   */
  readonly buffers: readonly (ResidentBuffer | undefined)[]
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined
}

/** What an executor holds. */
export interface ExecutorStats {
  /** Buffers alive. */
  readonly buffers: number
  /** The bytes that they take. */
  readonly bytes: number
  readonly sessions: number
  /** Bytes of storage kept for outputs to come. */
  readonly pooledBytes: number
}

/**
 * Runs programs, one after the other in the order in which they were asked for, and keeps buffers for them. Every command
 * is on its way when the call returns, so several may be in flight; each sees the effects of those before it.
 *
 * When a run fails, its promise rejects with a KindlingError 'runtime' that names the program, and whoever uses a buffer
 * that it should have made gets an error with that message. Buffers that it should have replaced keep their old values.
 *
 * A run whose signal is aborted rejects at once with the signal's reason. If it has not begun, it never does, and nothing
 * is replaced. If it has, it runs to its end: what it should replace *is* replaced, and its other results are discarded.
 *
 * ```ts
 * const executor = createNodeExecutor()
 * const weights = executor.upload('float32', [2], new Float32Array([1, 2]))
 * const [result] = await executor.run(
 *   double, // a Program with one input and one output
 *   [weights],
 *   [{ dtype: 'float32', shape: [2], keep: false, read: true }],
 * )
 * result!.data // Float32Array [2, 4]
 * await executor.close()
 * ```
 */
export interface Executor {
  /**
   * Runs a program.
   * @param feeds one for each of the program's inputs, in its order.
   * @param outputs one for each of the program's outputs, in its order.
   * @throws KindlingError 'invalid-argument', before anything is sent, when the counts do not match, an array does not fit
   *   its type and shape, or a buffer was released or belongs to another executor.
   */
  run(program: Program, feeds: readonly Feed[], outputs: readonly OutputRequest[], options?: RunOptions): PendingRun

  /**
   * Sends values to stay with the executor. Errors surface at the first use of the buffer.
   * @param options `transfer` gives the array (its whole `buffer`) away instead of copying it.
   */
  upload(
    dtype: NumericType,
    shape: readonly number[],
    data: TypedArray,
    options?: { transfer?: boolean | undefined },
  ): ResidentBuffer

  /** The values of a buffer after all that was asked for before, in a fresh array that the caller owns. */
  read(buffer: ResidentBuffer, options?: RunOptions): Promise<TypedArray>

  /** Frees a program's session, once the runs before this call have ended. Running the program again makes a new one. */
  release(program: Program): void

  /**
   * How many channels ONNX Runtime's blocked convolutions take together on this processor: 16, 8, or 0 where there are
   * none, or where they do not give what plain ones give. Found out once, by trying.
   */
  channelBlock(): Promise<number>

  /** What the executor holds after all that was asked for before. */
  stats(): Promise<ExecutorStats>

  /** Ends the executor when what was asked for before has ended. Later calls are errors; closing twice is none. */
  close(): Promise<void>
}
