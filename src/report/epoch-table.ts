import { invalid } from '../base/errors.ts'
import { duration } from './duration.ts'
import { bold } from './terminal.ts'

/** What an epoch came to. */
export type Epoch = {
  /** Counted from 0. */
  readonly epoch: number
  readonly trainLoss: number
  /** Left out where there is no validation set; printed as `-`. */
  readonly validLoss?: number | undefined
  /** One per metric of the table, in its order; NaN, a metric that this data does not define, is printed as `-`. */
  readonly metrics: readonly number[]
  readonly seconds: number
}

/** Prints a line for each epoch. */
export type EpochTable = { row(epoch: Epoch): void }

const narrowest = 10

/**
 * The table that grows by a row as each epoch ends, with fastai's columns: epoch, train_loss, valid_loss, the metrics,
 * time. The first row brings the header. Lines are the same in a terminal, a pipe and a file, except that the header is
 * bold in a terminal that shows it.
 *
 * @param options.metrics the names of the metrics
 * @param options.output where the lines go; standard output by default
 * @throws KindlingError `invalid-argument` from `row` when its metrics are not one per name
 *
 * @example
 * const table = epochTable({ metrics: ['accuracy'] })
 * table.row({ epoch: 0, trainLoss: 0.71, validLoss: 0.52, metrics: [0.875], seconds: 12 })
 * // epoch  train_loss  valid_loss    accuracy   time
 * //     0    0.710000    0.520000    0.875000  00:12
 */
export const epochTable = ({
  metrics,
  output = process.stdout,
}: {
  readonly metrics: readonly string[]
  readonly output?: NodeJS.WritableStream
}): EpochTable => {
  const names = ['epoch', 'train_loss', 'valid_loss', ...metrics, 'time']
  const widths = names.map((name, column) =>
    column === 0 || column === names.length - 1 ? 5 : Math.max(name.length, narrowest),
  )
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => cell.padStart(widths[column]!)).join('  ')
  let headed = false
  return {
    row({ epoch, trainLoss, validLoss, metrics: values, seconds }) {
      if (values.length !== metrics.length) {
        throw invalid(`epochTable: the row has ${values.length} metrics for ${metrics.length} names; give one per name`)
      }
      if (!headed) output.write(`${bold(line(names), output)}\n`)
      headed = true
      const losses = [number(trainLoss), validLoss === undefined ? '-' : number(validLoss)]
      const scores = values.map((value) => (Number.isNaN(value) ? '-' : number(value)))
      output.write(`${line([String(epoch), ...losses, ...scores, duration(seconds)])}\n`)
    },
  }
}

/** Six decimals, or as many as the column has room for. */
const number = (value: number): string => {
  const fixed = value.toFixed(6)
  return fixed.length <= narrowest ? fixed : value.toExponential(3)
}
