import { badData } from '../base/errors.ts'
import { checkElementType, checkShape } from './check-tensor.ts'
import type { TypeProto, ValueInfoProto } from './messages.ts'
import { quote } from './names.ts'

/** How deep sequences, optionals and maps may be nested. */
const MAX_TYPE_DEPTH = 4

/** Refuses a type with an undefined element type, a negative size, or of a kind that is not supported. */
export const checkType = (type: TypeProto | undefined, where: string, depth = 0): void => {
  if (depth > MAX_TYPE_DEPTH) throw badData(`${where}: types are nested more than ${MAX_TYPE_DEPTH} deep`)
  const chosen = type?.value
  switch (chosen?.case) {
    case 'tensorType': {
      checkElementType(chosen.value.elemType, where)
      const sizes = (chosen.value.shape?.dim ?? []).map(({ value }) => (value.case === 'dimValue' ? value.value : 1n))
      checkShape(sizes, where)
      return
    }
    case 'sequenceType':
    case 'optionalType':
      checkType(chosen.value.elemType, where, depth + 1)
      return
    case 'mapType':
      checkElementType(chosen.value.keyType, `${where}, key`)
      checkType(chosen.value.valueType, where, depth + 1)
      return
    case 'sparseTensorType':
      throw badData(`${where}: sparse tensors are not supported`)
    case 'opaqueType':
      throw badData(`${where}: opaque types are not supported`)
    default:
      throw badData(`${where}: has no type`)
  }
}

/** Refuses a declared value without a name, or with a type that `checkType` refuses. */
export const checkValueInfo = (info: ValueInfoProto, where: string, role: string, typed: boolean): void => {
  if (info.name === '') throw badData(`${where}: an ${role} has no name`)
  if (typed || info.type?.value.case) checkType(info.type, `${where}, ${role} ${quote(info.name)}`)
}
