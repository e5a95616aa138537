import init from '@ironcalc/wasm'
import { find } from './find.ts'

/** Starts the spreadsheet engine that the page carries. */
export const startEngine = async (): Promise<void> => {
  const element = find('#engine')
  const packed = Uint8Array.from(atob(element.textContent!), (character) => character.charCodeAt(0))
  // A second copy of a megabyte is of no use any more.
  element.remove()
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  await init({ module_or_path: await new Response(unpacked).arrayBuffer() })
}
