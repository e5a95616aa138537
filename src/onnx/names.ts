import type { NodeProto } from './messages.ts'

const LONGEST = 80

/** A name from a file, fit for a message: quoted, on one line, cut where it is long. */
export const quote = (name: string): string => {
  const text = JSON.stringify(name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name)
  return `'${text.slice(1, -1).replaceAll('\\"', '"')}'`
}

/** A shape for a message, cut where it has many dimensions. */
export const shapeText = (dims: readonly (bigint | number)[]): string =>
  `[${dims.slice(0, 8).join(', ')}${dims.length > 8 ? ', …' : ''}]`

/** `node 3 'conv1' (Conv)`. */
export const nodeLabel = (node: NodeProto, index: number): string =>
  `node ${index}${node.name ? ` ${quote(node.name)}` : ''} (${node.opType ? quote(node.opType).slice(1, -1) : 'no operator'})`
