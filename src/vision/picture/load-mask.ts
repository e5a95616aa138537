import { readFile } from 'node:fs/promises'
import { decode, hasPngSignature } from 'fast-png'
import sharp from 'sharp'
import { badData, KindlingError } from '../../base/errors.ts'
import { type ClassMap, type Placement, unplaced } from '../../data/index.ts'

/** The value of pixels that no class is known for. */
const unknownClass = 255

/**
 * Reads a class for each pixel and places it like its picture: each pixel has the class of the nearest one of the original,
 * and 255, for none, where the rectangle reaches beyond it.
 *
 * A file's classes are its grey values (8 bits or fewer) or, in a PNG with a palette, the numbers of the colours. What
 * cannot be read so is refused: true colours, 16 bits a pixel, and JPEG, which does not keep values.
 *
 * @param source path of a file, its content, or the classes themselves
 * @param placement of the picture that the mask belongs to; the mask must have the original picture's size
 * @throws KindlingError `invalid-data` naming the file and the reason
 * @example
 * const { data, shape, placement } = await loadPicture('street.jpg', [resize(128)], { random })
 * const mask = await loadMask('street-classes.png', placement) // shape [128, 128]
 */
export async function loadMask(source: string | Uint8Array | ClassMap, placement: Placement): Promise<ClassMap> {
  const name = typeof source === 'string' ? source : 'the mask'
  try {
    const map = typeof source === 'string' || source instanceof Uint8Array ? await readClasses(source) : source
    const [height, width] = map.shape
    const { original } = placement
    if (width !== original.width || height !== original.height)
      throw new Error(
        `it is ${width} × ${height} pixels, but its picture is ${original.width} × ${original.height}; they must be the same`,
      )
    return placedClasses(map, placement)
  } catch (error) {
    if (error instanceof KindlingError) throw error
    const reason = error instanceof Error ? error.message.trim().replace(/\s*\n\s*/g, '; ') : String(error)
    throw badData(`${name} cannot be used as a mask (${reason}); replace the file or remove it from the data`, error)
  }
}

async function readClasses(source: string | Uint8Array): Promise<ClassMap> {
  const bytes = typeof source === 'string' ? await readFile(source) : source
  if (bytes.length > 25 && hasPngSignature(bytes)) {
    const [depth, colourType] = [bytes[24]!, bytes[25]!]
    // sharp would turn a palette into colours, and fewer than 8 bits of grey into 8.
    if (colourType === 3 || (colourType === 0 && depth < 8)) return readNumbers(bytes)
  }
  const image = sharp(bytes, { failOn: 'error' })
  const { format, space, depth, channels } = await image.metadata()
  if (format === 'jpeg') throw new Error('JPEG does not keep classes as they are; save masks as PNG')
  if (space !== 'b-w' || depth !== 'uchar' || channels > 2)
    throw new Error(
      `its pixels are ${space} of ${channels} channels, ${depth}; a mask has classes: save it as PNG with 8 bits of grey or a palette`,
    )
  const { data, info } = await image.extractChannel(0).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return { data: Uint8Array.from(data), shape: [info.height, info.width] }
}

/** The numbers in a PNG file as they are stored. */
function readNumbers(bytes: Uint8Array): ClassMap {
  const { data, width, height, depth } = decode(bytes, { checkCrc: true })
  const values = new Uint8Array(width * height)
  const rowBytes = Math.ceil((width * depth) / 8)
  const mask = 2 ** depth - 1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Several pixels share a byte, the first in its highest bits.
      const bit = x * depth
      values[y * width + x] = (data[y * rowBytes + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask
    }
  }
  return { data: values, shape: [height, width] }
}

function placedClasses({ data, shape: [rows, columns] }: ClassMap, placement: Placement): ClassMap {
  const { width, height } = placement.size
  const sources = Int32Array.from({ length: width }, (_, x) => Math.floor(unplaced(placement, [x + 0.5, 0])[0]))
  const placed = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(unplaced(placement, [0, y + 0.5])[1])
    for (let x = 0; x < width; x++) {
      const column = sources[x]!
      const isInside = row >= 0 && row < rows && column >= 0 && column < columns
      placed[y * width + x] = isInside ? data[row * columns + column]! : unknownClass
    }
  }
  return { data: placed, shape: [height, width] }
}
