import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import * as np from 'kindling/numpy'
import { describe, expect, it } from 'vitest'
import { found, numpyDocument } from '../scripts/numpy-document.ts'
import { beside, linalg, ma, main, natural, type Row, random, strideTricks, unnatural } from '../scripts/numpy-table.ts'
import { python } from './numpy/peer.ts'

const tables = { main, linalg, random, ma, strideTricks }
const rows: readonly Row[] = Object.values(tables).flatMap((table) => [...table.values()])

describe('docs/numpy.md (if this fails, run npm run docs)', () => {
  it('is what the table says', () => {
    expect(readFileSync(new URL('../docs/numpy.md', import.meta.url), 'utf8')).toBe(numpyDocument())
  })

  it('leads to what there is, and says why where there is nothing', () => {
    for (const row of rows) {
      if ('here' in row) expect(found(row.here), row.here).toBeDefined()
      else expect(row.why).not.toBe('')
    }
  })

  it('leaves out nothing of kindling/numpy', () => {
    const here = new Set([...rows.flatMap((row) => ('here' in row ? [row.here] : [])), ...Object.keys(beside)])
    const methods = (of: { prototype: object }, prefix: string): string[] =>
      Object.getOwnPropertyNames(of.prototype)
        .filter((name) => name !== 'constructor')
        .map((name) => prefix + name)
    const own = [
      ...Object.keys(np),
      ...Object.keys(np.linalg).map((name) => `linalg.${name}`),
      ...Object.keys(np.random).map((name) => `random.${name}`),
      ...Object.keys(np.ma).map((name) => `ma.${name}`),
      ...methods(np.random.Generator, 'random.Generator.'),
    ]
    expect(own.filter((name) => !here.has(name))).toEqual([])
  })

  it('accounts for all of the hundred exercises', () => expect(natural + unnatural.length).toBe(100))

  it.runIf(python)('has every public name of the NumPy that is installed', () => {
    const program = `
import json, numpy as np
public = lambda m: [n for n in getattr(m, '__all__', dir(m)) if not n.startswith('_')]
print(json.dumps(dict(main=public(np), linalg=public(np.linalg), random=[n for n in dir(np.random.Generator)+list(np.random.__all__) if not n.startswith('_')], ma=public(np.ma))))`
    const names = JSON.parse(execFileSync(python!, ['-W', 'ignore', '-c', program]).toString()) as Record<
      string,
      string[]
    >
    for (const [name, list] of Object.entries(names)) {
      const table = tables[name as keyof typeof tables]
      expect(
        list.filter((one) => !table.has(one)),
        name,
      ).toEqual([])
    }
  })
})
