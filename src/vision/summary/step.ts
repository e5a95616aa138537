import { KindlingError } from '../../base/errors.ts'
import type { Column } from '../../data/index.ts'

/** Least, mean and greatest of the values that are there, and how many are missing (NaN). */
export interface ValueRange {
  readonly min: number
  readonly mean: number
  readonly max: number
  readonly missing: number
}

/** A picture that shows what a step did. */
export interface StepPicture {
  readonly caption: string
  readonly png: Uint8Array
  readonly width: number
  readonly height: number
}

/** What a step gave, in words. */
export interface StepOutput {
  readonly output: string
  /** Of the elements: `uint8`, `float32`, `int32`. */
  readonly type?: string
  readonly shape?: readonly number[]
  readonly range?: ValueRange
  /** What else is worth knowing, a line each. */
  readonly details?: readonly string[]
  readonly pictures?: readonly StepPicture[]
}

/** One step on the way from a source to what a model is given. */
export interface DataStep extends StepOutput {
  /** What the user calls it: `getItems`, `splitter`, `decode`. */
  readonly name: string
  readonly does: string
  readonly input: string
  readonly milliseconds: number
}

/** The step that could not be done. */
export interface DataFailure {
  readonly step: string
  /** The item it happened to, where one is to blame. */
  readonly item?: string
  /** What the step was given. */
  readonly value?: string
  /** What is wrong, and the way out. */
  readonly message: string
}

/** Thrown by a step and caught where the summary is made. */
export class StepFailed extends Error {
  readonly failure: DataFailure

  constructor(failure: DataFailure, cause: unknown) {
    super(failure.message, { cause })
    this.failure = failure
  }
}

export interface StepContext {
  readonly name: string
  readonly does: string
  readonly input: string
  /** For a failure: the item at hand, or what gives it when it is known only then. */
  readonly item?: () => string | undefined
  readonly value?: () => string | undefined
}

/** Runs steps one after another and remembers what each did. */
export class StepRecorder {
  readonly steps: DataStep[] = []

  /**
   * @param describe is not part of the time
   * @throws StepFailed when the work fails for a reason that the owner of the data can do something about
   */
  async run<T>(
    { item, value, ...step }: StepContext,
    work: () => T | Promise<T>,
    describe: (result: T) => StepOutput | Promise<StepOutput>,
  ): Promise<T> {
    const began = performance.now()
    try {
      const result = await work()
      const milliseconds = performance.now() - began
      this.steps.push({ ...step, milliseconds, ...(await describe(result)) })
      return result
    } catch (error) {
      if (error instanceof StepFailed || !isOfTheData(error)) throw error
      const [named, given] = [item?.(), value?.() ?? step.input]
      throw new StepFailed(
        {
          step: step.name,
          ...(named !== undefined && { item: named }),
          ...(given !== '' && { value: given }),
          message: reasonOf(error, step.name),
        },
        error,
      )
    }
  }
}

/** An abort and a failing runtime are no property of the data; an error in a function of the user's is. */
const isOfTheData = (error: unknown): error is Error =>
  error instanceof KindlingError
    ? error.code === 'invalid-data' || error.code === 'invalid-argument'
    : error instanceof Error && error.name !== 'AbortError'

const reasonOf = (error: Error, step: string): string =>
  error instanceof KindlingError
    ? error.message
    : `in ${step}, a function of yours threw ${error.name}: ${error.message}; it must return something for every item`

/** Type, shape and range of an array, for a step's output. */
export function described({ data, shape }: Column): Pick<StepOutput, 'type' | 'shape' | 'range'> {
  const types = { Uint8Array: 'uint8', Float32Array: 'float32', Int32Array: 'int32' }
  return { type: types[data.constructor.name as keyof typeof types], shape, range: rangeOf(data) }
}

export function rangeOf(data: ArrayLike<number>): ValueRange {
  let [min, max, sum, present] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0]
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    if (Number.isNaN(x)) continue
    present++
    sum += x
    if (x < min) min = x
    if (x > max) max = x
  }
  if (present === 0) [min, max] = [Number.NaN, Number.NaN]
  return { min, mean: sum / present, max, missing: data.length - present }
}

/** A value in a few words. */
export function preview(value: unknown, longest = 200): string {
  const text = inWords(value)
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

function inWords(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (Array.isArray(value)) return `[${value.map(inWords).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, part]) => `${key === '' ? "''" : key}: ${inWords(part)}`)
      .join(', ')} }`
  return String(value)
}

/** The first of some numbers. */
export function previewNumbers(data: ArrayLike<number>, most = 8): string {
  const numbers = Array.from({ length: Math.min(most, data.length) }, (_, i) => Number(data[i]!.toPrecision(4)))
  return `[${numbers.join(', ')}${data.length > most ? ', …' : ''}]`
}
