import { invalid } from '../base/errors.ts'
import {
  type Attribute,
  type AttributeValue,
  attributeKey,
  attributeMessage,
  contentKey,
  type Subgraph,
  toAttribute,
} from './attributes.ts'
import { message } from './descriptors.ts'
import { digest } from './digest.ts'
import type { GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from './messages.ts'
import { assertTyped, typedToTensor } from './tensor-data.ts'
import { bytesOf, type ElementType, elementTypeCode, type NumericType, type TypedArray } from './types.ts'

/** A declared shape: a number is a size, a string names a size that is the same wherever it stands, undefined is unknown. */
export type DeclaredShape = readonly (number | string | undefined)[]

/** What a random operator gives differs each time: two of them are never the same value. */
const RANDOM_OPERATORS: ReadonlySet<string> = new Set([
  'Bernoulli',
  'Dropout',
  'Multinomial',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
])

/** Constants up to this size are shared by content; above it, comparing would cost more than it saves. */
const SHARED_CONSTANT_BYTES = 16_384

const DEFAULT_OPSET = 20

/** The versions of ONNX Runtime's own operator sets. */
const OTHER_DOMAIN_VERSION = 1n

/** The IR version that came with an operator set. */
const irVersionOf = (opset: number): bigint => (opset >= 23 ? 11n : opset >= 21 ? 10n : 9n)

/** The names that the builder gives, `%1`, `%2`, ..., are its own. */
const OWN_PREFIX = '%'
const PUBLIC_NAME = /^[^%\p{Cc}]\P{Cc}*$/u

interface Node {
  readonly type: string
  readonly domain: string
  readonly name: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: readonly Attribute[]
}

interface Declared {
  readonly value: string
  readonly name: string
  readonly dtype: ElementType
  readonly shape: DeclaredShape
}

const NO_ATTRIBUTES: readonly Attribute[] = []

const attributesOf = (values: Readonly<Record<string, AttributeValue>> | undefined): readonly Attribute[] => {
  if (values === undefined) return NO_ATTRIBUTES
  const names = Object.keys(values)
  if (names.length > 1) names.sort()
  return names.map((name) => toAttribute(name, values[name]!))
}

const shapeKey = (shape: DeclaredShape): string =>
  shape.map((size) => (size === undefined ? '?' : typeof size === 'number' ? `${size}` : JSON.stringify(size))).join()

const assertShape = (where: string, shape: DeclaredShape): void => {
  for (const size of shape)
    if (typeof size === 'number' && !(Number.isSafeInteger(size) && size >= 0))
      throw invalid(`${where}: shape [${shape.join(', ')}] has size ${size}; sizes are whole numbers from 0 on`)
}

const valueInfo = ({ name, dtype, shape }: Omit<Declared, 'value'>): ValueInfoProto =>
  message('ValueInfoProto', {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: elementTypeCode(dtype),
          shape: {
            dim: shape.map((size) =>
              size === undefined
                ? {}
                : typeof size === 'number'
                  ? { value: { case: 'dimValue', value: BigInt(size) } }
                  : { value: { case: 'dimParam', value: size } },
            ),
          },
        },
      },
    },
  })

/**
 * Builds an ONNX model node by node. Values are named by strings that the builder hands out; the same operator on the same
 * values is one node, however often it is asked for (random operators excepted).
 *
 * ```ts
 * const graph = new GraphBuilder()
 * const x = graph.input('x', 'float32', ['batch', 3])
 * const two = graph.constant('float32', [], new Float32Array([2]))
 * const [y] = graph.op('Mul', [x, two])
 * graph.output(y!, 'y', 'float32', ['batch', 3])
 * const bytes = encodeModel(graph.build())
 * ```
 */
export class GraphBuilder implements Subgraph {
  readonly #name: string
  readonly #opset: number
  readonly #parent: GraphBuilder | undefined
  readonly #values = new Map<string, 'input' | 'constant' | 'node'>()
  readonly #nodes: Node[] = []
  readonly #nodesByKey = new Map<string, readonly string[]>()
  readonly #inputs: Declared[] = []
  readonly #constants: { name: string; dtype: NumericType; shape: readonly number[]; data: TypedArray }[] = []
  readonly #constantsByKey = new Map<string, string>()
  readonly #outputs: Declared[] = []
  readonly #renamed = new Map<string, string>()
  readonly #metadata = new Map<string, string>()
  readonly #domains: Set<string>
  readonly #structure: (string | Uint8Array)[]
  #doc = ''
  readonly #named: { count: number }

