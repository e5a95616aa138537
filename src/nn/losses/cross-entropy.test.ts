import { describe, expect, it } from 'vitest'
import { compile, type DType, grad, type Tensor, tensor } from '../../tensor/index.ts'
import { crossEntropy } from './index.ts'

const int32 = (values: readonly number[], shape: readonly number[] = [values.length]): Tensor =>
  tensor(Int32Array.from(values), { shape })

/** The values; −0 as 0. */
const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number).map((v) => v + 0)

/** The chapter's six pictures: activations for two classes, and the classes. */
const six = tensor([
  [0.6734, 0.2576],
  [0.4689, 0.4607],
  [-2.2457, -0.3727],
  [4.4164, -1.276],
  [0.9233, 0.5347],
  [1.0698, 1.6187],
])
const sixClasses = int32([0, 1, 0, 1, 1, 0])

describe('crossEntropy', () => {
  it("gives the chapter's losses for its six rows of activations", async () => {
    const losses = await numbers(crossEntropy(six, sixClasses, { reduction: 'none' }))
    const expected = [0.5067, 0.6973, 2.016, 5.6958, 0.9062, 1.0048]
    for (const [i, value] of expected.entries()) expect(losses[i]).toBeCloseTo(value, 3)
    expect(await crossEntropy(six, sixClasses).item()).toBeCloseTo(1.8045, 3)
  })

  it('is 0.135660 in nats for the dog of the spreadsheet, where the sheet has it to base 10', async () => {
    const outputs = tensor([-4.8852, 2.5975, 0.5917, -2.0689, -4.5687])
    const nats = await crossEntropy(outputs, tensor(1, { dtype: 'int32' })).item()
    expect(nats).toBeCloseTo(0.13566, 5)
    expect(nats / Math.LN10).toBeCloseTo(0.058916, 5)
  })

  it('has the gradient (softmax − oneHot) / n', async () => {
    const gradient = grad(crossEntropy(six, sixClasses), [six])[0]!
    const expected = six
      .softmax(1)
      .sub(sixClasses.oneHot(2))
      .mul(1 / 6)
    const wanted = await numbers(expected)
    for (const [i, value] of (await numbers(gradient)).entries()) expect(value).toBeCloseTo(wanted[i]!, 7)
  })

  it('takes class indices of every integer type', async () => {
    const expected = await crossEntropy(six, sixClasses).item()
    for (const dtype of ['int64', 'uint8', 'uint32'] satisfies DType[])
      expect(await crossEntropy(six, sixClasses.cast(dtype)).item()).toBe(expected)
  })

  it('does not mistake class 156 for an ignored −100 when the target is uint8', async () => {
    const logits = tensor(new Float32Array(2 * 200), { shape: [2, 200] })
    expect(await crossEntropy(logits, tensor(Uint8Array.of(156, 3))).item()).toBeCloseTo(Math.log(200), 5)
  })

  it('leaves out items with the ignored index, which may be a class', async () => {
    const [first, , , , , last] = await numbers(crossEntropy(six, sixClasses, { reduction: 'none' }))
    const rest = int32([0, 255, 255, 255, 255, 0])
    expect(await crossEntropy(six, rest, { ignoreIndex: 255 }).item()).toBeCloseTo((first! + last!) / 2, 6)
    const zeros = await numbers(crossEntropy(six, sixClasses, { ignoreIndex: 1, reduction: 'none' }))
    expect([zeros[1], zeros[3], zeros[4]]).toEqual([0, 0, 0])
  })

  it('is NaN when all items are ignored, as in PyTorch', async () => {
    expect(await crossEntropy(six, int32([-100, -100, -100, -100, -100, -100])).item()).toBeNaN()
  })

  it('does not look at the logits of ignored items', async () => {
    const logits = tensor([Number.NEGATIVE_INFINITY, 1, 2, 3], { shape: [2, 2] })
    const loss = crossEntropy(logits, int32([-100, 0]))
    expect(await loss.item()).toBeCloseTo(Math.log(1 + Math.E), 6)
    expect((await numbers(grad(loss, [logits])[0]!)).slice(0, 2)).toEqual([0, 0])
  })

  it('of one-hot probabilities is that of the indices', async () => {
    const found = await crossEntropy(six, sixClasses.oneHot(2), { labelSmoothing: 0.1 }).item()
    expect(found).toBeCloseTo(await crossEntropy(six, sixClasses, { labelSmoothing: 0.1 }).item(), 6)
  })

  it('of one item is that of a batch of one', async () => {
    const one = tensor([1, 2, 4])
    const batch = one.reshape([1, 3])
    const probabilities = tensor([0.2, 0.3, 0.5])
    expect(crossEntropy(one, tensor(2, { dtype: 'int32' }), { reduction: 'none' }).shape).toEqual([])
    expect(crossEntropy(one, probabilities, { reduction: 'none' }).shape).toEqual([])
    expect(await crossEntropy(one, probabilities).item()).toBe(
      await crossEntropy(batch, probabilities.reshape([1, 3])).item(),
    )
  })

  it('of places is that of a list of the places', async () => {
    const places = [0.3, 2, -1, 0.5, 1, 0, -0.7, 0.2, 1.1, 0.4, -2, 0.9]
    const map = tensor(places, { shape: [1, 3, 2, 2] })
    const list = map.transpose([0, 2, 3, 1]).reshape([4, 3])
    const classes = [2, 0, 1, 1]
    const options = { weight: [1, 2, 0.5], labelSmoothing: 0.1 }
    const found = await crossEntropy(map, int32(classes, [1, 2, 2]), options).item()
    expect(found).toBeCloseTo(await crossEntropy(list, int32(classes), options).item(), 6)
    expect(crossEntropy(map, int32(classes, [1, 2, 2]), { reduction: 'none' }).shape).toEqual([1, 2, 2])
    const soft = map.softmax(1)
    expect(crossEntropy(map, soft, { reduction: 'none' }).shape).toEqual([1, 2, 2])
  })

  it('is exact and finite at logits of ±1000, gradient included', async () => {
    const logits = tensor([
      [1000, -1000, 0],
      [1000, -1000, 0],
      [-1000, -1000, -1000],
    ])
    const target = int32([1, 0, 2])
    const loss = crossEntropy(logits, target, { reduction: 'none' })
    const [confidentlyWrong, confidentlyRight, undecided] = await numbers(loss)
    expect([confidentlyWrong, confidentlyRight]).toEqual([2000, 0])
    expect(undecided).toBeCloseTo(Math.log(3), 6)
    const gradient = await numbers(grad(loss.sum(), [logits])[0]!)
    expect(gradient.slice(0, 6)).toEqual([1, -1, 0, 0, 0, 0])
    for (const [i, value] of [1 / 3, 1 / 3, -2 / 3].entries()) expect(gradient[6 + i]).toBeCloseTo(value, 6)
    const smoothed = crossEntropy(logits, target, { labelSmoothing: 0.1 })
    for (const value of [await smoothed.item(), ...(await numbers(grad(smoothed, [logits])[0]!))])
      expect(value).toSatisfy(Number.isFinite)
  })

  it.each(['float32', 'float64'] as const)(
    'of %s, is as exact where the probability of the class is too small for the type as where it is not',
    async (dtype) => {
      // The closed form: ln(e⁰ + e⁻ᵈ) + d.
      const distances = [0, 1, 68, 70, 88, 104, 700, 750, 1e4]
      const logits = tensor(distances.flatMap((d) => [0, -d]))
        .cast(dtype)
        .reshape([distances.length, 2])
      const classes = int32(distances.map(() => 1))
      const expected = distances.map((d) => Math.log1p(Math.exp(-d)) + d)
      const step = compile((x: Tensor) => {
        const losses = crossEntropy(x, classes, { reduction: 'none' })
        return [losses, ...grad(losses.sum(), [x])]
      })
      const losses = crossEntropy(logits, classes, { reduction: 'none' })
      for (const [found, gradient] of [[losses, grad(losses.sum(), [logits])[0]!], await step(logits)]) {
        for (const [i, value] of (await numbers(found!)).entries())
          expect(value / expected[i]!).toBeCloseTo(1, dtype === 'float32' ? 6 : 14)
        for (const [i, value] of (await numbers(gradient!)).entries()) {
          const right = 1 / (1 + Math.exp(-distances[i >> 1]!))
          expect(value).toBeCloseTo(i % 2 === 0 ? right : -right, 6)
        }
      }
      step.dispose()
    },
  )

  it('gives inside a compiled function what it gives outside', async () => {
    const step = compile((logits: Tensor, target: Tensor) => {
      const loss = crossEntropy(logits, target)
      return [loss, ...grad(loss, [logits])]
    })
    const [loss, gradient] = await step(six, sixClasses)
    expect(await loss!.item()).toBeCloseTo(await crossEntropy(six, sixClasses).item(), 6)
    const wanted = await numbers(grad(crossEntropy(six, sixClasses), [six])[0]!)
    for (const [i, value] of (await numbers(gradient!)).entries()) expect(value).toBeCloseTo(wanted[i]!, 7)
    step.dispose()
  })
})

