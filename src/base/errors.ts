/**
 * Errors that a caller may want to tell apart. Each message names the argument, the value, the rule and the way out;
 * `code` is stable and is what the command line turns into an exit code.
 */
export type ErrorCode =
  /** An argument, option or combination of shapes that can never work. */
  | 'invalid-argument'
  /** A file or record that cannot be used: unreadable, truncated, malformed, hostile. */
  | 'invalid-data'
  /** The numbers went wrong: NaN or infinity where training needs finite values. */
  | 'diverged'
  /** ONNX Runtime, or the worker around it, failed. */
  | 'runtime'
  /** A file could not be written. */
  | 'write-failed'

/** Every error that this library throws on purpose. */
export class KindlingError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KindlingError'
    this.code = code
  }
}

/** An argument that breaks a rule: `invalid('conv2d: stride is 0; it must be at least 1')`. */
export const invalid = (message: string): KindlingError => new KindlingError('invalid-argument', message)

/** Data that cannot be used: `badData('labels.csv: line 7 has 2 columns where the header has 3')`. */
export const badData = (message: string, cause?: unknown): KindlingError =>
  new KindlingError('invalid-data', message, cause === undefined ? undefined : { cause })
