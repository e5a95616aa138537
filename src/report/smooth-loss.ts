/** A running average of the losses of the batches. */
export type SmoothLoss = {
  add(loss: number): void
  /** NaN before the first loss. */
  value(): number
}

/**
 * The exponentially weighted average of the losses of the batches, without the bias towards zero of the first ones
 * (divided by 1 − βⁿ): what fastai shows while it trains and prints as `train_loss`.
 *
 * @param beta the weight of the past, .98 by default as in fastai: the last 50 batches or so
 *
 * @example
 * const smooth = smoothLoss(0.5)
 * for (const loss of [4, 1]) smooth.add(loss)
 * smooth.value() // 2: (0.25 · 4 + 0.5 · 1) / 0.75
 */
export const smoothLoss = (beta = 0.98): SmoothLoss => {
  let sum = 0
  let weight = 0
  return {
    add(loss) {
      sum = beta * sum + (1 - beta) * loss
      weight = beta * weight + (1 - beta)
    },
    value: () => sum / weight,
  }
}
