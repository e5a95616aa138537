/** The class that a row of predictions answers: the one with the highest; of equal ones the first, as argmax has it. */
export const mostProbable = (predictions: Float32Array, item: number, classes: number): number => {
  const start = item * classes
  let best = start
  for (let cell = start + 1; cell < start + classes; cell++) if (predictions[cell]! > predictions[best]!) best = cell
  return best - start
}
