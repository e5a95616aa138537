import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import {
  affineGrid,
  arange,
  type GridSampleOptions,
  grad,
  gridSample,
  interpolate,
  linspace,
  tensor,
} from '../index.ts'

interface Sampled extends GridSampleOptions {
  readonly y: readonly number[]
  readonly dx: readonly number[]
  readonly dGrid: readonly number[]
}

// Computed by PyTorch 1.13 with the functions interpolate, affine_grid and grid_sample.
const resized: readonly (readonly [
  'linear' | 'cubic' | 'nearest',
  boolean,
  readonly [number, number],
  readonly number[],
])[] = [
  ['linear', false, [4, 5], [0, 0.4, 1, 2.8, 4, 0.5, 0.3, 0, 2.55, 4.25, 1.5, 0.1, -2, 2.05, 4.75, 2, 0, -3, 1.8, 5]],
  ['linear', false, [1, 2], [0.5, 3.125]],
  ['linear', false, [3, 2], [0.25, 3.25, 0.5, 3.125, 0.75, 3]],
  [
    'linear',
    false,
    [5, 7],
    [
      0, 0.1428571, 0.5714286, 1, 2.285714, 3.571429, 4, 0.2, 0.2571429, 0.4285714, 0.6, 2.1, 3.6, 4.1, 1, 0.7142857,
      -0.1428571, -1, 1.357143, 3.714286, 4.5, 1.8, 1.171429, -0.7142857, -2.6, 0.6142857, 3.828571, 4.9, 2, 1.285714,
      -0.8571429, -3, 0.4285714, 3.857143, 5,
    ],
  ],
  [
    'linear',
    true,
    [4, 5],
    [
      0, 0.5, 1, 2.5, 4, 0.6666667, 0.1666667, -0.3333333, 2, 4.333333, 1.333333, -0.1666667, -1.666667, 1.5, 4.666667,
      2, -0.5, -3, 1, 5,
    ],
  ],
  ['linear', true, [1, 2], [0, 4]],
  ['linear', true, [3, 2], [0, 4, 1, 4.5, 2, 5]],
  [
    'linear',
    true,
    [5, 7],
    [
      0, 0.3333333, 0.6666667, 1, 2, 3, 4, 0.5, 0.3333333, 0.1666667, 0, 1.416667, 2.833333, 4.25, 1, 0.3333333,
      -0.3333333, -1, 0.8333333, 2.666667, 4.5, 1.5, 0.3333333, -0.8333333, -2, 0.25, 2.5, 4.75, 2, 0.3333333,
      -1.333333, -3, -0.3333333, 2.333333, 5,
    ],
  ],
  [
    'cubic',
    false,
    [4, 5],
    [
      -0.3676875, 0.2445625, 1.421875, 3.052703, 4.131906, 0.487625, 0.016125, 0.09375, 2.597156, 4.623313, 1.896375,
      -0.360125, -2.09375, 1.846844, 5.432688, 2.751687, -0.5885625, -3.421875, 1.391297, 5.924094,
    ],
  ],
  ['cubic', false, [1, 2], [0.3535156, 3.183594]],
  ['cubic', false, [3, 2], [0.08074273, 3.385308, 0.3535156, 3.183594, 0.6262885, 2.981879]],
  [
    'cubic',
    false,
    [5, 7],
    [
      -0.4021509, -0.05159949, 0.486449, 1.441, 2.643431, 3.615271, 4.15747, 0.1084606, 0.1807259, 0.100828, 0.672,
      2.156921, 3.676085, 4.454813, 1.218659, 0.6858601, -0.7376093, -1, 1.099125, 3.808309, 5.101312, 2.328857,
      1.190994, -1.576047, -2.672, 0.04132945, 3.940534, 5.74781, 2.839469, 1.42332, -1.961668, -3.441, -0.4451808,
      4.001347, 6.045153,
    ],
  ],
  [
    'cubic',
    true,
    [4, 5],
    [
      0, 0.21875, 1, 2.59375, 4, 0.6296296, -0.2436343, -0.2592593, 1.944444, 4.314815, 1.37037, -0.7876157, -1.740741,
      1.180556, 4.685185, 2, -1.25, -3, 0.53125, 5,
    ],
  ],
  ['cubic', true, [1, 2], [0, 4]],
  ['cubic', true, [3, 2], [0, 4, 1, 4.5, 2, 5]],
  [
    'cubic',
    true,
    [5, 7],
    [
      0, 0.1481481, 0.3518519, 1, 2.055556, 3.111111, 4, 0.453125, 0.1103877, -0.2523148, 0.09375, 1.35489, 2.905527,
      4.226562, 1, 0.06481481, -0.9814815, -1, 0.5092593, 2.657407, 4.5, 1.546875, 0.0192419, -1.710648, -2.09375,
      -0.3363715, 2.409288, 4.773438, 2, -0.01851852, -2.314815, -3, -1.037037, 2.203704, 5,
    ],
  ],
  ['nearest', false, [4, 5], [0, 0, 1, 1, 4, 0, 0, 1, 1, 4, 2, 2, -3, -3, 5, 2, 2, -3, -3, 5]],
  ['nearest', false, [1, 2], [0, 1]],
  ['nearest', false, [3, 2], [0, 1, 0, 1, 2, -3]],
  [
    'nearest',
    false,
    [5, 7],
    [0, 0, 0, 1, 1, 4, 4, 0, 0, 0, 1, 1, 4, 4, 0, 0, 0, 1, 1, 4, 4, 2, 2, 2, -3, -3, 5, 5, 2, 2, 2, -3, -3, 5, 5],
  ],
]
const sampled: readonly Sampled[] = [
  {
    mode: 'linear',
    padding: 'zeros',
    alignCorners: false,
    y: [
      0, 0.8863205, 0, -0.1980081, -0.02430958, 0.08714266, 0, 0.930716, -0.004686466, 0.04603224, -0.02057146,
      -0.07991734,
    ],
    dx: [
      -0.005558046, -0.04678543, -0.7586734, 0, -0.2240584, -0.06590822, -0.01198392, -0.03439952, -0.1280682,
      -0.03724967, 0, -0.02130806, 0.003970033, 0.01559514, 0.2528911, 0, 0.3136817, 0.09148321, 0.003994639, 0.3783948,
      0.1792955, 0.05214955, 0, 0.1813491,
    ],
    dGrid: [
      0, 0, 0.181542, 0.7985643, -0.08483195, -0.01837345, -0.2729599, 0.1417758, 0.04219523, 0.3043604, 0.325419,
      -0.6846402,
    ],
  },
  {
    mode: 'linear',
    padding: 'zeros',
    alignCorners: true,
    y: [
      -0.5447955, 0.4538653, 0, -0.4928478, -0.6915276, 0.3069168, -0.4622958, 0.3167238, -0.2782705, -0.284342,
      -0.5851905, -0.06529881,
    ],
    dx: [
      -0.3300226, -0.09051429, -0.4464583, 0, -0.1570191, -0.2347162, -0.235983, -0.07374534, -0.0502576, -0.0599543,
      -0.0005417964, -0.7530468, 0.2357304, 0.03017143, 0.1488194, 0, 0.2198268, 0.2780407, 0.1018666, 0.7769682,
      0.07036065, 0.08393603, 0.005959762, 0.8089421,
    ],
    dGrid: [
      -1.371187, 0.8615327, -0.1585176, 0.598515, -0.2863128, -0.1616222, -0.3048368, 0.26996, 0.4407352, 0.4144537,
      0.7415929, -0.7972901,
    ],
  },
  {
    mode: 'linear',
    padding: 'border',
    alignCorners: false,
    y: [
      -0.9999902, 0.8863205, 0, -0.1980081, -0.9999902, 0.1614189, -0.8462204, 0.930716, -0.5365729, 0.04603224,
      -0.8462204, -0.1480351,
    ],
    dx: [
      -0.6363636, -0.04678543, -0.7586734, 0, -0.2240584, -0.06590822, -0.01198392, -0.06372003, -0.1280682,
      -0.03724967, 0, -1.299916, 0.4545454, 0.01559514, 0.2528911, 0, 0.3136817, 0.09148321, 0.003994639, 0.7009206,
      0.1792955, 0.05214955, 0, 1.20817,
    ],
    dGrid: [0, 0, 0.181542, 0.7985643, 0, 0, -0.2729599, 0.1417758, 0, 0, 0, -1.268195],
  },
  {
    mode: 'linear',
    padding: 'border',
    alignCorners: true,
    y: [
      -0.990537, 0.4538653, 0, -0.4928478, -0.9999902, 0.3069168, -0.8405375, 0.3167238, -0.5365729, -0.284342,
      -0.8462204, -0.06529881,
    ],
    dx: [
      -0.6363636, -0.09051429, -0.4464583, 0, -0.1570191, -0.2347162, -0.235983, -0.07631264, -0.0502576, -0.0599543,
      -0.0005417964, -1.284606, 0.4545454, 0.03017143, 0.1488194, 0, 0.2198268, 0.2780407, 0.1018666, 0.7772016,
      0.07036065, 0.08393603, 0.005959762, 1.101999,
    ],
    dGrid: [0, 1.566422, -0.1585176, 0.598515, 0, 0, -0.3048368, 0.26996, 0, 0, 0.7415929, -0.7972901],
  },
  {
    mode: 'linear',
    padding: 'reflection',
    alignCorners: false,
    y: [
      -0.9543934, 0.8863205, 0, -0.1980081, -0.9999902, 0.1614189, -0.7624835, 0.930716, -0.5365729, 0.04603224,
      -0.8462204, -0.1480351,
    ],
    dx: [
      -0.6363636, -0.04678543, -0.7586734, 0, -0.2240584, -0.06590822, -0.01198392, -0.06372003, -0.1280682,
      -0.03724967, -0.0999999, -1.199916, 0.4545454, 0.01559514, 0.2528911, 0, 0.3136817, 0.09148321, 0.003994639,
      0.7009206, 0.1792955, 0.05214955, 0.009090898, 1.199079,
    ],
    dGrid: [-0.7596893, 0, 0.181542, 0.7985643, 0, 0, -0.2729599, 0.1417758, 0, 0, 0, -1.268195],
  },
  {
    mode: 'linear',
    padding: 'reflection',
    alignCorners: true,
    y: [
      -0.7889256, 0.4538653, 0.04280135, -0.4928478, -0.502726, 0.3069168, -0.4681842, 0.3167238, -0.2793251, -0.284342,
      -0.5436679, -0.06529881,
    ],
    dx: [
      -0.3300226, -0.2585139, -0.4464583, 0, -0.2486933, -0.2813834, -0.2395604, -0.1545033, -0.0502576, -0.0599543,
      -0.4503333, -0.7530468, 0.2357304, 0.1501711, 0.1488194, 0, 0.2853084, 0.3113745, 0.1051303, 1.019242, 0.07036065,
      0.08393603, 0.05371229, 0.8089421,
    ],
    dGrid: [
      -0.5592039, 1.010965, -0.1585176, 0.598515, 0.1759796, -0.5686886, -0.3048368, 0.26996, 0.3723309, 0.3502086,
      0.7415929, -0.7972901,
    ],
  },
  {
    mode: 'nearest',
    padding: 'zeros',
    alignCorners: false,
    y: [0, 0.9092974, 0, -0.7568025, 0, 0.6569866, 0, 0.9906074, 0, -0.2879033, 0, 0.1498772],
    dx: [
      0, 0, -0.8181818, 0, -0.4545454, 0, 0, -0.09090906, 0, 0, 0, 0, 0, 0, 0.2727273, 0, 0.6363636, 0, 0, 1, 0, 0, 0,
      0,
    ],
    dGrid: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  },
  {
    mode: 'nearest',
    padding: 'zeros',
    alignCorners: true,
    y: [
      -0.9999902, 0.9092974, 0, -0.9589243, -0.9999902, 0.6569866, -0.8462204, 0.9906074, -0.5365729, -0.9613975,
      -0.8462204, 0.1498772,
    ],
    dx: [
      -0.6363636, 0, -0.8181818, 0, 0, -0.4545454, 0, -0.09090906, 0, 0, 0, -1.272727, 0.4545454, 0, 0.2727273, 0, 0,
      0.6363636, 0, 1, 0, 0, 0, 0.9090909,
    ],
    dGrid: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  },
  {
    mode: 'nearest',
    padding: 'border',
    alignCorners: false,
    y: [
      -0.9999902, 0.9092974, 0, -0.7568025, -0.9999902, 0.6569866, -0.8462204, 0.9906074, -0.5365729, -0.2879033,
      -0.8462204, 0.1498772,
    ],
    dx: [
      -0.6363636, 0, -0.8181818, 0, -0.4545454, 0, 0, -0.09090906, 0, 0, 0, -1.272727, 0.4545454, 0, 0.2727273, 0,
      0.6363636, 0, 0, 1, 0, 0, 0, 0.9090909,
    ],
    dGrid: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  },
  {
    mode: 'nearest',
    padding: 'border',
    alignCorners: true,
    y: [
      -0.9999902, 0.9092974, 0, -0.9589243, -0.9999902, 0.6569866, -0.8462204, 0.9906074, -0.5365729, -0.9613975,
      -0.8462204, 0.1498772,
    ],
    dx: [
      -0.6363636, 0, -0.8181818, 0, 0, -0.4545454, 0, -0.09090906, 0, 0, 0, -1.272727, 0.4545454, 0, 0.2727273, 0, 0,
      0.6363636, 0, 1, 0, 0, 0, 0.9090909,
    ],
    dGrid: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  },
  {
    mode: 'nearest',
    padding: 'reflection',
    alignCorners: false,
    y: [
      -0.9999902, 0.9092974, 0, -0.7568025, -0.9999902, 0.6569866, -0.8462204, 0.9906074, -0.5365729, -0.2879033,
      -0.8462204, 0.1498772,
    ],
    dx: [
      -0.6363636, 0, -0.8181818, 0, -0.4545454, 0, 0, -0.09090906, 0, 0, 0, -1.272727, 0.4545454, 0, 0.2727273, 0,
      0.6363636, 0, 0, 1, 0, 0, 0, 0.9090909,
    ],
    dGrid: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  },
  {
    mode: 'nearest',
    padding: 'reflection',
    alignCorners: true,
    y: [
      -0.9999902, 0.9092974, 0, -0.9589243, -0.9999902, 0.6569866, -0.8462204, 0.9906074, -0.5365729, -0.9613975,
      -0.8462204, 0.1498772,
    ],
    dx: [
      -0.6363636, 0, -0.8181818, 0, 0, -0.4545454, 0, -0.09090906, 0, 0, 0, -1.272727, 0.4545454, 0, 0.2727273, 0, 0,
      0.6363636, 0, 1, 0, 0, 0, 0.9090909,
    ],
    dGrid: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  },
]
const gridFalse = [-0.4, -0.8, 0.2, -0.6, 0.8000001, -0.4, -0.6, 0.3, 0, 0.5, 0.6, 0.7]
const gridTrue = [-0.6, -1.45, 0.3, -1.15, 1.2, -0.85, -1, 0.75, -0.1, 1.05, 0.8, 1.35]

