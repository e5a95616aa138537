/** Writes docs/numpy.md: every public name of NumPy, and what there is of it. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { numpyDocument } from './numpy-document.ts'

writeFileSync(fileURLToPath(new URL('../docs/numpy.md', import.meta.url)), numpyDocument())
console.log('docs/numpy.md')
process.exit()
