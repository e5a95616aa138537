import { invalid } from '../base/errors.ts'
import { addressesOf } from './address.ts'
import { parseFormula } from './formula.ts'
import type { Worksheet } from './worksheet.ts'

/**
 * The cells that a cell's formula refers to, each once, in the order of writing; none for a value.
 *
 * @example
 * precedents(softmax, 'D4') // ['C4', 'C5', 'C6', 'C7', 'C8']
 */
export const precedents = ({ cells }: Pick<Worksheet, 'cells'>, address: string): string[] => {
  const formula = cells[address]?.formula
  if (formula === undefined) return []
  return [...new Set(parseFormula(formula).references.flatMap((range) => addressesOf(range)))]
}

/**
 * Refuses formulas that refer to empty cells, which spreadsheets take for 0, and circles of formulas.
 *
 * @throws KindlingError `invalid-argument` that names the cell and what it refers to, or every cell of the circle
 */
export const checkReferences = ({ name, cells }: Pick<Worksheet, 'name' | 'cells'>): void => {
  const before = new Map(Object.keys(cells).map((address) => [address, precedents({ cells }, address)]))
  for (const [address, others] of before) {
    const empty = others.find((other) => !Object.hasOwn(cells, other))
    if (empty !== undefined)
      throw invalid(
        `worksheet '${name}', ${address}: the formula ${cells[address]!.formula} refers to ${empty}, which is empty; ` +
          'give that cell a value, or refer to another',
      )
  }
  const circle = findCircle(before)
  if (circle)
    throw invalid(
      `worksheet '${name}': formulas refer to each other in a circle, ` +
        `${[...circle, circle[0]!].map((address) => `${address} (${cells[address]!.formula})`).join(' → ')}; ` +
        'let one of them be a value, or refer elsewhere',
    )
}

/** Depth first with a path of its own, not the call stack's, so that a long column of sums is no risk. */
const findCircle = (before: ReadonlyMap<string, readonly string[]>): string[] | undefined => {
  const done = new Set<string>()
  for (const start of before.keys()) {
    const path: { readonly address: string; readonly open: string[] }[] = []
    const onPath = new Set<string>()
    const enter = (address: string): void => {
      path.push({ address, open: [...before.get(address)!] })
      onPath.add(address)
    }
    if (!done.has(start)) enter(start)
    while (path.length > 0) {
      const { address, open } = path.at(-1)!
      const next = open.shift()
      if (next === undefined) {
        path.pop()
        onPath.delete(address)
        done.add(address)
      } else if (onPath.has(next)) {
        return path.map((step) => step.address).slice(path.findIndex((step) => step.address === next))
      } else if (!done.has(next)) enter(next)
    }
  }
  return undefined
}
