import { badData } from '../base/errors.ts'
import { checkTensor } from './check-tensor.ts'
import { checkType } from './check-type.ts'
import { ATTRIBUTE_TYPES, type AttributeProto, type GraphProto } from './messages.ts'
import { quote } from './names.ts'

type Kind = keyof typeof ATTRIBUTE_TYPES

const kinds = Object.keys(ATTRIBUTE_TYPES) as Kind[]
const kindByCode: ReadonlyMap<number, Kind> = new Map(kinds.map((kind) => [ATTRIBUTE_TYPES[kind].code, kind]))

/** Whether a field holds something: a scalar that is there only as 0 or '' counts as empty, as writers differ in that. */
const isFilled = (attribute: AttributeProto, kind: Kind): boolean => {
  const value: unknown = attribute[ATTRIBUTE_TYPES[kind].field]
  if (value === undefined || value === 0 || value === 0n) return false
  return Array.isArray(value) || value instanceof Uint8Array ? value.length > 0 : true
}

/**
 * Refuses an attribute without a name or type, and one whose value is not of the type that it states.
 * @param checkGraph checks a graph inside it.
 */
export const checkAttribute = (
  attribute: AttributeProto,
  nodeWhere: string,
  external: boolean,
  checkGraph: (graph: GraphProto, where: string) => void,
): void => {
  if (attribute.name === '') throw badData(`${nodeWhere}: an attribute has no name`)
  const where = `${nodeWhere}, attribute ${quote(attribute.name)}`
  if (attribute.refAttrName !== '')
    throw badData(`${where}: refers to an attribute of a function, and functions are not supported`)
  const kind = kindByCode.get(attribute.type)
  if (kind === undefined)
    throw badData(
      attribute.type === 0 ? `${where}: has no type` : `${where}: attribute type ${attribute.type} is unknown`,
    )
  if (kind === 'sparseTensor' || kind === 'sparseTensors') throw badData(`${where}: sparse tensors are not supported`)
  const other = kinds.find((candidate) => candidate !== kind && isFilled(attribute, candidate))
  if (other) throw badData(`${where}: its type is ${kind}, but it holds ${other}`)

  if (kind === 'tensor' || kind === 'graph' || kind === 'type')
    if (!isFilled(attribute, kind)) throw badData(`${where}: its type is ${kind}, but it holds none`)
  if (attribute.t) checkTensor(attribute.t, where, external)
  for (const tensor of attribute.tensors) checkTensor(tensor, where, external)
  if (attribute.tp) checkType(attribute.tp, where)
  for (const type of attribute.typeProtos) checkType(type, where)
  if (attribute.g) checkGraph(attribute.g, where)
  for (const graph of attribute.graphs) checkGraph(graph, where)
}
