import { invalid } from '../base/errors.ts'
import { DataLoader } from '../data/index.ts'

/** Which items: a position, or several; a file, by its path or the end of it; or whether to take an item. */
// biome-ignore lint/suspicious/noExplicitAny: a learner does not look at the items
export type Choice = number | readonly number[] | string | ((item: any, position: number) => boolean)

// biome-ignore lint/suspicious/noExplicitAny: a learner does not look at the items
type AnyLoader = DataLoader<any>

/** Some of a loader's items, in a loader of their own that loads them as that one would in validation. */
export type ChosenItems = {
  readonly loader: AnyLoader
  /** What each is called. */
  readonly names: readonly string[]
  /** Where each stands in the list that they were chosen from. */
  readonly positions: readonly number[]
}

/**
 * Chooses items of a loader.
 *
 * @param nameOf what an item is called; without it a file cannot be looked for
 * @throws KindlingError `invalid-argument` when there is no such item, or a file's name fits several
 * @example
 * chosenItems(loaders.valid, 'street.jpg', loaders.nameOf)
 */
export const chosenItems = (from: AnyLoader, which: Choice, nameOf?: (item: unknown) => string): ChosenItems => {
  const { items } = from
  const name = (position: number): string => nameOf?.(items[position]) ?? `item ${position}`
  const positions = positionsOf(items, which, nameOf && name)
  return {
    loader: new DataLoader(
      positions.map((position) => items[position]),
      { batchSize: from.batchSize, load: (item, { signal }) => from.load(item, signal) },
    ),
    names: positions.map(name),
    positions,
  }
}

const positionsOf = (
  items: readonly unknown[],
  which: Choice,
  name: ((position: number) => string) | undefined,
): readonly number[] => {
  const all = Array.from(items.keys())
  if (typeof which === 'function') {
    const found = all.filter((position) => which(items[position], position))
    if (found.length === 0) throw invalid(`none of the ${items.length} validation items is one that was asked for`)
    return found
  }
  if (typeof which === 'string') {
    if (!name) throw invalid(`the items have no names to look for '${which}' in; give the position of an item`)
    const path = unix(which)
    const exact = all.filter((position) => unix(name(position)) === path)
    const found = exact.length > 0 ? exact : all.filter((position) => unix(name(position)).endsWith(`/${path}`))
    if (found.length === 1) return found
    throw invalid(
      found.length === 0
        ? `'${which}' is none of the ${items.length} validation items, such as '${name(0)}'; name one of them, or its ` +
            `position from 0 to ${items.length - 1}`
        : `'${which}' may be ${found.length} of the validation items, ${name(found[0]!)} or ${name(found[1]!)}; write ` +
            'more of the path',
    )
  }
  const chosen = typeof which === 'number' ? [which] : which
  if (chosen.length === 0) throw invalid('there are no positions of items; give at least one')
  const wrong = chosen.find((position) => !(Number.isInteger(position) && position >= 0 && position < items.length))
  if (wrong !== undefined)
    throw invalid(`there is no validation item ${wrong}; positions are whole numbers from 0 to ${items.length - 1}`)
  return chosen
}

const unix = (path: string): string => path.replaceAll('\\', '/')
