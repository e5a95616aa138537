import { invalid } from '../../base/errors.ts'
import type { Tensor } from '../../tensor/index.ts'

/** What becomes of the losses of the single items: their mean, their sum, or nothing. */
export type Reduction = 'mean' | 'sum' | 'none'

export interface ReductionOption {
  /** 'mean' by default. */
  readonly reduction?: Reduction
}

/**
 * The losses of single items, reduced.
 *
 * @param loss the name that an error message begins with
 * @param divisor what the sum is divided by for the mean, where it is not the number of items
 */
export function reduced(loss: string, losses: Tensor, reduction: Reduction, divisor?: Tensor): Tensor {
  if (reduction === 'none') return losses
  if (reduction === 'sum') return losses.sum()
  if (reduction === 'mean') return divisor ? losses.sum().div(divisor) : losses.mean()
  throw invalid(`${loss}: reduction is '${String(reduction)}'; it must be 'mean', 'sum' or 'none'`)
}
