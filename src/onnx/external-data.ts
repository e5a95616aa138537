import { constants, type FileHandle, open, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { badData } from '../base/errors.ts'
import { type CheckedModel, readModel } from './check.ts'
import { checkExternalData, checkRaw, MAX_FILE_BYTES } from './check-tensor.ts'
import { EXTERNAL_DATA, type GraphProto, type TensorProto } from './messages.ts'
import { quote } from './names.ts'
import { bytesPerElement, elementCount, elementTypeOfCode } from './types.ts'

/** All tensors of a checked graph: initializers and attributes, those of graphs inside it among them. */
function* tensorsOf(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer
  for (const node of graph.node)
    for (const attribute of node.attribute) {
      if (attribute.t) yield attribute.t
      yield* attribute.tensors
      if (attribute.g) yield* tensorsOf(attribute.g)
      for (const inner of attribute.graphs) yield* tensorsOf(inner)
    }
}

/** Opens a regular file; anything else (a folder, a pipe that would never answer) is refused. */
const openFile = async (path: string): Promise<{ file: FileHandle; size: number }> => {
  // Not to wait for the other end of a pipe; Windows has no such flag.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const stat = await file.stat().catch(async (error: unknown) => {
    await file.close()
    throw error
  })
  if (stat.isFile()) return { file, size: stat.size }
  await file.close()
  throw badData('it is no regular file')
}

const readAt = async (file: FileHandle, offset: number, length: number): Promise<Uint8Array> => {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done)
    if (bytesRead === 0) throw badData('it became shorter while it was read')
    done += bytesRead
  }
  return bytes
}

/** Where a file lies once all links are followed; one outside the folder is refused. */
const resolveBelow = async (folder: string, location: string): Promise<string> => {
  const path = await realpath(join(folder, location))
  const steps = relative(await realpath(folder), path)
  if (steps === '..' || steps.startsWith(`..${sep}`) || isAbsolute(steps))
    throw badData("it is a link that leads out of the model's folder")
  return path
}

const readExternal = async (tensor: TensorProto, folder: string, expected: number): Promise<Uint8Array> => {
  const label = `tensor ${quote(tensor.name)}`
  const { location, offset, length } = checkExternalData(tensor, label)
  try {
    const { file, size } = await openFile(await resolveBelow(folder, location))
    try {
      if (offset + expected > size || (length ?? size - offset) !== expected)
        throw badData(`the tensor takes ${expected} bytes from byte ${offset} on, the file has ${size}`)
      return await readAt(file, offset, expected)
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw badData(`${label}: data file ${quote(location)}: ${(cause as Error).message}`, cause)
  }
}

/** Brings the data of all tensors that lies in other files into the model. */
const bringIn = async (model: CheckedModel, folder: string, maxBytes: number): Promise<void> => {
  let left = maxBytes
  for (const tensor of tensorsOf(model.graph)) {
    if (tensor.dataLocation !== EXTERNAL_DATA) continue
    const dtype = elementTypeOfCode(tensor.dataType)!
    const bytes = elementCount(tensor.dims.map(Number)) * bytesPerElement(dtype)
    left -= bytes
    if (left < 0) throw badData(`tensor ${quote(tensor.name)}: model and data files have more than ${maxBytes} bytes`)
    tensor.rawData = await readExternal(tensor, folder, bytes)
    checkRaw(tensor.rawData, dtype, `tensor ${quote(tensor.name)}`)
    tensor.dataLocation = 0
    tensor.externalData = []
  }
}

/**
 * Reads an `.onnx` file in Node, and refuses it as `checkModel` does. Tensors whose data lies in other files are brought in:
 * only from regular files below the model's own folder, links followed.
 *
 * @param options `maxBytes`: the most that the file and the data in other files may have together; 2 GiB, which is what
 * protobuf allows in one file, by default.
 * @throws KindlingError 'invalid-data' naming the file and what is wrong.
 *
 * ```ts
 * const model = await readModelFile('models/squeezenet1.1.onnx')
 * ```
 */
export const readModelFile = async (
  path: string,
  { maxBytes = MAX_FILE_BYTES }: { maxBytes?: number } = {},
): Promise<CheckedModel> => {
  try {
    const { file, size } = await openFile(path)
    let bytes: Uint8Array
    try {
      if (size > maxBytes) throw badData(`it has ${size} bytes; at most ${maxBytes} are allowed`)
      bytes = await readAt(file, 0, size)
    } finally {
      await file.close()
    }
    const folder = dirname(path)
    const model = readModel(bytes, { folder, maxBytes })
    await bringIn(model, folder, maxBytes - size)
    return model
  } catch (cause) {
    throw badData(`${path}: ${(cause as Error).message}`, cause)
  }
}
