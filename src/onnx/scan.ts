import { badData } from '../base/errors.ts'
import { type FieldRow, MESSAGES, type MessageName } from './messages.ts'

/** What a file may cost to read. */
export interface ScanLimits {
  /** How deep messages may be nested. */
  readonly depth: number
  /** How many bytes of memory the decoded objects may take, by estimate; the file's own bytes are not counted. */
  readonly memory: number
}

const VARINT = 0
const FIXED_64 = 1
const LENGTH_DELIMITED = 2
const FIXED_32 = 5
const LONGEST_VARINT = 10

/**
 * Wire type of each scalar, and the memory that one decoded value takes in V8. These, and those below, are estimates on the
 * safe side: between 1.2 and 2.5 times what was measured, as arrays need room to grow.
 */
const SCALARS: Readonly<Record<string, { wire: number; memory: number }>> = {
  int32: { wire: VARINT, memory: 12 },
  int64: { wire: VARINT, memory: 40 },
  uint64: { wire: VARINT, memory: 40 },
  float: { wire: FIXED_32, memory: 12 },
  double: { wire: FIXED_64, memory: 12 },
  string: { wire: LENGTH_DELIMITED, memory: 48 },
  bytes: { wire: LENGTH_DELIMITED, memory: 200 },
}
const MESSAGE_MEMORY = 128
const MESSAGE_FIELD_MEMORY = 32
const UNKNOWN_FIELD_MEMORY = 256

interface FieldPlan {
  readonly label: string
  readonly wire: number
  readonly memory: number
  readonly isString: boolean
  readonly packable: boolean
  readonly message: MessagePlan | undefined
}

interface MessagePlan {
  readonly memory: number
  readonly fields: Map<number, FieldPlan>
}

const plans = new Map<string, MessagePlan>()

const planOf = (name: string): MessagePlan => {
  const known = plans.get(name)
  if (known) return known
  const table: Record<string, FieldRow | Record<string, FieldRow>> = MESSAGES[name as MessageName]
  const rows = Object.entries(table).flatMap(([field, row]): [string, FieldRow][] =>
    Array.isArray(row) ? [[field, row as unknown as FieldRow]] : Object.entries(row),
  )
  const plan: MessagePlan = { memory: MESSAGE_MEMORY + MESSAGE_FIELD_MEMORY * rows.length, fields: new Map() }
  plans.set(name, plan)
  for (const [field, [number, type]] of rows) {
    const repeated = type.endsWith('[]')
    const base = repeated ? type.slice(0, -2) : type
    const scalar = SCALARS[base]
    plan.fields.set(number, {
      label: `${name}.${field}`,
      wire: scalar?.wire ?? LENGTH_DELIMITED,
      memory: scalar?.memory ?? 0,
      isString: base === 'string',
      packable: repeated && scalar !== undefined && scalar.wire !== LENGTH_DELIMITED,
      message: scalar ? undefined : planOf(base),
    })
  }
  return plan
}

/**
 * Walks the bytes of a message before they are decoded, without making an object of anything: a file of a few megabytes can
 * ask for gigabytes of objects, or for a stack deeper than there is, and a wrong length can make a decoder read one message
 * as part of another. A file that passes decodes.
 * @throws KindlingError 'invalid-data' naming the byte and the field.
 */
export const scan = (name: MessageName, bytes: Uint8Array, what: string, limits: ScanLimits): void => {
  let position = 0
  let memory = 0

  const fail = (reason: string) => badData(`${what}: not a protobuf ${name}, or damaged: byte ${position}: ${reason}`)

  const spend = (amount: number) => {
    memory += amount
    if (memory > limits.memory)
      throw badData(
        `${what}: reading it would take more than ${limits.memory} bytes of memory; write large tensors as rawData`,
      )
  }

  const skipVarint = (end: number) => {
    const longest = position + LONGEST_VARINT
    while (position < end && position < longest) if (bytes[position++]! < 0x80) return
    throw fail(position < end ? 'a number is too long' : 'truncated')
  }

  const readVarint = (end: number): number => {
    let value = 0
    for (let scale = 1; position < end; scale *= 128) {
      const byte = bytes[position++]!
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      if (scale >= 2 ** 28) throw fail('a length or field number is too large')
    }
    throw fail('truncated')
  }

  const readLength = (end: number, label: string): number => {
    const length = readVarint(end)
    if (position + length > end) throw fail(`truncated: ${label} has ${length} bytes, ${end - position} are left`)
    return length
  }

  const skipFixed = (size: number, end: number) => {
    if (position + size > end) throw fail('truncated')
    position += size
  }

  const skipValue = (wire: number, end: number, label: string) => {
    if (wire === VARINT) skipVarint(end)
    else if (wire === FIXED_64) skipFixed(8, end)
    else if (wire === FIXED_32) skipFixed(4, end)
    else if (wire === LENGTH_DELIMITED) {
      const length = readLength(end, label)
      position += length
    } else throw fail(`${label} has wire type ${wire}, which ONNX does not use`)
  }

  const scanPacked = ({ label, wire, memory: each }: FieldPlan, end: number) => {
    const length = readLength(end, label)
    const stop = position + length
    if (wire === VARINT) {
      while (position < stop) {
        skipVarint(stop)
        spend(each)
      }
      return
    }
    const size = wire === FIXED_64 ? 8 : 4
    if (length % size !== 0) throw fail(`${label} has ${length} bytes, no multiple of ${size}`)
    position = stop
    spend((length / size) * each)
  }

  const scanField = (field: FieldPlan, wire: number, end: number, depth: number) => {
    if (wire === LENGTH_DELIMITED && field.packable) scanPacked(field, end)
    else if (wire !== field.wire) throw fail(`${field.label} has wire type ${wire} where ${field.wire} is expected`)
    else if (field.message) {
      const length = readLength(end, field.label)
      scanMessage(field.message, position + length, depth + 1)
    } else {
      const start = position
      skipValue(wire, end, field.label)
      spend(field.isString ? field.memory + 2 * (position - start) : field.memory)
    }
  }

  const scanMessage = (plan: MessagePlan, end: number, depth: number): void => {
    if (depth > limits.depth) throw badData(`${what}: messages are nested more than ${limits.depth} deep`)
    spend(plan.memory)
    while (position < end) {
      const tag = readVarint(end)
      if (tag < 8 || tag >= 2 ** 32) throw fail(`${tag} begins no field`)
      const wire = tag % 8
      const number = Math.floor(tag / 8)
      const field = plan.fields.get(number)
      if (field) scanField(field, wire, end, depth)
      else {
        spend(UNKNOWN_FIELD_MEMORY)
        skipValue(wire, end, `field ${number}`)
      }
    }
  }

  scanMessage(planOf(name), bytes.length, 1)
}
