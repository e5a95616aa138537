import { describe, expect, it } from 'vitest'
import { catDog } from '../worksheets/cat-dog.ts'
import { softmax } from '../worksheets/softmax.ts'
import { headingOf, labelOf } from './labels.ts'

describe('labelOf', () => {
  it('is made of the words at the row and the head of the column', () => {
    expect(labelOf(softmax, 'D5')).toBe('dog, softmax')
    expect(labelOf(softmax, 'E9')).toBe('sum, actual')
  })

  it('takes no heading from beyond a gap', () => {
    expect(labelOf(softmax, 'B11')).toBe('cross-entropy, in nats')
  })

  it('names a row without words by the number that it begins with', () => {
    expect(labelOf(catDog, 'D6')).toBe('picture 3, P(cat)')
  })

  it('finds words at the left across empty cells', () => {
    expect(labelOf(catDog, 'F11')).toBe('Do the sum and IF agree?')
  })

  it('is missing where there are neither', () => {
    expect(labelOf(softmax, 'A1')).toBeUndefined()
  })
})

describe('headingOf', () => {
  it('is the nearest heading above, without a gap', () => {
    expect(headingOf(softmax, 'C9')).toBe('C3')
    expect(headingOf(softmax, 'B12')).toBeUndefined()
  })
})
