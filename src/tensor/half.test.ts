import { describe, expect, it } from 'vitest'
import { narrowHalves, nearestHalf, widenHalves } from './half.ts'

const every = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i)

describe('half precision', () => {
  it('every bit pattern survives the way to float32 and back, payloads of NaN and the sign of zero too', () => {
    expect(Buffer.from(narrowHalves(widenHalves(every)).buffer).equals(Buffer.from(every.buffer))).toBe(true)
  })

  it('is widened to the value that IEEE 754 defines', () => {
    const halves = Uint16Array.of(0, 0x8000, 1, 0x3ff, 0x400, 0x3c00, 0xc000, 0x3555, 0x7bff, 0x7c00, 0xfc00, 0x7e00)
    const third = 0x555 / 2 ** 12
    expect([...widenHalves(halves)]).toEqual([
      ...[0, -0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 1, -2, third, 65504, Infinity, -Infinity, NaN],
    ])
  })

  it('is rounded to the nearest, ties to even', () => {
    const positive = widenHalves(every.subarray(0, 0x7c00))
    // Oracle: the definition, on the exact middle of each pair of neighbours and one float32 step to either side.
    const wrong = Array.from({ length: positive.length - 1 }, (_, i) => i).filter((i) => {
      const around = new Float32Array(3).fill((positive[i]! + positive[i + 1]!) / 2)
      new Uint32Array(around.buffer)[0]! -= 1
      new Uint32Array(around.buffer)[2]! += 1
      const [before, middle, after] = narrowHalves(around)
      return before !== i || middle !== (i % 2 === 0 ? i : i + 1) || after !== i + 1
    })
    expect(wrong).toEqual([])
  })

  it('is rounded alike one by one', () => {
    const values = widenHalves(every)
    expect(values.findIndex((value) => !Object.is(nearestHalf(value), value))).toBe(-1)
    const between = values.map((value) => value * 1.0004)
    const rounded = widenHalves(narrowHalves(between))
    expect(between.findIndex((value, i) => !Object.is(nearestHalf(value), rounded[i]))).toBe(-1)
  })

  it('overflows to infinity from 65520, and underflows to zero up to 2⁻²⁵', () => {
    const values = Float32Array.of(65519.996, 65520, 1e30, -1e30, 2 ** -25, -(2 ** -25), 2 ** -25 * 1.0001, 1e-45)
    expect([...narrowHalves(values)]).toEqual([0x7bff, 0x7c00, 0x7c00, 0xfc00, 0, 0x8000, 1, 0])
  })

  it('keeps a NaN whose payload would be lost a NaN', () => {
    const values = new Float32Array(1)
    new Uint32Array(values.buffer)[0] = 0x7f800001
    expect(narrowHalves(values)[0]).toBe(0x7e00)
  })
})
