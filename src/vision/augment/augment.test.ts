import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Moves, randomStream } from '../../data/index.ts'
import { Emitter } from '../../tensor/emitter.ts'
import { compile, Random, type Tensor, tensor } from '../../tensor/index.ts'
import { Trace, traced } from '../../tensor/trace.ts'
import {
  augment,
  augTransforms,
  type BatchTransform,
  cutMix,
  erase,
  type GeometricTransform,
  horizontalFlip,
  lighting,
  mixUp,
  rotate,
  verticalFlip,
  warp,
  zoom,
} from './index.ts'

type Numbers = ArrayLike<number>
type Point = readonly [x: number, y: number]
interface Size {
  readonly width: number
  readonly height: number
}

const [items, dots] = [12, 3]
const sigma = 1.5
const points: Moves = { kind: 'points', count: dots }

/** A dot on black, one in each channel, each at a random place: the pictures, and the places in −1…1. */
function dotted({ width, height }: Size, seed: number): { images: Tensor; targets: Tensor; places: Float32Array } {
  const random = randomStream(seed)
  const data = new Float32Array(items * dots * height * width)
  const places = new Float32Array(items * dots * 2)
  for (let dot = 0; dot < items * dots; dot++) {
    const [x, y] = [random.uniform(-0.75, 0.75), random.uniform(-0.75, 0.75)]
    places.set([x, y], 2 * dot)
    const [cx, cy] = [((x + 1) * width) / 2, ((y + 1) * height) / 2]
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++)
        data[(dot * height + i) * width + j] =
          255 * Math.exp(-((j + 0.5 - cx) ** 2 + (i + 0.5 - cy) ** 2) / (2 * sigma ** 2))
  }
  return {
    images: tensor(data, { shape: [items, dots, height, width] }),
    targets: tensor(places, { shape: [items, 2 * dots] }),
    places,
  }
}

/** The centre of what is bright in a channel, in pixels from the left and upper edge. */
function centroid(data: Numbers, channel: number, { width, height }: Size): Point {
  let [sum, x, y] = [0, 0, 0]
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) {
      const value = data[(channel * height + i) * width + j]!
      sum += value
      x += value * (j + 0.5)
      y += value * (i + 0.5)
    }
  return [x / sum, y / sum]
}

const inPixels = (targets: Numbers, dot: number, { width, height }: Size): Point => [
  ((targets[2 * dot]! + 1) * width) / 2,
  ((targets[2 * dot + 1]! + 1) * height) / 2,
]

const distance = ([a, b]: Point, [c, d]: Point): number => Math.hypot(a - c, b - d)

/** Whether a whole dot lies in the picture. */
const isWhole = ([x, y]: Point, { width, height }: Size): boolean => Math.min(x, y, width - x, height - y) > 5 * sigma

/** One step of a compiled function, for fresh draws. */
async function once<R>(fn: (images: Tensor, targets: Tensor) => R, images: Tensor, targets: Tensor): Promise<R> {
  const step = compile(fn)
  try {
    return await step(images, targets)
  } finally {
    step.dispose()
  }
}

const data = async (x: Tensor): Promise<Numbers> => (await x.data()) as Numbers

/** Every transform that moves things, in stronger forms than usual and always. */
const movements: readonly GeometricTransform[] = [
  horizontalFlip({ p: 1 }),
  verticalFlip({ p: 1 }),
  rotate({ maxDegrees: 45, p: 1 }),
  zoom({ min: 0.8, max: 1.4, p: 1 }),
  warp({ magnitude: 0.3, p: 1 }),
]

const sizes: readonly Size[] = [
  { width: 64, height: 64 },
  { width: 96, height: 56 },
  { width: 48, height: 80 },
]

/** The largest distance between dots as they are found and points as they moved; fails where too few can be compared. */
async function worstDistance(transforms: readonly BatchTransform[], size: Size, seed: number): Promise<number> {
  const { images, targets, places } = dotted(size, seed)
  // Black outside: a reflection would draw a dot twice.
  const change = augment(transforms, points, new Random(seed), { padding: 'zeros' })
  const [seen, moved] = await once(change, images, targets)
  const [pixels, found] = [await data(seen!), await data(moved!)]
  let [worst, compared, distanceMoved] = [0, 0, 0]
  for (let dot = 0; dot < items * dots; dot++) {
    const point = inPixels(found, dot, size)
    if (!isWhole(point, size)) continue
    worst = Math.max(worst, distance(point, centroid(pixels, dot, size)))
    distanceMoved += distance(point, inPixels(places, dot, size))
    compared++
  }
  expect(compared).toBeGreaterThan((items * dots) / 4)
  expect(distanceMoved / compared).toBeGreaterThan(1)
  return worst
}

