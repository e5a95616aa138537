import { badData, invalid, type KindlingError } from '../base/errors.ts'
import { bytesOf, type DType, type HostArray } from './dtype.ts'
import { narrowHalves, widenHalves } from './half.ts'
import { LiteralError, type PythonLiteral, PythonTuple, parsePythonLiteral } from './python-literal.ts'
import { type Shape, show, sizeOf } from './shape.ts'
import { Tensor } from './tensor.ts'

// The format: numpy/lib/format (NEP 1). Versions differ in how long the header may be and how it is encoded.

const signature = '\x93NUMPY'
/** The header of an array that can be read has some hundred bytes; a longer one may still be named when it is refused. */
const longestHeader = 2 ** 20
/** As many axes as NumPy's arrays may have (since 2.0; 32 before). A header of so many needs no version but the first. */
const mostAxes = 64

/** How the values of a type are read from bytes in the order of this machine. */
interface Element {
  readonly dtype: DType
  /** Bytes of one value in the file. */
  readonly width: number
  readonly read: (buffer: ArrayBuffer) => HostArray
}

/** By NumPy's name without the byte order. A type that has no counterpart here is widened to one that holds its values. */
const elements: ReadonlyMap<string, Element> = new Map<string, Element>([
  ['b1', { dtype: 'bool', width: 1, read: (buffer) => new Uint8Array(buffer) }],
  ['u1', { dtype: 'uint8', width: 1, read: (buffer) => new Uint8Array(buffer) }],
  ['u2', { dtype: 'int32', width: 2, read: (buffer) => Int32Array.from(new Uint16Array(buffer)) }],
  ['u4', { dtype: 'uint32', width: 4, read: (buffer) => new Uint32Array(buffer) }],
  ['i1', { dtype: 'int32', width: 1, read: (buffer) => Int32Array.from(new Int8Array(buffer)) }],
  ['i2', { dtype: 'int32', width: 2, read: (buffer) => Int32Array.from(new Int16Array(buffer)) }],
  ['i4', { dtype: 'int32', width: 4, read: (buffer) => new Int32Array(buffer) }],
  ['i8', { dtype: 'int64', width: 8, read: (buffer) => new BigInt64Array(buffer) }],
  ['f2', { dtype: 'float16', width: 2, read: (buffer) => widenHalves(new Uint16Array(buffer)) }],
  ['f4', { dtype: 'float32', width: 4, read: (buffer) => new Float32Array(buffer) }],
  ['f8', { dtype: 'float64', width: 8, read: (buffer) => new Float64Array(buffer) }],
])

const descriptions: Readonly<Record<DType, string>> = {
  bool: '|b1',
  uint8: '|u1',
  uint32: '<u4',
  int32: '<i4',
  int64: '<i8',
  float16: '<f2',
  float32: '<f4',
  float64: '<f8',
}

/** What else NumPy may write, by the letter of its kind, and what to do about it in Python. */
const refused: Readonly<Record<string, string>> = {
  O: 'Python objects, which are pickled: reading them can run any code. Save numbers: a.astype(float)',
  u: 'uint64, which no type here holds. Save a.astype("int64") where all values are below 2**63',
  c: 'complex numbers, which no type here holds. Save a.real and a.imag, with numpy.savez(path, real=…, imag=…)',
  f: 'floats wider than float64. Save a.astype("float64")',
  M: 'dates, which no type here holds. Save a.astype("int64"), and note the unit',
  m: 'time differences, which no type here holds. Save a.astype("int64"), and note the unit',
  S: 'texts, which no tensor holds. Save them as JSON, or their codes: numpy.unique(a, return_inverse=True)[1]',
  U: 'texts, which no tensor holds. Save them as JSON, or their codes: numpy.unique(a, return_inverse=True)[1]',
  V: 'raw bytes without a meaning. Save a.view("uint8")',
}

interface Header {
  readonly element: Element
  readonly bigEndian: boolean
  readonly shape: Shape
  readonly columnMajor: boolean
  /** Where the values begin. */
  readonly start: number
}

