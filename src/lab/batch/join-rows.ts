import type { Column, ColumnArray } from '../../data/index.ts'

/**
 * Batches one after another along axis 0.
 *
 * @param batches at least one, alike but for their numbers of items
 */
export const joinRows = <A extends ColumnArray>(batches: readonly Column<A>[]): Column<A> => {
  const [{ data: first, shape }] = batches as [Column<A>]
  const data = new (first.constructor as new (length: number) => A)(
    batches.reduce((length, batch) => length + batch.data.length, 0),
  )
  let offset = 0
  for (const batch of batches) {
    data.set(batch.data, offset)
    offset += batch.data.length
  }
  return { data, shape: [batches.reduce((rows, batch) => rows + batch.shape[0]!, 0), ...shape.slice(1)] }
}