describe('points under augment: a dot that is found by its centroid is where its point says', () => {
  it.each(movements.flatMap((transform) => sizes.map((size) => ({ transform, size }))))(
    '$transform.name of $size.width × $size.height',
    async ({ transform, size }) => expect(await worstDistance([transform], size, 1)).toBeLessThan(0.25),
  )

  it.each(sizes.map((size) => ({ size })))('the usual transforms, $size.width × $size.height', async ({ size }) => {
    expect(await worstDistance(augTransforms({ maxLighting: 0 }), size, 2)).toBeLessThan(0.1)
  })

  it.each([1, 2, 3, 4, 5, 6])('a random composition, number %i', async (seed) => {
    const random = randomStream(seed)
    const order = random.permutation(movements.length).slice(0, random.integer(2, movements.length))
    const gentle = [horizontalFlip(), verticalFlip(), rotate({ maxDegrees: 25 }), zoom({ min: 0.8, max: 1.2 }), warp()]
    const transforms = order.map((i) => gentle[i]!)
    expect(await worstDistance(transforms, sizes[seed % 3]!, seed)).toBeLessThan(0.25)
  })

  it('also where other transforms stand between them', async () => {
    const between = [rotate({ p: 1 }), lighting({ p: 1, max: 0.01 }), warp({ p: 1 })]
    expect(await worstDistance(between, sizes[1]!, 3)).toBeLessThan(0.5)
  })
})

describe('points under augment', () => {
  const black = tensor(new Float32Array(2 * 3 * 16 * 16), { shape: [2, 3, 16, 16] })
  const both = async (transforms: readonly BatchTransform[], moves: Moves, rows: number[][]) =>
    (await once(augment(transforms, moves, new Random(3)), black, tensor(rows)))[1]!.array()

  it('that leave the picture become absent, and absent ones stay so', async () => {
    const nowhere = Number.NaN
    // The centre stays within a zoom of 4 about itself, or about a place nearby; the corner does not.
    const moved = (await both([zoom({ min: 4, max: 4, p: 1 })], { kind: 'points', count: 2 }, [
      [-0.99, 0.99, nowhere, nowhere],
      [0.99, -0.99, nowhere, nowhere],
    ])) as number[][]
    expect(moved).toEqual([
      [nowhere, nowhere, nowhere, nowhere],
      [nowhere, nowhere, nowhere, nowhere],
    ])
  })

  it("that leave the picture are kept where 'outside' says so", async () => {
    const moved = (await both([zoom({ min: 4, max: 4, p: 1 })], { kind: 'points', count: 1, outside: 'keep' }, [
      [-0.99, 0.99],
      [0.99, -0.99],
    ])) as number[][]
    for (const [i, [x, y]] of moved.entries()) {
      expect(Math.max(Math.abs(x!), Math.abs(y!))).toBeGreaterThan(1)
      expect(Math.sign(x!)).toBe(i === 0 ? -1 : 1)
    }
  })

  const pair: Moves = { kind: 'points', count: 3, swap: [[0, 2]] }
  const row = [-0.5, 0.25, 0, 0.5, 0.75, -0.125]

  it('swap the pairs of a mirrored picture, and only those', async () => {
    const mirrored = [-0.75, -0.125, 0, 0.5, 0.5, 0.25]
    expect(await both([horizontalFlip({ p: 1 })], pair, [row, row])).toEqual([mirrored, mirrored])
    const upsideDown = [0.75, 0.125, 0, -0.5, -0.5, -0.25]
    expect(await both([verticalFlip({ p: 1 })], pair, [row, row])).toEqual([upsideDown, upsideDown])
  })

  it('swap nothing in a picture that is mirrored twice, which is turned by half a circle', async () => {
    const turned = row.map((x) => 0 - x)
    const found = await both([horizontalFlip({ p: 1 }), verticalFlip({ p: 1 })], pair, [row, row])
    expect((found as number[][]).map((values) => values.map((x) => x + 0))).toEqual([turned, turned])
  })

  it('swap item by item: where the picture is mirrored and nowhere else', async () => {
    const n = 64
    // The upper left pixel tells whether a picture was mirrored.
    const pictures = tensor(
      Float32Array.from({ length: n * 3 * 4 }, (_, i) => (i % 2 === 0 ? 200 : 10)),
      {
        shape: [n, 3, 2, 2],
      },
    )
    const change = augment([horizontalFlip()], pair, new Random(9))
    const [images, targets] = await once(change, pictures, tensor(Array.from({ length: n }, () => row)))
    const [pixels, moved] = [await data(images!), (await targets!.array()) as number[][]]
    const mirrored = moved.map((_, i) => pixels[i * 12] === 10)
    expect(new Set(mirrored).size).toBe(2)
    for (const [i, values] of moved.entries())
      expect(values).toEqual(mirrored[i] ? [-0.75, -0.125, 0, 0.5, 0.5, 0.25] : row)
  })

  it('that are columns of several parts move, and the others do not', async () => {
    const moves: Moves = {
      kind: 'parts',
      parts: [
        { width: 1, moves: { kind: 'other' } },
        { width: 2, moves: { kind: 'points', count: 1 } },
        { width: 2, moves: { kind: 'labels' } },
      ],
    }
    expect(
      await both([horizontalFlip({ p: 1 })], moves, [
        [7, 0.5, 0.25, 1, 0],
        [8, -0.25, 0.5, 0, 1],
      ]),
    ).toEqual([
      [7, -0.5, 0.25, 1, 0],
      [8, 0.25, 0.5, 0, 1],
    ])
  })
})

