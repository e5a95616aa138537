import { badData, invalid } from '../../base/errors.ts'
import { type Placement, type Point, placed, type Target, type TargetBlock, unplaced } from '../../data/index.ts'
import { type Loss, mseLoss, regressionLoss } from '../../nn/index.ts'

export interface PointsBlockOptions {
  /** Points of each item; as many as the first item has by default. */
  readonly count?: number
  /** Pairs of points that a mirrored picture exchanges, such as the left eye and the right. */
  readonly swap?: readonly (readonly [number, number])[]
  /** What becomes of a point that leaves the picture: 'absent' (default), left out of the loss; or kept where it is. */
  readonly outside?: 'absent' | 'keep'
  /** Mean squared error by default, of coordinates in −1…1. */
  readonly loss?: Loss
}

/**
 * Points in a picture, in pixels from its left and upper edge. They move with the picture, and are predicted in −1…1 over
 * its edges. A point with NaN is absent: it is left out of the loss.
 *
 * @example
 * new DataBlock({
 *   blocks: [imageBlock(), pointsBlock({ swap: [[36, 45]] })],
 *   getItems: (csv: string) => readRows(csv),
 *   getX: columnFile('file'),
 *   getY: columnPoints([['x0', 'y0'], ['x1', 'y1']]),
 * })
 */
export function pointsBlock({
  count,
  swap = [],
  outside = 'absent',
  loss = regressionLoss('mse', mseLoss),
}: PointsBlockOptions = {}): TargetBlock<readonly Point[]> {
  if (count !== undefined && (!Number.isSafeInteger(count) || count < 1))
    throw invalid(`pointsBlock: count is ${count}; it must be a whole number from 1`)
  return {
    name: 'points',
    async setup(values) {
      let found = count
      let present = false
      for await (const { value, name } of values) {
        found ??= Array.isArray(value) ? value.length : undefined
        const points = checked(value, found, name)
        if (points.some(([x, y]) => !Number.isNaN(x + y))) present = true
      }
      if (!found)
        throw badData('pointsBlock: the first item has no points; getY must return at least one for each item')
      if (!present) throw badData('pointsBlock: every point of every item is absent; there is nothing to learn')
      checkSwap(swap, found)
      return points(found, swap, outside, loss)
    },
  }
}

const points = (
  count: number,
  swap: NonNullable<PointsBlockOptions['swap']>,
  outside: 'absent' | 'keep',
  loss: Loss,
): Target<readonly Point[]> => ({
  name: 'points',
  answer: { kind: 'points', count },
  loss,
  moves: { kind: 'points', count, swap, outside },
  encode: (value, placement, name) => {
    const data = new Float32Array(2 * count)
    for (const [i, point] of checked(value, count, name).entries()) {
      const [x, y] = scaled(placed(placement, point), placement)
      const leaves = outside === 'absent' && !(Math.abs(x) <= 1 && Math.abs(y) <= 1)
      data.set(leaves || Number.isNaN(x + y) ? [Number.NaN, Number.NaN] : [x, y], 2 * i)
    }
    return { data, shape: [2 * count] }
  },
  decode: (encoded, placement) =>
    Array.from({ length: count }, (_, i) =>
      unplaced(placement, [
        ((encoded[2 * i]! + 1) * placement.size.width) / 2,
        ((encoded[2 * i + 1]! + 1) * placement.size.height) / 2,
      ]),
    ),
  describe: (value) =>
    value.map(([x, y]) => (Number.isNaN(x + y) ? 'absent' : `(${rounded(x)}, ${rounded(y)})`)).join(' '),
})

/** From pixels to −1…1 over the edges. */
const scaled = ([x, y]: Point, { size: { width, height } }: Placement): Point => [
  (2 * x) / width - 1,
  (2 * y) / height - 1,
]

function checked(value: readonly Point[], count: number | undefined, name: string): readonly Point[] {
  if (!Array.isArray(value) || value.length !== count)
    throw badData(
      `pointsBlock: ${name} has ${Array.isArray(value) ? value.length : 'no'} points` +
        `${count === undefined ? '' : ` where others have ${count}`}; getY must return [x, y] for each, and [NaN, NaN] for ` +
        'those that are absent',
    )
  for (const [i, point] of (value as readonly Point[]).entries())
    if (point?.length !== 2 || point.some((x) => typeof x !== 'number' || Math.abs(x) === Number.POSITIVE_INFINITY))
      throw badData(
        `pointsBlock: point ${i} of ${name} is ${JSON.stringify(point)}; it must be [x, y] in pixels, or [NaN, NaN]`,
      )
  return value
}

function checkSwap(swap: NonNullable<PointsBlockOptions['swap']>, count: number): void {
  const all = swap.flat()
  const wrong = all.find((i, at) => !(Number.isInteger(i) && i >= 0 && i < count) || all.indexOf(i) !== at)
  if (wrong !== undefined)
    throw invalid(
      `pointsBlock: swap names point ${wrong}, which is not among 0…${count - 1} or is named twice; ` +
        'each point belongs to one pair at most',
    )
}

const rounded = (x: number): string => String(Math.round(10 * x) / 10)
