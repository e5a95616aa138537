import { describe, expect, it } from 'vitest'
import { piecesOf } from './references.ts'

const rangesIn = (formula: string) => piecesOf(formula).flatMap(({ range }) => range ?? [])

describe('piecesOf', () => {
  it('finds cells and ranges, and tells them without dollars', () => {
    expect(piecesOf('=C5/SUM(C$4:C$8)')).toEqual([
      { text: '=' },
      { text: 'C5', range: 'C5' },
      { text: '/SUM(' },
      { text: 'C$4:C$8', range: 'C4:C8' },
      { text: ')' },
    ])
    expect(rangesIn('=$B$2*AA10')).toEqual(['B2', 'AA10'])
  })

  it('takes no function, number or text for a cell', () => {
    expect(rangesIn('=LOG10(B3)*1E5+IF(A1="C4 ""D5""",2,3)')).toEqual(['B3', 'A1'])
  })

  it('loses nothing', () => {
    const formula = '=-(B4*LOG(D4)+C4*LOG($E$4))&"x"'
    expect(
      piecesOf(formula)
        .map(({ text }) => text)
        .join(''),
    ).toBe(formula)
  })
})