describe('interpolate', () => {
  it.each(resized)(
    '%s, corners aligned: %s, to %j is what PyTorch makes of it',
    async (mode, alignCorners, size, wanted) => {
      const x = tensor([
        [0, 1, 4],
        [2, -3, 5],
      ]).reshape([1, 1, 2, 3])
      const y = interpolate(x, size, { mode, alignCorners })
      expect(y.shape).toEqual([1, 1, ...size])
      expectClose(await y.data(), wanted)
    },
  )

  it('to the same size is the same picture', () => {
    const x = tensor([[[[1, 2]]]])
    for (const mode of ['nearest', 'linear', 'cubic'] as const) expect(interpolate(x, [1, 2], { mode })).toBe(x)
  })

  it('takes integers only where it makes no new numbers', async () => {
    const x = tensor([[[[1, 2]]]], { dtype: 'uint8' })
    expect(await interpolate(x, [1, 4], { mode: 'nearest' }).array()).toEqual([[[[1, 1, 2, 2]]]])
    expect(() => interpolate(x, [1, 4])).toThrow(
      "interpolate: input is uint8; 'linear' needs a float type (cast it first)",
    )
  })

  it.each([[[0, 2]], [[1.5, 2]]])('refuses the size %j', (size) =>
    expect(() => interpolate(tensor([[[[1]]]]), size as [number, number])).toThrow(
      'lengths must be whole numbers from 1',
    ),
  )

  it('refuses a picture without its four axes', () =>
    expect(() => interpolate(tensor([[1]]), [2, 2])).toThrow('[N, C, H, W]'))
})

