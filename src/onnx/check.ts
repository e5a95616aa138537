import { badData } from '../base/errors.ts'
import { checkGraph, plainDomain } from './check-graph.ts'
import { MAX_FILE_BYTES } from './check-tensor.ts'
import { decodeModel } from './codec.ts'
import type { ModelProto } from './messages.ts'
import { quote } from './names.ts'

/** The newest version of ONNX's format that this library knows. */
const NEWEST_IR_VERSION = 13n

export interface CheckOptions {
  /**
   * The folder that the model's file lies in. Tensors may keep their data in other files below it; where it is not given,
   * such tensors are refused. Nothing is read from it here.
   */
  readonly folder?: string
  /** The largest file to look at, in bytes: 2 GiB, as protobuf allows, by default. */
  readonly maxBytes?: number
}

const checkOpsets = (model: ModelProto): Set<string> => {
  const domains = new Set<string>()
  for (const { domain, version } of model.opsetImport) {
    const plain = plainDomain(domain)
    if (domains.has(plain)) throw badData(`ONNX model: imports two operator sets of domain ${quote(domain)}`)
    if (version < 1n) throw badData(`ONNX model: imports version ${version} of operator set ${quote(domain)}`)
    domains.add(plain)
  }
  if (domains.size === 0) throw badData('ONNX model: imports no operator set (opsetImport is missing)')
  return domains
}

const checkMetadata = (model: ModelProto): void => {
  const keys = new Set<string>()
  for (const { key } of model.metadataProps) {
    if (keys.has(key)) throw badData(`ONNX model: has metadata ${quote(key)} twice`)
    keys.add(key)
  }
}

const checkSize = (bytes: Uint8Array, maxBytes = MAX_FILE_BYTES): void => {
  if (bytes.length > maxBytes) throw badData(`ONNX model: has ${bytes.length} bytes; at most ${maxBytes} are allowed`)
}

/**
 * Refuses a model that is malformed or hostile, so that what passes can be walked without further thought: values are made
 * before they are read, under distinct names; shapes have sizes that a number can hold; tensors hold what they say;
 * attributes are of the type that they state; other files are named only below the model's folder; nothing is nested
 * without bound. Functions, sparse tensors and training information are refused because they are not supported. Whether an
 * operator exists and takes such inputs is for ONNX Runtime to say. `readModel` does the same and gives the model.
 *
 * After the specification of ONNX, `docs/IR.md`.
 * @throws KindlingError 'invalid-data' naming the node, tensor or field.
 */
export const checkModel = (model: ModelProto | Uint8Array, options: CheckOptions = {}): void => {
  if (model instanceof Uint8Array) {
    readModel(model, options)
    return
  }
  if (!model.graph) throw badData('ONNX model: has no graph; is it an ONNX file?')
  if (model.irVersion < 1n || model.irVersion > NEWEST_IR_VERSION)
    throw badData(`ONNX model: is of IR version ${model.irVersion}; versions 1 to ${NEWEST_IR_VERSION} are known`)
  const domains = checkOpsets(model)
  if (model.functions.length > 0) throw badData('ONNX model: functions of a model are not supported; inline them')
  if (model.trainingInfo.length > 0) throw badData('ONNX model: training information (trainingInfo) is not supported')
  checkMetadata(model)
  checkGraph(model.graph, 'ONNX model', { domains, external: options.folder !== undefined })
}

/**
 * Reads the bytes of an `.onnx` file, and refuses it as `checkModel` does.
 *
 * ```ts
 * const model = readModel(new Uint8Array(await (await fetch('squeezenet.onnx')).arrayBuffer()))
 * model.graph.node.map((node) => node.opType)
 * ```
 * @throws KindlingError 'invalid-data' saying what is wrong, and where.
 */
export const readModel = (bytes: Uint8Array, options: CheckOptions = {}): CheckedModel => {
  checkSize(bytes, options.maxBytes)
  const model = decodeModel(bytes)
  checkModel(model, options)
  return model as CheckedModel
}

/** A model that passed `checkModel`: it has a graph. */
export type CheckedModel = ModelProto & { graph: NonNullable<ModelProto['graph']> }
