import { DataLoader, type DataLoaderOptions } from '../src/data/index.ts'
import { Learner, type LearnerOptions } from '../src/learner/index.ts'
import { binaryCrossEntropyWithLogitsLoss, Flatten, Linear, type Module, Sequential } from '../src/nn/index.ts'
import { Random } from '../src/tensor/index.ts'

/** A picture of 3 × 2 × 2 bytes; label i is right where channel i is bright. */
export type ToyItem = { readonly bright: readonly number[] }

/** All eight combinations of three labels, over and over; the first has none. */
export const toyItems = (count: number): ToyItem[] =>
  Array.from({ length: count }, (_, i) => ({ bright: [i & 1, (i >> 1) & 1, (i >> 2) & 1] }))

export const toySample = ({ bright }: ToyItem) => ({
  input: {
    data: Uint8Array.from(bright.flatMap((on, channel) => [0, 1, 2, 3].map((i) => (on ? 200 : 20) + 10 * i + channel))),
    shape: [3, 2, 2],
  },
  target: { data: Float32Array.from(bright), shape: [3] },
})

export const toyLoader = (
  items: readonly ToyItem[],
  options: Partial<DataLoaderOptions<ToyItem>> = {},
): DataLoader<ToyItem> =>
  new DataLoader(items, {
    batchSize: 4,
    load: async (item) => toySample(item),
    ...options,
  })

/** A linear model of twelve numbers, from seed 0. */
export const toyModel = (): Module => new Sequential(new Flatten(), new Linear(12, 3, { random: new Random(0) }))

/** A learner that has learnt all there is within a few epochs. */
export const toyLearner = (options: Partial<LearnerOptions> = {}): Learner =>
  new Learner({
    loaders: { train: toyLoader(toyItems(32)), valid: toyLoader(toyItems(16)) },
    model: toyModel(),
    loss: binaryCrossEntropyWithLogitsLoss(),
    answer: { kind: 'labels', labels: ['red', 'green', 'blue'], thresholds: [0.5, 0.5, 0.5] },
    pictures: { width: 2, height: 2, transforms: [{ kind: 'resize', width: 2, height: 2, mode: 'squish' }] },
    ...options,
  })

/** The values of all parameters, one after another. */
export const weightsOf = async ({ model }: Learner): Promise<number[]> => {
  const values = await Promise.all(model.parameters().map(({ value }) => value.data()))
  return values.flatMap((each) => [...each].map(Number))
}