describe('crossEntropy refuses', () => {
  const logits = tensor(new Float32Array(32 * 5), { shape: [32, 5] })
  const classes = (wrong: number): number[] => [wrong, ...new Array<number>(31).fill(0)]

  it('a class that the input does not have, before anything runs', () => {
    const message =
      'crossEntropy: target has class 7, but input has 5 classes (shape [32, 5]); labels must lie in 0…4, ' +
      'or be ignoreIndex (-100)'
    expect(() => crossEntropy(logits, int32(classes(7)))).toThrow(message)
    expect(() => crossEntropy(logits, int32(classes(7)).reshape([32]))).toThrow(message)
    expect(() => crossEntropy(logits, int32(classes(-1)))).toThrow('target has class -1, but input has 5 classes')
  })

  it.each([7, 5, -1, -5])('the class %i when a compiled function runs, and says in which loss', async (wrong) => {
    const step = compile((x: Tensor, t: Tensor) => {
      const loss = crossEntropy(x, t)
      return [loss, ...grad(loss, [x])]
    })
    await expect(step(logits, int32(classes(wrong)))).rejects.toThrow(
      'crossEntropy: target has a class that input does not have',
    )
    step.dispose()
  })

  it.each([
    [logits, int32([1, 2]), {}, 'target has shape [2], but input has [32, 5]; class indices must have [32]'],
    [
      tensor(new Float32Array(30), { shape: [1, 5, 2, 3] }),
      int32([1]),
      {},
      'target has shape [1], but input has [1, 5, 2, 3]; class indices must have [1, 2, 3]',
    ],
    [logits, tensor(classes(1)), {}, 'target is float32 [32], but input has [32, 5]; class probabilities must have'],
    [logits, int32(classes(1)).equal(1), {}, "must be integers (int32, int64 or uint8): cast it to 'int32'"],
    [
      logits.cast('int32'),
      int32(classes(1)),
      {},
      "input is int32 [32, 5]; logits must be floats (cast it to 'float32')",
    ],
    [tensor(1), int32([0]), {}, 'input is a single number (shape []); it must have an axis of classes'],
    [logits, int32(classes(1)), { weight: [1, 2] }, 'weight has shape [2], but input has 5 classes; it must be [5]'],
    [logits, int32(classes(1)), { labelSmoothing: 1.5 }, 'labelSmoothing is 1.5; it must lie in 0…1'],
    [logits, int32(classes(1)), { ignoreIndex: 0.5 }, 'ignoreIndex is 0.5; it must be a whole number'],
    [logits, logits, { ignoreIndex: 0 }, 'ignoreIndex is 0, but target holds class probabilities'],
    [
      logits,
      int32(classes(1)),
      { reduction: 'average' as 'mean' },
      "reduction is 'average'; it must be 'mean', 'sum' or 'none'",
    ],
  ])('%s with %s and %o', (input, target, options, message) => {
    expect(() => crossEntropy(input, target, options)).toThrow(message)
  })
})
