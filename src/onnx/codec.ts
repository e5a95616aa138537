import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { badData } from '../base/errors.ts'
import { descriptor } from './descriptors.ts'
import type { MessageName, MessageOf, ModelProto, TensorProto } from './messages.ts'
import { scan } from './scan.ts'

/** How many graphs a model may have inside one another, the outermost not counted. */
export const MAX_SUBGRAPH_DEPTH = 16

/** Graph, node and attribute for each level, and room for the model around them and the types and tensors inside. */
const MAX_MESSAGE_DEPTH = 3 * (MAX_SUBGRAPH_DEPTH + 1) + 13

/** About a million nodes with attributes: far more than a model has, and what a process can bear. */
const MAX_OBJECT_BYTES = 2 ** 30

const decode = <N extends MessageName>(name: N, bytes: Uint8Array, what: string): MessageOf<N> => {
  if (bytes.length === 0) throw badData(`${what}: the file is empty`)
  // A Node Buffer would make every `bytes` field a Buffer too, whose `slice` does not copy.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  scan(name, plain, what, { depth: MAX_MESSAGE_DEPTH, memory: MAX_OBJECT_BYTES })
  try {
    return fromBinary(descriptor(name), plain, { recursionLimit: MAX_MESSAGE_DEPTH }) as unknown as MessageOf<N>
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw badData(`${what}: not a protobuf ${name}, or damaged: ${reason}`, cause)
  }
}

const encode = (message: MessageOf<MessageName>): Uint8Array => {
  const name = message.$typeName.slice('onnx.'.length) as MessageName
  return toBinary(descriptor(name), message)
}

/** The bytes of an `.onnx` file. */
export const encodeModel = (model: ModelProto): Uint8Array => encode(model)

/**
 * Reads the bytes of an `.onnx` file. This only decodes: `readModel` also checks what it finds. `bytes` fields (raw tensor
 * data among them) are views of the file's bytes, not copies.
 * @throws KindlingError 'invalid-data' when the bytes are no ONNX model, end too early, are nested deeper than 16 subgraphs
 * need, or would take more than 1 GiB of objects.
 */
export const decodeModel = (bytes: Uint8Array): ModelProto => decode('ModelProto', bytes, 'ONNX model')

/** The bytes of one tensor, as in the `.pb` files of the ONNX standard's test cases. */
export const encodeTensor = (tensor: TensorProto): Uint8Array => encode(tensor)

/** Reads one tensor, as in the `.pb` files of the ONNX standard's test cases. */
export const decodeTensor = (bytes: Uint8Array): TensorProto => decode('TensorProto', bytes, 'ONNX tensor')