/**
 * The array that a .npy file holds, in any of its versions, byte orders and orders of axes.
 *
 * The type is that of the file; int8, int16 and uint16 become int32. Refused are uint64, complex numbers, dates, texts,
 * objects (nothing is ever unpickled) and structured types: a tensor has one type; save each field as an array of its own.
 *
 * @param bytes the file; the values are copied out of it
 * @param title what errors call it
 * @throws KindlingError `invalid-data` with the byte, the rule that is broken and the way out
 *
 * @example
 * const x = fromNpy(await toNpy(tensor([[1, 2]]))) // float32 [1, 2]
 */
export function fromNpy(bytes: Uint8Array, title = '.npy file'): Tensor {
  const reader = new NpyReader(bytes.length, title)
  reader.push(bytes)
  return reader.tensor()
}

/**
 * The same for a file that arrives in parts: nothing of it is in memory twice.
 *
 * @param length of the file in bytes; that it is what the header asks for is checked before anything is allocated
 */
export async function readNpy(parts: AsyncIterable<Uint8Array>, length: number, title: string): Promise<Tensor> {
  const reader = new NpyReader(length, title)
  for await (const part of parts) reader.push(part)
  return reader.tensor()
}

/**
 * A tensor as a .npy file, byte for byte what `numpy.save` writes of the same array: version 1, little-endian, row-major.
 * A float16 tensor that came from such a file has the same bits again.
 *
 * @throws KindlingError `invalid-argument` when the tensor has more than 64 axes, which NumPy has not
 *
 * @example
 * const bytes = await toNpy(tensor([[1, 2]]))
 */
export async function toNpy(array: Tensor): Promise<Uint8Array<ArrayBuffer>> {
  const header = npyHeader(array)
  const bytes = new Uint8Array(header.length + array.size * bytesOf(array.dtype))
  bytes.set(header)
  bytes.set(await npyData(array), header.length)
  return bytes
}

