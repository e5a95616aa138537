import { badData } from '../base/errors.ts'
import { checkAttribute } from './check-attribute.ts'
import { unreadable } from './check-order.ts'
import { checkTensor } from './check-tensor.ts'
import { checkValueInfo } from './check-type.ts'
import { MAX_SUBGRAPH_DEPTH } from './codec.ts'
import type { GraphProto, NodeProto } from './messages.ts'
import { nodeLabel, quote } from './names.ts'

/** What holds for all graphs of a model. */
export interface ModelRules {
  /** The domains whose operator sets the model imports. */
  readonly domains: ReadonlySet<string>
  /** Whether data in other files can be read. */
  readonly external: boolean
}

/** The names that a graph's nodes may read: its own so far, and those of the graphs around it. */
interface Scope {
  readonly names: Set<string>
  readonly outer: Scope | undefined
  readonly depth: number
}

const isKnown = (scope: Scope | undefined, name: string): boolean =>
  scope !== undefined && (scope.names.has(name) || isKnown(scope.outer, name))

/** ONNX's own operators may be said to be of domain 'ai.onnx' or of none. */
export const plainDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain)

const checkNode = (graph: GraphProto, index: number, graphWhere: string, scope: Scope, rules: ModelRules): void => {
  const node: NodeProto = graph.node[index]!
  const where = `${graphWhere}, ${nodeLabel(node, index)}`
  if (node.opType === '') throw badData(`${where}: names no operator`)
  if (!rules.domains.has(plainDomain(node.domain)))
    throw badData(`${where}: the model imports no operator set of domain ${quote(node.domain)}`)
  if (node.input.length === 0 && node.output.length === 0) throw badData(`${where}: has neither inputs nor outputs`)
  for (const name of node.input)
    if (name !== '' && !isKnown(scope, name)) throw unreadable(graph, graphWhere, index, name)

  const attributes = new Set<string>()
  for (const attribute of node.attribute) {
    if (attributes.has(attribute.name)) throw badData(`${where}: has attribute ${quote(attribute.name)} twice`)
    attributes.add(attribute.name)
    checkAttribute(attribute, where, rules.external, (inner, innerWhere) => checkGraph(inner, innerWhere, rules, scope))
  }
  for (const name of node.output) {
    if (name === '') continue
    if (isKnown(scope, name)) throw badData(`${where}: output ${quote(name)} is the name of another value already`)
    scope.names.add(name)
  }
}

/** Refuses a graph whose parts do not fit: see `checkModel`. */
export const checkGraph = (graph: GraphProto, where: string, rules: ModelRules, outer?: Scope): void => {
  const scope: Scope = { names: new Set(), outer, depth: outer ? outer.depth + 1 : 0 }
  if (scope.depth > MAX_SUBGRAPH_DEPTH)
    throw badData(`${where}: graphs are nested more than ${MAX_SUBGRAPH_DEPTH} deep`)
  if (graph.sparseInitializer.length > 0) throw badData(`${where}: sparse tensors are not supported`)
  const outermost = outer === undefined

  for (const info of graph.input) {
    checkValueInfo(info, where, 'input', outermost)
    if (scope.names.has(info.name)) throw badData(`${where}: has input ${quote(info.name)} twice`)
    scope.names.add(info.name)
  }
  const initializers = new Set<string>()
  for (const tensor of graph.initializer) {
    if (tensor.name === '') throw badData(`${where}: an initializer has no name`)
    if (initializers.has(tensor.name)) throw badData(`${where}: has initializer ${quote(tensor.name)} twice`)
    checkTensor(tensor, `${where}, initializer ${quote(tensor.name)}`, rules.external)
    initializers.add(tensor.name)
    // An initializer of an input's name is the input's default value.
    scope.names.add(tensor.name)
  }
  for (const info of graph.valueInfo) checkValueInfo(info, where, 'intermediate value', false)

  for (let index = 0; index < graph.node.length; index++) checkNode(graph, index, where, scope, rules)

  const outputs = new Set<string>()
  for (const info of graph.output) {
    checkValueInfo(info, where, 'output', outermost)
    if (outputs.has(info.name)) throw badData(`${where}: has output ${quote(info.name)} twice`)
    outputs.add(info.name)
    if (!isKnown(scope, info.name)) throw badData(`${where}: output ${quote(info.name)} is made by no node`)
  }
  if (outermost && outputs.size === 0) throw badData(`${where}: has no output`)
}
