import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { describeScene, type Scene } from './scene.ts'
import { sceneSvg } from './svg.ts'
import { materials } from './table.ts'
import { drawingVersion } from './write.ts'

const pixels = (scene: Scene, size = 64) =>
  sharp(Buffer.from(sceneSvg(scene, size)))
    .raw()
    .toBuffer({ resolveWithObject: true })

describe('sceneSvg', () => {
  it('draws the drawing that its version stands for: when this fails, count drawingVersion up', () => {
    const hash = createHash('sha256')
    for (let i = 0; i < 200; i++) hash.update(sceneSvg(describeScene(0, i), 128))
    expect([drawingVersion, hash.digest('hex').slice(0, 16)]).toEqual([1, '4f49c749503add02'])
  })

  it('is opaque from corner to corner on every table, at every turn', async () => {
    for (const material of materials) {
      const found = Array.from({ length: 60 }, (_, i) => describeScene(1, i)).filter(
        (s) => s.table.material === material,
      )
      for (const scene of found.slice(0, 4)) {
        const { data, info } = await sharp(Buffer.from(sceneSvg(scene, 64)))
          .ensureAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true })
        expect([info.width, info.height, info.channels]).toEqual([64, 64, 4])
        expect(data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true)
      }
    }
  })

  it('shows every object of the scene: without it the picture differs, where it lies', async () => {
    for (let i = 0; i < 40; i++) {
      const scene = describeScene(2, i)
      const whole = await pixels(scene)
      for (const object of scene.objects) {
        const without = await pixels({ ...scene, objects: scene.objects.filter((other) => other !== object) })
        let changed = 0
        for (let p = 0; p < 64 * 64; p++) {
          const step = [0, 1, 2].map((c) => Math.abs(whole.data[4 * p + c]! - without.data[4 * p + c]!))
          if (Math.max(...step) > 24) changed++
        }
        // A pencil, the thinnest, covers about 2 % of the picture.
        expect(changed / (64 * 64), `scene ${i}: ${object.label}`).toBeGreaterThan(0.01)
      }
    }
  })

  it('uses no text, no filter and nothing from outside, which would differ between machines or cost time', () => {
    for (let i = 0; i < 50; i++)
      expect(sceneSvg(describeScene(3, i), 64)).not.toMatch(/<text|<filter|href|NaN|undefined/)
  })
})