/** What stands before the values. */
export function npyHeader({ dtype, shape }: Tensor): Uint8Array {
  if (shape.length > mostAxes)
    throw invalid(`toNpy: the tensor has ${shape.length} axes; NumPy's arrays have at most ${mostAxes}: reshape it`)
  const lengths = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`
  const text = `{'descr': '${descriptions[dtype]}', 'fortran_order': False, 'shape': ${lengths}, }`
  // NumPy leaves room for the first length to grow, and never aligns without a space.
  const growth = shape.length > 0 ? 21 - String(shape[0]).length : 0
  const unaligned = 10 + text.length + growth + 1
  const header = `${text}${' '.repeat(growth + 64 - (unaligned % 64))}\n`
  const bytes = Uint8Array.from(`${signature}\x01\x00..${header}`, (character) => character.charCodeAt(0))
  new DataView(bytes.buffer).setUint16(8, header.length, true)
  return bytes
}

/** The values as they stand in the file. */
export async function npyData(array: Tensor): Promise<Uint8Array> {
  const values = await array.data()
  const { buffer, byteOffset, byteLength } = array.dtype === 'float16' ? narrowHalves(values as Float32Array) : values
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Takes a file in parts, in order. */
class NpyReader {
  readonly #length: number
  readonly #title: string
  /** What has come until the header was whole. */
  #head = new Uint8Array(0)
  #header: Header | undefined
  #data = new Uint8Array(0)
  #filled = 0

  constructor(length: number, title: string) {
    this.#length = length
    this.#title = title
  }

  push(part: Uint8Array): void {
    let rest = part
    if (!this.#header) {
      const head = this.#head.length > 0 ? concatenated(this.#head, part) : part
      this.#header = headerOf(head, this.#length, this.#title)
      if (!this.#header) {
        this.#head = Uint8Array.from(head)
        return
      }
      this.#head = new Uint8Array(0)
      this.#data = allocated(this.#length - this.#header.start, this.#title)
      rest = head.subarray(this.#header.start)
    }
    if (this.#filled + rest.length > this.#data.length)
      throw badData(
        `${this.#title}: it has more than the ${this.#length} bytes that were announced; it is being written`,
      )
    this.#data.set(rest, this.#filled)
    this.#filled += rest.length
  }

  tensor(): Tensor {
    // What announces no byte at all has nothing to push.
    const header = this.#header ?? headerOf(this.#head, this.#head.length, this.#title)!
    if (this.#filled < this.#data.length)
      throw badData(
        `${this.#title}: it has fewer than the ${this.#length} bytes that were announced; it is being written`,
      )
    const { element, shape } = header
    if (header.bigEndian) reverseEach(this.#data, element.width)
    if (element.dtype === 'bool') {
      const wrong = this.#data.findIndex((byte) => byte > 1)
      if (wrong >= 0)
        throw failure(this.#title, header.start + wrong, `a bool is ${this.#data[wrong]}; it must be 0 or 1`)
    }
    const data = header.columnMajor ? rowMajor(this.#data, element.width, shape) : this.#data
    // A leaf, so that no conversion touches the values: those of float16 stay, as float32, what they are.
    return new Tensor(shape, element.dtype, undefined, { host: element.read(data.buffer) })
  }
}

const failure = (title: string, offset: number, message: string): KindlingError =>
  badData(`${title}: byte ${offset}: ${message}`)

/** The header, checked against the length of the file; undefined while more of it has to come. */
function headerOf(head: Uint8Array, length: number, title: string): Header | undefined {
  const fail = (offset: number, message: string): KindlingError => failure(title, offset, message)
  const isWhole = (end: number, part: string): boolean => {
    if (length < end) throw fail(length, `the file ends within ${part}; it is cut off`)
    return head.length >= end
  }
  if (length === 0) throw fail(0, 'the file is empty')
  const differs = [...signature].findIndex((character, i) => i < head.length && head[i] !== character.charCodeAt(0))
  if (differs >= 0) throw fail(0, foreign(head))
  if (!isWhole(8, 'the signature')) return undefined
  const [major, minor] = [head[6]!, head[7]!]
  if (major < 1 || major > 3 || minor !== 0)
    throw fail(6, `the version is ${major}.${minor}; those that can be read are 1.0, 2.0 and 3.0`)

  const place = major === 1 ? 10 : 12
  if (!isWhole(place, 'the length of the header')) return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const headerLength = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (headerLength > longestHeader)
    throw fail(8, `the header claims ${headerLength} bytes; an array that can be read needs a few hundred`)
  const start = place + headerLength
  if (!isWhole(start, `the header, which claims ${headerLength} bytes`)) return undefined

  const text = decoded(head.subarray(place, start), major, place, fail)
  let literal: PythonLiteral
  try {
    literal = parsePythonLiteral(text)
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error
    const before = text.slice(0, error.offset)
    const offset = major === 3 ? new TextEncoder().encode(before).length : before.length
    throw fail(place + offset, `the header is not the Python dictionary that it must be: ${error.message}`)
  }
  const { description, shape, columnMajor } = fieldsOf(literal, (message) => fail(place, message))
  const { element, bigEndian } = elementOf(description, (message) => fail(place, message))
  const needed = sizeOf(shape) * element.width
  const there = length - start
  const array = `'${description}' ${show(shape)}`
  if (there < needed)
    throw fail(length, `the file ends after ${there} bytes of values where ${array} needs ${needed}; it is cut off`)
  if (there > needed)
    throw fail(start + needed, `${there - needed} bytes follow the last value of ${array}; a file holds one array`)
  return { element, bigEndian, shape, columnMajor, start }
}

function foreign(head: Uint8Array): string {
  if (head[0] === 0x50 && head[1] === 0x4b) return 'this is a zip archive; read it as .npz'
  if (head[0] === 0x80) return 'this is a Python pickle, which can run any code; save it with numpy.save'
  return 'this is no .npy file: it does not begin with \\x93NUMPY'
}

function decoded(
  bytes: Uint8Array,
  major: number,
  place: number,
  fail: (offset: number, message: string) => Error,
): string {
  if (major < 3) return new TextDecoder('latin1').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw fail(place, 'the header is not UTF-8, which version 3.0 asks for')
  }
}

interface Fields {
  readonly description: PythonLiteral
  readonly shape: Shape
  readonly columnMajor: boolean
}

const keys = ['descr', 'fortran_order', 'shape']

function fieldsOf(literal: PythonLiteral, fail: (message: string) => Error): Fields {
  if (!(literal instanceof Map)) throw fail('the header is not a Python dictionary')
  const fields: ReadonlyMap<string, PythonLiteral> = literal
  const missing = keys.filter((key) => !fields.has(key))
  const unknown = [...fields.keys()].filter((key) => !keys.includes(key))
  if (missing.length > 0) throw fail(`the header lacks ${missing.map((key) => `'${key}'`).join(', ')}`)
  if (unknown.length > 0)
    throw fail(`the header has the key ${JSON.stringify(unknown[0])}; those of the format are ${keys.join(', ')}`)
  const columnMajor = fields.get('fortran_order')
  if (typeof columnMajor !== 'boolean') throw fail("'fortran_order' must be True or False")
  return { description: fields.get('descr')!, shape: shapeOf(fields.get('shape')!, fail), columnMajor }
}

function shapeOf(literal: PythonLiteral, fail: (message: string) => Error): Shape {
  if (!(literal instanceof PythonTuple)) throw fail("'shape' must be a tuple of whole numbers, as in (3, 2) or (3,)")
  const shape = literal.items.map((length) => {
    if (typeof length === 'number' && length >= 0) return length
    throw fail(`'shape' has a length that is no whole number from 0: ${JSON.stringify(length)}`)
  })
  if (shape.length > mostAxes) throw fail(`'shape' has ${shape.length} axes; NumPy's arrays have at most ${mostAxes}`)
  if (!Number.isSafeInteger(sizeOf(shape))) throw fail(`'shape' is ${show(shape)}, which has too many elements`)
  return shape
}

function elementOf(
  description: PythonLiteral,
  fail: (message: string) => Error,
): { readonly element: Element; readonly bigEndian: boolean } {
  if (typeof description !== 'string')
    throw fail(
      "'descr' is a structured type, and a tensor has one type; save the fields one by one: " +
        'numpy.savez(path, **{name: a[name] for name in a.dtype.names})',
    )
  const [, order = '', kind = '', width = ''] = /^([<>|=]?)([a-zA-Z?])(\d*)/.exec(description) ?? []
  const rest = description.slice(order.length + kind.length + width.length)
  const element = rest === '' ? elements.get(kind === '?' && width === '' ? 'b1' : `${kind}${width}`) : undefined
  if (element) return { element, bigEndian: order === '>' }
  const why = Object.hasOwn(refused, kind) ? refused[kind] : undefined
  const isUnsigned = kind === 'u' && width !== '8'
  if (why !== undefined && !isUnsigned && !(kind === 'f' && Number(width) < 8))
    throw fail(`the array holds ${why} ('descr' is ${JSON.stringify(description)})`)
  throw fail(
    `'descr' is ${JSON.stringify(description)}; the types that can be read are ${[...elements.keys()].join(', ')}`,
  )
}

function allocated(bytes: number, title: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes)
  } catch (error) {
    throw badData(`${title}: its ${bytes} bytes of values are more than can be had of memory`, error)
  }
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** Turns the bytes of each value round, in place. */
function reverseEach(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width)
    for (let i = start, j = start + width - 1; i < j; i++, j--) {
      const byte = bytes[i]!
      bytes[i] = bytes[j]!
      bytes[j] = byte
    }
}

/** The bytes of values of which the first axis runs fastest, reordered so that the last one does. */
function rowMajor(columnMajor: Uint8Array<ArrayBuffer>, width: number, shape: Shape): Uint8Array<ArrayBuffer> {
  if (shape.filter((length) => length > 1).length < 2) return columnMajor
  const bytes = new Uint8Array(columnMajor.length)
  // Copied as whole numbers: as floats, some bits of NaN would change.
  const array = width === 1 ? Uint8Array : width === 2 ? Uint16Array : Uint32Array
  const words = Math.max(1, width / 4)
  const from = new array(columnMajor.buffer)
  const to = new array(bytes.buffer)
  let next = 0
  const copy = (axis: number, first: number, stride: number): void => {
    const length = shape[axis]!
    for (let i = 0, place = first; i < length; i++, place += stride) {
      if (axis < shape.length - 1) copy(axis + 1, place, stride * length)
      else for (let word = 0; word < words; word++) to[next++] = from[place + word]!
    }
  }
  copy(0, 0, words)
  return bytes
}
