import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { digestOf, type InputBlock, type Inspected } from '../../data/index.ts'

/**
 * Reads a picture as training would, the whole of it, and says what kind of file it is. The digest is that of the pixels, so
 * a copy with other metadata is found to be a copy.
 *
 * @throws KindlingError `invalid-data` when it cannot be decoded
 */
export const inspectPicture =
  <X>(input: InputBlock<X>) =>
  async (x: X, signal: AbortSignal): Promise<Inspected> => {
    const { input: whole, placement } = await input.load(x, { transforms: [], signal })
    return { size: placement.original, digest: digestOf(whole), ...(await modeOf(x)) }
  }

/** `JPEG, 3 channels of 8 bits`; nothing where it is no picture file. */
async function modeOf(x: unknown): Promise<{ mode?: string }> {
  if (typeof x !== 'string' && !(x instanceof Uint8Array)) return {}
  const { format, space, channels, depth } = await sharp(typeof x === 'string' ? await readFile(x) : x).metadata()
  const kinds: Record<string, string> = { 'b-w': 'grey', srgb: 'colour', cmyk: 'CMYK', rgb16: 'colour', grey16: 'grey' }
  const bits = { uchar: 8, ushort: 16 }[depth as string]
  const alpha = channels === 2 || (channels === 4 && space !== 'cmyk') ? ' with transparency' : ''
  return {
    mode: `${format.toUpperCase()}, ${kinds[space] ?? space}${alpha}${bits === 16 ? ', 16 bits' : ''}`,
  }
}
