import { invalid } from '../../base/errors.ts'

/**
 * Refuses numbers that a threshold cannot be compared with.
 *
 * @param caller the name that an error message begins with
 * @throws KindlingError `invalid-argument` when a number lies outside 0…1
 */
export const checkProbabilities = (caller: string, predictions: Float32Array, classes: number): void => {
  const outside = predictions.findIndex((value) => !(value >= 0 && value <= 1))
  if (outside < 0) return
  throw invalid(
    `${caller}: the prediction of item ${Math.floor(outside / classes)} for class ${outside % classes} is ` +
      `${predictions[outside]}; a threshold needs probabilities in 0…1, so apply the activation (sigmoid) first`,
  )
}
