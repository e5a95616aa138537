import { describe, expect, it } from 'vitest'
import { enlarge } from './enlarge.ts'

describe('enlarge', () => {
  it('interpolates between the centres of pixels, as PyTorch’s interpolate without align_corners does', () => {
    // torch.nn.functional.interpolate([[[10, 20, 60]]], size=6, mode='linear')
    const result = enlarge(Uint8Array.of(10, 20, 60), 1, { width: 3, height: 1 }, { width: 6, height: 1 })
    expect([...result]).toEqual([10, 13, 18, 30, 50, 60])
  })

  it('does the same downwards, and keeps channels apart', () => {
    const column = Uint8Array.of(10, 0, 20, 100, 60, 200)
    const result = enlarge(column, 2, { width: 1, height: 3 }, { width: 1, height: 6 })
    expect([...result]).toEqual([10, 0, 13, 25, 18, 75, 30, 125, 50, 175, 60, 200])
  })

  it('leaves a picture of the same size as it is', () => {
    const data = Uint8Array.from({ length: 60 }, (_, i) => (i * 37) % 256)
    expect(enlarge(data, 3, { width: 5, height: 4 }, { width: 5, height: 4 })).toEqual(data)
  })

  it('repeats one pixel', () =>
    expect([...enlarge(Uint8Array.of(7), 1, { width: 1, height: 1 }, { width: 3, height: 2 })]).toEqual([
      7, 7, 7, 7, 7, 7,
    ]))

  it('takes a ramp to a ramp', () => {
    const ramp = Uint8Array.from({ length: 16 }, (_, i) => 8 * (i % 4) + 64 * Math.floor(i / 4))
    const result = enlarge(ramp, 1, { width: 4, height: 4 }, { width: 32, height: 16 })
    for (let y = 2; y < 14; y++)
      for (let x = 4; x < 28; x++) {
        const exact = 8 * ((x + 0.5) / 8 - 0.5) + 64 * ((y + 0.5) / 4 - 0.5)
        expect(Math.abs(result[32 * y + x]! - exact)).toBeLessThanOrEqual(0.5)
      }
  })
})
