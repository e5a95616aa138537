import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import { Header } from 'tar'

/** An entry of an archive for tests, hostile ones too. */
export interface Entry {
  readonly path: string
  readonly data?: string | Uint8Array
  /** For tar: 'SymbolicLink', 'Link', 'CharacterDevice' …; 'File' by default, 'Directory' where the path ends with /. */
  readonly type?: string
  readonly linkpath?: string
  /** For zip: the mode of Unix, such as 0o120777 for a symbolic link. */
  readonly mode?: number
}

/** A tar archive. */
export const tarOf = (entries: readonly Entry[]): Buffer => {
  const blocks: Uint8Array[] = []
  for (const { path, data = '', type = path.endsWith('/') ? 'Directory' : 'File', linkpath } of entries) {
    const content = Buffer.from(data)
    const block = Buffer.alloc(512)
    const header = new Header({
      path,
      mode: 0o644,
      uid: 0,
      gid: 0,
      size: content.length,
      mtime: new Date(0),
      type: type as 'File',
      ...(linkpath !== undefined && { linkpath }),
    })
    header.encode(block)
    blocks.push(block, content, Buffer.alloc((512 - (content.length % 512)) % 512))
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

/** A .tgz archive. */
export const tgzOf = (entries: readonly Entry[]): Buffer => gzipSync(tarOf(entries))

/** A zip archive. */
export const zipOf = (entries: readonly Entry[]): Buffer => {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { path, data = '', mode = 0 } of entries) {
    const name = Buffer.from(path)
    const content = Buffer.from(data)
    const packed = deflateRawSync(content)
    const sizes = Buffer.alloc(12)
    sizes.writeUInt32LE(crc32(content), 0)
    sizes.writeUInt32LE(packed.length, 4)
    sizes.writeUInt32LE(content.length, 8)
    // Version 2.0, names in UTF-8, deflated, no time.
    const common = Buffer.from([20, 0, 0, 8, 8, 0, 0, 0, 0, 0])
    const nameLength = Buffer.from([name.length & 255, name.length >> 8])
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, sizes, nameLength, Buffer.alloc(2), name, packed])
    const attributes = Buffer.alloc(8)
    attributes.writeUInt32LE((mode << 16) >>> 0, 0)
    attributes.writeUInt32LE(offset, 4)
    directory.push(
      Buffer.from('PK\x01\x02'),
      Buffer.from([20, 3]),
      common,
      sizes,
      nameLength,
      Buffer.alloc(2 + 2 + 2 + 2),
      attributes,
      name,
    )
    files.push(local)
    offset += local.length
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(size, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...files, ...directory, Buffer.from('PK\x05\x06'), end])
}
