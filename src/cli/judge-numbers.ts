import type { Size } from '../data/index.ts'
import type { Learner, Predictions } from '../learner/index.ts'
import type { CommandContext } from './command.ts'

/** How far a model's numbers or points are from the right ones. */
export interface NumberJudgement {
  /** The mean distance: of points in pixels of the pictures that the model sees, else in the numbers' own unit. */
  readonly meanError: number
  readonly medianError: number
  /** The mean distance when the mean of the validation pictures is answered always: what guessing comes to. */
  readonly guessing: number
}

/** Judges a model of numbers, or with `size` of points in pictures of that size, and prints what came of it. */
export async function judgeNumbers(
  learn: Learner,
  size: Size | undefined,
  { print, signal }: CommandContext,
): Promise<NumberJudgement> {
  const answers = await learn.predictions({ signal })
  const judgement = errorsOf(answers, size)
  const unit = size ? ` pixels of ${size.width} × ${size.height}` : ''
  const shown = (error: number): string => `${Number(error.toPrecision(4))}`
  print(`\nOn the ${answers.items} validation pictures:`)
  print(
    `  mean error ${shown(judgement.meanError)}${unit}, half of them below ${shown(judgement.medianError)} ` +
      `(answering the mean always: ${shown(judgement.guessing)})`,
  )
  return judgement
}

/**
 * Distances between predictions and targets. What is absent (NaN) is left out.
 *
 * @param size for points, which are in −1…1 over the edges of pictures of this size
 */
export function errorsOf(
  { predictions, targets, classes, items }: Pick<Predictions, 'predictions' | 'targets' | 'classes' | 'items'>,
  size?: Size,
): NumberJudgement {
  const scales = size ? [size.width / 2, size.height / 2] : [1]
  const axes = scales.length
  const means = Array.from({ length: classes }, (_, k) => meanOf(columnOf(targets, k, classes)))
  const errors: number[] = []
  const guesses: number[] = []
  for (let i = 0; i < items; i++)
    for (let k = 0; k < classes; k += axes) {
      const away = (from: (at: number, column: number) => number): number =>
        Math.hypot(
          ...scales.map(
            (scale, axis) => scale * (from(i * classes + k + axis, k + axis) - targets[i * classes + k + axis]!),
          ),
        )
      const error = away((at) => predictions[at]!)
      if (Number.isNaN(error)) continue
      errors.push(error)
      guesses.push(away((_, column) => means[column]!))
    }
  const sorted = errors.toSorted((a, b) => a - b)
  return {
    meanError: meanOf(errors),
    medianError: sorted[(sorted.length - 1) >> 1] ?? Number.NaN,
    guessing: meanOf(guesses),
  }
}

const columnOf = (values: ArrayLike<number>, k: number, width: number): number[] =>
  Array.from({ length: values.length / width }, (_, i) => values[i * width + k]!).filter((x) => !Number.isNaN(x))

const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
