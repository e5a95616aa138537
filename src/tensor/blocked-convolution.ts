import type { AttributeValue } from '../onnx/index.ts'
import { blockedDomain } from '../runtime/index.ts'
import type { Emitter } from './emitter.ts'
import type { Call } from './primitive.ts'

/*
 * ONNX Runtime has faster convolutions, over channels in blocks of as many as a register holds: [N, C/b, H, W, b]. It uses
 * them by itself where weights are constants, which in training they are not; so programs of our own use them directly,
 * where what they save is more than what it costs to bring pictures and weights into that order and back.
 */

/** Whether a convolution is faster over blocks of channels. Constant weights ONNX Runtime blocks by itself. */
export function gainsFromBlocks(
  e: Emitter,
  weight: string,
  { inputs: [x, w], attributes: { stride, groups }, output }: Call<{ stride: readonly number[]; groups: number }>,
): boolean {
  const block = e.channelBlock
  const [o, c, ...kernel] = w!.shape as [number, number, number, number]
  return (
    block > 0 &&
    x!.dtype === 'float32' &&
    groups === 1 &&
    o % block === 0 &&
    c % block === 0 &&
    // A stride or a kernel of one leaves too little to compute for what is moved; so do weights larger than the pictures.
    stride.every((step) => step === 1) &&
    kernel.some((length) => length > 1) &&
    w!.size <= x!.size + output.size &&
    !e.graph.isConstant(weight)
  )
}

/** A convolution over blocks of channels, of pictures and weights in their usual order, to the usual order. */
export function blockedConvolution(
  e: Emitter,
  [x, weight]: readonly [string, string],
  { inputs }: Call,
  window: Readonly<Record<string, AttributeValue>>,
): string {
  const [o, c, kh, kw] = inputs[1]!.shape as [number, number, number, number]
  const block = e.channelBlock
  // [O/b, b, C/b, b, taps] to [O/b, C/b, taps, b, b], one axis at a time: a Transpose that moves several is slow.
  const outermost = e.op('Transpose', [e.op('Reshape', [weight, e.ints([o / block, block, c * kh * kw])])], {
    perm: [0, 2, 1],
  })
  const blocked = e.op(
    'Transpose',
    [e.op('Reshape', [outermost, e.ints([(o / block) * (c / block), block, kh * kw, block])])],
    { perm: [0, 2, 1, 3] },
  )
  const y = e.op(
    'Conv',
    [e.op('ReorderInput', [x], {}, blockedDomain), e.op('Reshape', [blocked, e.ints([o, c, kh, kw])])],
    window,
    blockedDomain,
  )
  return e.op('ReorderOutput', [y], { channels: o }, blockedDomain)
}
