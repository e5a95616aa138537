import type { Loss } from '../nn/index.ts'
import { stack, type Tensor } from '../tensor/index.ts'

/** A loss that is a mean of its own, and is counted `factor` times in the whole. */
export interface LossTerm {
  readonly loss: Loss
  readonly factor: number
  /** Of outputs and targets, where not all are its own. */
  readonly columns?: readonly [start: number, end: number]
}

/** What a loss is the sum of: itself alone, or its parts, those of parts included. */
export function termsOf(loss: Loss, factor = 1, columns?: LossTerm['columns']): LossTerm[] {
  if (loss.formula?.kind !== 'parts') return [{ loss, factor, ...(columns && { columns }) }]
  let end = columns?.[0] ?? 0
  return loss.formula.parts.flatMap((part) => {
    const start = end
    end += part.width
    return termsOf(part.loss, factor * part.weight, [start, end])
  })
}

/** The loss of each term, [terms]. */
export const lossesOf = (terms: readonly LossTerm[], outputs: Tensor, targets: Tensor): Tensor =>
  stack(
    terms.map(({ loss, columns }) =>
      columns ? loss.loss(outputs.narrow(1, ...columns), targets.narrow(1, ...columns)) : loss.loss(outputs, targets),
    ),
  )

interface Judged {
  /** Of each term. */
  readonly losses: ArrayLike<number>
  readonly targets: Float32Array | Int32Array
  readonly items: number
}

/** The loss of all batches together, whatever their sizes: of each term, a batch counts as much as there is in it to judge. */
export class MeanLoss {
  readonly #terms: readonly LossTerm[]
  readonly #sums: number[]
  readonly #weights: number[]

  constructor(terms: readonly LossTerm[]) {
    this.#terms = terms
    this.#sums = terms.map(() => 0)
    this.#weights = terms.map(() => 0)
  }

  async add({ losses, targets, items }: Judged): Promise<void> {
    for (const [i, { loss, columns }] of this.#terms.entries()) {
      const own = columns ? columnsOf(targets, items, columns) : targets
      const weight = (await loss.weight?.(own)) ?? items
      if (weight > 0) this.#sums[i]! += weight * losses[i]!
      this.#weights[i]! += weight
    }
  }

  value(): number {
    return this.#terms.reduce((sum, { factor }, i) => {
      const weight = this.#weights[i]!
      return weight > 0 ? sum + (factor * this.#sums[i]!) / weight : sum
    }, 0)
  }
}

const columnsOf = (
  targets: Float32Array | Int32Array,
  items: number,
  [start, end]: readonly [start: number, end: number],
): Float32Array | Int32Array => {
  const width = targets.length / items
  return targets.filter((_, i) => i % width >= start && i % width < end)
}
