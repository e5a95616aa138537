import type { NumericType, TypedArray } from '../onnx/types.ts'
import type { ExecutorStats } from './executor.ts'

/**
 * What the executor and its worker say to each other. Commands and replies are short arrays, which are cloned faster than
 * objects; each starts with its kind. Commands are carried out in order, those of one message one after the other.
 * A ticket is the number under which the executor awaits a reply: tickets grow.
 */
export type Command =
  /** Makes a program known, before its first run. */
  | readonly ['load', program: number, source: WireProgram]
  | readonly ['run', ticket: number, program: number, feeds: readonly WireFeed[], outputs: readonly WireOutput[]]
  | readonly ['upload', buffer: number, values: WireArray]
  | readonly ['read', ticket: number, buffer: number]
  /** Nobody holds these buffers any more. */
  | readonly ['forget', buffers: readonly number[]]
  /** A run need not begin any more. Heeded before all commands that wait. */
  | readonly ['cancel', ticket: number]
  | readonly ['release', program: number]
  | readonly ['stats', ticket: number]
  /** Which block is the processor's? See `channel-block.ts`. */
  | readonly ['block', ticket: number, trials: readonly BlockTrial[]]
  /** The end: the worker exits when all before it is done. */
  | readonly ['close']

export interface WireProgram {
  readonly name: string
  readonly model: Uint8Array
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  readonly threads: 'one' | 'all'
}

export type WireArray = readonly [dtype: NumericType, shape: readonly number[], data: TypedArray]

/** The number of a buffer, or values. */
export type WireFeed = number | WireArray

export type WireOutput = readonly [
  dtype: NumericType,
  shape: readonly number[] | undefined,
  /** The buffer that the output becomes; 0 for none. */
  buffer: number,
  read: boolean,
  /** Whether `buffer` exists and is updated in place. */
  replaces: boolean,
  /** What `buffer` holds if the run is dropped. */
  instead: WireFeed | undefined,
]

/** What comes back for an output: the values if they were asked for, the shape if it was not known. */
export type WireResult = readonly [data: TypedArray | undefined, shape: readonly number[] | undefined]

export type Reply =
  | readonly ['ran', ticket: number, results: readonly WireResult[]]
  | readonly ['read', ticket: number, data: TypedArray]
  | readonly ['stats', ticket: number, stats: ExecutorStats]
  | readonly ['block', ticket: number, block: number]
  /** `cause`: the message of the failure that led to this one, where it is another. */
  | readonly ['failed', ticket: number, message: string, cause: string | undefined]

/** A model whose output is how far a blocked convolution is from the plain one. */
export interface BlockTrial {
  readonly block: number
  readonly model: Uint8Array
}

/** What the worker is born with. */
export interface WorkerSettings {
  readonly threads: number
  /** A folder for ONNX Runtime's profiles. */
  readonly profile: string | undefined
  /** See `Gate`. */
  readonly gate: SharedArrayBuffer
  readonly silence: SilentOutput
}

/** See `silent-output.ts`. */
export interface SilentOutput {
  readonly name: string
  /** To be put before the bytes of a model. */
  readonly prefix: Uint8Array
  /** A model that has nothing but this output. */
  readonly model: Uint8Array
}

/** Arrays of up to this many bytes are cloned, larger ones transferred: a transfer costs more than a small copy. */
export const clonedBytes = 16_384
