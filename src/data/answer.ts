import { exceeds } from '../base/threshold.ts'
import { type Placement, type Point, unplaced } from './placement.ts'
import type { Matrix3 } from './space/linear.ts'
import { rotationFromSix } from './space/rotation.ts'

/**
 * How a row of predictions becomes an answer: plain data, so that an exported model can carry it. Predictions are what the
 * loss's activation returned: probabilities, or the numbers themselves.
 */
export type Answer =
  /** One class. With `thresholds`, the most probable of those whose probability is above their own, or none. */
  | {
      readonly kind: 'category'
      readonly labels: readonly string[]
      readonly thresholds?: readonly number[] | undefined
    }
  /** Any number of classes: those whose probability is above their threshold. */
  | { readonly kind: 'labels'; readonly labels: readonly string[]; readonly thresholds: readonly number[] }
  /** One number. */
  | { readonly kind: 'number' }
  | { readonly kind: 'numbers'; readonly count: number }
  /** Places, predicted in −1…1 over the picture's edges; answered in pixels of the original picture. */
  | { readonly kind: 'points'; readonly count: number }
  /** A rotation in space, predicted as its first two columns, of any length (Zhou et al. 2019). */
  | { readonly kind: 'rotation' }
  /** A class for each pixel of the picture that the model sees, [C, H, W]. */
  | { readonly kind: 'mask'; readonly labels: readonly string[] }
  /** Several answers, whose predictions stand one after another. */
  | { readonly kind: 'parts'; readonly parts: Readonly<Record<string, Answer>> }

/** A class for each pixel: rows from top to bottom. */
export interface ClassMap {
  readonly data: Uint8Array<ArrayBuffer>
  /** [height, width] */
  readonly shape: readonly [number, number]
}

/** What an answer is in words or numbers; see the kinds of `Answer`. */
export type AnswerValue =
  | string
  | undefined
  | readonly string[]
  | number
  | readonly number[]
  | readonly Point[]
  | Matrix3
  | ClassMap
  | { readonly [part: string]: AnswerValue }

/** The numbers that a model gives for one item. */
export function widthOf(answer: Answer): number {
  switch (answer.kind) {
    case 'category':
    case 'labels':
    case 'mask':
      return answer.labels.length
    case 'number':
      return 1
    case 'numbers':
      return answer.count
    case 'points':
      return 2 * answer.count
    case 'rotation':
      return 6
    case 'parts':
      return Object.values(answer.parts).reduce((sum, part) => sum + widthOf(part), 0)
  }
}

/**
 * The answer that a row of predictions gives.
 *
 * @param row shape [widthOf(answer)]; for a mask [C, H, W]
 * @param placement how the original picture became the one that the model saw
 * @example
 * answered({ kind: 'category', labels: ['cat', 'dog'] }, [0.2, 0.8], placement) // 'dog'
 */
export function answered(answer: Answer, row: ArrayLike<number>, placement: Placement): AnswerValue {
  switch (answer.kind) {
    case 'category': {
      const { labels, thresholds } = answer
      if (!thresholds) return labels[mostProbable(row, labels.length)]!
      // Of those that are probable enough.
      const eligible = labels.map((_, i) => (exceeds(row[i]!, thresholds[i]!) ? row[i]! : Number.NEGATIVE_INFINITY))
      const best = mostProbable(eligible, labels.length)
      return eligible[best] === Number.NEGATIVE_INFINITY ? undefined : labels[best]!
    }
    case 'labels':
      return answer.labels.filter((_, i) => exceeds(row[i]!, answer.thresholds[i]!))
    case 'number':
      return row[0]!
    case 'numbers':
      return Array.from({ length: answer.count }, (_, i) => row[i]!)
    case 'points':
      return Array.from({ length: answer.count }, (_, i) =>
        unplaced(placement, [
          ((row[2 * i]! + 1) * placement.size.width) / 2,
          ((row[2 * i + 1]! + 1) * placement.size.height) / 2,
        ]),
      )
    case 'rotation':
      return rotationFromSix([row[0]!, row[1]!, row[2]!, row[3]!, row[4]!, row[5]!])
    case 'mask':
      return classMap(answer.labels.length, row, placement)
    case 'parts': {
      let offset = 0
      const parts = Object.entries(answer.parts).map(([name, part]): [string, AnswerValue] => {
        const columns = Array.from({ length: widthOf(part) }, (_, i) => row[offset + i]!)
        offset += columns.length
        return [name, answered(part, columns, placement)]
      })
      return Object.fromEntries(parts)
    }
  }
}

/** The first of the most probable. */
function mostProbable(row: ArrayLike<number>, classes: number, start = 0, step = 1): number {
  let best = 0
  for (let c = 1; c < classes; c++) if (row[start + c * step]! > row[start + best * step]!) best = c
  return best
}

function classMap(classes: number, row: ArrayLike<number>, { size: { width, height } }: Placement): ClassMap {
  const data = new Uint8Array(height * width)
  for (let i = 0; i < data.length; i++) data[i] = mostProbable(row, classes, i, data.length)
  return { data, shape: [height, width] }
}
