import { badData, invalid } from '../base/errors.ts'
import { bytesOf, type DType, type HostArray, hostArray } from './dtype.ts'
import { widenHalves } from './half.ts'
import { checkShape, type Shape, show, sizeOf } from './shape.ts'

/** A tensor as a file holds it: values in row-major order, bool as 0 and 1. */
export interface StoredTensor {
  readonly dtype: Exclude<DType, 'float16'>
  readonly shape: Shape
  readonly data: HostArray
}

/** What a safetensors file holds. */
export interface SafetensorsContent {
  /** By name, in the order of the header. */
  readonly tensors: Map<string, StoredTensor>
  /** The file's `__metadata__`; empty where it has none. */
  readonly metadata: Readonly<Record<string, string>>
}

/** The most bytes that a header may have, as in the reference implementation. */
const longestHeader = 100_000_000
const metadataKey = '__metadata__'

const codes: Readonly<Record<StoredTensor['dtype'], string>> = {
  float64: 'F64',
  int64: 'I64',
  float32: 'F32',
  int32: 'I32',
  uint32: 'U32',
  uint8: 'U8',
  bool: 'BOOL',
}

/** How the values of each type of the format are read; a type without a counterpart here is widened. */
interface Reader {
  readonly dtype: StoredTensor['dtype']
  readonly bytes: number
  readonly read: (buffer: ArrayBuffer) => HostArray
}
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...Object.entries(codes).map(([dtype, code]): [string, Reader] => {
    const array = hostArray(dtype as StoredTensor['dtype'], 0).constructor as new (buffer: ArrayBuffer) => HostArray
    return [
      code,
      { dtype: dtype as Reader['dtype'], bytes: bytesOf(dtype as DType), read: (buffer) => new array(buffer) },
    ]
  }),
  ['F16', { dtype: 'float32', bytes: 2, read: (buffer) => widenHalves(new Uint16Array(buffer)) }],
  ['BF16', { dtype: 'float32', bytes: 2, read: widenBrain }],
  ['I8', { dtype: 'int32', bytes: 1, read: (buffer) => Int32Array.from(new Int8Array(buffer)) }],
  ['I16', { dtype: 'int32', bytes: 2, read: (buffer) => Int32Array.from(new Int16Array(buffer)) }],
  ['U16', { dtype: 'int32', bytes: 2, read: (buffer) => Int32Array.from(new Uint16Array(buffer)) }],
])

/** bfloat16 is the upper half of a float32. */
function widenBrain(buffer: ArrayBuffer): Float32Array {
  return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer)
}

/**
 * Writes tensors in the safetensors format (https://github.com/huggingface/safetensors, version 0.4): a header in JSON,
 * then the values. Wide types come first, so that every tensor is aligned.
 *
 * @param tensors by name; names keep their order
 * @param metadata texts about the file
 * @throws KindlingError `invalid-argument` when values do not fit their shape or type
 *
 * @example
 * const w = { dtype: 'float32', shape: [2], data: new Float32Array([1, 2]) } as const
 * const bytes = encodeSafetensors(new Map([['w', w]]), { format: 'pt' })
 * decodeSafetensors(bytes).tensors.get('w')!.data // Float32Array [1, 2]
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  for (const [name, tensor] of tensors) checkStored(name, tensor)
  for (const [key, text] of Object.entries(metadata))
    if (typeof text !== 'string')
      throw invalid(`encodeSafetensors: metadata '${key}' is a ${typeof text}; it must be a text`)

  const byWidth = [...tensors].sort(([, a], [, b]) => bytesOf(b.dtype) - bytesOf(a.dtype))
  const offsets = new Map<string, readonly [number, number]>()
  let length = 0
  for (const [name, { data }] of byWidth) {
    offsets.set(name, [length, length + data.byteLength])
    length += data.byteLength
  }

  // Written entry by entry: an object would move names that look like numbers to the front.
  const entry = (name: string, value: unknown): string => `${JSON.stringify(name)}:${JSON.stringify(value)}`
  const entries = [...tensors].map(([name, { dtype, shape }]) =>
    entry(name, { dtype: codes[dtype], shape, data_offsets: offsets.get(name) }),
  )
  if (Object.keys(metadata).length > 0) entries.unshift(entry(metadataKey, metadata))
  const text = new TextEncoder().encode(`{${entries.join(',')}}`)
  const start = 8 + Math.ceil(text.length / 8) * 8
  if (start - 8 > longestHeader)
    throw invalid(`encodeSafetensors: the header would have ${start - 8} bytes; at most ${longestHeader} are allowed`)

  const bytes = new Uint8Array(start + length).fill(0x20, 8, start)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true)
  bytes.set(text, 8)
  for (const [name, { data }] of tensors)
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + offsets.get(name)![0])
  return bytes
}

function checkStored(name: string, { dtype, shape, data }: StoredTensor): void {
  const where = `encodeSafetensors: '${name}'`
  if (name === metadataKey) throw invalid(`${where}: this name stands for the file's metadata; choose another`)
  if (!Object.hasOwn(codes, dtype))
    throw invalid(`${where} has dtype '${dtype}'; it must be one of ${Object.keys(codes).join(', ')} (cast it)`)
  checkShape(where, shape)
  const { name: array } = hostArray(dtype, 0).constructor
  if (data.constructor.name !== array)
    throw invalid(`${where} has dtype ${dtype} and its values in a ${data.constructor.name}; it must be a ${array}`)
  if (data.length !== sizeOf(shape))
    throw invalid(`${where} has shape ${show(shape)}, ${sizeOf(shape)} elements, but ${data.length} values`)
}

/**
 * Reads a safetensors file whole. Every rule of the format is checked before anything is allocated: the tensors fill the
 * file without gaps or overlaps, names are unique, sizes are those of shape and type.
 *
 * F16 and BF16 are widened to float32, I8, I16 and U16 to int32; the other types of the format (U64, F8) are refused.
 *
 * @param bytes the file; the values are copied out of it
 * @throws KindlingError `invalid-data` with the tensor's name and the rule that it breaks
 *
 * @example
 * const { tensors, metadata } = decodeSafetensors(await readFile('resnet18.safetensors'))
 * const { dtype, shape, data } = tensors.get('fc.weight')!
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContent {
  const { header, names, start } = readHeader(bytes)
  const places = names.filter((name) => name !== metadataKey).map((name) => placeOf(name, header[name]))
  checkPlaces(places, bytes.length - start)
  const tensors = new Map<string, StoredTensor>()
  for (const { name, reader, shape, begin, end } of places) {
    // A copy, which is aligned whatever the offset (not by slice(): that of Node's Buffer copies nothing).
    const data = reader.read(new Uint8Array(bytes.subarray(start + begin, start + end)).buffer)
    if (reader.dtype === 'bool' && data.some((value: number | bigint) => value > 1))
      throw broken(`'${name}' is BOOL and holds a byte other than 0 and 1`)
    tensors.set(name, { dtype: reader.dtype, shape, data })
  }
  return { tensors, metadata: metadataOf(header[metadataKey]) }
}

const broken = (message: string, cause?: unknown) => badData(`safetensors: ${message}`, cause)

interface Header {
  readonly header: Record<string, unknown>
  /** The keys of the header in its order; an object would have those that look like numbers first. */
  readonly names: readonly string[]
  /** Where the data begin. */
  readonly start: number
}

