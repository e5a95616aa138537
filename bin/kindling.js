#!/usr/bin/env node
// The published package carries dist/; a fresh checkout builds it the first time it is asked for.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const main = join(root, 'dist', 'cli', 'main.js')
if (!existsSync(main)) {
  const node = (...words) => execFileSync(process.execPath, words, { cwd: root, stdio: 'inherit' })
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  node(join(typescript, 'bin', 'tsc'), '-p', 'tsconfig.build.json')
  node('--import', 'tsx', join('scripts', 'page.ts'))
}
// Windows takes a path that begins with a drive for a URL of that scheme.
await import(pathToFileURL(main).href)
