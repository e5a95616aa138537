import { describe, expect, it } from 'vitest'
import { worksheet } from '../worksheet.ts'
import { cellText } from './cell-text.ts'

const strange = [
  '',
  ' ',
  '7',
  '1/2',
  '5 %',
  'TRUE',
  '=1+1',
  "'x",
  '+1',
  '-',
  '@a',
  'a\nb\tc',
  '\u0000\u0007',
  '\ud800x',
  '🐕'.repeat(300),
]

describe('cellText', () => {
  it.each(strange)('makes %j the text of a cell', (name) => {
    const value = cellText(name)
    expect(() =>
      worksheet({ name: 'x', title: 'x', question: 'x?', text: 'x', cells: { A1: { value } } }),
    ).not.toThrow()
    // Neither half a character, nor one that XML cannot hold.
    expect(value).not.toMatch(/[\p{Cc}\p{Cs}]/u)
    expect(value).not.toMatch(/^[=+@-]/)
  })

  it('leaves ordinary names as they are', () => {
    expect(['cat', 'a b', 'img_01.jpg', 'Bär'].map(cellText)).toEqual(['cat', 'a b', 'img_01.jpg', 'Bär'])
  })
})
