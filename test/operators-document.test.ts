import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { examples } from '../scripts/operator-examples.ts'
import * as kindling from '../src/tensor/index.ts'

const text = readFileSync(new URL('../docs/operators.md', import.meta.url), 'utf8')
const [described = '', making = '', rows = ''] = text.split(/^## (?:Making tensors|The operator table)$/m)
const namesIn = (part: string, pattern: RegExp): string[] =>
  [...part.matchAll(pattern)].map((match) => match[1]!).sort()

describe('docs/operators.md (if this fails, run npm run docs)', () => {
  it('describes every operator, and none that is not', () =>
    expect(namesIn(described, /^\| `(\w+)\(/gm)).toEqual(Object.keys(examples).sort()))

  it('has a comment for each', () => expect(namesIn(described, /^\| `(\w+)\((?:[^`])*` \|\s*\|/gm)).toEqual([]))

  it('names functions that there are', () => {
    const names = namesIn(`${described}${making}`, /^\| `(\w+)\(/gm)
    expect(names.filter((name) => typeof (kindling as Record<string, unknown>)[name] !== 'function')).toEqual([])
  })

  it('lists the rows of the operator table', () =>
    expect(namesIn(rows, /^- `(\w+)`/gm)).toEqual([...kindling.operatorTable.keys()].sort()))
})