describe('masks under augment', () => {
  const masksOf = async (images: Tensor, { width, height }: Size, dtype: 'uint8' | 'int32'): Promise<Tensor> => {
    const pixels = await data(images)
    const area = width * height
    return tensor(
      Array.from({ length: items * area }, (_, i) =>
        pixels[Math.floor(i / area) * dots * area + (i % area)]! > 8 ? 7 : 0,
      ),
      { dtype },
    ).reshape([items, height, width])
  }

  it.each((['uint8', 'int32'] as const).flatMap((dtype) => movements.map((transform) => ({ dtype, transform }))))(
    '$dtype move with the dot under $transform.name',
    async ({ dtype, transform }) => {
      const size = sizes[1]!
      const { images } = dotted(size, 5)
      const masks = await masksOf(images, size, dtype)
      const change = augment([transform], { kind: 'mask' }, new Random(5), { padding: 'zeros' })
      const [seen, moved] = await once(change, images, masks)
      expect(moved!.dtype).toBe(dtype)
      const [pixels, values] = [await data(seen!), Array.from(await data(moved!))]
      expect(values.every((value) => [0, 7, 255].includes(value))).toBe(true)
      const classes = values.map((value) => value % 255)
      let compared = 0
      for (let item = 0; item < items; item++) {
        const dot = centroid(pixels, item * dots, size)
        if (!isWhole(dot, size)) continue
        // The nearest pixel is up to half a pixel of the source away, along each axis.
        expect(distance(dot, centroid(classes, item, size))).toBeLessThan(1)
        compared++
      }
      expect(compared).toBeGreaterThan(2)
    },
  )

  it('are continued beyond the edges as their pictures are: reflected, or 255 where those are black', async () => {
    // Two halves, one dark and one bright, of class 0 and 1.
    const [n, side] = [8, 16]
    const half = (value: number, count: number) =>
      Array.from({ length: count * side * side }, (_, i) => (i % side < side / 2 ? 0 : value))
    const images = tensor(half(200, 3 * n))
      .reshape([n, 3, side, side])
      .add(50)
    const masks = tensor(half(1, n), { dtype: 'uint8' }).reshape([n, side, side])
    const shrink = [zoom({ min: 0.5, max: 0.5, p: 1 })]
    for (const padding of ['reflection', 'zeros'] as const) {
      const [seen, moved] = await once(augment(shrink, { kind: 'mask' }, new Random(1), { padding }), images, masks)
      const [pixels, classes] = [await data(seen!), await data(moved!)]
      const found = new Set(Array.from(classes))
      expect(found).toEqual(new Set(padding === 'zeros' ? [0, 1, 255] : [0, 1]))
      for (let i = 0; i < n * side * side; i++) {
        const pixel = pixels[Math.floor(i / side ** 2) * 3 * side ** 2 + (i % side ** 2)]!
        const expected = new Map([
          [50, 0],
          [250, 1],
          [0, 255],
        ]).get(Math.round(pixel))
        // A pixel on a border is a mixture, which has no class of its own.
        if (expected !== undefined && Math.abs(pixel - Math.round(pixel)) < 1e-3) expect(classes[i]).toBe(expected)
      }
    }
  })
})

