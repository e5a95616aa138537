import { badData, type KindlingError } from '../base/errors.ts'
import type { GraphProto, NodeProto } from './messages.ts'
import { nodeLabel, quote } from './names.ts'

const LONGEST_CYCLE_SHOWN = 8

/** All names that a node reads, those read by graphs inside it among them. */
function* namesRead(node: NodeProto): Generator<string> {
  yield* node.input
  for (const attribute of node.attribute)
    for (const graph of attribute.g ? [attribute.g, ...attribute.graphs] : attribute.graphs)
      for (const inner of graph.node) yield* namesRead(inner)
}

/** The nodes of a cycle that `start` depends on, each read by the next; undefined where there is none. */
const findCycle = (nodes: readonly NodeProto[], producers: ReadonlyMap<string, number>, start: number) => {
  const done = new Set<number>()
  const path: { index: number; reads: Iterator<string> }[] = []
  const onPath = new Map<number, number>()
  const enter = (index: number) => {
    onPath.set(index, path.length)
    path.push({ index, reads: namesRead(nodes[index]!) })
  }
  enter(start)
  while (path.length > 0) {
    const top = path.at(-1)!
    const { done: exhausted, value } = top.reads.next()
    if (exhausted) {
      path.pop()
      onPath.delete(top.index)
      done.add(top.index)
      continue
    }
    const next = producers.get(value)
    if (next === undefined || done.has(next)) continue
    const seen = onPath.get(next)
    if (seen !== undefined) return path.slice(seen).map(({ index }) => index)
    enter(next)
  }
  return undefined
}

/** Says why a node cannot read a name: it is part of a cycle, the node that makes it comes later, or there is none. */
export const unreadable = (graph: GraphProto, where: string, reader: number, name: string): KindlingError => {
  const label = (index: number) => nodeLabel(graph.node[index]!, index)
  const producers = new Map(graph.node.flatMap((node, index) => node.output.map((output) => [output, index] as const)))
  const producer = producers.get(name)
  if (producer === undefined)
    return badData(`${where}, ${label(reader)}: reads ${quote(name)}, which no node, input or initializer gives`)
  const cycle = findCycle(graph.node, producers, reader)
  if (cycle) {
    const shown = cycle.slice(0, LONGEST_CYCLE_SHOWN).map(label)
    if (cycle.length > LONGEST_CYCLE_SHOWN) shown.push(`${cycle.length - LONGEST_CYCLE_SHOWN} more`)
    return badData(`${where}: the graph is cyclic: ${[...shown, label(cycle[0]!)].join(' reads from ')}`)
  }
  return badData(
    `${where}, ${label(reader)}: reads ${quote(name)} before ${label(producer)} makes it; nodes must stand in the order in which they run`,
  )
}
