import { create, createFileRegistry, type DescMessage } from '@bufbuild/protobuf'
import {
  type FieldDescriptorProto_Label,
  type FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt'
import { type FieldRow, MESSAGES, type MessageInit, type MessageName, type MessageOf } from './messages.ts'

/** Codes of protobuf's own `FieldDescriptorProto.Type`. */
const SCALAR_CODES: Readonly<Record<string, FieldDescriptorProto_Type>> = {
  double: 1,
  float: 2,
  int64: 3,
  uint64: 4,
  int32: 5,
  string: 9,
  bytes: 12,
}
const MESSAGE: FieldDescriptorProto_Type = 11
const OPTIONAL: FieldDescriptorProto_Label = 1
const REPEATED: FieldDescriptorProto_Label = 3

const field = (name: string, [number, type, packing]: FieldRow, oneofIndex?: number) => {
  const repeated = type.endsWith('[]')
  const base = repeated ? type.slice(0, -2) : type
  const scalar = SCALAR_CODES[base]
  return {
    name,
    number,
    label: repeated ? REPEATED : OPTIONAL,
    ...(scalar === undefined ? { type: MESSAGE, typeName: `.onnx.${base}` } : { type: scalar }),
    ...(packing === 'packed' ? { options: { packed: true } } : {}),
    ...(oneofIndex === undefined ? {} : { oneofIndex }),
  }
}

const isFieldRow = (row: FieldRow | Record<string, FieldRow>): row is FieldRow => Array.isArray(row)

const messageType = (name: string, table: Record<string, FieldRow | Record<string, FieldRow>>) => {
  const oneofs = Object.entries(table).filter(([, row]) => !isFieldRow(row))
  return {
    name,
    oneofDecl: oneofs.map(([oneof]) => ({ name: oneof })),
    field: Object.entries(table).flatMap(([fieldName, row]) =>
      isFieldRow(row)
        ? [field(fieldName, row)]
        : Object.entries(row).map(([caseName, caseRow]) =>
            field(
              caseName,
              caseRow,
              oneofs.findIndex(([oneof]) => oneof === fieldName),
            ),
          ),
    ),
  }
}

const registry = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    name: 'onnx.proto',
    package: 'onnx',
    syntax: 'proto2',
    messageType: Object.entries(MESSAGES).map(([name, table]) => messageType(name, table)),
  }),
  () => undefined,
)

/** The protobuf descriptor of a message, for @bufbuild/protobuf's functions. */
export const descriptor = (name: MessageName): DescMessage => registry.getMessage(`onnx.${name}`)!

/**
 * Makes a message from a plain object.
 *
 * ```ts
 * message('NodeProto', { opType: 'Relu', input: ['x'], output: ['y'] })
 * ```
 */
export const message = <N extends MessageName>(name: N, init: MessageInit<N> = {}): MessageOf<N> =>
  create(descriptor(name), init as Record<string, unknown>) as unknown as MessageOf<N>
