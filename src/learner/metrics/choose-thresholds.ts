import { invalid } from '../../base/errors.ts'
import { checkBatch } from './batch.ts'
import { checkProbabilities } from './probabilities.ts'
import { type Cut, cuts, type Ranking, rankingOf } from './ranking.ts'

/**
 * What a threshold shall achieve on the data from which it is chosen: the highest F1, or the fewest answers that still
 * find this share of the items that have the label.
 */
export type ThresholdCriterion = 'f1' | { readonly recallAtLeast: number }

export type ChosenThresholds = {
  /** [classes]; an answer is given above it, see `exceeds`. */
  readonly thresholds: number[]
  /** [classes]: F1, or the recall, that the threshold reaches on this data; NaN for a class that could not be chosen for. */
  readonly reached: number[]
  /** The indices of classes without a positive item with a probability above 0: their threshold is .5, unexamined. */
  readonly unchosen: number[]
}

/**
 * Chooses the probability above which each label is answered, from validation data (never from what the model was trained
 * on: there it is too sure of itself). A threshold lies halfway between the lowest probability that it lets pass and the
 * highest that it stops; of equally good ones the highest is taken, which gives the fewest answers. With few positive
 * items it is a rough estimate.
 *
 * @param probabilities [items, classes], after the activation
 * @param targets [items, classes]: 1 where the item has the label, 0 where not
 * @param classes numbers per item
 * @throws KindlingError `invalid-argument` for class indices as targets (there the most probable class is the answer), for
 *   numbers that are no probabilities and for a recall outside 0…1
 *
 * @example
 * chooseThresholds(Float32Array.of(0.1, 0.3, 0.35, 0.8), Float32Array.of(0, 0, 1, 1), 1, { criterion: 'f1' })
 * // { thresholds: [0.325], reached: [1], unchosen: [] }
 */
export const chooseThresholds = (
  probabilities: Float32Array,
  targets: Float32Array,
  classes: number,
  { criterion }: { readonly criterion: ThresholdCriterion },
): ChosenThresholds => {
  const caller = 'chooseThresholds'
  const best = criterion === 'f1' ? highestF1 : fewestAnswers(criterion.recallAtLeast)
  const batch = { predictions: probabilities, targets, classes, items: Math.floor(probabilities.length / classes) }
  checkBatch(caller, batch, ['labels'], 'there the most probable class is the answer, and no threshold is needed')
  checkProbabilities(caller, probabilities, classes)

  const choices = Array.from({ length: classes }, (_, index) => best(rankingOf([batch], index)))
  return {
    thresholds: choices.map((choice) => choice?.threshold ?? 0.5),
    reached: choices.map((choice) => choice?.reached ?? Number.NaN),
    unchosen: choices.flatMap((choice, index) => (choice ? [] : [index])),
  }
}

type Choice = { readonly threshold: number; readonly reached: number }

const highestF1 = (ranking: Ranking): Choice | undefined => {
  let best: Choice | undefined
  for (const { threshold, truePositives, falsePositives } of candidates(ranking)) {
    const reached = (2 * truePositives) / (truePositives + falsePositives + ranking.positives.length)
    if (reached > (best?.reached ?? 0)) best = { threshold, reached }
  }
  return best
}

const fewestAnswers = (recall: number): ((ranking: Ranking) => Choice | undefined) => {
  if (!(recall > 0 && recall <= 1)) {
    throw invalid(`chooseThresholds: recallAtLeast is ${recall}; it is a share and must lie above 0 and be at most 1`)
  }
  return (ranking) => {
    let best: Choice | undefined
    for (const { threshold, truePositives } of candidates(ranking)) {
      const reached = truePositives / ranking.positives.length
      if (reached > (best?.reached ?? 0)) best = { threshold, reached }
      if (reached >= recall) break
    }
    return best
  }
}

/** Each way to cut the ranking with the threshold that cuts so, highest first. No threshold lets a probability of 0 pass. */
function* candidates(ranking: Ranking): Generator<Cut & { threshold: number }> {
  let previous: Cut | undefined
  for (const cut of cuts(ranking)) {
    if (previous) yield { ...previous, threshold: halfway(cut.score, previous.score) }
    previous = cut
  }
  if (previous && previous.score > 0) yield { ...previous, threshold: halfway(0, previous.score) }
}

/** A float32, so that it divides the two in every program that reads the model, and below `high` also where they touch. */
const halfway = (low: number, high: number): number => {
  const middle = Math.fround((low + high) / 2)
  return middle < high ? middle : low
}
