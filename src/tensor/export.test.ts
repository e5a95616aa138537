import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import { decodeModel } from '../onnx/index.ts'
import {
  arange,
  batchNorm,
  conv2d,
  exportOnnx,
  interpolate,
  layerNorm,
  maxPool2d,
  ones,
  Random,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from './index.ts'

const random = new Random(1)
const picture = [2, 6, 5] as const

/** Runs a model with ONNX Runtime itself, as whoever receives the file would. */
async function run(model: Uint8Array, x: Tensor): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(model, { logSeverityLevel: 4 })
  const results = await session.run({
    x: new OrtTensor('float32', (await x.data()) as Float32Array, x.shape as number[]),
  })
  await session.release()
  return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, value.data as Float32Array]))
}

describe('exportOnnx', () => {
  const weight = new Variable(random.normal([4, 2, 3, 3]))
  const dense = new Variable(random.normal([4 * 3 * 2, 3]))
  const statistics = { mean: zeros([4]), variance: ones([4]) }
  const network = (x: Tensor): Record<string, Tensor> => {
    const features = maxPool2d(batchNorm(conv2d(x, weight.value, { padding: 1 }), statistics).relu(), 2)
    const logits = features
      .flatten(1)
      .matmul(dense.value)
      .add(tensor([1, 2, 3]))
    return {
      probabilities: logits.softmax(),
      best: logits.argmax(-1).cast('float32'),
      first: features.at(':', 0).mean([1, 2]),
      small: layerNorm(interpolate(x, [3, 2]), [2]),
    }
  }

  it('writes a model that computes the same for any size of batch', async () => {
    const model = await exportOnnx(network as (x: Tensor) => Record<string, Tensor>, {
      inputs: [{ name: 'x', dtype: 'float32', shape: picture }],
    })
    for (const batch of [1, 2, 7]) {
      const x = random.normal([batch, ...picture])
      const found = await run(model, x)
      for (const [name, wanted] of Object.entries(network(x))) expectClose(found[name]!, await wanted.data(), {}, name)
    }
  })

  it('names inputs and outputs, leaves the batch open and keeps metadata', async () => {
    const model = decodeModel(
      await exportOnnx((x: Tensor) => ({ y: x.mul(2) }), {
        inputs: [{ name: 'x', dtype: 'uint8', shape: [3] }],
        metadata: { labels: '["a"]' },
      }),
    )
    const dims = (list: NonNullable<typeof model.graph>['input']) =>
      list.map(({ name, type }) => [
        name,
        type?.value.case === 'tensorType' ? type.value.value.shape?.dim.map(({ value }) => value.value) : undefined,
      ])
    expect(dims(model.graph!.input)).toEqual([['x', ['batch', 3n]]])
    expect(dims(model.graph!.output)).toEqual([['y', ['batch', 3n]]])
    expect(model.metadataProps.map(({ key, value }) => [key, value])).toEqual([['labels', '["a"]']])
  })

  it('has all inputs, in their order', async () => {
    const inputs = ['a', 'b', 'c'].map((name) => ({ name, dtype: 'float32', shape: [2] }) as const)
    const model = decodeModel(await exportOnnx((a: Tensor, _: Tensor, c: Tensor) => ({ y: c.sub(a) }), { inputs }))
    expect(model.graph!.input.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  const one = { inputs: [{ name: 'x', dtype: 'float32', shape: [3] }] } as const
  it.each<[string, (x: Tensor) => Record<string, Tensor>, string]>([
    ['a promise', (async (x: Tensor) => ({ y: x })) as never, 'the function returned a promise'],
    ['a tensor without a name', ((x: Tensor) => x) as never, 'the function must return its outputs by name'],
    [
      'an output that is no batch',
      (x) => ({ y: x.sum() }),
      "output 'y' has shape [], whose first axis is not the batch",
    ],
    [
      'a graph that depends on the batch',
      (x) => ({ y: x.add(arange(x.shape[0]!).reshape([-1, 1])) }),
      'depends on the size of the batch',
    ],
    [
      'a shape that depends on the batch',
      (x) => ({ y: x.reshape([3, -1]).transpose().reshape(x.shape) }),
      'depends on the size of the batch',
    ],
    [
      'a large tensor from outside',
      (x) => ({ y: x.add(tensor(new Float32Array(6000), { shape: [2000, 3] }).sum(0)) }),
      'uses a tensor of 6000 elements from outside',
    ],
  ])('refuses %s', async (_, fn, message) => expect(exportOnnx(fn, one)).rejects.toThrow(message))
})
