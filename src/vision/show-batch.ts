import { invalid } from '../base/errors.ts'
import { saveFile } from '../base/save.ts'
import type { Answer, Column, DataLoaders } from '../data/index.ts'
import { fromOwned, Random } from '../tensor/index.ts'
import { augment, type BatchTransform } from './augment/index.ts'
import { contactSheet, drawPicture, overlayOf, type SheetCell } from './drawing/index.ts'

export interface ShowBatchOptions {
  /** Pictures on the sheet; 12 by default, at most as many as train. */
  readonly count?: number
  /** Whether pictures are changed at random as in training; true by default. Otherwise they are as in validation. */
  readonly augmented?: boolean
  /** Chooses the items and what is random; 0 by default. */
  readonly seed?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes a sheet of training pictures as a model sees them, after item and batch transforms, with what is to be predicted:
 * labels and numbers below, points and masks drawn. A point keeps its colour, so one sees which are exchanged in a mirrored
 * picture; absent ones are left out.
 *
 * @param path of the PNG
 * @returns how many pictures it has
 * @throws KindlingError `invalid-argument` for a wrong count; `invalid-data` when an item cannot be used; `write-failed`
 * @example
 * await showBatch(loaders, 'batch.png', { count: 9 })
 */
export async function showBatch<Item, X, Y>(
  loaders: DataLoaders<Item, X, Y, BatchTransform>,
  path: string,
  { count = 12, augmented = true, seed = 0, signal }: ShowBatchOptions = {},
): Promise<{ readonly count: number }> {
  if (!Number.isSafeInteger(count) || count < 1)
    throw invalid(`showBatch: count is ${count}; it must be a whole number from 1`)
  const { target, batchTransforms } = loaders
  const { inputs, targets } = await (augmented ? changed : plain)(loaders, count, seed, signal)
  const shown = inputs.shape[0]!
  const [height, width] = [inputs.shape[2]!, inputs.shape[3]!]
  const [input, wanted] = [inputs.data.length / shown, targets.data.length / shown]
  const cells = await Promise.all(
    Array.from({ length: shown }, async (_, i): Promise<SheetCell> => {
      const overlay = overlayOf(target.answer, targets.data.subarray(i * wanted, (i + 1) * wanted), [height, width])
      const data = Uint8Array.from(inputs.data.subarray(i * input, (i + 1) * input), byte)
      return { drawing: await drawPicture({ data, shape: [3, height, width] }, overlay), caption: overlay.caption }
    }),
  )
  const changes = augmented ? [...loaders.itemTransforms, ...batchTransforms].map(({ name }) => name).join(', ') : ''
  const sheet = await contactSheet(cells, {
    title: 'Training pictures as the model sees them',
    subtitle:
      `${target.name}; ${width} × ${height} pixels; ` +
      (augmented ? `${changes || 'no transforms'}; seed ${seed}` : 'without random changes, as in validation'),
    legend: maskLabels(target.answer),
  })
  await saveFile(path, sheet)
  return { count: shown }
}

interface Shown {
  readonly inputs: Column
  readonly targets: Column
}

/** The first pictures of an epoch after the batch transforms. */
async function changed<Item, X, Y>(
  { train, target, batchTransforms }: DataLoaders<Item, X, Y, BatchTransform>,
  count: number,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<Shown> {
  const change = augment(batchTransforms, target.moves, new Random(seed))
  const parts: Shown[] = []
  let found = 0
  for await (const { inputs, targets } of train.epoch(seed, { signal })) {
    const images = fromOwned(inputs.data, inputs.shape).cast('float32')
    const after = change(images, fromOwned(targets.data, targets.shape))
    const [seen, wanted] = await Promise.all(after.map((x) => x.data()))
    const take = Math.min(count - found, inputs.shape[0]!)
    parts.push({
      inputs: first(take, { data: seen as Column['data'], shape: after[0].shape }),
      targets: first(take, { data: wanted as Column['data'], shape: after[1].shape }),
    })
    found += take
    if (found === count) break
  }
  return { inputs: joined(parts.map(({ inputs }) => inputs)), targets: joined(parts.map(({ targets }) => targets)) }
}

/** The same items as validation would have them. */
async function plain<Item, X, Y>(
  { train }: DataLoaders<Item, X, Y, BatchTransform>,
  count: number,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<Shown> {
  const chosen = train.order(seed).slice(0, count)
  const samples = await Promise.all(chosen.map((i) => train.load(train.items[i]!, signal)))
  const single = ({ data, shape }: Column): Column => ({ data, shape: [1, ...shape] })
  return {
    inputs: joined(samples.map(({ input }) => single(input))),
    targets: joined(samples.map(({ target }) => single(target))),
  }
}

const first = (n: number, { data, shape }: Column): Column => ({
  data: data.subarray(0, (n * data.length) / shape[0]!) as Column['data'],
  shape: [n, ...shape.slice(1)],
})

function joined(columns: readonly Column[]): Column {
  const [{ data, shape }] = columns as [Column]
  const all = new (data.constructor as new (length: number) => Column['data'])(
    columns.reduce((sum, column) => sum + column.data.length, 0),
  )
  let at = 0
  for (const column of columns) {
    all.set(column.data, at)
    at += column.data.length
  }
  return { data: all, shape: [columns.reduce((sum, column) => sum + column.shape[0]!, 0), ...shape.slice(1)] }
}

const byte = (x: number): number => Math.min(255, Math.max(0, Math.round(x)))

const maskLabels = (answer: Answer): readonly string[] => (answer.kind === 'mask' ? answer.labels : [])
