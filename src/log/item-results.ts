import type { Column } from '../data/index.ts'
import { compile, fromOwned, type Tensor } from '../tensor/index.ts'
import type { LoggedRun } from './logged-run.ts'

/** What a model says of one validation item, and what it should say. */
export interface ItemResult {
  readonly item: unknown
  /** Its position among the validation items. */
  readonly index: number
  /** What the loss is computed from: the outputs before sigmoid or softmax. */
  readonly activations: Float32Array
  /** After it: probabilities, or the same numbers. */
  readonly predictions: Float32Array
  /** As in training; of one item. */
  readonly target: Column
  /** Of this item alone. */
  readonly loss: number
}

/** One result for each validation item that can be read, in their order. */
export async function itemResults(
  { loaders, predictor }: Pick<LoggedRun, 'loaders' | 'predictor'>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ItemResult[]> {
  const { loss } = loaders.target
  const evaluated = compile((outputs: Tensor, target: Tensor) => loss.loss(outputs, target), {
    name: 'loss of an item',
  })
  const results: ItemResult[] = []
  try {
    for await (const { inputs, targets, items, indices } of loaders.valid.epoch(0, { signal })) {
      const count = items.length
      const all = await predictor.activations(inputs.data as Uint8Array, count)
      const width = all.length / count
      const predicted = (await loss.activation(fromOwned(all.slice(), [count, width])).data()) as Float32Array
      const length = targets.data.length / count
      for (const [i, item] of items.entries()) {
        const activations = all.slice(i * width, (i + 1) * width)
        const target = {
          data: targets.data.slice(i * length, (i + 1) * length) as Column['data'],
          shape: targets.shape.slice(1),
        }
        const one = await evaluated(
          fromOwned(activations.slice(), [1, width]),
          fromOwned(target.data.slice() as Column['data'], [1, ...target.shape]),
        )
        results.push({
          ...{ item, index: indices[i]!, activations, target, loss: await one.item() },
          predictions: predicted.slice(i * width, (i + 1) * width),
        })
      }
    }
  } finally {
    evaluated.dispose()
  }
  return results
}

/** Those with the highest loss, the worst first. */
export const worstOf = (results: readonly ItemResult[], count: number): ItemResult[] =>
  results.toSorted((a, b) => b.loss - a.loss || a.index - b.index).slice(0, count)
