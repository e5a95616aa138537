import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needsShared, shared } from '../../../test/shared.ts'
import { apply, dot } from '../../data/space/linear.ts'
import { formatCalibration, readCalibration } from './calibration.ts'
import { checkBiwi } from './check.ts'
import { findBiwi } from './dataset.ts'
import { encodeDepth, readDepth } from './depth.ts'
import { depthStatistics, describeBiwiFrame } from './describe.ts'
import { inCamera, posedVertices, projectPoint, registerDepth } from './geometry.ts'
import { formatMesh, readMesh } from './mesh.ts'
import { formatPose, readPose } from './pose.ts'

// The data set's licence forbids shipping a frame, so this one lies outside the repository.
describe.skipIf(!shared)(needsShared('the real frame'), async () => {
  const folder = join(shared ?? '', 'data/biwi_one_frame')
  const [frame] = shared ? (await findBiwi(folder)).flatMap(({ frames }) => frames) : []
  const { picture, pose, depth, rgbCalibration, depthCalibration, template } =
    frame ?? ({} as NonNullable<typeof frame>)

  it('has its centres where they were found by drawing the template', async () => {
    const { centre, centreByTheBook } = await describeBiwiFrame(frame!)
    for (const [found, expected] of [
      [centre, [341.65, 274.63]],
      [centreByTheBook, [350.49, 262.96]],
    ] as const) {
      expect(Math.abs(found[0] - expected[0]!)).toBeLessThan(0.01)
      expect(Math.abs(found[1] - expected[1]!)).toBeLessThan(0.01)
    }
  })

  it('has 56,336 depths from 782 to 997 mm in 640 × 480 pixels', async () => {
    expect(depthStatistics(await readDepth(depth!))).toEqual({
      width: 640,
      height: 480,
      measured: 56_336,
      nearest: 782,
      furthest: 997,
    })
  })

  it('has a template of 6,918 vertices', async () => {
    const mesh = await readMesh(template!)
    expect(mesh.vertices).toHaveLength(3 * 6918)
    expect(mesh.faces).toHaveLength(3 * 13_676)
  })

  it('is written byte for byte as it was read, in every format of its own', async () => {
    for (const [file, written] of [
      [rgbCalibration, formatCalibration(await readCalibration(rgbCalibration))],
      [depthCalibration!, formatCalibration(await readCalibration(depthCalibration!))],
      [pose, formatPose(await readPose(pose))],
      [template!, formatMesh(await readMesh(template!))],
      [depth!, encodeDepth(await readDepth(depth!))],
    ] as const) {
      expect(Buffer.compare(await readFile(file), Buffer.from(written as Uint8Array)), file).toBe(0)
    }
  })

  it('has the registered depth on the posed template: most of what faces the camera agrees to 3 mm', async () => {
    const rgb = await readCalibration(rgbCalibration)
    const cameras = { depth: await readCalibration(depthCalibration!), rgb }
    const registered = registerDepth(await readDepth(depth!), cameras)
    const { rotation, centre } = await readPose(pose)
    const mesh = await readMesh(template!)
    const posed = posedVertices(mesh, { rotation, centre })
    const differences: number[] = []
    for (let i = 0; i < posed.length; i += 3) {
      const point = [posed[i]!, posed[i + 1]!, posed[i + 2]!] as const
      const normal = apply(rotation, [mesh.normals[i]!, mesh.normals[i + 1]!, mesh.normals[i + 2]!])
      if (dot(normal, point) > -0.5 * Math.hypot(...point)) continue
      const [x, y] = projectPoint(point, rgb)!
      const z = registered.millimetres[Math.round(y) * rgb.width + Math.round(x)]!
      // A pixel that no point fell on says nothing.
      if (z > 0) differences.push(Math.abs(z - inCamera(point, rgb)[2]))
    }
    expect(differences.length).toBeGreaterThan(2000)
    const within = differences.filter((difference) => difference < 3).length / differences.length
    // The rest is hair, the neck behind the chin, and the rims of the face.
    expect(within).toBeGreaterThan(0.6)
  })

  it('has no defects', async () => {
    expect(picture).toContain('frame_00003_rgb.png')
    expect(await checkBiwi(folder)).toEqual({ frames: 1, files: 6, defects: [] })
  })
})
