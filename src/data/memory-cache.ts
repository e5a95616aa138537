import { invalid } from '../base/errors.ts'
import type { Load, Sample } from './data-loader.ts'

/**
 * Keeps what `load` returns in memory, up to a limit, so that the second epoch costs next to nothing. When the limit is
 * reached, what is in stays in and the rest is loaded afresh each time: in epochs over all items every other policy
 * would throw out each item just before it is needed.
 *
 * Items are told apart by identity. The samples are shared: do not write into them (a DataLoader copies).
 *
 * @param options.maxBytes default 1 GiB: about 21,000 pictures of 128×128, 7,100 of 224×224
 * @example
 * const load = memoryCache((item: LabelledFile) => decodeImage(item.file, { size: 128 }))
 */
export const memoryCache = <Item extends object>(load: Load<Item>, options: { maxBytes?: number } = {}): Load<Item> => {
  const { maxBytes = 2 ** 30 } = options
  if (!(maxBytes >= 0)) throw invalid(`memoryCache: maxBytes is ${maxBytes}; it must be 0 or more`)
  const kept = new Map<Item, Sample>()
  let bytes = 0
  return async (item, signal) => {
    const known = kept.get(item)
    if (known) return known
    const sample = await load(item, signal)
    if (!kept.has(item) && bytes + sample.data.byteLength <= maxBytes) {
      kept.set(item, sample)
      bytes += sample.data.byteLength
    }
    return sample
  }
}
