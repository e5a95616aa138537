import { createHash } from 'node:crypto'
import { KindlingError } from '../../base/errors.ts'
import { eachConcurrently } from '../concurrent.ts'
import type { DataLoaders } from '../data-block.ts'
import { type Point, type Size, unchanged } from '../placement.ts'
import { DuplicateFinder, type Duplicates } from './duplicates.ts'
import type { Side, Sides } from './sides.ts'
import { type SizeSummary, SizeTally } from './sizes.ts'
import { summarizeTargets, type TargetSummary } from './target-summary.ts'

/** What is known of an input once it has been read as a whole. */
export interface Inspected {
  readonly size: Size
  /** Equal for equal contents. */
  readonly digest: string
  /** What kind of file it is, such as `JPEG, 3 channels`. */
  readonly mode?: string
}

/** An item that cannot be used, and why. */
export interface Unusable {
  readonly item: string
  /** Undefined for an item that the splitter left out. */
  readonly side: Side | undefined
  /** Says what to do, too. */
  readonly message: string
}

/** What all items of a data set came to when each was really read. */
export interface DataHealth {
  readonly items: Sides
  readonly targets: TargetSummary
  /** How many items could not be read, and the first of them. */
  readonly unusable: { readonly count: number; readonly first: readonly Unusable[] }
  readonly duplicates: Duplicates
  /** Undefined when nothing could be read. */
  readonly sizes: SizeSummary | undefined
  /** Kinds of files and how many there are, the most frequent first; none where they are not known. */
  readonly modes: readonly { readonly mode: string; readonly count: number }[]
  /** Points that lie outside their pictures; undefined where there are no points. */
  readonly outside: { readonly points: number; readonly items: number; readonly first: readonly string[] } | undefined
  /** Pixels of each class, in the order of the mask's labels; undefined where there are no masks. */
  readonly pixels: readonly number[] | undefined
}

export interface CheckDataOptions<X> {
  /** Reads an input; by default the input block does, without transforms. */
  readonly inspect?: (x: X, signal: AbortSignal) => Promise<Inspected>
  readonly signal?: AbortSignal | undefined
  /** Called after each item. */
  readonly onProgress?: (done: number, of: number) => void
  /** Items that are read at once; the number of cores by default. */
  readonly workers?: number
}

/** How many items of a kind are named. */
const named = 50

/**
 * Reads every item once and says what is wrong with the data set: files that cannot be read, copies (the worst of them in
 * training and validation alike), classes that cannot be learnt or judged, numbers that never vary, points outside their
 * pictures. `healthFindings` puts that into words.
 *
 * Keeps a digest and a size for each item and no contents, so that there may be any number.
 *
 * @throws the signal's reason when it is aborted; whatever is no fault of the data
 * @example
 * const health = await checkData(loaders)
 * for (const { message } of healthFindings(health)) console.warn(message)
 */
export async function checkData<Item, X, Y, B>(
  loaders: Pick<DataLoaders<Item, X, Y, B>, 'items' | 'split' | 'input' | 'target' | 'getX' | 'getY' | 'nameOf'>,
  { inspect, signal = new AbortController().signal, onProgress, workers }: CheckDataOptions<X> = {},
): Promise<DataHealth> {
  const { items, split, input, target, getX, getY, nameOf } = loaders
  const read = inspect ?? readWhole(input)
  const sides = new Uint8Array(items.length)
  for (const i of split.train) sides[i] = 1
  for (const i of split.valid) sides[i] = 2
  const sideOf = (position: number): Side | undefined => ([undefined, 'train', 'valid'] as const)[sides[position]!]
  const nameAt = (position: number): string => nameOf(items[position]!)

  const sizes = new SizeTally(items.length)
  const duplicates = new DuplicateFinder()
  const modes = new Map<string, number>()
  const broken: { position: number; message: string }[] = []
  const outside = target.answer.kind === 'points' ? { points: 0, items: 0, first: [] as number[] } : undefined
  const pixels = target.answer.kind === 'mask' ? target.answer.labels.map(() => 0) : undefined
  let done = 0
  let brokenCount = 0

  const look = async (position: number): Promise<void> => {
    const item = items[position]!
    const { size, digest, mode } = await read(getX(item), signal)
    sizes.add(position, size)
    duplicates.add(position, digest)
    if (mode !== undefined) modes.set(mode, (modes.get(mode) ?? 0) + 1)
    if (outside) {
      const points = outsiders((await getY(item)) as readonly Point[], size)
      outside.points += points
      if (points > 0 && outside.items++ < named) outside.first.push(position)
    }
    if (pixels) {
      const { data } = await target.encode(await getY(item), unchanged(size), nameOf(item))
      // What belongs to no class has a number beyond them.
      for (const value of data) if (value < pixels.length) pixels[value]!++
    }
  }
  await eachConcurrently(
    items.length,
    async (position) => {
      try {
        await look(position)
      } catch (error) {
        if (!(error instanceof KindlingError && error.code === 'invalid-data')) throw error
        if (brokenCount++ < named) broken.push({ position, message: error.message })
      }
      onProgress?.(++done, items.length)
    },
    { signal, ...(workers !== undefined && { limit: workers }) },
  )

  const describe = async (position: number): Promise<string> => target.describe(await getY(items[position]!))
  return {
    items: { train: split.train.length, valid: split.valid.length },
    targets: await summarizeTargets(loaders),
    unusable: {
      count: brokenCount,
      first: broken
        .sort((a, b) => a.position - b.position)
        .map(({ position, message }) => ({ item: nameAt(position), side: sideOf(position), message })),
    },
    duplicates: await duplicates.result(nameAt, sideOf, describe),
    sizes: sizes.result(nameAt),
    modes: [...modes].map(([mode, count]) => ({ mode, count })).sort((a, b) => b.count - a.count),
    outside: outside && { ...outside, first: outside.first.sort((a, b) => a - b).map(nameAt) },
    pixels,
  }
}

/** The digest is that of the pixels: a copy with other metadata is a copy all the same. */
const readWhole =
  <X>(input: DataLoaders<unknown, X>['input']) =>
  async (x: X, signal: AbortSignal): Promise<Inspected> => {
    const { input: whole, placement } = await input.load(x, { transforms: [], signal })
    return { size: placement.original, digest: digestOf(whole) }
  }

/** A digest of an array and its shape. */
export const digestOf = ({
  data,
  shape,
}: {
  readonly data: ArrayBufferView<ArrayBuffer>
  readonly shape: readonly number[]
}): string =>
  createHash('sha256')
    .update(shape.join('×'))
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('base64')
    .slice(0, 22)

const outsiders = (points: readonly Point[], { width, height }: Size): number =>
  points.filter(([x, y]) => x < 0 || y < 0 || x > width || y > height).length