function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 8) throw broken(`the file has ${bytes.length} bytes; the length of the header alone takes 8`)
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > longestHeader)
    throw broken(`the header claims ${length} bytes; at most ${longestHeader} are allowed. Is this a safetensors file?`)
  const start = 8 + Number(length)
  if (start > bytes.length)
    throw broken(`the header claims ${length} bytes, but ${bytes.length - 8} follow; the file is cut off`)
  let text: string
  let header: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, start))
    header = JSON.parse(text)
  } catch (error) {
    throw broken(`the header is not JSON: ${(error as Error).message}`, error)
  }
  if (!isObject(header) || !text.startsWith('{')) throw broken('the header is not a JSON object that begins with {')
  return { header, names: uniqueKeys(text), start }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The keys of the outermost object of a text that JSON.parse has read. Of equal keys in one object JSON.parse keeps the
 * last in silence; here they are errors, at every depth.
 */
function uniqueKeys(text: string): string[] {
  const outermost = new Set<string>()
  const open: Set<string>[] = []
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '{') open.push(open.length === 0 ? outermost : new Set())
    else if (c === '}') open.pop()
    else if (c === '"') {
      const first = i++
      while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1
      let after = i + 1
      while (after < text.length && ' \t\n\r'.includes(text[after]!)) after++
      if (text[after] !== ':') continue
      const key: string = JSON.parse(text.slice(first, i + 1))
      const keys = open.at(-1)!
      if (keys.has(key)) throw broken(`the header has the key '${key}' twice`)
      keys.add(key)
    }
  }
  return [...outermost]
}

interface Place {
  readonly name: string
  readonly reader: Reader
  readonly shape: Shape
  readonly begin: number
  readonly end: number
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function placeOf(name: string, value: unknown): Place {
  if (!isObject(value)) throw broken(`'${name}' is not an object with dtype, shape and data_offsets`)
  const { dtype, shape, data_offsets: offsets } = value
  const reader = typeof dtype === 'string' ? readers.get(dtype) : undefined
  if (!reader)
    throw broken(`'${name}' has dtype ${JSON.stringify(dtype)}; those that can be read are ${[...readers.keys()]}`)
  if (!Array.isArray(shape) || !shape.every(isCount))
    throw broken(`'${name}' has shape ${JSON.stringify(shape)}; it must be an array of whole numbers from 0`)
  const [begin, end] = Array.isArray(offsets) && offsets.length === 2 ? offsets : []
  if (!isCount(begin) || !isCount(end) || begin > end)
    throw broken(`'${name}' has data_offsets ${JSON.stringify(offsets)}; they must be [begin, end], in ascending order`)
  const size = sizeOf(shape) * reader.bytes
  if (size !== end - begin)
    throw broken(`'${name}' takes ${end - begin} bytes, but ${dtype} ${show(shape)} needs ${size}`)
  return { name, reader, shape, begin, end }
}

/** The tensors must fill the data: in the order of their offsets each begins where the last one ends. */
function checkPlaces(places: readonly Place[], length: number): void {
  let reached = 0
  for (const { name, begin, end } of [...places].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (end > length)
      throw broken(`'${name}' ends at byte ${end} of the data, which has ${length}; the file is cut off`)
    if (begin < reached) throw broken(`'${name}' begins at byte ${begin} of the data, inside the tensor before it`)
    if (begin > reached) throw broken(`bytes ${reached} to ${begin} of the data, before '${name}', belong to no tensor`)
    reached = end
  }
  if (reached < length) throw broken(`${length - reached} bytes after the last tensor belong to none`)
}

function metadataOf(value: unknown): Record<string, string> {
  if (value === undefined) return {}
  if (!isObject(value) || !Object.values(value).every((text) => typeof text === 'string'))
    throw broken(`${metadataKey} must be an object of texts`)
  return value as Record<string, string>
}
