/**
 * The messages of the ONNX format that this library reads and writes, as one table: the TypeScript types are derived from
 * it here and the protobuf descriptors in `descriptors.ts`. Numbers and types are those of the ONNX specification's
 * `onnx.proto` (IR version 13); names are written in camelCase.
 *
 * A field is `[number, type]`; `[]` after the type means repeated, 'packed' the packed encoding. Enumerations are int32,
 * which is how they are encoded. What is only ever refused, never read, is described as bytes: it need not be parsed to be
 * refused. A field that is not in the table is kept as it is and written back.
 */
export const MESSAGES = {
  ModelProto: {
    irVersion: [1, 'int64'],
    opsetImport: [8, 'OperatorSetIdProto[]'],
    producerName: [2, 'string'],
    producerVersion: [3, 'string'],
    domain: [4, 'string'],
    modelVersion: [5, 'int64'],
    docString: [6, 'string'],
    graph: [7, 'GraphProto'],
    metadataProps: [14, 'StringStringEntryProto[]'],
    trainingInfo: [20, 'bytes[]'],
    functions: [25, 'bytes[]'],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  StringStringEntryProto: { key: [1, 'string'], value: [2, 'string'] },
  GraphProto: {
    node: [1, 'NodeProto[]'],
    name: [2, 'string'],
    initializer: [5, 'TensorProto[]'],
    sparseInitializer: [15, 'bytes[]'],
    docString: [10, 'string'],
    input: [11, 'ValueInfoProto[]'],
    output: [12, 'ValueInfoProto[]'],
    valueInfo: [13, 'ValueInfoProto[]'],
    metadataProps: [16, 'StringStringEntryProto[]'],
  },
  NodeProto: {
    input: [1, 'string[]'],
    output: [2, 'string[]'],
    name: [3, 'string'],
    opType: [4, 'string'],
    domain: [7, 'string'],
    overload: [8, 'string'],
    attribute: [5, 'AttributeProto[]'],
    docString: [6, 'string'],
    metadataProps: [9, 'StringStringEntryProto[]'],
  },
  AttributeProto: {
    name: [1, 'string'],
    refAttrName: [21, 'string'],
    docString: [13, 'string'],
    type: [20, 'int32'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, 'TensorProto'],
    g: [6, 'GraphProto'],
    sparseTensor: [22, 'bytes'],
    tp: [14, 'TypeProto'],
    floats: [7, 'float[]'],
    ints: [8, 'int64[]'],
    strings: [9, 'bytes[]'],
    tensors: [10, 'TensorProto[]'],
    graphs: [11, 'GraphProto[]'],
    sparseTensors: [23, 'bytes[]'],
    typeProtos: [15, 'TypeProto[]'],
  },
  TensorProto: {
    dims: [1, 'int64[]'],
    dataType: [2, 'int32'],
    segment: [3, 'bytes'],
    floatData: [4, 'float[]', 'packed'],
    int32Data: [5, 'int32[]', 'packed'],
    stringData: [6, 'bytes[]'],
    int64Data: [7, 'int64[]', 'packed'],
    name: [8, 'string'],
    docString: [12, 'string'],
    rawData: [9, 'bytes'],
    externalData: [13, 'StringStringEntryProto[]'],
    dataLocation: [14, 'int32'],
    doubleData: [10, 'double[]', 'packed'],
    uint64Data: [11, 'uint64[]', 'packed'],
    metadataProps: [16, 'StringStringEntryProto[]'],
  },
  ValueInfoProto: {
    name: [1, 'string'],
    type: [2, 'TypeProto'],
    docString: [3, 'string'],
    metadataProps: [4, 'StringStringEntryProto[]'],
  },
  TypeProto: {
    value: {
      tensorType: [1, 'TensorTypeProto'],
      sequenceType: [4, 'SequenceTypeProto'],
      mapType: [5, 'MapTypeProto'],
      opaqueType: [7, 'bytes'],
      sparseTensorType: [8, 'bytes'],
      optionalType: [9, 'SequenceTypeProto'],
    },
    denotation: [6, 'string'],
  },
  /** `TypeProto.Tensor` of the specification. */
  TensorTypeProto: { elemType: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  /** `TypeProto.Sequence` and, with the same field, `TypeProto.Optional`. */
  SequenceTypeProto: { elemType: [1, 'TypeProto'] },
  /** `TypeProto.Map`. */
  MapTypeProto: { keyType: [1, 'int32'], valueType: [2, 'TypeProto'] },
  TensorShapeProto: { dim: [1, 'DimensionProto[]'] },
  /** `TensorShapeProto.Dimension`: a size, a name for one, or (neither) unknown. */
  DimensionProto: {
    value: { dimValue: [1, 'int64'], dimParam: [2, 'string'] },
    denotation: [3, 'string'],
  },
} as const satisfies Record<string, Record<string, FieldRow | Record<string, FieldRow>>>

/** `[number, type]`, or `[number, type, 'packed']`. An object of fields in a field's place is a oneof. */
export type FieldRow = readonly [number: number, type: string, packing?: 'packed']

export type MessageName = keyof typeof MESSAGES

/** Codes of `AttributeProto.AttributeType`, with the field in which each kind of value lies. */
export const ATTRIBUTE_TYPES = {
  float: { code: 1, field: 'f' },
  int: { code: 2, field: 'i' },
  string: { code: 3, field: 's' },
  tensor: { code: 4, field: 't' },
  graph: { code: 5, field: 'g' },
  floats: { code: 6, field: 'floats' },
  ints: { code: 7, field: 'ints' },
  strings: { code: 8, field: 'strings' },
  tensors: { code: 9, field: 'tensors' },
  graphs: { code: 10, field: 'graphs' },
  sparseTensor: { code: 11, field: 'sparseTensor' },
  sparseTensors: { code: 12, field: 'sparseTensors' },
  type: { code: 13, field: 'tp' },
  types: { code: 14, field: 'typeProtos' },
} as const

/** `TensorProto.DataLocation`: EXTERNAL. */
export const EXTERNAL_DATA = 1

interface Scalars {
  int32: number
  int64: bigint
  uint64: bigint
  float: number
  double: number
  string: string
  bytes: Uint8Array
}

type Table = typeof MESSAGES
type Value<T> = T extends keyof Scalars ? Scalars[T] : T extends MessageName ? MessageOf<T> : never
type ValueInit<T> = T extends keyof Scalars ? Scalars[T] : T extends MessageName ? MessageInit<T> : never

/** The one chosen of several fields; none is `{ case: undefined }`. */
type Oneof<F> =
  | {
      [K in keyof F]: { case: K; value: F[K] extends readonly [number, infer T, ...unknown[]] ? Value<T> : never }
    }[keyof F]
  | { case: undefined; value?: undefined }
type OneofInit<F> = {
  [K in keyof F]: { case: K; value: F[K] extends readonly [number, infer T, ...unknown[]] ? ValueInit<T> : never }
}[keyof F]

type Field<F> = F extends readonly [number, `${infer T}[]`, ...unknown[]]
  ? Value<T>[]
  : F extends readonly [number, infer T, ...unknown[]]
    ? Value<T>
    : Oneof<F>
type FieldInit<F> = F extends readonly [number, `${infer T}[]`, ...unknown[]]
  ? readonly ValueInit<T>[]
  : F extends readonly [number, infer T, ...unknown[]]
    ? ValueInit<T>
    : OneofInit<F>

type SingleMessageKeys<F> = {
  [K in keyof F]: F[K] extends readonly [number, infer T, ...unknown[]] ? (T extends MessageName ? K : never) : never
}[keyof F]

/**
 * A message as decoded: a scalar that is not in the file reads as 0 or '', a repeated field as [], a message as undefined.
 * `isFieldSet` of @bufbuild/protobuf (or `Object.hasOwn`) tells an absent scalar from a zero.
 */
export type MessageOf<N extends MessageName> = {
  readonly $typeName: `onnx.${N}`
  $unknown?: { no: number; wireType: number; data: Uint8Array }[]
} & { [K in Exclude<keyof Table[N], SingleMessageKeys<Table[N]>>]: Field<Table[N][K]> } & {
  [K in SingleMessageKeys<Table[N]>]?: Field<Table[N][K]> | undefined
}

/** What a message is made from: plain objects, all fields optional. */
export type MessageInit<N extends MessageName> =
  | MessageOf<N>
  | { readonly [K in keyof Table[N]]?: FieldInit<Table[N][K]> | undefined }

export type ModelProto = MessageOf<'ModelProto'>
export type GraphProto = MessageOf<'GraphProto'>
export type NodeProto = MessageOf<'NodeProto'>
export type AttributeProto = MessageOf<'AttributeProto'>
export type TensorProto = MessageOf<'TensorProto'>
export type ValueInfoProto = MessageOf<'ValueInfoProto'>
export type TypeProto = MessageOf<'TypeProto'>
export type TensorShapeProto = MessageOf<'TensorShapeProto'>
export type DimensionProto = MessageOf<'DimensionProto'>
