import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bars } from './bars.ts'

describe('bars', () => {
  it('is a line per label with a tick where it is answered, and marks the threshold', () => {
    const text = bars(
      [
        { label: 'mug', probability: 0.91, threshold: 0.5 },
        { label: 'pencil', probability: 0.12, threshold: 0.5 },
        { label: 'key', probability: 0.5, threshold: 0.5 },
      ],
      { width: 20 },
    )
    expect(text.split('\n')).toEqual([
      '✓ mug     0.910  ██████████│███████▎',
      '  pencil  0.120  ██▍       │',
      '  key     0.500  ██████████│',
      '',
    ])
  })

  it('has neither ticks nor marks where the most probable class is the answer', () => {
    const text = bars(
      [
        { label: 'cat', probability: 0.75 },
        { label: 'dog', probability: 0.25 },
      ],
      { width: 4 },
    )
    expect(text).toBe('cat  0.750  ███\ndog  0.250  █\n')
  })

  it('aligns labels of wide characters', () => {
    const text = bars(
      [
        { label: '鉛筆', probability: 1 },
        { label: 'cat', probability: 1 },
      ],
      { width: 2 },
    )
    expect(text).toBe('鉛筆  1.000  ██\ncat   1.000  ██\n')
  })

  it('grows with the probability', () => {
    const length = (probability: number) => {
      const bar = bars([{ label: 'a', probability }], { width: 10 }).slice('a  0.000  '.length, -1)
      return [...bar].reduce(
        (sum, character) => sum + (character.codePointAt(0)! === 0x2588 ? 8 : 0x2590 - character.codePointAt(0)!),
        0,
      )
    }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (thousandth) => {
        expect(Math.abs(length(thousandth / 1000) - (thousandth / 1000) * 80)).toBeLessThanOrEqual(0.5 + 1e-9)
      }),
    )
  })

  it('prints no control character that a label holds', () => {
    expect(bars([{ label: 'a\x1b[2J\nb', probability: 0 }], { width: 4 })).toBe('a�[2J�b  0.000\n')
  })

  it('is empty without labels', () => expect(bars([])).toBe(''))

  it('refuses what is no probability', () => {
    expect(() => bars([{ label: 'cat', probability: 1.5 }])).toThrow(
      "the probability of 'cat' is 1.5; it must lie in 0…1",
    )
    expect(() => bars([{ label: 'cat', probability: Number.NaN }])).toThrow('is NaN')
    expect(() => bars([{ label: 'cat', probability: 0.5, threshold: -1 }])).toThrow("the threshold of 'cat' is -1")
  })
})
