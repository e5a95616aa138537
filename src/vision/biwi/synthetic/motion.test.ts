import { describe, expect, it } from 'vitest'
import { eulerFromRotation } from '../../../data/space/euler.ts'
import { add, apply, isRotation } from '../../../data/space/linear.ts'
import { describeMotion, furthest } from './motion.ts'
import { describeRig } from './rig.ts'

const sequences = Array.from({ length: 20 }, (_, i) => describeMotion(0, i, 200))
const moments = sequences.flat()

describe('a motion', () => {
  it('is a function of seed and index', () => {
    expect(describeMotion(4, 2, 30)).toEqual(describeMotion(4, 2, 30))
    expect(describeMotion(4, 2, 30)).not.toEqual(describeMotion(4, 3, 30))
    expect(describeMotion(4, 2, 30)).not.toEqual(describeMotion(5, 2, 30))
  })

  it('has rotations, to the digits that a file has', () => {
    expect(moments.every(({ head }) => isRotation(head.rotation, 1e-5))).toBe(true)
    const numbers = moments.flatMap(({ head }) => [...head.rotation, ...head.centre])
    expect(numbers.every((x) => Number(x.toPrecision(6)) === x)).toBe(true)
  })

  it('turns within ±75°, nods within ±60° and leans within ±30°, mostly moderately and sometimes far', () => {
    const angles = moments.map(({ head }) => eulerFromRotation(head.rotation))
    for (const of of ['yaw', 'pitch', 'roll'] as const) {
      const sizes = angles.map((each) => Math.abs(each[of])).sort((a, b) => a - b)
      expect(sizes.at(-1)!, of).toBeLessThanOrEqual(furthest[of] + 0.01)
      expect(sizes.at(-1)!, of).toBeGreaterThan(0.8 * furthest[of])
      expect(sizes[sizes.length / 2]!, of).toBeLessThan(0.45 * furthest[of])
    }
  })

  it('is smooth: from frame to frame a head turns by less than 45° and moves by less than 80 mm', () => {
    const steps = sequences.flatMap((sequence) => sequence.slice(1).map((moment, i) => [sequence[i]!, moment] as const))
    for (const of of ['yaw', 'pitch', 'roll'] as const) {
      expect(Math.max(...steps.map(([from, to]) => Math.abs(to.angles[of] - from.angles[of])))).toBeLessThan(45)
    }
    const ways = steps.map(([from, to]) => Math.hypot(...to.head.centre.map((c, k) => c - from.head.centre[k]!)))
    expect(Math.max(...ways)).toBeLessThan(80)
  })

  it('shows some five attitudes even where it has few frames: at longer intervals', () => {
    const turns = (frames: number): number[] =>
      Array.from({ length: 20 }, (_, i) => describeMotion(0, i, frames)).flatMap((sequence) =>
        sequence.slice(1).map(({ angles }, i) => Math.abs(angles.yaw - sequence[i]!.angles.yaw)),
      )
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(turns(12))).toBeGreaterThan(2 * mean(turns(200)))
    expect(mean(turns(40))).toBeLessThan(1.3 * mean(turns(200)))
  })

  it('keeps the head from 0.7 to 1.2 m away and its centre well inside the picture', () => {
    const places = sequences.flatMap((sequence, i) => {
      const { intrinsics: k, rotation, translation } = describeRig(0, i).rgb
      return sequence.map(({ head }) => {
        const [x, y, z] = add(apply(rotation, head.centre), translation)
        return { column: (k[0] * x) / z + k[2], row: (k[4] * y) / z + k[5], away: head.centre[2] }
      })
    })
    for (const [what, least, most] of [
      ['away', 700, 1200] as const,
      ['column', 60, 580] as const,
      ['row', 60, 420] as const,
    ]) {
      const values = places.map((place) => place[what])
      expect(Math.min(...values), what).toBeGreaterThan(least)
      expect(Math.max(...values), what).toBeLessThan(most)
    }
  })
})
