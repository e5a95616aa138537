import { describe, expect, it } from 'vitest'
import { typedValue } from './typed-value.ts'

describe('typedValue', () => {
  it.each([
    ['2', 2],
    [' -1.5 ', -1.5],
    ['\u22124', -4],
    ['.5', 0.5],
    ['3.', 3],
    ['+1e-3', 0.001],
  ])('takes %j for a number', (typed, value) => expect(typedValue('B4', typed, 0)).toBe(value))

  it.each(['', ' ', '-', '1e', '1,5', '0x10', '1 2', 'Infinity', '1e999', '=2', 'two'])(
    'refuses %j where a number stood, and names the cell',
    (typed) => expect(() => typedValue('B4', typed, 0)).toThrow(/^B4: .*number/),
  )

  it('shows how a decimal comma is written', () => {
    expect(() => typedValue('B4', '-2,75', 0)).toThrow(
      "B4: '-2,75' is no number; write one with a decimal point, such as -2.75",
    )
  })

  it('takes anything for words where words stood', () => {
    expect(typedValue('A2', ' a cat ', 'a dog')).toBe('a cat')
  })
})