describe('affineGrid', () => {
  const theta = tensor([
    [0.9, -0.2, 0.1],
    [0.3, 1.1, -0.05],
  ]).reshape([1, 2, 3])

  it("names PyTorch's places", async () => {
    expectClose(await affineGrid(theta, [2, 3]).data(), gridFalse)
    expectClose(await affineGrid(theta, [2, 3], { alignCorners: true }).data(), gridTrue)
  })

  it('refuses what is not [N, 2, 3] of floats', () => {
    expect(() => affineGrid(tensor([[1, 2, 3]]), [2, 2])).toThrow('theta has shape [1, 3]; it must be [N, 2, 3]')
    expect(() => affineGrid(theta.cast('int32'), [2, 2])).toThrow('theta is int32')
  })
})

describe('gridSample', () => {
  const x = arange(24).sin().reshape([1, 2, 3, 4])
  const grid = arange(12).mul(0.7).cos().mul(1.3).reshape([1, 3, 2, 2])

  it.each(sampled)(
    "$mode with $padding, corners aligned: $alignCorners, has PyTorch's values and gradients",
    async ({ y: wanted, dx, dGrid, ...options }) => {
      const y = gridSample(x, grid, options)
      const gradients = grad(y, [x, grid], linspace(-1, 1, y.size).reshape(y.shape))
      expectClose(await y.data(), wanted)
      expectClose(await gradients[0].data(), dx)
      expectClose(await gradients[1].data(), dGrid)
    },
  )

  it('the identity gives the picture back', async () => {
    const identity = tensor([1, 0, 0, 0, 1, 0]).reshape([1, 2, 3])
    expectClose(await gridSample(x, affineGrid(identity, [3, 4])).data(), await x.data())
  })

  it.each(['linear', 'nearest'] as const)('%s finds the same far away as a little outside', async (mode) => {
    for (const padding of ['zeros', 'border'] as const) {
      const at = async (far: number) => {
        const places = tensor([far, 0, 0, far, -far, -far]).reshape([1, 3, 1, 2])
        const y = gridSample(x, places, { mode, padding })
        return [await y.data(), ...(await Promise.all(grad(y.sum(), [x, places]).map((g) => g.data())))]
      }
      const wanted = await at(100)
      for (const far of [1e10, 1e30, Number.POSITIVE_INFINITY])
        for (const [i, values] of (await at(far)).entries())
          expectClose(values, wanted[i]!, {}, `${padding} ${far} ${i}`)
    }
  })

  it('places that are NaN let the others have their gradients', async () => {
    for (const padding of ['zeros', 'border', 'reflection'] as const) {
      const places = tensor([Number.NaN, 0, 0, 0]).reshape([1, 2, 1, 2])
      const [dx, dPlaces] = grad(gridSample(x, places, { padding }).sum(), [x, places])
      expect((await dx.data()).every(Number.isFinite)).toBe(true)
      expect((await dPlaces.data()).slice(2).every(Number.isFinite)).toBe(true)
    }
  })

  it('refuses a grid of another batch, and other types', () => {
    expect(() => gridSample(x, grid.broadcastTo([2, 3, 2, 2]))).toThrow(
      'grid has shape [2, 3, 2, 2]; it must be [1, h, w, 2]',
    )
    expect(() => gridSample(x, grid.cast('float64'))).toThrow('input is float32 and grid float64')
  })
})