describe('augment', () => {
  const { images, targets } = dotted(sizes[0]!, 8)

  it('is the identity, to the bit, where nothing is likely', () => {
    const never = [
      horizontalFlip({ p: 0 }),
      verticalFlip({ p: 0 }),
      rotate({ p: 0 }),
      rotate({ maxDegrees: 0 }),
      zoom({ p: 0 }),
      zoom({ max: 1 }),
      warp({ p: 0 }),
      warp({ magnitude: 0 }),
      lighting({ p: 0 }),
      lighting({ max: 0 }),
      erase({ p: 0 }),
      erase({ maxArea: 0 }),
    ]
    const [seen, moved] = augment(never, points, new Random(1))(images, targets)
    expect(seen).toBe(images)
    expect(moved).toBe(targets)
  })

  it('leaves pictures that are not chosen as they are, but for the rounding of resampling', async () => {
    const rare = [rotate({ p: 1e-9 }), lighting({ p: 1e-9 })]
    const [seen, moved] = await once(augment(rare, points, new Random(1)), images, targets)
    const [before, after] = [await data(images), await data(seen!)]
    const worst = Array.from(before).reduce((most, value, i) => Math.max(most, Math.abs(after[i]! - value)), 0)
    expect(worst).toBeLessThan(5e-3)
    expect(await data(moved!)).toEqual(await data(targets))
  })

  it('draws the same from the same seed, and anew in each step', async () => {
    const run = async (seed: number) => {
      const step = compile(augment([...augTransforms(), erase()], points, new Random(seed)))
      const found = [await step(images, targets), await step(images, targets)]
      step.dispose()
      return Promise.all(found.flat().map((x) => x.data()))
    }
    const [first, again, other] = [await run(1), await run(1), await run(2)]
    const same = (a: unknown, b: unknown) => isDeepStrictEqual(a, b)
    expect(same(again, first)).toBe(true)
    for (const i of [0, 1]) expect(same(first[i + 2], first[i])).toBe(false)
    for (const i of [0, 1]) expect(same(other[i], first[i])).toBe(false)
  })

  /** The ONNX operators of a compiled step. */
  const operators = (transforms: readonly BatchTransform[], moves: Moves, wanted: Tensor): string[] => {
    const change = augment(transforms, moves, new Random(1))
    const emitter = new Emitter('baked', {})
    const results = traced(new Trace(), () => change(images, wanted))
    for (const [i, result] of results.entries()) emitter.output(result, `out${i}`, { read: true })
    return (emitter.graph.build().graph?.node ?? []).map(({ opType }) => opType)
  }
  const howMany = (found: readonly string[], operator: string) => found.filter((name) => name === operator).length

  it('resamples once for all geometric transforms together', () => {
    expect(howMany(operators(augTransforms(), points, targets), 'GridSample')).toBe(1)
    expect(howMany(operators([rotate(), lighting(), zoom()], points, targets), 'GridSample')).toBe(2)
    const masks = tensor(new Uint8Array(items * 64 * 64), { shape: [items, 64, 64] })
    expect(howMany(operators(augTransforms(), { kind: 'mask' }, masks), 'GridSample')).toBe(2)
  })

  it('resamples nothing where it only mirrors', () => {
    expect(howMany(operators([horizontalFlip(), verticalFlip()], points, targets), 'GridSample')).toBe(0)
  })

  it('draws its random numbers once', () => {
    const one = operators([lighting()], points, targets)
    const all = operators([...augTransforms(), erase()], points, targets)
    expect(howMany(all, 'BitShift')).toBe(howMany(one, 'BitShift'))
  })

  it('says which form of pictures and targets it needs', () => {
    const change = augment(augTransforms(), points, new Random(1))
    expect(() => change(images.cast('uint8'), targets)).toThrow(
      "augment: images are uint8 [12, 3, 64, 64]; they must be float32 [N, 3, H, W] of 0…255 (cast them to 'float32')",
    )
    expect(() => change(images, targets.narrow(1, 0, 4))).toThrow(
      "augment: targets are float32 [12, 4], but for images of shape [12, 3, 64, 64] targets of kind 'points' must be floats [12, 6]",
    )
    expect(() => augment([], { kind: 'mask' }, new Random(1))(images, targets)).toThrow('must be integers [12, 64, 64]')
    expect(() => augment([], { kind: 'classIndices', classes: 2 }, new Random(1))(images, targets)).toThrow(
      'must be integers [12]',
    )
    const parts: Moves = { kind: 'parts', parts: [{ width: 5, moves: { kind: 'other' } }] }
    expect(() => augment([], parts, new Random(1))(images, targets)).toThrow('must be floats [12, 5]')
  })

  it('refuses to mix pictures whose targets cannot be mixed, and says why', () => {
    expect(() => augment([mixUp()], points, new Random(1))).toThrow('mixUp: the targets are points')
    expect(() => augment([cutMix()], { kind: 'mask' }, new Random(1))).toThrow('cutMix: the targets are masks')
    expect(() => augment([mixUp()], { kind: 'other' }, new Random(1))).toThrow('mixUp: the targets are numbers')
    const parts: Moves = {
      kind: 'parts',
      parts: [
        { width: 2, moves: { kind: 'labels' } },
        { width: 6, moves: points },
      ],
    }
    expect(() => augment([cutMix()], parts, new Random(1))).toThrow('cutMix: the targets are points')
  })
})
