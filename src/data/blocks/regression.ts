import { badData, invalid } from '../../base/errors.ts'
import { type Loss, mseLoss, regressionLoss } from '../../nn/index.ts'
import type { Answer } from '../answer.ts'
import type { Target, TargetBlock } from '../block.ts'
import type { Moves } from '../moves.ts'

export interface RegressionBlockOptions {
  /** Mean squared error by default. One of your own must leave out targets that are NaN. */
  readonly loss?: Loss
  /**
   * What a mirrored picture multiplies each number by: −1 for a steering angle. By default numbers do not depend on which
   * side is left, and stay.
   */
  readonly mirrored?: readonly number[]
}

/**
 * A number for each item, or several of them. The loss is the mean squared error, and there is no activation. Numbers that
 * are missing (NaN) are left out of the loss.
 *
 * @throws KindlingError `invalid-argument` when outputs is no whole number from 1
 * @example
 * const angle = regressionBlock()               // getY returns a number
 * const pose = regressionBlock({ outputs: 6 })  // getY returns six
 * const steering = regressionBlock({ mirrored: [-1] })
 */
export function regressionBlock(
  options?: RegressionBlockOptions & { readonly outputs?: undefined },
): TargetBlock<number>
export function regressionBlock(
  options: RegressionBlockOptions & { readonly outputs: number },
): TargetBlock<readonly number[]>
export function regressionBlock({
  outputs,
  loss = regressionLoss('mse', mseLoss),
  mirrored,
}: RegressionBlockOptions & { readonly outputs?: number | undefined } = {}):
  | TargetBlock<number>
  | TargetBlock<readonly number[]> {
  if (mirrored && (mirrored.length !== (outputs ?? 1) || !mirrored.every(Number.isFinite)))
    throw invalid(
      `regressionBlock: mirrored is [${mirrored}]; it must be ${outputs ?? 1} finite factors, one for each number`,
    )
  const moves: Moves = mirrored ? { kind: 'numbers', mirrored } : { kind: 'other' }
  if (outputs === undefined)
    return block<number>(
      { kind: 'number' },
      loss,
      moves,
      (value) => [value],
      (encoded) => encoded[0]!,
    )
  if (!Number.isSafeInteger(outputs) || outputs < 1)
    throw invalid(`regressionBlock: outputs is ${outputs}; it must be a whole number from 1`)
  return block<readonly number[]>(
    { kind: 'numbers', count: outputs },
    loss,
    moves,
    (value) => value,
    (encoded) => Array.from(encoded),
  )
}

const block = <Y>(
  answer: Answer & { readonly kind: 'number' | 'numbers' },
  loss: Loss,
  moves: Moves,
  numbersOf: (value: Y) => readonly number[],
  decode: (encoded: ArrayLike<number>) => Y,
): TargetBlock<Y> => {
  const count = answer.kind === 'number' ? 1 : answer.count
  const encoded = (value: Y, name: string): Float32Array<ArrayBuffer> => {
    const numbers = numbersOf(value)
    if (!(numbers?.length === count))
      throw badData(`regressionBlock: ${name} has ${numbers?.length ?? 'no'} numbers; getY must return ${count}`)
    // As float32, in which a number beyond 3.4e38 is infinite.
    const wrong = Array.from(numbers).findIndex(
      (number) => typeof number !== 'number' || Math.abs(Math.fround(number)) === Number.POSITIVE_INFINITY,
    )
    if (wrong >= 0) {
      const value: unknown = numbers[wrong]
      throw badData(
        `regressionBlock: ${name} has ${typeof value === 'string' ? `'${value}'` : value}; it must be a finite number of ` +
          'float32, or NaN where it is missing',
      )
    }
    return Float32Array.from(numbers)
  }
  const target: Target<Y> = {
    name: answer.kind,
    answer,
    loss,
    moves,
    encode: (value, _, name) => ({ data: encoded(value, name), shape: [count] }),
    decode,
    describe: (value) => numbersOf(value).map(rounded).join(', '),
  }
  return {
    name: answer.kind,
    setup: async (values) => {
      let present = false
      // Each is looked at, also after the first that is present.
      for await (const { value, name } of values) if (encoded(value, name).some((x) => !Number.isNaN(x))) present = true
      if (!present) throw badData('regressionBlock: every number of every item is missing; there is nothing to learn')
      return target
    },
  }
}

const rounded = (x: number): string => String(Number(x.toPrecision(5)))
