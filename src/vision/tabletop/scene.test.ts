import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { objectKinds, tabletopLabels } from './objects/index.ts'
import { covered, describeScene, maximumCovered, maximumOutside, outside } from './scene.ts'

const seed = fc.maxSafeInteger()
const index = fc.nat(100_000)
const many = Array.from({ length: 2000 }, (_, i) => describeScene(0, i))

/** Whether a share observed in n draws is within four standard deviations of p. */
const plausible = (count: number, n: number, p: number) => Math.abs(count / n - p) < 4 * Math.sqrt((p * (1 - p)) / n)

describe('a tabletop scene', () => {
  it('is a function of seed and index, whatever was described before', () => {
    const backwards = [9, 3, 0].map((i) => describeScene(5, i))
    expect([0, 3, 9].map((i) => describeScene(5, i))).toEqual(backwards.reverse())
    expect(describeScene(5, 0)).not.toEqual(describeScene(6, 0))
    expect(describeScene(5, 0)).not.toEqual(describeScene(5, 1))
  })

  it('holds 0 to 4 objects, no kind twice', () => {
    fc.assert(
      fc.property(seed, index, (s, i) => {
        const labels = describeScene(s, i).objects.map(({ label }) => label)
        expect(labels.length).toBeLessThanOrEqual(4)
        expect(new Set(labels).size).toBe(labels.length)
      }),
    )
  })

  it('shows every object: inside the picture, and not covered too much by those above it', () => {
    fc.assert(
      fc.property(seed, index, (s, i) => {
        const { objects } = describeScene(s, i)
        for (const [k, object] of objects.entries()) {
          expect(outside(object)).toBeLessThanOrEqual(maximumOutside)
          expect(covered(objects, k)).toBeLessThanOrEqual(maximumCovered)
        }
      }),
    )
  })

  it('shows every object at 22 % of the side or more, rarely much smaller than its kind’s span', () => {
    const objects = many.flatMap((scene) => scene.objects)
    for (const { label, size } of objects) {
      expect(size).toBeGreaterThan(0.22)
      expect(size).toBeLessThanOrEqual(objectKinds[label].span[1])
    }
    expect(objects.filter(({ label, size }) => size < 0.8 * objectKinds[label].span[0]).length).toBeLessThan(
      objects.length / 50,
    )
  })

  it('is empty once in seven', () => {
    expect(plausible(many.filter(({ objects }) => objects.length === 0).length, many.length, 1 / 7)).toBe(true)
  })

  it('shows all kinds equally often', () => {
    const total = many.reduce((sum, { objects }) => sum + objects.length, 0)
    for (const label of tabletopLabels) {
      const times = many.filter(({ objects }) => objects.some((object) => object.label === label)).length
      expect(plausible(times, many.length, total / many.length / tabletopLabels.length), label).toBe(true)
    }
  })

  it('has clutter on an empty table as often as on a laid one, so that it gives nothing away', () => {
    const share = many.filter(({ clutter }) => clutter.length > 0).length / many.length
    const empty = many.filter(({ objects }) => objects.length === 0)
    expect(plausible(empty.filter(({ clutter }) => clutter.length > 0).length, empty.length, share)).toBe(true)
  })
})
