import { describe, expect, it } from 'vitest'
import type { Cell } from '../worksheet.ts'
import { softmax } from '../worksheets/softmax.ts'
import { sliderRange } from './slider-range.ts'

/** Inputs below each other, and one that stands apart. */
const column = (...values: number[]): { cells: Record<string, Cell> } => ({
  cells: {
    ...Object.fromEntries(values.map((value, i) => [`A${i + 1}`, { value, role: 'input' }])),
    [`A${values.length + 2}`]: { value: 9999, role: 'input' },
  },
})

describe('sliderRange', () => {
  it('keeps shares between 0 and 1, and what is one or the other at 0 or 1', () => {
    expect(sliderRange(column(0.5, 0.98, 1), 'A2')).toEqual({ min: 0, max: 1, step: 0.01 })
    expect(sliderRange(column(0, 1, 0), 'A1')).toEqual({ min: 0, max: 1, step: 1 })
  })

  it('gives other numbers twice the room that those of the column take, rounded up to 1, 2 or 5', () => {
    expect(sliderRange(softmax, 'B4')).toEqual({ min: -10, max: 10, step: 0.1 })
    expect(sliderRange(column(1.5, 0.2), 'A1')).toEqual({ min: 0, max: 5, step: 0.05 })
    expect(sliderRange(column(-0.004), 'A1')).toEqual({ min: -0.01, max: 0.01, step: 0.0001 })
  })

  it('goes in whole steps where all numbers are whole', () => {
    expect(sliderRange(column(3, -7), 'A2')).toEqual({ min: -20, max: 20, step: 1 })
  })

  it('asks only the inputs that stand together', () => {
    expect(sliderRange(column(2, 3), 'A4')).toEqual({ min: 0, max: 20000, step: 1 })
  })
})
