/** A number for each side of the split. */
export interface Sides {
  readonly train: number
  readonly valid: number
}

export type Side = keyof Sides

/** Counts on both sides. */
export const noneYet = (): { train: number; valid: number } => ({ train: 0, valid: 0 })
