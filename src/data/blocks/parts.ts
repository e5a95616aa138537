import { badData, invalid } from '../../base/errors.ts'
import type { Loss } from '../../nn/index.ts'
import { concat, type Tensor } from '../../tensor/index.ts'
import { type Answer, widthOf } from '../answer.ts'
import type { Named, Target, TargetBlock } from '../block.ts'

/** The values of several blocks under their names. */
type Values<Blocks> = { readonly [K in keyof Blocks]: Blocks[K] extends TargetBlock<infer Y> ? Y : never }

// biome-ignore lint/suspicious/noExplicitAny: each part has a type of its own
type AnyTarget = Target<any>
// biome-ignore lint/suspicious/noExplicitAny: each part has a type of its own
type AnyBlock = TargetBlock<any>

export interface PartsOptions<Blocks> {
  /** How much the loss of each part counts; 1 by default. */
  readonly weights?: { readonly [K in keyof Blocks]?: number }
}

/**
 * Several things to predict of one picture: a model with as many outputs as all of them have, and the weighted sum of
 * their losses.
 *
 * The encoded targets stand in columns one after another, so parts are numbers, points or several labels; a single category
 * (a class index) or a mask cannot be a part, but `categoryBlock({ allowNone: true })` can.
 *
 * @throws KindlingError `invalid-argument` when there is no part, or one cannot be
 * @example
 * partsBlock({ centre: pointsBlock(), rotation: regressionBlock({ outputs: 6 }) }, { weights: { rotation: 0.2 } })
 */
export function partsBlock<Blocks extends Readonly<Record<string, AnyBlock>>>(
  blocks: Blocks,
  { weights = {} }: PartsOptions<Blocks> = {},
): TargetBlock<Values<Blocks>> {
  const names = Object.keys(blocks)
  if (names.length === 0) throw invalid('partsBlock: there are no parts; give at least one block')
  for (const [name, weight] of Object.entries(weights) as [string, number][])
    if (!names.includes(name) || !(weight >= 0 && Number.isFinite(weight)))
      throw invalid(
        `partsBlock: the weight of '${name}' is ${weight}; weights are numbers from 0 for ${names.join(', ')}`,
      )
  return {
    name: names.join(' + '),
    async setup(values) {
      const targets: Record<string, AnyTarget> = {}
      for (const name of names)
        targets[name] = await blocks[name]!.setup(part(values as AsyncIterable<Named<Record<string, unknown>>>, name))
      return combined(targets, weights as Record<string, number>) as Target<Values<Blocks>>
    },
  }
}

/** Can be gone through more than once, as a part may have parts. */
const part = (values: AsyncIterable<Named<Record<string, unknown>>>, key: string): AsyncIterable<Named<unknown>> => ({
  async *[Symbol.asyncIterator]() {
    for await (const { value, name } of values) yield { value: valueOfPart(value, key, name), name: `${name} (${key})` }
  },
})

function valueOfPart(value: Record<string, unknown>, key: string, name: string): unknown {
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, key)) return value[key]
  throw badData(`partsBlock: the value of ${name} has no part '${key}'; getY must return an object with every part`)
}

interface Columns {
  readonly name: string
  readonly target: AnyTarget
  readonly width: number
  readonly start: number
}

function combined(
  targets: Record<string, AnyTarget>,
  weights: Record<string, number>,
): Target<Record<string, unknown>> {
  let end = 0
  const parts = Object.entries(targets).map(([name, target]): Columns => {
    if (target.moves.kind === 'classIndices' || target.moves.kind === 'mask')
      throw invalid(
        `partsBlock: '${name}' is a ${target.name}, which has no columns of numbers; ` +
          'use categoryBlock({ allowNone: true }), or a model of its own',
      )
    const width = widthOf(target.answer)
    end += width
    return { name, target, width, start: end - width }
  })
  const slice = (x: ArrayLike<number>, { start, width }: Columns): number[] =>
    Array.from({ length: width }, (_, i) => x[start + i]!)
  return {
    name: parts.map(({ name }) => name).join(' + '),
    answer: {
      kind: 'parts',
      parts: Object.fromEntries(parts.map(({ name, target }): [string, Answer] => [name, target.answer])),
    },
    loss: sumOfLosses(parts, weights),
    moves: { kind: 'parts', parts: parts.map(({ width, target: { moves } }) => ({ width, moves })) },
    encode: async (value, placement, name) => {
      const data = new Float32Array(end)
      for (const { name: key, target, start } of parts)
        data.set((await target.encode(valueOfPart(value, key, name), placement, `${name} (${key})`)).data, start)
      return { data, shape: [end] }
    },
    decode: (encoded, placement) =>
      Object.fromEntries(parts.map((each) => [each.name, each.target.decode(slice(encoded, each), placement)])),
    describe: (value) => parts.map(({ name, target }) => `${name} ${target.describe(value[name])}`).join('; '),
  }
}

function sumOfLosses(parts: readonly Columns[], weights: Record<string, number>): Loss {
  const columns = (x: Tensor, { start, width }: Columns): Tensor => x.narrow(1, start, start + width)
  return {
    name: parts.map(({ target }) => target.loss.name).join(' + '),
    loss: (outputs, targets) =>
      parts
        .map((each) =>
          each.target.loss.loss(columns(outputs, each), columns(targets, each)).mul(weights[each.name] ?? 1),
        )
        .reduce((sum, loss) => sum.add(loss)),
    activation: (outputs) =>
      concat(
        parts.map((each) => each.target.loss.activation(columns(outputs, each))),
        1,
      ),
    decode: (predictions) => predictions,
    formula: {
      kind: 'parts',
      parts: parts.map(({ name, width, target }) => ({
        name,
        width,
        weight: weights[name] ?? 1,
        loss: target.loss,
      })),
    },
  }
}
