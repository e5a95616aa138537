/** What decides how a JPEG file may be decoded. */
export interface JpegHeader {
  readonly width: number
  readonly height: number
}

/**
 * The header of a JPEG file (ITU-T T.81, annex B) that is shown as it is stored: 8 bits, grey or YCbCr, baseline or
 * progressive, upright, its colours sRGB. Undefined for any other file, damaged ones included: those are sharp's.
 */
export function ordinaryJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined
  let header: JpegHeader | undefined
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = view.getUint16(at)
    const length = view.getUint16(at + 2)
    if (marker < 0xffc0 || length < 2 || at + 2 + length > bytes.length) return undefined
    if (marker === 0xffda) return header
    const segment = new DataView(bytes.buffer, bytes.byteOffset + at + 4, length - 2)
    if (isFrame(marker)) {
      header = frameHeader(marker, segment)
      if (!header) return undefined
    } else if (!isOrdinary(marker, segment)) return undefined
    at += 2 + length
  }
  return undefined
}

/** SOF0…SOF15, less the three markers among them that begin no frame: DHT, JPG and DAC. */
const isFrame = (marker: number): boolean =>
  marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc4 && marker !== 0xffc8 && marker !== 0xffcc

function frameHeader(marker: number, segment: DataView): JpegHeader | undefined {
  // SOF0, SOF1 and SOF2: baseline, extended and progressive, all with Huffman codes.
  if (marker > 0xffc2 || segment.byteLength < 6 || segment.getUint8(0) !== 8) return undefined
  const [height, width, components] = [segment.getUint16(1), segment.getUint16(3), segment.getUint8(5)]
  if (height === 0 || width === 0 || segment.byteLength < 6 + 3 * components) return undefined
  if (components === 1) return { width, height }
  // Components called R, G and B are just that, though no marker says so.
  return components === 3 && segment.getUint8(6) !== 'R'.charCodeAt(0) ? { width, height } : undefined
}

/** Whether a segment leaves the picture as it is. */
function isOrdinary(marker: number, segment: DataView): boolean {
  if (marker === 0xffe1 && startsWith(segment, 'Exif\0\0')) return orientation(segment) === 1
  if (marker === 0xffe2 && startsWith(segment, 'ICC_PROFILE\0')) return isSrgbProfile(segment)
  // Adobe's marker: its last byte is 1 for YCbCr.
  if (marker === 0xffee && startsWith(segment, 'Adobe')) return segment.byteLength >= 12 && segment.getUint8(11) === 1
  return true
}

/** The orientation in an Exif segment (TIFF 6.0, tag 274): 1 where there is none, 0 where it cannot be found out. */
function orientation(segment: DataView): number {
  const start = 6
  if (segment.byteLength < start + 8) return 0
  const littleEndian = segment.getUint16(start) === 0x4949
  const directory = start + segment.getUint32(start + 4, littleEndian)
  if (directory + 2 > segment.byteLength) return 0
  const entries = segment.getUint16(directory, littleEndian)
  for (let entry = directory + 2; entry < directory + 2 + 12 * entries; entry += 12) {
    if (entry + 12 > segment.byteLength) return 0
    if (segment.getUint16(entry, littleEndian) === 274) return segment.getUint16(entry + 8, littleEndian)
  }
  return 1
}

/** Whether a colour profile calls itself sRGB, in Latin-1 or UTF-16: then sharp's conversion would change nothing. */
function isSrgbProfile(segment: DataView): boolean {
  const text = Buffer.from(segment.buffer, segment.byteOffset, Math.min(segment.byteLength, 1024)).toString('latin1')
  return text.includes('sRGB') || text.includes('\0s\0R\0G\0B')
}

function startsWith(segment: DataView, text: string): boolean {
  if (segment.byteLength < text.length) return false
  for (let i = 0; i < text.length; i++) if (segment.getUint8(i) !== text.charCodeAt(i)) return false
  return true
}
