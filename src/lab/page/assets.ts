import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import type { Bundle } from './bundle.ts'

/** What every page carries besides its worksheet. */
export type Assets = Bundle & {
  /** The spreadsheet engine, WebAssembly: gzip, in base64. */
  readonly engine: string
}

/** The same for all pages, so it is made once. */
export const assets = (): Promise<Assets> => {
  made ??= make()
  return made
}

let made: Promise<Assets> | undefined

const make = async (): Promise<Assets> => {
  const engine = await readFile(createRequire(import.meta.url).resolve('@ironcalc/wasm/wasm_bg.wasm'))
  return { ...(await bundled()), engine: gzipSync(engine, { level: 9 }).toString('base64') }
}

const bundled = async (): Promise<Bundle> => {
  if (import.meta.url.endsWith('.ts')) return (await import('./bundle.ts')).bundle()
  const text = (name: string): Promise<string> => readFile(new URL(`browser/${name}`, import.meta.url), 'utf8')
  return { script: await text('main.js'), style: await text('main.css') }
}
