import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/**
 * A module for `--import` that lets a worker thread load TypeScript, for running from the sources. tsx's own entry does
 * so in main threads only.
 */
export function typescriptLoader(): string {
  // `require` resolves to the twin for CommonJS, whose `register` looks for the hooks in the wrong folder.
  const api = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  ).href
  return `data:text/javascript,${encodeURIComponent(`import { register } from '${api}'; register()`)}`
}
