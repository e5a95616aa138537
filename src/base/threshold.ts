import { invalid } from './errors.ts'

/** The probability above which a label is answered: one for all classes, or one per class. */
export type Threshold = number | readonly number[]

/** Whether a label is answered: its probability lies strictly above the threshold, as in fastai's `accuracy_multi`. */
export const exceeds = (probability: number, threshold: number): boolean => probability > threshold

/**
 * One threshold for each of `classes` classes.
 *
 * @param caller the name that an error message begins with
 * @throws KindlingError `invalid-argument` when a threshold lies outside 0…1, or an array has not one entry per class
 *
 * @example
 * thresholdsFor('predict', 0.5, 3)              // Float64Array [0.5, 0.5, 0.5]
 * thresholdsFor('predict', [0.2, 0.5, 0.9], 3)  // Float64Array [0.2, 0.5, 0.9]
 */
export const thresholdsFor = (caller: string, threshold: Threshold, classes: number): Float64Array => {
  const thresholds =
    typeof threshold === 'number' ? new Float64Array(classes).fill(threshold) : Float64Array.from(threshold)
  if (thresholds.length !== classes) {
    throw invalid(
      `${caller}: threshold has ${thresholds.length} entries, but there are ${classes} classes; ` +
        'give one number, or one per class',
    )
  }
  const wrong = thresholds.findIndex((value) => !(value >= 0 && value <= 1))
  if (wrong >= 0) {
    const place = typeof threshold === 'number' ? '' : ` of class ${wrong}`
    throw invalid(`${caller}: threshold${place} is ${thresholds[wrong]}; it is a probability and must lie in 0…1`)
  }
  return thresholds
}
