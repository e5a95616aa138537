import { expandDims, full, logSoftmax, scatterAdd, type Tensor, takeAlongAxis } from '../../tensor/index.ts'
import { primitive } from '../../tensor/primitive.ts'

const picked = primitive<{ smoothing: number }>({
  name: 'logSoftmaxAt',
  infer: ([x, classes]) => ({ shape: classes!.shape, dtype: x!.dtype }),
  lower: ({ inputs: [x, classes], attributes: { smoothing } }) => {
    const all = logSoftmax(x!, 1)
    const one = takeAlongAxis(all, expandDims(classes!, 1), 1).squeeze(1)
    return smoothing === 0 ? one : one.mul(1 - smoothing).add(all.mean(1).mul(smoothing))
  },
  // softmax − target. Adding to one place of each row is done in place and costs nothing; a one-hot matrix, or zeros with
  // the gradient scattered into them, would be one or two more passes over all logits.
  gradient: (g, { inputs: [x, classes], attributes: { smoothing } }) => {
    const rest = logSoftmax(x!, 1)
      .exp()
      .sub(smoothing / x!.shape[1]!)
    const places = expandDims(classes!, 1)
    const target = full(places.shape, smoothing - 1, { dtype: g.dtype })
    return [scatterAdd(rest, 1, places, target).mul(expandDims(g.neg(), 1)), undefined]
  },
})

/**
 * The logarithm of the softmax along axis 1, at one class of each item: the log-probability of that class.
 *
 * @param x logits [N, C, d1, …]
 * @param classes integers [N, d1, …]
 * @param smoothing the part, from 0 to 1, in which the mean over all classes takes the place of that one class
 * @returns [N, d1, …]
 */
export const logSoftmaxAt = (x: Tensor, classes: Tensor, smoothing = 0): Tensor => picked([x, classes], { smoothing })
