import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandLine } from './command-line.ts'

describe('commandLine', () => {
  it('quotes what a shell would take apart, and nothing else', () => {
    expect(commandLine(['train', 'photos/labels.csv', '-o', 'tags.onnx', '--lr', '3e-3'])).toBe(
      'npx kindling train photos/labels.csv -o tags.onnx --lr 3e-3',
    )
    expect(commandLine(['train', "Lea's photos", ''])).toBe(`npx kindling train 'Lea'\\''s photos' ''`)
  })

  it.skipIf(process.platform === 'win32')('gives the words back when a shell reads it', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), (words) => {
        const line = commandLine(words).replace('npx kindling', `printf '%s\\0'`)
        const printed = execFileSync('sh', ['-c', words.length > 0 ? line : ':'], { encoding: 'utf8' })
        expect(printed.split('\0').slice(0, -1)).toEqual(words)
      }),
      { numRuns: 40 },
    )
  })
})
