import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shownPath, wrapped } from './prose.ts'

describe('wrapped', () => {
  it('leaves short text as it is', () => expect(wrapped('  a few words')).toBe('  a few words'))

  it('breaks between words, with the indentation of the first line', () => {
    const lines = wrapped(`  ${'word '.repeat(40)}`).split('\n')
    expect(lines.map(({ length }) => length)).toEqual([76, 76, 51])
    expect(lines.every((line) => line.startsWith('  word'))).toBe(true)
  })

  it('does not break a word that is too long', () => {
    expect(wrapped(`short ${'x'.repeat(100)} short`)).toBe(`short\n${'x'.repeat(100)}\nshort`)
  })
})

describe('shownPath', () => {
  it('is relative to the folder where one is', () =>
    expect(shownPath(join(process.cwd(), 'a', 'b'))).toBe(join('a', 'b')))
  it('is absolute where that is shorter', () => expect(shownPath('/x')).toBe('/x'))
})
