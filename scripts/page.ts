/** Writes the script and the style of the lab's pages into dist, so that an installed package needs no bundler. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { bundle } from '../src/lab/page/bundle.ts'

const folder = new URL('../dist/lab/page/browser/', import.meta.url)
const { script, style } = await bundle()
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('main.js', folder), script)
writeFileSync(new URL('main.css', folder), style)
