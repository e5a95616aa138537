import type { Answer, Column } from '../../data/index.ts'
import type { Loss } from '../../nn/index.ts'

/** Items with what a model made of them and what is true of them. */
export type LossBatch = {
  /** What the items are called, such as their files: as many as there are along axis 0 of `outputs` and `targets`. */
  readonly items: readonly string[]
  /** What the model gives before sigmoid or softmax: [N, C], or [N, C, H, W] for a class in each place. */
  readonly outputs: { readonly data: Float32Array<ArrayBuffer>; readonly shape: readonly number[] }
  /** As a loader gives them: [N, …]. */
  readonly targets: Column
  readonly loss: Loss
  /** Names the outputs; without it they are counted. */
  readonly answer?: Answer | undefined
}
