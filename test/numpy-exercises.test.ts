/**
 * A well-known collection of a hundred NumPy exercises, from a null vector to the game of life, restated in our own words
 * and solved as one would with NumPy. Each answer is derived here, from a closed form or an independent loop.
 */
import * as np from 'kindling/numpy'
import { describe, expect, it } from 'vitest'
import { natural } from '../scripts/numpy-table.ts'
import { dtypes, type Tensor } from '../src/tensor/index.ts'
import { expectClose } from './close.ts'

/** The numbers 0 … n − 1. */
const to = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const table = <T>(rows: number, columns: number, of: (i: number, j: number) => T): T[][] =>
  to(rows).map((i) => to(columns).map((j) => of(i, j)))
const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)
const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number)
const rows = async (x: Tensor): Promise<number[][]> => (await x.array()) as number[][]
const rng = (seed = 7): np.random.Generator => np.random.defaultRng(seed)
const { inf, nan } = np

const solved: Record<string, () => Promise<void>> = {
  'import the library under its usual name': async () => {
    expect(typeof np.array).toBe('function')
  },
  'ten zeros': async () => {
    expect(await np.zeros(10).array()).toEqual(to(10).map(() => 0))
  },
  'how much memory an array takes': async () => {
    const z = np.zeros([10, 10])
    expect(z.size * (np.finfo(z.dtype).bits / 8)).toBe(800)
  },
  'ten zeros, but the fifth is 1': async () => {
    expect(await np.at(np.zeros(10), 4).set(1).array()).toEqual(to(10).map((i) => (i === 4 ? 1 : 0)))
  },
  'the whole numbers from 10 to 49': async () => {
    expect(await np.arange(10, 50).array()).toEqual(to(40).map((i) => i + 10))
  },
  'a vector reversed': async () => {
    expect(
      await np
        .arange(50)
        .at(...np.s_('::-1'))
        .array(),
    ).toEqual(to(50).reverse())
  },
  'a 3 by 3 matrix that counts from 0 to 8': async () => {
    expect(await np.arange(9).reshape([3, 3]).array()).toEqual(table(3, 3, (i, j) => 3 * i + j))
  },
  'where the elements are not 0': async () => {
    const list = [1, 2, 0, 0, 4, 0]
    const [places] = await np.nonzero(list)
    expect(await places!.array()).toEqual(list.flatMap((x, i) => (x ? [i] : [])))
  },
  'the 3 by 3 identity': async () => {
    expect(await np.eye(3).array()).toEqual(table(3, 3, (i, j) => Number(i === j)))
  },
  'a cube of random numbers': async () => {
    const values = await numbers(rng().random([3, 3, 3]))
    expect(values.length).toBe(27)
    expect(values.every((x) => x >= 0 && x < 1)).toBe(true)
  },
  'the least and the largest of random numbers': async () => {
    const z = rng().random([10, 10])
    const values = await numbers(z)
    expect([await np.min(z).item(), await np.max(z).item()]).toEqual([Math.min(...values), Math.max(...values)])
  },
  'the mean of thirty random numbers': async () => {
    const z = rng().random(30)
    expectClose(await np.mean(z).item(), sum(await numbers(z)) / 30, { rtol: 1e-12, atol: 0 })
  },
  'ones at the border and zeros inside': async () => {
    const z = np.at(np.ones([5, 5]), ...np.s_('1:-1, 1:-1')).set(0)
    expect(await z.array()).toEqual(table(5, 5, (i, j) => Number(i % 4 === 0 || j % 4 === 0)))
  },
  'a border of zeros around an array': async () => {
    const inside = (i: number) => i > 0 && i < 4
    expect(await np.pad(np.ones([3, 3]), 1).array()).toEqual(table(5, 5, (i, j) => Number(inside(i) && inside(j))))
  },
  'what NaN does in expressions': async () => {
    const value = async (x: Tensor) => (await x.array()) as number | boolean
    expect(await value(np.multiply(0, nan))).toBeNaN()
    expect(await value(np.equal(nan, nan))).toBe(false)
    expect(await value(np.greater(inf, nan))).toBe(false)
    expect(await value(np.subtract(nan, nan))).toBeNaN()
    expect(await value(np.isin([nan], [nan]).at(0))).toBe(false)
    // Three tenths are no sum of three doubles of a tenth.
    expect(await value(np.equal(0.3, np.multiply(3, 0.1)))).toBe(0.3 === 3 * 0.1)
  },
  'the values 1 to 4 just below the diagonal': async () => {
    expect(await np.diag(np.arange(1, 5), -1).array()).toEqual(table(5, 5, (i, j) => (i === j + 1 ? i : 0)))
  },
  'a checkerboard by slices': async () => {
    const odd = np.at(np.zeros([8, 8], { dtype: 'int64' }), ...np.s_('1::2, ::2')).set(1)
    const board = np.at(odd, ...np.s_('::2, 1::2')).set(1)
    expect(await board.array()).toEqual(table(8, 8, (i, j) => (i + j) % 2))
  },
  'the index of the hundredth element of a (6, 7, 8) array': async () => {
    const index = np.unravelIndex(99, [6, 7, 8])
    const [i, j, k] = await Promise.all(index.map((x) => x.item()))
    expect((i! * 7 + j!) * 8 + k!).toBe(99)
    expect([j! < 7, k! < 8]).toEqual([true, true])
  },
  'a checkerboard by tiling': async () => {
    expect(
      await np
        .tile(
          [
            [0, 1],
            [1, 0],
          ],
          [4, 4],
        )
        .array(),
    ).toEqual(table(8, 8, (i, j) => (i + j) % 2))
  },
  'a random matrix normalised': async () => {
    const z = rng().random([5, 5])
    const y = await numbers(np.divide(np.subtract(z, np.mean(z)), np.std(z)))
    expectClose([sum(y) / 25, sum(y.map((v) => v * v)) / 25], [0, 1], { atol: 1e-12 })
  },
  'a colour as four bytes': async () => {
    // What a structured type is in NumPy is an array for each field.
    const colour = { r: np.uint8([255, 0]), g: np.uint8([127, 1]), b: np.uint8([0, 2]), a: np.uint8([255, 255]) }
    expect(await np.stack(Object.values(colour), -1).array()).toEqual([
      [255, 127, 0, 255],
      [0, 1, 2, 255],
    ])
  },
  'a 5 by 3 matrix times a 3 by 2 one': async () => {
    expect(await np.matmul(np.ones([5, 3]), np.ones([3, 2])).array()).toEqual(table(5, 2, () => 3))
  },
  'elements between 3 and 8 negated': async () => {
    const z = np.arange(11)
    const between = np.logicalAnd(np.greater(z, 3), np.less(z, 8))
    expect(await np.at(z, between).apply(np.negative).array()).toEqual(to(11).map((x) => (x > 3 && x < 8 ? -x : x)))
  },
  'a sum that starts from −1, and one along the last axis': async () => {
    expect(await np.sum(np.arange(5), undefined, { initial: -1 }).item()).toBe(9)
    expect(await np.sum(np.arange(5), -1).item()).toBe(10)
  },
  'what divisions of 0 by 0 and casts of NaN give': async () => {
    expect(await np.divide(np.array(0), np.array(0)).item()).toBeNaN()
    expect(await np.floorDivide(np.array(0), np.array(0)).item()).toBe(0)
    // What an integer makes of NaN depends on the processor; that it is an integer does not.
    const [back] = await numbers(np.astype(np.astype(np.array([nan]), 'int64'), 'float64'))
    expect(Number.isInteger(back)).toBe(true)
  },
  'rounding away from zero': async () => {
    const z = rng().uniform(-10, 10, 10)
    const away = await numbers(np.copysign(np.ceil(np.abs(z)), z))
    expect(away).toEqual((await numbers(z)).map((x) => (x < 0 ? Math.floor(x) : Math.ceil(x))))
  },
  'the values that two arrays share': async () => {
    const [a, b] = [rng(1).integers(0, 10, 10), rng(2).integers(0, 10, 10)]
    const inB = new Set(await numbers(b))
    const common = [...new Set(await numbers(a))].filter((x) => inB.has(x)).sort((x, y) => x - y)
    expect(await np.intersect1d(a, b).then(numbers)).toEqual(common)
  },
  'no warnings to be ignored: what is not defined is NaN or infinite': async () => {
    expect(await np.divide(np.ones(1), 0).array()).toEqual([inf])
  },
  'yesterday, today and tomorrow': async () => {
    const now = np.today()
    const days = await np.datetimeAsString([now - 1, now, now + 1])
    expect(days[1]).toBe(new Date(now * 86_400_000).toISOString().slice(0, 10))
    expect(days.map((day) => np.datetime64(day) - now)).toEqual([-1, 0, 1])
  },
  'all the days of a month': async () => {
    const days = await np.datetimeAsString(np.arange(np.datetime64('2016-07'), np.datetime64('2016-08')))
    expect(days).toEqual(to(31).map((i) => `2016-07-${String(i + 1).padStart(2, '0')}`))
  },
  'a formula step by step': async () => {
    const [a, b] = [np.ones(3), np.multiply(np.ones(3), 2)]
    // (a + b) · (−a / 2). No step writes over an array; the program that is run reuses the memory.
    expect(await np.multiply(np.add(a, b), np.divide(np.negative(a), 2)).array()).toEqual([-1.5, -1.5, -1.5])
  },
  'the whole part of positive numbers, in five ways': async () => {
    const z = rng().uniform(0, 10, 10)
    const ways = [
      np.subtract(z, np.remainder(z, 1)),
      np.floorDivide(z, 1),
      np.floor(z),
      np.astype(np.astype(z, 'int64'), 'float64'),
      np.trunc(z),
    ]
    const whole = (await numbers(z)).map(Math.trunc)
    for (const way of ways) expect(await numbers(way)).toEqual(whole)
  },
  'five rows that count from 0 to 4': async () => {
    const z = np.add(np.zeros([5, 5]), np.arange(5))
    expect(await z.array()).toEqual(table(5, 5, (_, j) => j))
  },
  'an array from a generator': async () => {
    function* generate() {
      for (let x = 0; x < 10; x++) yield x
    }
    expect(await np.fromiter(generate(), { dtype: 'float64' }).array()).toEqual(to(10))
  },
  'ten values evenly inside of 0 and 1': async () => {
    const z = np.linspace(0, 1, 11, { endpoint: false }).at([1, null])
    expectClose(
      await numbers(z),
      to(10).map((i) => (i + 1) / 11),
      { rtol: 1e-15, atol: 0 },
    )
  },
  'random numbers sorted': async () => {
    const z = rng().random(10)
    expect(await numbers(np.sort(z))).toEqual((await numbers(z)).sort((a, b) => a - b))
  },
  'the sum of a few numbers without any array': async () => {
    expect(await np.add.reduce(np.arange(10)).item()).toBe(sum(to(10)))
  },
  'whether two arrays are equal': async () => {
    const [a, b] = [rng(3).integers(0, 2, 5), rng(3).integers(0, 2, 5)]
    expect(await np.allclose(a, b)).toBe(true)
    expect(await np.arrayEqual(a, np.subtract(1, b))).toBe(false)
  },
  'an array that cannot be written to': async () => {
    const z = np.zeros(3)
    await np.at(z, 0).set(1).array()
    expect(await z.array()).toEqual([0, 0, 0])
  },
  'Cartesian to polar coordinates': async () => {
    const z = rng().random([10, 2])
    const [x, y] = np.unstack(z, 1) as [Tensor, Tensor]
    const [r, t] = [np.hypot(x, y), np.arctan2(y, x)]
    expect(await np.allclose(np.multiply(r, np.cos(t)), x)).toBe(true)
    expect(await np.allclose(np.multiply(r, np.sin(t)), y)).toBe(true)
  },
  'the largest element replaced by 0': async () => {
    const z = rng().random(10)
    const values = await numbers(z)
    const expected = values.map((x) => (x === Math.max(...values) ? 0 : x))
    expect(await numbers(np.at(z, np.argmax(z)).set(0))).toEqual(expected)
  },
  'a record of x and y over the unit square': async () => {
    const [x, y] = np.meshgrid([np.linspace(0, 1, 5), np.linspace(0, 1, 5)]) as [Tensor, Tensor]
    const square = { x, y }
    expect(await square.x.array()).toEqual(table(5, 5, (_, j) => j / 4))
    expect(await square.y.array()).toEqual(table(5, 5, (i) => i / 4))
  },
  "Cauchy's matrix": async () => {
    const x = np.arange(4)
    const y = np.add(x, 0.5)
    const c = np.divide(1, np.subtract.outer(x, y))
    expectClose(
      await rows(c),
      table(4, 4, (i, j) => 1 / (i - j - 0.5)),
      { rtol: 1e-14, atol: 0 },
    )
    // Cauchy's formula for the determinant.
    const pairs = to(4).flatMap((i) => to(i).map((j) => [i, j] as const))
    const above = pairs.reduce((p, [i, j]) => p * (i - j) * (j - i), 1)
    const below = table(4, 4, (i, j) => i - j - 0.5)
      .flat()
      .reduce((p, v) => p * v, 1)
    expectClose(await np.linalg.det(c).then((d) => d.item()), above / below, { rtol: 1e-10, atol: 0 })
  },
  'the least and largest value of every type': async () => {
    for (const dtype of dtypes) {
      if (dtype === 'bool') continue
      if (dtype.startsWith('float')) {
        const { min, max } = np.finfo(dtype)
        expect(await numbers(np.array([min, max], { dtype }))).toEqual([min, max])
      } else {
        const { bits, min, max } = np.iinfo(dtype)
        expect(max - min + 1n).toBe(2n ** BigInt(bits))
      }
    }
  },
  'all the values of a large array printed': async () => {
    const text = await np.array2string(np.zeros([40, 40]), { threshold: inf })
    expect(text.match(/0\./g)?.length).toBe(1600)
  },
  'the element nearest to a given value': async () => {
    const z = np.arange(100)
    const v = 42.3
    const nearest = z.at(np.argmin(np.abs(np.subtract(z, v))))
    expect(await nearest.item()).toBe(42)
  },
  'an array of positions and colours': async () => {
    const points = { position: np.zeros([10, 2]), colour: np.zeros([10, 3]) }
    const moved = { ...points, position: np.at(points.position, 3).set([1, 2]) }
    expect(await moved.position.at(3).array()).toEqual([1, 2])
    expect(await moved.colour.at(3).array()).toEqual([0, 0, 0])
  },
  'all distances between points': async () => {
    const z = rng().random([10, 2])
    const d = np.linalg.norm(np.subtract(z.at(':', null), z.at(null)), { axis: -1 })
    const points = await rows(z)
    const apart = (i: number, j: number) => Math.hypot(points[i]![0]! - points[j]![0]!, points[i]![1]! - points[j]![1]!)
    expectClose(await rows(d), table(10, 10, apart), { rtol: 1e-12, atol: 1e-15 })
  },
  'floats as integers of the same width': async () => {
    const z = np.astype(np.multiply(rng().random(10, { dtype: 'float32' }), 100), 'int32')
    expect(z.dtype).toBe('int32')
    expect((await numbers(z)).every((x) => Number.isInteger(x) && x >= 0 && x < 100)).toBe(true)
  },
  'a file in which values are missing': async () => {
    const text = ['1, 2, 3, 4, 5', '6,  ,  , 7, 8', ' ,  , 9,10,11']
    const z = await np.genfromtxt(text, { delimiter: ',', dtype: 'int64' })
    expect(await z.array()).toEqual([
      [1, 2, 3, 4, 5],
      [6, -1, -1, 7, 8],
      [-1, -1, 9, 10, 11],
    ])
  },
  'every element with its index': async () => {
    const z = np.arange(9).reshape([3, 3])
    const found: [number[], number][] = []
    for await (const entry of np.ndenumerate(z)) found.push(entry)
    expect(found).toEqual([...np.ndindex(3, 3)].map(([i, j]) => [[i, j], 3 * i! + j!]))
  },
  'a bell over the plane': async () => {
    const [x, y] = np.meshgrid([np.linspace(-1, 1, 10), np.linspace(-1, 1, 10)]) as [Tensor, Tensor]
    const d = np.hypot(x, y)
    const bell = np.exp(np.divide(np.negative(np.square(d)), 2))
    const at = (i: number) => -1 + (2 * i) / 9
    expectClose(
      await rows(bell),
      table(10, 10, (i, j) => Math.exp(-(at(i) ** 2 + at(j) ** 2) / 2)),
      { rtol: 1e-12 },
    )
  },
  'a few elements placed at random': async () => {
    const places = rng().choice(100, 3, { replace: false })
    const z = np.put(np.zeros([10, 10]), places, 1)
    expect(sum(await numbers(z))).toBe(3)
  },
  'the mean of each row taken away': async () => {
    const x = rng().random([5, 10])
    const y = np.subtract(x, np.mean(x, 1, { keepdims: true }))
    expectClose(
      await numbers(np.sum(y, 1)),
      to(5).map(() => 0),
      { atol: 1e-13 },
    )
  },
  'rows sorted by a column': async () => {
    const z = rng().integers(0, 10, [6, 3])
    const expected = (await rows(z)).sort((a, b) => a[1]! - b[1]!)
    expect(await rows(np.take(z, np.argsort(z.at(':', 1)), 0))).toEqual(expected)
  },
  'whether a matrix has a column of zeros': async () => {
    const empty = (z: np.ArrayLike) => np.any(np.logicalNot(np.any(z, 0))).item()
    expect(
      await empty([
        [1, 0, 2],
        [3, 0, 0],
      ]),
    ).toBe(1)
    expect(
      await empty([
        [1, 0, 2],
        [3, 1, 0],
      ]),
    ).toBe(0)
  },
  'the value nearest to another, in any array': async () => {
    const z = rng().uniform(0, 1, [4, 5])
    const m = np.ravel(z).at(np.argmin(np.abs(np.subtract(z, 0.5))))
    const values = await numbers(z)
    expect(await m.item()).toBe(values.reduce((a, b) => (Math.abs(b - 0.5) < Math.abs(a - 0.5) ? b : a)))
  },
  'the sum of a row and a column': async () => {
    const total = np.add(np.arange(3).reshape([3, 1]), np.arange(3).reshape([1, 3]))
    expect(await total.array()).toEqual(table(3, 3, (i, j) => i + j))
  },
  'one added for each index in a list': async () => {
    const list = [0, 2, 2, 9, 2, 0]
    const z = np.add.at(np.ones(10), list, 1)
    expect(await numbers(z)).toEqual(to(10).map((i) => 1 + list.filter((x) => x === i).length))
  },
  'values added up by index': async () => {
    const [x, i] = [
      [1, 2, 3, 4, 5, 6],
      [1, 3, 9, 3, 4, 1],
    ]
    const f = await np.bincount(i, { weights: x })
    expect(await numbers(f)).toEqual(to(10).map((k) => sum(x.filter((_, at) => i[at] === k))))
  },
  'how many colours a picture has': async () => {
    const picture = rng().integers(0, 4, [16, 16, 3], { dtype: 'uint8' })
    const colours = await np.unique(picture.reshape([-1, 3]), { axis: 0 })
    const seen = new Set((await rows(picture.reshape([-1, 3]))).map(String))
    expect(colours.shape[0]).toBe(seen.size)
  },
  'sums over the last two axes at once': async () => {
    const a = rng().integers(0, 10, [3, 4, 3, 4])
    const values = await numbers(a)
    const expected = table(3, 4, (i, j) => sum(values.slice((i * 4 + j) * 12, (i * 4 + j + 1) * 12)))
    expect(await np.sum(a, [-2, -1]).array()).toEqual(expected)
  },
  'means of subsets': async () => {
    const d = rng(1).uniform(0, 1, 100)
    const s = rng(2).integers(0, 10, 100)
    const means = await numbers(np.divide(await np.bincount(s, { weights: d }), await np.bincount(s)))
    const [values, subsets] = [await numbers(d), await numbers(s)]
    const expected = to(10).map((k) => {
      const mine = values.filter((_, i) => subsets[i] === k)
      return sum(mine) / mine.length
    })
    expectClose(means, expected, { rtol: 1e-12, atol: 0 })
  },
  'the diagonal of a product': async () => {
    const [a, b] = [rng(1).uniform(0, 1, [5, 5]), rng(2).uniform(0, 1, [5, 5])]
    const quick = np.einsum('ij,ji->i', a, b)
    const [x, y] = [await rows(a), await rows(b)]
    const expected = to(5).map((i) => sum(to(5).map((k) => x[i]![k]! * y[k]![i]!)))
    expectClose(await numbers(quick), expected, { rtol: 1e-12, atol: 0 })
    expectClose(await numbers(np.diag(np.matmul(a, b))), expected, { rtol: 1e-12, atol: 0 })
  },
  'three zeros between the elements': async () => {
    const z = np.array([1, 2, 3, 4, 5])
    const wide = np.at(np.zeros(z.size + (z.size - 1) * 3), ...np.s_('::4')).set(z)
    expect(await numbers(wide)).toEqual(to(17).map((i) => (i % 4 === 0 ? i / 4 + 1 : 0)))
  },
  'a (5, 5, 3) array times a (5, 5) one': async () => {
    const a = np.ones([5, 5, 3])
    const b = np.multiply(2, np.ones([5, 5]))
    expect(await numbers(np.multiply(a, b.at(':', ':', null)))).toEqual(to(75).map(() => 2))
  },
  'two rows exchanged': async () => {
    const a = np.arange(25).reshape([5, 5])
    const swapped = np.at(a, np.array([0, 1])).set(a.take([1, 0]))
    expect(await rows(swapped)).toEqual(table(5, 5, (i, j) => 5 * (i < 2 ? 1 - i : i) + j))
  },
  'the different edges of triangles': async () => {
    const faces = rng().integers(0, 8, [10, 3])
    const edges = np.sort(
      np.concatenate(
        [
          [0, 1],
          [1, 2],
          [2, 0],
        ].map((pair) => faces.take(pair, 1)),
      ),
      1,
    )
    const unique = await rows(await np.unique(edges, { axis: 0 }))
    const wanted = new Set<string>()
    for (const [a, b, c] of await rows(faces))
      for (const [x, y] of [
        [a, b],
        [b, c],
        [c, a],
      ])
        wanted.add(String([Math.min(x!, y!), Math.max(x!, y!)]))
    expect(unique.map(String).sort()).toEqual([...wanted].sort())
  },
  'an array of which bincount gives back the counts': async () => {
    const c = await np.bincount([1, 1, 2, 3, 4, 4, 6])
    const a = np.repeat(np.arange(c.size), await numbers(c))
    expect(await numbers(await np.bincount(a))).toEqual(await numbers(c))
  },
  'averages over a window that slides': async () => {
    const z = np.arange(20)
    const means = np.mean(np.slidingWindowView(z, 3), -1)
    expect(await numbers(means)).toEqual(to(18).map((i) => i + 1))
    const sums = np.cumsum(z, undefined, { dtype: 'float64' })
    const quick = np.divide(np.append(sums.at([2, 3]), np.subtract(sums.at([3, null]), sums.at([null, -3]))), 3)
    expectClose(
      await numbers(quick),
      to(18).map((i) => i + 1),
    )
  },
  'rows that are windows of a vector, by strides': async () => {
    const z = np.arange(10)
    expect(await np.asStrided(z, [8, 3], [1, 1]).array()).toEqual(table(8, 3, (i, j) => i + j))
  },
  'truth negated, and signs changed': async () => {
    const flags = rng().integers(0, 2, 20).cast('bool')
    expect(await np.logicalNot(flags).array()).toEqual(((await flags.array()) as boolean[]).map((x) => !x))
    const z = rng().uniform(-1, 1, 20)
    expect(await numbers(np.negative(z))).toEqual((await numbers(z)).map((x) => -x))
  },
  'the distance of a point from lines': async () => {
    const [p0, p1] = [rng(1).uniform(-10, 10, [10, 2]), rng(2).uniform(-10, 10, [10, 2])]
    const p = rng(3).uniform(-10, 10, [1, 2])
    const along = np.subtract(p1, p0)
    const share = np.divide(np.sum(np.multiply(np.subtract(p, p0), along), 1), np.sum(np.square(along), 1))
    const foot = np.add(p0, np.multiply(share.at(':', null), along))
    const d = await numbers(np.linalg.norm(np.subtract(p, foot), { axis: 1 }))
    // Twice the area of the triangle, by the length of its base.
    const [a, b, [q]] = [await rows(p0), await rows(p1), await rows(p)]
    const expected = a.map(([x, y], i) => {
      const [dx, dy] = [b[i]![0]! - x!, b[i]![1]! - y!]
      return Math.abs(dx * (q![1]! - y!) - dy * (q![0]! - x!)) / Math.hypot(dx, dy)
    })
    expectClose(d, expected, { rtol: 1e-9, atol: 1e-12 })
  },
  'the distances of several points from lines': async () => {
    const [p0, p1, p] = [1, 2, 3].map((seed) => rng(seed).uniform(-10, 10, [seed === 3 ? 4 : 6, 2])) as [
      Tensor,
      Tensor,
      Tensor,
    ]
    const along = np.subtract(p1, p0)
    const from = np.subtract(p.at(':', null), p0)
    const share = np.divide(np.sum(np.multiply(from, along), -1), np.sum(np.square(along), -1))
    const d = np.linalg.norm(np.subtract(from, np.multiply(share.at('...', null), along)), { axis: -1 })
    expect(d.shape).toEqual([4, 6])
    const area = np.abs(
      np.subtract(np.multiply(along.at(':', 0), from.at('...', 1)), np.multiply(along.at(':', 1), from.at('...', 0))),
    )
    expect(await np.allclose(d, np.divide(area, np.linalg.norm(along, { axis: 1 })))).toBe(true)
  },
  'a part of fixed shape around an element, filled up at the edge': async () => {
    const z = np.arange(100).reshape([10, 10])
    const around = (i: number, j: number) => np.pad(z, 2, 'constant', { constantValues: -1 }).at([i, i + 5], [j, j + 5])
    const expected = (i: number, j: number) =>
      table(5, 5, (a, b) => {
        const [y, x] = [i + a - 2, j + b - 2]
        return y >= 0 && y < 10 && x >= 0 && x < 10 ? 10 * y + x : -1
      })
    expect(await around(0, 9).array()).toEqual(expected(0, 9))
    expect(await around(5, 5).array()).toEqual(expected(5, 5))
  },
  'overlapping rows of four': async () => {
    const r = np.slidingWindowView(np.arange(1, 15), 4)
    expect(await r.array()).toEqual(table(11, 4, (i, j) => i + j + 1))
  },
  'the rank of a matrix': async () => {
    // Multiples of one row: all but one dimension is lost.
    expect(await (await np.linalg.matrixRank(np.outer([1, 2, 3], [4, 5, 6, 7]))).item()).toBe(1)
    expect(await (await np.linalg.matrixRank(np.eye(4))).item()).toBe(4)
  },
  'the most frequent value': async () => {
    const z = rng().integers(0, 10, 50)
    const counts = to(10).map(() => 0)
    for (const x of await numbers(z)) counts[x]!++
    expect(await np.argmax(await np.bincount(z)).item()).toBe(counts.indexOf(Math.max(...counts)))
  },
  'all the 3 by 3 blocks of a matrix': async () => {
    const z = rng().integers(0, 5, [10, 10])
    const blocks = np.slidingWindowView(z, [3, 3])
    expect(blocks.shape).toEqual([8, 8, 3, 3])
    const values = await rows(z)
    expect(await blocks.at(4, 6).array()).toEqual(table(3, 3, (i, j) => values[4 + i]![6 + j]))
  },
  'a matrix that stays symmetric when it is written to': async () => {
    const setSymmetric = (x: Tensor, i: number, j: number, value: number) =>
      np.at(x, np.array([i, j]), np.array([j, i])).set(value)
    const random = np.triu(rng().integers(0, 10, [5, 5]))
    const s = setSymmetric(np.add(random, np.triu(random, 1).transpose()), 2, 3, 42)
    expect(await s.array()).toEqual(await s.transpose().array())
    expect(await s.at(3, 2).item()).toBe(42)
  },
  'the sum of many products of a matrix and a vector': async () => {
    const [p, n] = [10, 20]
    const total = np.tensordot(np.ones([p, n, n]), np.ones([p, n, 1]), [
      [0, 2],
      [0, 1],
    ])
    expect(await total.array()).toEqual(table(n, 1, () => p * n))
  },
  'the sums of 4 by 4 blocks': async () => {
    const z = np.arange(256).reshape([16, 16])
    const values = await rows(z)
    const expected = table(4, 4, (i, j) => sum(table(4, 4, (a, b) => values[4 * i + a]![4 * j + b]!).flat()))
    const edges = [0, 4, 8, 12]
    expect(await np.add.reduceat(np.add.reduceat(z, edges, 0), edges, 1).array()).toEqual(expected)
    expect(await np.sum(z.reshape([4, 4, 4, 4]), [1, 3]).array()).toEqual(expected)
  },
  'the game of life': async () => {
    const step = (z: Tensor): Tensor => {
      const count = np.sum(np.slidingWindowView(np.pad(z, 1), [3, 3]), [-2, -1])
      const neighbours = np.subtract(count, z)
      const lives = np.logicalOr(np.equal(neighbours, 3), np.logicalAnd(np.equal(neighbours, 2), np.equal(z, 1)))
      return lives.cast('int64')
    }
    let z: Tensor = np.at(np.zeros([8, 8], { dtype: 'int64' }), [1, 4], [1, 4]).set([
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 1],
    ])
    const start = await rows(z)
    for (let generation = 0; generation < 4; generation++) z = step(z)
    // A glider moves one cell down and one to the right in four generations.
    expect(await rows(z)).toEqual(table(8, 8, (i, j) => start[i - 1]?.[j - 1] ?? 0))
  },
  'the largest few elements': async () => {
    const z = rng().permutation(1000)
    expect(await numbers(np.take(z, np.argsort(z).at([-5, null])))).toEqual([995, 996, 997, 998, 999])
  },
  'every combination of items of several lists': async () => {
    const lists = [
      [1, 2, 3],
      [4, 5],
      [6, 7],
    ]
    const grid = np.stack(np.meshgrid(lists, { indexing: 'ij' }), -1).reshape([-1, 3])
    const expected = lists[0]!.flatMap((a) => lists[1]!.flatMap((b) => lists[2]!.map((c) => [a, b, c])))
    expect(await grid.array()).toEqual(expected)
  },
  'a record of an array and two lists': async () => {
    const people = { name: ['Hello', 'World'], weight: np.array([2.5, 3.6]), count: np.array([3, 2]) }
    const order = np.argsort(people.count)
    const sorted = { name: (await numbers(order)).map((i) => people.name[i]), weight: people.weight.take(order) }
    expect(sorted.name).toEqual(['World', 'Hello'])
    expect(await sorted.weight.array()).toEqual([3.6, 2.5])
  },
  'a vector cubed in three ways': async () => {
    const x = np.arange(1, 100)
    const cubes = to(99).map((i) => (i + 1) ** 3)
    for (const way of [np.power(x, 3), np.multiply(np.multiply(x, x), x), np.einsum('i,i,i->i', x, x, x)])
      expect(await numbers(way)).toEqual(cubes)
  },
  'rows that share elements with every row of another matrix': async () => {
    const [a, b] = [rng(1).integers(0, 5, [8, 3]), rng(2).integers(0, 5, [2, 2])]
    const same = np.equal(a.at('...', null, null), b)
    const hits = np.all(np.any(same, [1, 3]), 1)
    const places = await np.flatnonzero(hits)
    const [x, y] = [await rows(a), await rows(b)]
    const expected = x.flatMap((row, i) => (y.every((other) => other.some((v) => row.includes(v))) ? [i] : []))
    expect(await numbers(places)).toEqual(expected)
    expect(expected.length).toBeGreaterThan(0)
  },
  'rows whose elements are not all equal': async () => {
    const z = np.array([
      [1, 1, 1],
      [1, 2, 1],
      [3, 3, 3],
      [0, 0, 4],
    ])
    const differ = np.logicalNot(np.all(np.equal(z.at(':', [1, null]), z.at(':', [null, -1])), 1))
    expect(await (await np.compress(differ, z, 0)).array()).toEqual([
      [1, 2, 1],
      [0, 0, 4],
    ])
  },
  'whole numbers as rows of bits': async () => {
    const list = [0, 1, 2, 3, 15, 16, 32, 64, 128]
    const bits = list.map((n) => [...n.toString(2).padStart(8, '0')].map(Number))
    expect(await np.unpackbits(np.uint8(list).at(':', null), { axis: 1 }).array()).toEqual(bits)
    const powers = np.power(2, np.arange(8))
    const others = np
      .notEqual(np.bitwiseAnd(np.array(list).at(':', null), powers), 0)
      .cast('int64')
      .flip(1)
    expect(await others.array()).toEqual(bits)
  },
  'the different rows of a matrix': async () => {
    const z = rng().integers(0, 2, [12, 3])
    const expected = [...new Set((await rows(z)).map(String))].sort().map((row) => row.split(',').map(Number))
    expect(await rows(await np.unique(z, { axis: 0 }))).toEqual(expected)
  },
  'inner, outer, sum and product by Einstein': async () => {
    const [a, b] = [np.arange(1, 5), np.arange(2, 6)]
    expect(await np.einsum('i->', a).item()).toBe(10)
    expect(await np.einsum('i,i->i', a, b).array()).toEqual([2, 6, 12, 20])
    expect(await np.einsum('i,i', a, b).item()).toBe(40)
    expect(await np.einsum('i,j->ij', a, b).array()).toEqual(table(4, 4, (i, j) => (i + 1) * (j + 2)))
  },
  'a path sampled at equal distances': async () => {
    const turns = np.arange(0, 40, 0.1)
    const [x, y] = [np.multiply(turns, np.cos(turns)), np.multiply(turns, np.sin(turns))]
    const steps = np.hypot(np.diff(x), np.diff(y))
    const way = np.append([0], np.cumsum(steps))
    const even = np.linspace(0, way.at(-1), 200)
    const [xs, ys] = [await numbers(np.interp(even, way, x)), await numbers(np.interp(even, way, y))]
    // An independent walk along the path.
    const [px, py] = [await numbers(x), await numbers(y)]
    const total = sum(px.slice(1).map((v, i) => Math.hypot(v - px[i]!, py[i + 1]! - py[i]!)))
    let [left, at] = [0, 0]
    for (let k = 0; k < 200; k++) {
      const goal = (total * k) / 199
      let length = Math.hypot(px[at + 1]! - px[at]!, py[at + 1]! - py[at]!)
      while (left + length < goal - 1e-9 && at < px.length - 2) {
        left += length
        at++
        length = Math.hypot(px[at + 1]! - px[at]!, py[at + 1]! - py[at]!)
      }
      const share = (goal - left) / length
      expectClose(
        [xs[k]!, ys[k]!],
        [px[at]! + share * (px[at + 1]! - px[at]!), py[at]! + share * (py[at + 1]! - py[at]!)],
        { atol: 1e-6 },
      )
    }
  },
  'rows that could be draws of n from a multinomial distribution': async () => {
    const x = np.float64([
      [1, 0, 3, 8],
      [2, 0, 1, 1],
      [1.5, 2.5, 1, 0],
      [2, 1, 1, 0],
    ])
    const whole = np.all(np.equal(np.remainder(x, 1), 0), -1)
    const fitting = np.logicalAnd(whole, np.equal(np.sum(x, -1), 4))
    expect(await (await np.compress(fitting, x, 0)).array()).toEqual([
      [2, 0, 1, 1],
      [2, 1, 1, 0],
    ])
  },
  'a confidence interval of the mean, by bootstrap': async () => {
    const x = rng(1).normal(0, 1, 100)
    const samples = x.take(rng(2).integers(0, 100, [1000, 100]))
    const [low, high] = await numbers(np.percentile(np.mean(samples, 1), [2.5, 97.5]))
    const values = await numbers(x)
    const centre = sum(values) / 100
    const error = Math.sqrt(sum(values.map((v) => (v - centre) ** 2)) / 100 / 100)
    // The normal approximation of the same interval, within a tenth of the standard error or so.
    expectClose([low!, high!], [centre - 1.96 * error, centre + 1.96 * error], { atol: 0.25 * error })
  },
}

describe('the hundred exercises', () => {
  it.each(Object.entries(solved))('%s', async (_, solve) => solve())

  it('so many of them are natural to write as the table of functions says', () => {
    expect(Object.keys(solved).length).toBe(natural)
  })
})
