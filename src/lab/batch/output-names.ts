import { type Answer, widthOf } from '../../data/index.ts'
import { cellText } from './cell-text.ts'

/**
 * What each of a model's outputs is about: its class, or its number.
 *
 * @param count of outputs
 * @example
 * outputNames({ kind: 'points', count: 1 }, 2) // ['x of point 1', 'y of point 1']
 */
export const outputNames = (answer: Answer | undefined, count: number): string[] => {
  const named = (name: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => name(i))
  if (!answer || widthOf(answer) !== count) return named((i) => `output ${i + 1}`)
  switch (answer.kind) {
    case 'category':
    case 'labels':
    case 'mask':
      return answer.labels.map(cellText)
    case 'points':
      return named((i) => `${i % 2 === 0 ? 'x' : 'y'} of point ${(i >> 1) + 1}`)
    case 'rotation':
      return named((i) => `${'xyz'[i % 3]} of axis ${i < 3 ? 1 : 2}`)
    case 'number':
      return ['the number']
    case 'numbers':
    case 'parts':
      return named((i) => `number ${i + 1}`)
  }
}
