import { crc32 } from 'node:zlib'

/** What is kept of a picture: bytes, and plain data that says what they are. */
export interface Kept<About> {
  readonly data: Uint8Array<ArrayBuffer>
  readonly about: About
}

const magic = 0x4b504943
const headerBytes = 16

/** A cache file: magic, length of the description, length of the bytes, checksum; then the two. */
export function encodeEntry({ data, about }: Kept<unknown>): Uint8Array<ArrayBuffer> {
  const description = new TextEncoder().encode(JSON.stringify(about))
  const file = new Uint8Array(headerBytes + description.length + data.length)
  file.set(description, headerBytes)
  file.set(data, headerBytes + description.length)
  const view = new DataView(file.buffer)
  view.setUint32(0, magic)
  view.setUint32(4, description.length)
  view.setUint32(8, data.length)
  view.setUint32(12, crc32(file.subarray(headerBytes)))
  return file
}

/** What a cache file holds, or undefined where it is not whole. The bytes are a view of the file's. */
export function decodeEntry(file: Uint8Array<ArrayBuffer>): Kept<unknown> | undefined {
  if (file.length < headerBytes) return undefined
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const start = headerBytes + view.getUint32(4)
  const isWhole =
    view.getUint32(0) === magic &&
    start + view.getUint32(8) === file.length &&
    view.getUint32(12) === crc32(file.subarray(headerBytes))
  if (!isWhole) return undefined
  return {
    data: file.subarray(start),
    about: JSON.parse(Buffer.from(file.buffer, headerBytes, start - headerBytes).toString()),
  }
}
