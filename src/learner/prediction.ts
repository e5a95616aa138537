import type { Answer, AnswerValue } from '../data/index.ts'

/** An answer for one picture. */
export interface Prediction<Y = AnswerValue> {
  /** What the model was taught to say: labels, a label or none, numbers, points, or parts of these. */
  readonly value: Y
  /** The labels that are answered, in the order of the outputs; may be []: none of these. Always [] for numbers and points. */
  readonly labels: readonly string[]
  /** By label; {} where the model does not answer with labels. */
  readonly probabilities: Readonly<Record<string, number>>
}

/** The labels that an answer consists of. */
export const labelsAnswered = (value: AnswerValue): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : Array.isArray(value) && value.every((label) => typeof label === 'string')
      ? value
      : []

/** The probability of each label, where there is one for a whole picture. */
export const probabilitiesOf = (answer: Answer, row: ArrayLike<number>): Record<string, number> =>
  answer.kind === 'labels' || answer.kind === 'category'
    ? Object.fromEntries(answer.labels.map((label, i) => [label, row[i]!]))
    : {}