  /** @param options `opset` is the version of ONNX's operators, 20 by default; `name` that of the graph. */
  constructor(options: { name?: string; opset?: number } = {}, parent?: GraphBuilder) {
    this.#name = options.name ?? 'graph'
    this.#opset = options.opset ?? DEFAULT_OPSET
    this.#parent = parent
    this.#domains = parent ? parent.#domains : new Set([''])
    this.#named = parent ? parent.#named : { count: 0 }
    this.#structure = [`opset ${this.#opset}`]
  }

  /**
   * Declares an input.
   * @returns its name, to be used as a value.
   * @throws KindlingError when the name is empty, taken, or begins with '%' (the builder's own names do).
   */
  input(name: string, dtype: ElementType, shape: DeclaredShape): string {
    this.#claim('input', name)
    assertShape(`input '${name}'`, shape)
    this.#inputs.push({ value: name, name, dtype, shape })
    this.#structure.push(`in ${JSON.stringify(name)} ${dtype}[${shapeKey(shape)}]`)
    return name
  }

  /**
   * Adds a tensor that is part of the model (an initializer). The data is not copied: leave it as it is until the model is
   * encoded. Small tensors (up to 1 KiB) of the same content are one.
   * @throws KindlingError when the data is not of the type, or not as long as the shape says.
   */
  constant(dtype: NumericType, shape: readonly number[], data: TypedArray): string {
    assertTyped('constant', { dtype, shape, data })
    const head = `const ${dtype}[${shape.join()}]`
    if (data.byteLength > SHARED_CONSTANT_BYTES) {
      this.#structure.push(head, bytesOf(data))
      return this.#addConstant(dtype, shape, data)
    }
    const key = `${head} ${contentKey(data)}`
    const known = this.#constantsByKey.get(key)
    if (known !== undefined) return known
    const name = this.#addConstant(dtype, shape, data)
    this.#constantsByKey.set(key, name)
    this.#structure.push(key)
    return name
  }

