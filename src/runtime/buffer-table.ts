import { Tensor } from 'onnxruntime-node'
import { StoragePool } from '../base/storage-pool.ts'
import { bytesPerElement, elementCount, NUMERIC_TYPES, type NumericType, type TypedArray } from '../onnx/types.ts'

/** Storage that nobody uses is kept up to the bytes in use, or this if that is more. */
const pooledAtLeast = 64 << 20

/** Values that should exist, but do not: the message is that of the failure to blame. */
export class MissingValues extends Error {}

export const tensorOf = (dtype: NumericType, shape: readonly number[], data: TypedArray): Tensor =>
  // The constructor's overloads tie each type to its array; here both are only known at run time.
  new Tensor(dtype as 'float32', data as Float32Array, shape as number[])

const typedArray = (dtype: NumericType, storage: ArrayBuffer): TypedArray => new NUMERIC_TYPES[dtype].array(storage)

const dataOf = (tensor: Tensor): TypedArray => tensor.data as TypedArray

/** The buffers of an executor, in its worker, by number, and the memory for more. */
export class BufferTable {
  readonly #entries = new Map<number, Tensor | MissingValues>()
  readonly #pool = new StoragePool()
  #bytes = 0

  get count(): number {
    return this.#entries.size
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#bytes
  }

  get pooledBytes(): number {
    return this.#pool.bytes
  }

  /** @throws MissingValues when what should have made the buffer failed. */
  get(id: number): Tensor {
    const entry = this.#entries.get(id)
    if (!entry) throw new MissingValues(`there is no buffer ${id}`)
    if (entry instanceof MissingValues) throw entry
    return entry
  }

  /** The same, but undefined where there are no values. */
  find(id: number): Tensor | undefined {
    const entry = this.#entries.get(id)
    return entry instanceof MissingValues ? undefined : entry
  }

  /** Puts values under a number; those that were there are gone. */
  set(id: number, tensor: Tensor): void {
    const old = this.#entries.get(id)
    this.#entries.set(id, tensor)
    this.#bytes += dataOf(tensor).byteLength
    this.#free(old)
  }

  /** Notes that the values of a new buffer do not exist. */
  miss(id: number, reason: string): void {
    this.#entries.set(id, new MissingValues(reason))
  }

  delete(id: number): void {
    const old = this.#entries.get(id)
    this.#entries.delete(id)
    this.#free(old)
  }

  /** Memory for values that are to stay here. */
  allocate(dtype: NumericType, shape: readonly number[]): Tensor {
    const storage = this.#pool.take(elementCount(shape) * bytesPerElement(dtype))
    return tensorOf(dtype, shape, typedArray(dtype, storage))
  }

  /** Takes back memory that was allocated and not put into the table. */
  recycle(tensor: Tensor): void {
    const { buffer, byteLength } = dataOf(tensor)
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength)
      this.#pool.give(buffer, Math.max(pooledAtLeast, this.#bytes))
  }

  #free(entry: Tensor | MissingValues | undefined): void {
    if (!entry || entry instanceof MissingValues) return
    this.#bytes -= dataOf(entry).byteLength
    this.recycle(entry)
  }
}
