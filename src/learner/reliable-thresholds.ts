import type { ChosenThresholds, ThresholdCriterion } from './metrics/index.ts'

/** How much of the way from always answering a label to answering it without a mistake F1 must go. */
const leastSkill = 0.2

/**
 * Of chosen thresholds, those that the data bears out; the others become 0.5, unchosen. A label that fewer than `atLeast`
 * items have says too little. And where a model knows nothing of a label, the best F1 is that of answering it always: a
 * threshold near 0, which nobody wants.
 *
 * @param targets [items, classes], 0 or 1
 */
export function reliableThresholds(
  { thresholds, reached }: ChosenThresholds,
  targets: Float32Array,
  { criterion, atLeast }: { readonly criterion: ThresholdCriterion; readonly atLeast: number },
): ChosenThresholds {
  const classes = thresholds.length
  const items = targets.length / classes
  const support = new Array<number>(classes).fill(0)
  for (const [cell, target] of targets.entries()) support[cell % classes]! += target
  const reliable = reached.map((score, i) => {
    if (Number.isNaN(score) || support[i]! < atLeast) return false
    if (criterion !== 'f1') return true
    const always = (2 * support[i]!) / (items + support[i]!)
    return score >= always + leastSkill * (1 - always)
  })
  return {
    thresholds: thresholds.map((threshold, i) => (reliable[i] ? threshold : 0.5)),
    reached: reached.map((score, i) => (reliable[i] ? score : Number.NaN)),
    unchosen: reliable.flatMap((holds, i) => (holds ? [] : [i])),
  }
}
