import { badData } from '../../base/errors.ts'
import { binaryCrossEntropyWithLogitsLoss, crossEntropyLoss } from '../../nn/index.ts'
import type { Named, Target, TargetBlock } from '../block.ts'
import { Vocabulary, type VocabularyOptions } from '../vocabulary.ts'

export interface CategoryBlockOptions extends VocabularyOptions {
  /** The classes; by default those that occur, sorted. A label that is not in it is an error. */
  readonly vocabulary?: Vocabulary | readonly string[]
}

/**
 * One class for each item. The loss is cross-entropy over a softmax: the classes compete, and one always wins.
 *
 * With `allowNone`, an item may have no class (`undefined`), and "none of them" is an answer: each class is then a question
 * of its own, so the loss is binary cross-entropy over sigmoids, and the answer is the most probable of the classes whose
 * probability is above their threshold, or none.
 *
 * @example
 * new DataBlock({ blocks: [imageBlock(), categoryBlock()], getItems: filesIn(), getX: (file) => file, getY: parentLabel() })
 */
export function categoryBlock(options?: CategoryBlockOptions & { readonly allowNone?: false }): TargetBlock<string>
export function categoryBlock(
  options: CategoryBlockOptions & { readonly allowNone: true },
): TargetBlock<string | undefined>
export function categoryBlock({
  allowNone = false,
  vocabulary,
  order = 'sorted',
}: CategoryBlockOptions & { readonly allowNone?: boolean } = {}):
  | TargetBlock<string>
  | TargetBlock<string | undefined> {
  if (allowNone)
    return {
      name: 'category or none',
      setup: async (values: AsyncIterable<Named<string | undefined>>) =>
        categoryOrNone(await vocabularyOf(values, oneOrNone, vocabulary, order)),
    }
  return {
    name: 'category',
    setup: async (values: AsyncIterable<Named<string>>) =>
      category(await vocabularyOf(values, (label, name) => [required(label, name)], vocabulary, order)),
  }
}

const required = (label: string, name: string): string => {
  if (label === undefined || label === '')
    throw badData(`categoryBlock: ${name} has no label; give it one, or say categoryBlock({ allowNone: true })`)
  return checked(label, name, 'a text')
}

const oneOrNone = (label: string | undefined, name: string): string[] =>
  label === undefined ? [] : [checked(label, name, 'a text, or undefined for none')]

/** What comes from files may be anything, whatever its type says. */
function checked(label: string, name: string, wanted: string): string {
  if (typeof label === 'string' && label !== '') return label
  throw badData(`categoryBlock: the label of ${name} is ${JSON.stringify(label)}; getY must return ${wanted}`)
}

const category = (vocabulary: Vocabulary): Target<string> => ({
  name: 'category',
  answer: { kind: 'category', labels: vocabulary.labels },
  loss: crossEntropyLoss(),
  moves: { kind: 'classIndices', classes: vocabulary.size },
  encode: (label, _, name) => ({ data: Int32Array.of(vocabulary.indexOf(required(label, name), name)), shape: [] }),
  decode: (encoded) => vocabulary.labels[encoded[0]!]!,
  describe: (label) => label,
})

const categoryOrNone = (vocabulary: Vocabulary): Target<string | undefined> => ({
  name: 'category or none',
  answer: { kind: 'category', labels: vocabulary.labels, thresholds: vocabulary.labels.map(() => 0.5) },
  loss: binaryCrossEntropyWithLogitsLoss(),
  moves: { kind: 'labels' },
  encode: (label, _, name) => ({
    data: vocabulary.encode(oneOrNone(label, name), name),
    shape: [vocabulary.size],
  }),
  decode: (encoded) => vocabulary.decode(encoded)[0],
  describe: (label) => label ?? 'none',
})

/**
 * The vocabulary that a block was given, or that of all values; in either case every label is looked up now, so that one
 * that is not known is reported before hours of training and not in the middle of them.
 */
export async function vocabularyOf<Y>(
  values: AsyncIterable<Named<Y>>,
  labelsOf: (value: Y, name: string) => readonly string[],
  given: Vocabulary | readonly string[] | undefined,
  order: 'sorted' | 'kept',
): Promise<Vocabulary> {
  const known = given === undefined || given instanceof Vocabulary ? given : new Vocabulary(given, { order: 'kept' })
  const found = new Set<string>()
  for await (const { value, name } of values)
    for (const label of labelsOf(value, name)) {
      known?.indexOf(label, name)
      found.add(label)
    }
  return known ?? Vocabulary.of([{ labels: [...found] }], { order })
}
