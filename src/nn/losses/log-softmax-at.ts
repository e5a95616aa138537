import type { DType } from '../../tensor/dtype.ts'
import type { Emitter } from '../../tensor/emitter.ts'
import { expandDims, logSoftmax, scatterAdd, softmax, type Tensor, takeAlongAxis } from '../../tensor/index.ts'
import { primitive } from '../../tensor/primitive.ts'

/** Down to here probabilities are as precise as their type; further down they may be 0. */
const leastProbability = 1e-30

/** Whether it is computed by `ofRows`. */
const areRows = (x: Tensor, smoothing: number): boolean => smoothing === 0 && x.ndim === 2 && x.dtype !== 'float16'

const picked = primitive<{ smoothing: number }>({
  name: 'logSoftmaxAt',
  infer: ([x, classes]) => ({ shape: classes!.shape, dtype: x!.dtype }),
  emit: (e, [x, classes], { output: { dtype } }) => ofRows(e, x!, classes!, dtype),
  lower: ({ inputs: [x, classes], attributes: { smoothing } }) => {
    if (areRows(x!, smoothing)) return undefined
    const all = logSoftmax(x!, 1)
    const one = takeAlongAxis(all, expandDims(classes!, 1), 1).squeeze(1)
    return smoothing === 0 ? one : one.mul(1 - smoothing).add(all.mean(1).mul(smoothing))
  },
  work: ({ inputs: [x] }) => x!.size,
  // softmax − target, times −g. Adding to one place of each row is done in place where nothing else needs the rows, and costs
  // nothing; a one-hot matrix, or zeros with the gradient scattered into them, would be one or two more passes over all logits.
  gradient: (g, { inputs: [x, classes], attributes: { smoothing } }) => {
    const probabilities = areRows(x!, smoothing) ? softmax(x!, 1) : logSoftmax(x!, 1).exp()
    const [places, flow] = [expandDims(classes!, 1), expandDims(g, 1)]
    const rest = probabilities.sub(smoothing / x!.shape[1]!).mul(flow.neg())
    return [scatterAdd(rest, 1, places, flow.mul(1 - smoothing)), undefined]
  },
})

/**
 * Of rows [N, C], the logarithms of the softmax, which the gradient needs as well: one pass over the logits serves both.
 * Where a probability is too small for its type, and only there, the row is gone through once more, as logarithms.
 */
function ofRows(e: Emitter, x: string, classes: string, dtype: DType): string {
  const at = (rows: string, places: string): string => {
    const column = e.op('GatherElements', [rows, e.op('Unsqueeze', [places, e.ints([1])])], { axis: 1 })
    return e.op('Squeeze', [column, e.ints([1])])
  }
  const probabilities = at(e.op('Softmax', [x], { axis: 1 }), classes)
  const tooSmall = e.op('Less', [probabilities, e.scalar(dtype, leastProbability)])
  const again = e.op('Squeeze', [e.op('NonZero', [tooSmall]), e.ints([0])])
  const those = (all: string): string => e.op('Gather', [all, again], { axis: 0 })
  const exact = at(e.op('LogSoftmax', [those(x)], { axis: 1 }), those(classes))
  return e.op('ScatterElements', [e.op('Log', [probabilities]), again, exact], { axis: 0 })
}

/**
 * The logarithm of the softmax along axis 1, at one class of each item: the log-probability of that class.
 *
 * @param x logits [N, C, d1, …]
 * @param classes integers [N, d1, …]
 * @param smoothing the part, from 0 to 1, in which the mean over all classes takes the place of that one class
 * @returns [N, d1, …]
 */
export const logSoftmaxAt = (x: Tensor, classes: Tensor, smoothing = 0): Tensor => picked([x, classes], { smoothing })
