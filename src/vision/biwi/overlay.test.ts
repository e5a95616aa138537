import { rm } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ball, ballDepthImage, depthCamera, frame, pose, rgbCamera, writeSample } from '../../../test/biwi-sample.ts'
import { findBiwi } from './dataset.ts'
import { headCentre, projectPoint } from './geometry.ts'
import { drawBiwiFrame, overlay } from './overlay.ts'

const { picture: data, width, height } = frame(0)
const content = { title: 'a <title> & more', picture: { data, width, height }, pose, rgb: rgbCamera }

/** What an overlay has at a place of its right panel, which shows the whole picture 15 times as large. */
const look = async (png: Uint8Array) => {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number): number[] => {
    const pixel = Math.round(y) * info.width + Math.round(x)
    return [...data.subarray(pixel * info.channels, pixel * info.channels + 3)]
  }
  const onRight = ([x, y]: readonly [number, number]) => at(976 + (x + 0.5) * 15, 56 + (y + 0.5) * 15)
  return { info, at, onRight, data }
}
const far = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))

describe('an overlay', () => {
  let plain: Awaited<ReturnType<typeof look>>
  let full: Awaited<ReturnType<typeof look>>
  beforeAll(async () => {
    const depth = { image: ballDepthImage(), calibration: depthCamera }
    plain = await look(await overlay(content))
    full = await look(await overlay({ ...content, mesh: ball, depth }))
  })

  it('is a PNG of two panels, a headline and a legend', () => {
    expect(full.info).toMatchObject({ width: 2 * 960 + 16, height: 56 + 720 + 132, channels: 3 })
  })

  it('has a dot in cyan at the true centre, and a cross in orange at the centre of the book', () => {
    const book = headCentre({ pose, rgb: rgbCamera }, { extrinsics: false })
    for (const drawn of [plain, full]) {
      expect(far(drawn.onRight(headCentre({ pose, rgb: rgbCamera })), [0x28, 0xe0, 0xff])).toBeLessThan(30)
      expect(far(drawn.onRight(book), [0xff, 0x9a, 0x1f])).toBeLessThan(30)
    }
  })

  it('colours the depth where the head is on the picture, and nothing beside it', () => {
    const [x, y] = projectPoint([pose.centre[0] + 60, pose.centre[1] + 50, pose.centre[2]], rgbCamera)!
    expect(far(full.onRight([x, y]), plain.onRight([x, y]))).toBeGreaterThan(20)
    expect(full.onRight([3, 3])).toEqual(plain.onRight([3, 3]))
  })

  it('draws the template over the head in the left panel, and not around it', () => {
    // The panel shows 175 mm upwards and downwards of the centre, near the middle: the head ends 100 mm from it.
    const perMillimetre = 360 / 175
    const at = (mm: number): [number, number] => [
      480 - mm * perMillimetre * Math.SQRT1_2,
      416 - mm * perMillimetre * Math.SQRT1_2,
    ]
    expect(far(full.at(...at(60)), plain.at(...at(60)))).toBeGreaterThan(20)
    expect(far(full.at(...at(150)), plain.at(...at(150)))).toBeLessThan(3)
  })

  it('is drawn whole where the head is at the edge of the picture', async () => {
    for (const centre of [
      [-480, 380, 880],
      [0, 0, 90],
      [9000, 0, 880],
    ] as const) {
      const { info } = await look(await overlay({ ...content, mesh: ball, pose: { ...pose, centre } }))
      expect(info.width).toBe(1936)
    }
  })

  it('needs the calibration of the picture', async () => {
    await expect(overlay({ ...content, rgb: { ...rgbCamera, height: 480 } })).rejects.toThrow(
      'the picture is 64 × 48, but its calibration is for 64 × 480',
    )
  })
})

describe('drawBiwiFrame', () => {
  let parent: string
  beforeAll(async () => {
    parent = await writeSample({ 1: [0] })
  })
  afterAll(() => rm(parent, { recursive: true }))

  it('reads all that belongs to a frame', async () => {
    const [sequence] = await findBiwi(parent)
    const drawn = await drawBiwiFrame(sequence!.frames[0]!)
    const depth = { image: ballDepthImage(), calibration: depthCamera }
    const expected = await overlay({ ...content, title: 'Sequence 01, frame 0 (person 1)', mesh: ball, depth })
    expect(Buffer.compare(drawn, expected)).toBe(0)
  })

  it('draws what there is, where depth and template are not', async () => {
    const [sequence] = await findBiwi(parent)
    const bare = { ...sequence!.frames[0]!, depth: undefined, template: undefined }
    expect((await sharp(await drawBiwiFrame(bare)).metadata()).format).toBe('png')
  })
})
