import type { Loss } from '../nn/index.ts'
import type { Answer } from './answer.ts'
import type { Column } from './column.ts'
import type { ItemTransform } from './item-transform.ts'
import type { Moves } from './moves.ts'
import type { Placement } from './placement.ts'
import type { RandomStream } from './random.ts'

/** What reads the inputs of a data set: for pictures `imageBlock()`. */
export interface InputBlock<X> {
  /** For summaries: `image`. */
  readonly name: string
  /** Makes an input ready, and says where the original went. */
  load(x: X, options: LoadInputOptions): Promise<{ readonly input: Column; readonly placement: Placement }>
}

export interface LoadInputOptions {
  /** Applied one after another, in a single resampling. */
  readonly transforms: readonly ItemTransform[]
  readonly signal: AbortSignal
  /** In training only. */
  readonly random?: RandomStream | undefined
}

/** A value and what carries it, for errors: a file name. */
export interface Named<Y> {
  readonly value: Y
  readonly name: string
}

/**
 * What is to be predicted, before the data is known: `categoryBlock()`, `multiCategoryBlock()`, `regressionBlock()`,
 * `pointsBlock()`, `maskBlock()`, or several of them as one `partsBlock({ … })`.
 */
export interface TargetBlock<Y> {
  /** For summaries: `category`. */
  readonly name: string
  /**
   * Learns from the values of all items, in training or not, what must be known beforehand, such as the vocabulary, and
   * refuses those that cannot be.
   *
   * @throws KindlingError `invalid-data` naming the item and the value
   */
  setup(values: AsyncIterable<Named<Y>>): Promise<Target<Y>>
}

/** What is to be predicted, of a data set that is known. From it follow the loss, the activation and the decoding. */
export interface Target<Y> {
  readonly name: string
  /** How predictions become answers; an exported model carries it. */
  readonly answer: Answer
  readonly loss: Loss
  /** How it changes with its picture. */
  readonly moves: Moves
  /**
   * What a model is trained with.
   *
   * @param name of the item, for errors
   * @throws KindlingError `invalid-data` naming the item and the value
   */
  encode(value: Y, placement: Placement, name: string): Column | Promise<Column>
  /**
   * The value that an encoded target stands for, such as where the points of an augmented picture are now.
   *
   * @param encoded the target of one item
   */
  decode(encoded: ArrayLike<number>, placement: Placement): Y
  /** The value in a few words, for summaries and pictures: `dog, sofa`, `(120.5, 33.0)`. */
  describe(value: Y): string
}
