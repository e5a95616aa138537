import { invalid } from '../../base/errors.ts'
import type { Emitter } from '../emitter.ts'
import { primitive } from '../primitive.ts'
import { sameShape, show } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { stack } from './shape.ts'

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const
const parity = 0x1bd11bda

/** Both words of the block after 20 rounds. */
function rounds(e: Emitter, key: readonly [string, string], counter: readonly [string, string]): [string, string] {
  const xor = (a: string, b: string): string => e.op('BitwiseXor', [a, b])
  const add = (a: string, b: string): string => e.op('Add', [a, b])
  const rotate = (x: string, bits: number): string =>
    e.op('BitwiseOr', [
      e.op('BitShift', [x, e.scalar('uint32', bits)], { direction: 'LEFT' }),
      e.op('BitShift', [x, e.scalar('uint32', 32 - bits)], { direction: 'RIGHT' }),
    ])
  const keys = [...key, xor(xor(key[0], key[1]), e.scalar('uint32', parity))]
  let [a, b] = [add(counter[0], key[0]), add(counter[1], key[1])]
  for (let round = 0; round < 20; round++) {
    a = add(a, b)
    b = xor(rotate(b, rotations[round % 8]!), a)
    if (round % 4 === 3) {
      const turn = (round + 1) / 4
      a = add(a, keys[turn % 3]!)
      b = add(b, add(keys[(turn + 1) % 3]!, e.scalar('uint32', turn)))
    }
  }
  return [a, b]
}

const word = primitive<{ which: 0 | 1 }>({
  name: 'threefry',
  infer: ([, , counter]) => counter!,
  emit: (e, [key0, key1, counter0, counter1], { attributes: { which } }) =>
    rounds(e, [key0!, key1!], [counter0!, counter1!])[which],
  work: ({ output }) => output.size * 140,
  gradient: { none: 'random bits are whole numbers' },
})

/**
 * Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): a random function of
 * a key and a counter, both of two 32-bit words. Equal counters give equal bits, in any order, on any machine.
 *
 * @param key two uint32 scalars
 * @param counter two uint32 tensors that broadcast, the first of full shape
 * @returns [2, …]: both words
 */
export function threefry(key: readonly [Tensor, Tensor], counter: readonly [Tensor, Tensor]): Tensor {
  for (const x of [...key, ...counter])
    if (x.dtype !== 'uint32') throw invalid(`threefry: an operand is ${x.dtype}; all must be uint32`)
  const [first, second] = counter
  if (!sameShape(first.shape, second.broadcastTo(first.shape).shape))
    throw invalid(`threefry: counters ${show(first.shape)} and ${show(second.shape)} do not fit`)
  const operands = [...key, first, second]
  const [a, b] = ([0, 1] as const).map((which) =>
    word([operands[0]!, operands[1]!, operands[2]!, operands[3]!], { which }),
  )
  return stack([a!, b!])
}
