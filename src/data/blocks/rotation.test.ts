import { describe, expect, it } from 'vitest'
import { named } from '../../../test/named.ts'
import { unchanged } from '../placement.ts'
import { rotationFromEuler } from '../space/euler.ts'
import { identity, type Matrix3 } from '../space/linear.ts'
import { rotationError } from '../space/rotation.ts'
import { rotationBlock } from './rotation.ts'

const whole = unchanged({ width: 8, height: 8 })
const pose = rotationFromEuler({ yaw: 40, pitch: -10, roll: 25 })

describe('rotationBlock', () => {
  it('encodes the first two columns, and decodes them to the same rotation', async () => {
    const target = await rotationBlock().setup(named(pose))
    const { data, shape } = await target.encode(pose, whole, 'a.png')
    expect(shape).toEqual([6])
    expect([...data]).toEqual([pose[0], pose[3], pose[6], pose[1], pose[4], pose[7]].map(Math.fround))
    expect(rotationError(target.decode(data as Float32Array, whole), pose)).toBeLessThan(1e-4)
    expect([target.answer, target.moves]).toEqual([{ kind: 'rotation' }, { kind: 'rotation' }])
  })

  it.each<[string, unknown]>([
    ['a mirror', [-1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ['rows that are too long', identity.map((x) => 1.1 * x)],
    ['too few numbers', [1, 0, 0]],
    ['NaN', [Number.NaN, 0, 0, 0, 1, 0, 0, 0, 1]],
    ['nothing', undefined],
  ])('refuses %s, naming the item', async (_, value) => {
    await expect(rotationBlock().setup(named(pose, value as Matrix3))).rejects.toMatchObject({ code: 'invalid-data' })
    await expect(rotationBlock().setup(named(pose, value as Matrix3))).rejects.toThrow('it must be a rotation')
  })
})
