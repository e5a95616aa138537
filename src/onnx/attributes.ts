import { invalid } from '../base/errors.ts'
import { message } from './descriptors.ts'
import { ATTRIBUTE_TYPES, type AttributeProto, type GraphProto, type MessageInit } from './messages.ts'
import { typedToTensor } from './tensor-data.ts'
import { bytesOf, type TypedArray, type TypedTensor } from './types.ts'

/** A graph inside an attribute (of If, Loop, Scan), as `GraphBuilder.subgraph` makes it. */
export interface Subgraph {
  structure(): string
}

/**
 * The value of a node's attribute. A bare number, or array of numbers, is an int (ints), unless one of them is no integer
 * or the attribute is one of those that ONNX defines as float (`alpha`, `epsilon`, `momentum`, ...): then it is a float
 * (floats). `{ int }`, `{ float }`, `{ ints }`, `{ floats }` say it outright, as is needed for an empty array of floats.
 */
export type AttributeValue =
  | number
  | bigint
  | string
  | readonly number[]
  | readonly string[]
  | { readonly int: number | bigint }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly tensor: TypedTensor }
  | { readonly graph: Subgraph }

/** The attributes that are float (or floats) in every operator of ONNX, and of ONNX Runtime's own, that has them. */
const FLOAT_ATTRIBUTES: ReadonlySet<string> = new Set([
  'activation_alpha',
  'activation_beta',
  'alpha',
  'beta',
  'bias',
  'clip',
  'cubic_coeff_a',
  'decay_factor',
  'epsilon',
  'extrapolation_value',
  'gamma',
  'high',
  'lambd',
  'low',
  'max',
  'mean',
  'min',
  'momentum',
  'norm_coefficient',
  'norm_coefficient_post',
  'ratio',
  'scale',
  'seed',
  'softcap',
  'spatial_scale',
  'threshold',
  'value_float',
  'value_floats',
])

/** An attribute whose kind is decided. */
export type Attribute =
  | { readonly name: string; readonly kind: 'int'; readonly value: bigint }
  | { readonly name: string; readonly kind: 'float'; readonly value: number }
  | { readonly name: string; readonly kind: 'string'; readonly value: string }
  | { readonly name: string; readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly name: string; readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly name: string; readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly name: string; readonly kind: 'tensor'; readonly value: TypedTensor }
  | { readonly name: string; readonly kind: 'graph'; readonly value: Subgraph }

const toInt = (name: string, value: number | bigint): bigint => {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw invalid(`attribute '${name}': ${value} is no integer that a number can hold exactly`)
  return BigInt(value)
}

const numbers = (name: string, value: readonly number[], float: boolean): Attribute => {
  if (float) return { name, kind: 'floats', value }
  for (const item of value) toInt(name, item)
  return { name, kind: 'ints', value }
}

/** Decides the kind of an attribute's value, as `AttributeValue` says. */
export const toAttribute = (name: string, value: AttributeValue): Attribute => {
  if (typeof value === 'number')
    return FLOAT_ATTRIBUTES.has(name) || !Number.isInteger(value)
      ? { name, kind: 'float', value }
      : { name, kind: 'int', value: toInt(name, value) }
  if (typeof value === 'bigint') return { name, kind: 'int', value }
  if (typeof value === 'string') return { name, kind: 'string', value }
  if (Array.isArray(value)) {
    if (value.length > 0 && typeof value[0] === 'string') return { name, kind: 'strings', value: value as string[] }
    const items = value as readonly number[]
    return numbers(name, items, FLOAT_ATTRIBUTES.has(name) || items.some((item) => !Number.isInteger(item)))
  }
  if ('int' in value) return { name, kind: 'int', value: toInt(name, value.int) }
  if ('float' in value) return { name, kind: 'float', value: value.float }
  if ('ints' in value) return numbers(name, value.ints, false)
  if ('floats' in value) return numbers(name, value.floats, true)
  if ('tensor' in value) return { name, kind: 'tensor', value: value.tensor }
  if ('graph' in value) return { name, kind: 'graph', value: value.graph }
  throw invalid(`attribute '${name}': cannot tell the kind of ${JSON.stringify(value)}`)
}

const numberKey = (value: number): string => (Object.is(value, -0) ? '-0' : `${value}`)

const FEW = 8

/** A string that two arrays of the same type and length share only when they hold the same. */
export const contentKey = (data: TypedArray): string => {
  if (data.length <= FEW) {
    let text = ''
    for (const value of data) text += `${Object.is(value, -0) ? '-0' : value},`
    return text
  }
  const bytes = bytesOf(data)
  let text = ''
  for (let start = 0; start < bytes.length; start += 4096)
    text += String.fromCharCode.apply(null, bytes.subarray(start, start + 4096) as unknown as number[])
  return text
}

/** A string that two attributes share only when they are the same. */
export const attributeKey = (attribute: Attribute): string => {
  const { name, kind, value } = attribute
  switch (kind) {
    case 'int':
      return `${name}=i${value}`
    case 'float':
      return `${name}=f${numberKey(value)}`
    case 'string':
      return `${name}=s${JSON.stringify(value)}`
    case 'ints':
      return `${name}=I${value.join()}`
    case 'floats':
      return `${name}=F${value.map(numberKey).join()}`
    case 'strings':
      return `${name}=S${JSON.stringify(value)}`
    case 'tensor':
      return `${name}=t${value.dtype}[${value.shape.join()}] ${contentKey(value.data)}`
    case 'graph':
      return `${name}=g{${value.structure()}}`
  }
}

const encoder = new TextEncoder()

/** The message of an attribute; `graph` gives that of a subgraph. */
export const attributeMessage = (attribute: Attribute, graph: (subgraph: Subgraph) => GraphProto): AttributeProto => {
  const { name, kind, value } = attribute
  const make = (init: Exclude<MessageInit<'AttributeProto'>, AttributeProto>) =>
    message('AttributeProto', { name, type: ATTRIBUTE_TYPES[kind].code, ...init })
  switch (kind) {
    case 'int':
      return make({ i: value })
    case 'float':
      return make({ f: value })
    case 'string':
      return make({ s: encoder.encode(value) })
    case 'ints':
      return make({ ints: value.map(BigInt) })
    case 'floats':
      return make({ floats: value })
    case 'strings':
      return make({ strings: value.map((text) => encoder.encode(text)) })
    case 'tensor':
      return make({ t: typedToTensor(value) })
    case 'graph':
      return make({ g: graph(value) })
  }
}
