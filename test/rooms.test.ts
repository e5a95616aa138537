import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** The rooms of the house in the order in which data walks through them. A room uses only those before it. */
const rooms = [
  'base',
  'onnx',
  'runtime',
  'tensor',
  'numpy',
  'nn',
  'optim',
  'data',
  'report',
  'lab',
  'learner',
  'vision',
  'parallel',
  'log',
  'server',
  'cli',
]

const root = fileURLToPath(new URL('..', import.meta.url))
const unix = (path: string): string => path.split(sep).join('/')

/** What a source file imports, statically, dynamically or as the file of a worker; examples in comments do not count. */
const importsOf = (source: string): string[] => {
  const forms = [
    /^\s*(?:import|export)\s+[\w$*{][\w$\s,{}*]*\sfrom\s*['"]([^'"\n]+)['"]/gm,
    /^\s*import\s*['"]([^'"\n]+)['"]/gm,
    /^(?!\s*(?:\*|\/\/)).*\bimport\(\s*['"]([^'"\n]+)['"]/gm,
    /^(?!\s*(?:\*|\/\/)).*\bnew URL\(\s*['"](\.[^'"\n]+)['"],\s*import\.meta\.url/gm,
  ]
  return forms.flatMap((form) => [...source.matchAll(form)].map((match) => match[1]!))
}

/** The rule that a file under src breaks by an import, in words, or undefined. Paths are relative to the repository. */
const brokenRule = (file: string, specifier: string): string | undefined => {
  const isTest = /\.test\.ts$/.test(file)
  if (/^kindling(\/|$)/.test(specifier)) {
    return isTest || file === 'src/index.ts' ? undefined : "inside src, import the file itself and not 'kindling'"
  }
  if (!specifier.startsWith('.')) return undefined
  const target = unix(relative(root, resolve(root, dirname(file), specifier)))
  if (!target.startsWith('src/')) {
    if (isTest || target === 'package.json') return undefined
    return 'only a *.test.ts may import from outside src'
  }
  const [, from = ''] = file.split('/')
  const [, to = ''] = target.split('/')
  if (to === 'index.ts') return 'nothing inside src imports src/index.ts, which stands above every room'
  if (from === 'index.ts') return to === 'cli' ? 'src/index.ts may import any room but cli' : undefined
  if (rooms.indexOf(to) === -1) return `'${to}' is no room; the rooms are ${rooms.join(', ')}`
  if (rooms.indexOf(to) <= rooms.indexOf(from)) return undefined
  return `'${from}' may use only ${rooms.slice(0, rooms.indexOf(from) + 1).join(', ')}`
}

const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => unix(relative(root, join(entry.parentPath, entry.name))))
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

describe('the rooms of src', () => {
  it('a room uses only the rooms above it', () => {
    const broken = sources
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        importsOf(textOf(file)).flatMap((specifier) => {
          const rule = brokenRule(file, specifier)
          return rule ? [`${file} imports '${specifier}': ${rule}`] : []
        }),
      )
    expect(broken).toEqual([])
  })

  it('every file stands in a room; only index.ts stands outside', () => {
    const homeless = sources.filter((file) => file !== 'src/index.ts' && !rooms.includes(file.split('/')[1]!))
    expect(homeless).toEqual([])
  })

  it('no file names a folder of one machine', () => {
    const workplace = ['', 'work', ''].join('/')
    expect(sources.filter((file) => textOf(file).includes(workplace))).toEqual([])
  })
})

describe('the rule itself', () => {
  it('finds imports, exports, side effects, dynamic imports and workers', () => {
    const source = `
      import { type A, a } from './one.ts'
      import type { B } from "./two.ts"
      import {
        c,
        d,
      } from './three.ts'
      import * as e from './four.ts'
      import f from './five.ts'
      import g, { h } from './six.ts'
      export * from './seven.ts'
      export { i } from './eight.ts'
      export const none = 1
      import './nine.ts'
      const j = await import('./ten.ts')
      new Worker(new URL('./eleven.ts', import.meta.url))`
    const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven']
    expect(importsOf(source)).toEqual(names.map((name) => `./${name}.ts`))
  })

  it('passes over examples in comments', () => {
    const source = `/**
 * import { a } from 'kindling'
 * const b = await import('kindling')
 */
// import { c } from 'kindling'
export const d = 'import e from nowhere'`
    expect(importsOf(source)).toEqual([])
  })

  it.each([
    ['src/tensor/a.ts', '../runtime/b.ts'],
    ['src/nn/losses/a.ts', '../module.ts'],
    ['src/vision/a.ts', '../data/b.ts'],
    ['src/cli/a.ts', '../../package.json'],
    ['src/index.ts', './server/a.ts'],
    ['src/tensor/a.test.ts', '../../test/shared.ts'],
    ['src/tensor/a.test.ts', 'kindling'],
    ['src/numpy/a.test.ts', 'kindling/numpy'],
    ['src/onnx/a.ts', '@bufbuild/protobuf'],
  ])('allows %s to import %s', (file, specifier) => expect(brokenRule(file, specifier)).toBeUndefined())

  it.each([
    ['src/onnx/a.ts', '../tensor/b.ts', "'onnx' may use only base, onnx"],
    ['src/onnx/a.test.ts', '../tensor/b.ts', "'onnx' may use only base, onnx"],
    ['src/nn/losses/a.ts', '../../optim/b.ts', "'nn' may use only base, onnx, runtime, tensor, numpy, nn"],
    ['src/index.ts', './cli/main.ts', 'any room but cli'],
    ['src/tensor/a.ts', '../index.ts', 'above every room'],
    ['src/tensor/a.ts', 'kindling', 'import the file itself'],
    ['src/lab/a.ts', 'kindling/numpy', 'import the file itself'],
    ['src/tensor/a.ts', '../../test/shared.ts', 'outside src'],
    ['src/tensor/a.ts', '../attic/b.ts', "'attic' is no room"],
  ])('forbids %s to import %s', (file, specifier, rule) => expect(brokenRule(file, specifier)).toContain(rule))
})

describe('package-lock.json', () => {
  it('names no address from which a package was fetched', () => {
    expect(textOf('package-lock.json')).not.toMatch(/"resolved"\s*:/)
  })
})
