import { badData } from '../base/errors.ts'

/** An array and its shape: of one item, or of a batch with the items along axis 0. */
export interface Column<A extends ColumnArray = ColumnArray> {
  readonly data: A
  readonly shape: readonly number[]
}

/** Bytes (pictures, masks), floats (numbers, points, several labels) or whole numbers (class indices). */
export type ColumnArray = Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>

/**
 * Puts the arrays of several items one after another: shape [items, …shape of one]. The result owns its memory.
 *
 * @param what they are, for errors: `input`
 * @param positions of the items in the loader's list, for errors
 * @throws KindlingError `invalid-data` when the items differ in shape or type, or an array does not fill its shape
 */
export function collate(what: string, columns: readonly Column[], positions: readonly number[]): Column {
  const [first] = columns
  const { shape } = first!
  const each = shape.reduce((product, extent) => product * extent, 1)
  const Kind = first!.data.constructor as new (length: number) => ColumnArray
  const data = new Kind(columns.length * each)
  for (const [i, column] of columns.entries()) {
    const same = column.shape.length === shape.length && column.shape.every((extent, axis) => extent === shape[axis])
    if (!same || column.data.length !== each || column.data.constructor !== Kind)
      throw badData(
        `DataLoader: the ${what} of item ${positions[i]} has ${described(column)}, but that of item ${positions[0]} of ` +
          `the same batch ${described(first!)}; load must return one shape for all`,
      )
    data.set(column.data, i * each)
  }
  return { data, shape: [columns.length, ...shape] }
}

const described = ({ data, shape }: Column): string =>
  `shape [${shape.join(', ')}] and ${data.length} elements (${data.constructor.name})`
