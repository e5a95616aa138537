import { describe, expect, it } from 'vitest'
import { readModel } from '../onnx/index.ts'
import { exportOnnx, grad, Random, stack, tensor } from '../tensor/index.ts'
import { poseNetwork } from './pose-network.ts'

const pictures = (n: number) => new Random(7).normal([n, 3, 48, 64])

describe('poseNetwork', () => {
  it('gives a centre, six numbers and the landmarks of each picture', async () => {
    const model = poseNetwork({ landmarks: 5, random: new Random(0) }).eval()
    const y = model.forward(pictures(2))
    expect(y.shape).toEqual([2, 2 + 6 + 10])
    expect([...(await y.data())].every(Number.isFinite)).toBe(true)
  })

  it('finds everything in or near the picture before it has learnt anything', async () => {
    const model = poseNetwork({ landmarks: 3, random: new Random(0), closer: 0.36 }).eval()
    const [row] = (await model.forward(pictures(1)).array()) as number[][]
    for (const place of [...row!.slice(0, 2), ...row!.slice(8)]) expect(Math.abs(place)).toBeLessThan(1.5)
  })

  it('sees the same in a picture whenever it is not in training, and something else each time when it is', async () => {
    const model = poseNetwork({ landmarks: 3, random: new Random(0) })
    const x = await pictures(2).realize()
    model.eval()
    expect(await model.forward(x).array()).toEqual(await model.forward(x).array())
    model.train()
    expect(await model.forward(x).array()).not.toEqual(await model.forward(x).array())
  })

  it('can be exported: it does not depend on the size of the batch', async () => {
    const model = poseNetwork({ landmarks: 3, random: new Random(0) }).eval()
    const bytes = await exportOnnx((images) => ({ values: model.forward(images) }), {
      inputs: [{ name: 'images', dtype: 'float32', shape: [3, 48, 64] }],
    })
    expect(readModel(bytes).graph.output.map(({ name }) => name)).toEqual(['values'])
  })

  it('teaches every parameter', async () => {
    const model = poseNetwork({ landmarks: 3, random: new Random(0) })
    const parameters = [...model.namedParameters()]
    const loss = model.forward(pictures(4)).square().sum()
    const gradients = grad(
      loss,
      parameters.map(([, { value }]) => value),
    )
    const largest = (await stack(gradients.map((gradient) => gradient.abs().max())).array()) as number[]
    for (const [i, [name]] of parameters.entries()) {
      // The bias of a map changes nothing: a softmax does not see what is added to all of its places.
      if (/^(glance\.5|maps\.1)\.bias$/.test(name)) continue
      expect(largest[i], name).toBeGreaterThan(0)
    }
  })

  it('follows an object: a picture that is moved moves the centre alike', async () => {
    const model = poseNetwork({ landmarks: 1, random: new Random(1) }).eval()
    const dot = (cx: number) =>
      tensor(
        Float32Array.from({ length: 3 * 96 * 128 }, (_, i) => {
          const [x, y] = [i % 128, Math.floor(i / 128) % 96]
          return 6 * Math.exp(-((x - cx) ** 2 + (y - 48) ** 2) / 60)
        }),
        { shape: [1, 3, 96, 128] },
      )
    const x = async (cx: number) => ((await model.forward(dot(cx)).array()) as number[][])[0]![0]!
    // Without learning it need not find the dot, but what it finds depends on where the dot is.
    expect(await x(32)).not.toBeCloseTo(await x(96), 3)
  })
})
