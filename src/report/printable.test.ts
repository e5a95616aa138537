import { describe, expect, it } from 'vitest'
import { printable } from './printable.ts'

describe('printable', () => {
  it('replaces what would move the cursor, break the line or turn the direction of writing', () => {
    expect(printable('a\x1b[2Jb\nc\rd\te\x7ff\x9bg\u202eh\u2028i')).toBe('a�[2Jb�c�d�e�f�g�h�i')
  })

  it('keeps letters, accents, emoji and other scripts', () => {
    const text = 'Größe, 鉛筆, قطة, 👩‍🚀, e\u0301'
    expect(printable(text)).toBe(text)
  })
})