  /**
   * Adds a node, unless the graph has one of the same type, inputs and attributes.
   *
   * @param inputs names of values; '' leaves an optional input out.
   * @param options `outputs`: how many (1); `domain` of the operator ('' is ONNX's own); `name` of the node, which is only for
   * people to read: of nodes that are one, the first gives it.
   * @returns the names of its outputs.
   * @throws KindlingError when an input is no value of this graph.
   */
  op(
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
    options?: { outputs?: number; domain?: string; name?: string },
  ): string[] {
    const domain = options?.domain ?? ''
    const count = options?.outputs ?? 1
    let used = inputs.length
    while (used > 0 && inputs[used - 1] === '') used--
    const operands = used === inputs.length ? inputs : inputs.slice(0, used)
    for (const name of operands)
      if (name !== '' && !this.#has(name)) throw invalid(`${type}: input '${name}' is not a value of this graph`)
    const list = attributesOf(attributes)
    let key = `${type}\t${domain}\t${count}\t${operands.join('\t')}`
    for (const attribute of list) key += `\t${attributeKey(attribute)}`
    const shareable = !RANDOM_OPERATORS.has(type) && !list.some((attribute) => attribute.kind === 'graph')
    const known = shareable ? this.#nodesByKey.get(key) : undefined
    if (known !== undefined) return [...known]
    const outputs = this.#push(type, domain, options?.name ?? '', operands, list, count, key)
    if (shareable) this.#nodesByKey.set(key, outputs)
    return [...outputs]
  }

  /**
   * Makes a value an output of the graph. The value takes the output's name; where it cannot (an input, a constant, or
   * already an output), an Identity node gives it one.
   */
  output(value: string, name: string, dtype: ElementType, shape: DeclaredShape): void {
    if (!this.#has(value)) throw invalid(`output '${name}': '${value}' is not a value of this graph`)
    this.#claim('output', name)
    assertShape(`output '${name}'`, shape)
    const canRename = this.#values.get(value) === 'node' && !this.#renamed.has(value)
    const source = canRename
      ? value
      : this.#push('Identity', '', '', [value], NO_ATTRIBUTES, 1, `Identity\t${value}`)[0]!
    this.#renamed.set(source, name)
    this.#outputs.push({ value: source, name, dtype, shape })
    this.#structure.push(`out ${JSON.stringify(name)} ${source} ${dtype}[${shapeKey(shape)}]`)
  }

  /** Sets an entry of the model's metadata. It is no part of the structure. */
  metadata(key: string, value: string): void {
    this.#metadata.set(key, value)
  }

  /** Sets the model's description. It is no part of the structure. */
  doc(text: string): void {
    this.#doc = text
  }

  /** A graph for an attribute `{ graph }`: it may use the values of this one. */
  subgraph(name = 'subgraph'): GraphBuilder {
    return new GraphBuilder({ name, opset: this.#opset }, this)
  }

  /** Whether a value is a constant of this graph. */
  isConstant(value: string): boolean {
    return this.#values.get(value) === 'constant'
  }

  get nodeCount(): number {
    return this.#nodes.length
  }

  /**
   * A string that two graphs built in the same order share only when they compute the same: the same nodes, attributes,
   * wiring, constants and operator set, the same declared inputs and outputs. A size declared as undefined may differ from
   * run to run and so is no part of it; one declared as a number is, because ONNX Runtime holds it to that.
   */
  structure(): string {
    // Digests of large constants are taken once, and only when somebody asks.
    this.#structure.forEach((part, index) => {
      if (typeof part !== 'string') this.#structure[index] = digest(part)
    })
    return this.#structure.join('\n')
  }

  /**
   * The model as it stands.
   * @throws KindlingError for a subgraph, which is no model by itself.
   */
  build(): ModelProto {
    if (this.#parent) throw invalid('build: a subgraph is no model by itself; build the graph that it is part of')
    return message('ModelProto', {
      irVersion: irVersionOf(this.#opset),
      producerName: 'kindling',
      ...(this.#doc ? { docString: this.#doc } : {}),
      opsetImport: [...this.#domains].map((domain) => ({
        domain,
        version: domain === '' ? BigInt(this.#opset) : OTHER_DOMAIN_VERSION,
      })),
      metadataProps: [...this.#metadata].map(([key, value]) => ({ key, value })),
      graph: this.#graph(),
    })
  }

  #graph(): GraphProto {
    return message('GraphProto', {
      name: this.#name,
      node: this.#nodes.map((node) => this.#node(node)),
      initializer: this.#constants.map((constant): TensorProto => typedToTensor(constant, constant.name)),
      input: this.#inputs.map(valueInfo),
      output: this.#outputs.map(valueInfo),
    })
  }

  #node({ type, domain, name, inputs, outputs, attributes }: Node): NodeProto {
    return message('NodeProto', {
      opType: type,
      ...(domain ? { domain } : {}),
      ...(name ? { name } : {}),
      input: inputs.map((value) => this.#finalName(value)),
      output: outputs.map((value) => this.#finalName(value)),
      attribute: attributes.map((attribute) =>
        attributeMessage(attribute, (graph) => (graph as GraphBuilder).#graph()),
      ),
    })
  }

  #finalName(value: string): string {
    return this.#renamed.get(value) ?? (this.#parent ? this.#parent.#finalName(value) : value)
  }

  #has(value: string): boolean {
    return this.#values.has(value) || (this.#parent ? this.#parent.#has(value) : false)
  }

  #newName(kind: 'constant' | 'node'): string {
    const name = `${OWN_PREFIX}${++this.#named.count}`
    this.#values.set(name, kind)
    return name
  }

  #addConstant(dtype: NumericType, shape: readonly number[], data: TypedArray): string {
    const name = this.#newName('constant')
    this.#constants.push({ name, dtype, shape, data })
    return name
  }

  #claim(role: 'input' | 'output', name: string): void {
    if (!PUBLIC_NAME.test(name))
      throw invalid(
        `${role} ${JSON.stringify(name)}: a name must not be empty, begin with '${OWN_PREFIX}' or have control characters`,
      )
    if (this.#has(name) || this.#outputs.some((output) => output.name === name))
      throw invalid(`${role} '${name}': the graph has an input or output of that name already`)
    if (role === 'input') this.#values.set(name, 'input')
  }

  #push(
    type: string,
    domain: string,
    name: string,
    inputs: readonly string[],
    attributes: readonly Attribute[],
    count: number,
    key: string,
  ): readonly string[] {
    const outputs: string[] = []
    for (let i = 0; i < count; i++) outputs.push(this.#newName('node'))
    this.#nodes.push({ type, domain, name, inputs, outputs, attributes })
    this.#domains.add(domain)
    this.#structure.push(key)
    return outputs
  }
}
