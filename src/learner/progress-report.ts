import { type EpochTable, epochTable, type Progress, progress } from '../report/index.ts'
import type { Callback, EpochRecord, FitState } from './callback.ts'

/**
 * Shows training as it goes: a live line with the loss and the time left, and a row of the table as each epoch ends.
 *
 * @example
 * await learn.fitOneCycle(10, 1e-2, { callbacks: [new ProgressReport()] })
 */
export class ProgressReport implements Callback {
  readonly #table: NodeJS.WritableStream
  readonly #live: NodeJS.WritableStream
  #rows: EpochTable | undefined
  #bar: Progress | undefined

  /** @param options where the table goes (standard output by default) and the live line (standard error) */
  constructor({
    table = process.stdout,
    live = process.stderr,
  }: { readonly table?: NodeJS.WritableStream; readonly live?: NodeJS.WritableStream } = {}) {
    this.#table = table
    this.#live = live
  }

  beforeFit({ learner, steps }: FitState): void {
    this.#rows = epochTable({ metrics: learner.metrics.map(({ name }) => name), output: this.#table })
    this.#bar = progress({ total: steps, output: this.#live })
  }

  afterBatch({ epoch, epochs, loss }: FitState & { readonly loss: number }): void {
    this.#bar?.step({ label: `epoch ${epoch + 1}/${epochs}`, loss })
  }

  afterEpoch({ record }: { readonly record: EpochRecord }): void {
    this.#bar?.clear()
    this.#rows?.row({ ...record, metrics: Object.values(record.metrics) })
  }

  afterFit(): void {
    this.#bar?.stop()
  }
}
