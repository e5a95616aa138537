import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { distance } from '../colour.ts'
import { minimumContrast } from '../scene.ts'
import { tables } from '../table.ts'
import { objectKinds, tabletopLabels } from './index.ts'

const side = 160

/** Which pixels of a square of local side 160, centred on the object, it paints. */
const painted = async (label: (typeof tabletopLabels)[number], form: number, part: 'markup' | 'outline') => {
  const kind = objectKinds[label]
  const appearance = { id: 'o', colour: kind.colours[0]!, accent: kind.accents[0]!, form, light: { x: 0.6, y: -0.8 } }
  const { markup, outline, wire } = kind.draw(appearance)
  const shape = `<path d="${outline}" ${wire ? `fill="none" stroke="#000" stroke-width="${wire}"` : ''}/>`
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="-80 -80 160 160">` +
    `${part === 'markup' ? markup : shape}</svg>`
  const { data } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const pixels = Array.from({ length: side * side }, (_, i) => ({
    x: (i % side) - 79.5,
    y: Math.floor(i / side) - 79.5,
    alpha: data[4 * i + 3]!,
  }))
  return pixels.filter(({ alpha }) => alpha > 60)
}

const forms = [0.1, 0.45, 0.9]

describe('the kinds of object', () => {
  it('are eight', () => {
    expect(tabletopLabels).toEqual(['apple', 'banana', 'book', 'glasses', 'key', 'leaf', 'mug', 'pencil'])
  })

  describe.each(tabletopLabels)('%s', (label) => {
    const kind = objectKinds[label]

    it.each(forms)('in form %f is about 100 long and centred', async (form) => {
      const pixels = await painted(label, form, 'markup')
      const [xs, ys] = [pixels.map(({ x }) => x), pixels.map(({ y }) => y)]
      const extents = [Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)]
      expect(Math.max(...extents)).toBeGreaterThan(84)
      expect(Math.max(...extents)).toBeLessThan(108)
      for (const values of [xs, ys]) expect(Math.abs(Math.max(...values) + Math.min(...values)) / 2).toBeLessThan(12)
    })

    it.each(forms)('in form %f lies within its footprint, by which overlap is measured', async (form) => {
      const pixels = await painted(label, form, 'markup')
      const within = pixels.filter(({ x, y }) =>
        kind.footprint.some(([fx, fy, r]) => Math.hypot(x - fx, y - fy) <= r + 1),
      )
      expect(within.length / pixels.length).toBeGreaterThan(0.8)
    })

    it.each(forms)('in form %f casts the shadow of what is painted', async (form) => {
      const key = ({ x, y }: { x: number; y: number }) => `${x} ${y}`
      const shadow = new Set((await painted(label, form, 'outline')).map(key))
      const object = new Set((await painted(label, form, 'markup')).map(key))
      const both = [...shadow].filter((pixel) => object.has(pixel)).length
      expect(both / shadow.size).toBeGreaterThan(0.95)
    })

    it('has a colour that stands out on every table', () => {
      for (const [material, tints] of Object.entries(tables)) {
        for (const [i, tint] of tints.entries()) {
          const best = Math.max(...kind.colours.map((colour) => distance(colour, tint.colour)))
          // A table's colour varies by at most 0.037: 0.03 in lightness, 0.015 in chroma, 8° in hue.
          expect(best, `${label} on ${material} ${i}`).toBeGreaterThan(minimumContrast + 0.037)
        }
      }
    })
  })
})
