import { type ErrorCode, KindlingError } from '../base/errors.ts'

/** What a command's exit code means; `kindling --help` prints this table. */
export const exitCodes = {
  success: 0,
  /** Something this program did not expect: a bug. */
  unexpected: 1,
  'invalid-argument': 2,
  'invalid-data': 3,
  diverged: 4,
  'write-failed': 5,
  runtime: 6,
  /** Ctrl-C; what could be saved was saved. */
  interrupted: 130,
} as const satisfies Record<ErrorCode | 'success' | 'unexpected' | 'interrupted', number>

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof KindlingError) return exitCodes[error.code]
  if (error instanceof Error && error.name === 'AbortError') return exitCodes.interrupted
  return exitCodes.unexpected
}

/** The table for `--help`. */
export const exitCodeHelp = `
Exit codes:
  0    done
  1    unexpected error (a bug; please report it)
  2    wrong usage, or an argument that cannot work
  3    data that cannot be used: a picture, a CSV, a model file
  4    training diverged: the loss is no longer a number
  5    a file could not be written
  6    ONNX Runtime failed
  130  interrupted with Ctrl-C, after saving`
