import { badData } from '../../base/errors.ts'
import { binaryCrossEntropyWithLogitsLoss } from '../../nn/index.ts'
import type { Target, TargetBlock } from '../block.ts'
import type { Vocabulary } from '../vocabulary.ts'
import { type CategoryBlockOptions, vocabularyOf } from './category.ts'

/**
 * Any number of classes for each item, none included. Each class is a question of its own: the loss is binary cross-entropy
 * over sigmoids, and the answer is the classes above their thresholds.
 *
 * @example
 * new DataBlock({
 *   blocks: [imageBlock(), multiCategoryBlock()],
 *   getItems: (csv: string) => readRows(csv),
 *   getX: columnFile('fname', { folder: 'train' }),
 *   getY: columnLabels('labels'),
 * })
 */
export const multiCategoryBlock = ({
  vocabulary,
  order = 'sorted',
}: CategoryBlockOptions = {}): TargetBlock<readonly string[]> => ({
  name: 'labels',
  setup: async (values) => labelled(await vocabularyOf(values, checked, vocabulary, order)),
})

const labelled = (vocabulary: Vocabulary): Target<readonly string[]> => ({
  name: 'labels',
  answer: { kind: 'labels', labels: vocabulary.labels, thresholds: vocabulary.labels.map(() => 0.5) },
  loss: binaryCrossEntropyWithLogitsLoss(),
  moves: { kind: 'labels' },
  encode: (labels, _, name) => ({ data: vocabulary.encode(checked(labels, name), name), shape: [vocabulary.size] }),
  decode: (encoded) => vocabulary.decode(encoded),
  describe: (labels) => labels.join(', ') || 'none',
})

/** A text would otherwise be taken apart into letters. */
function checked(labels: readonly string[], name: string): readonly string[] {
  if (Array.isArray(labels) && labels.every((label) => typeof label === 'string' && label !== '')) return labels
  throw badData(
    `multiCategoryBlock: the labels of ${name} are ${JSON.stringify(labels)}; getY must return an array of texts, [] for none ` +
      '(for one class for each item there is categoryBlock)',
  )
}
