import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { extract, type Point, readRows } from 'kindling'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { donkeycar } from '../examples/donkeycar.ts'
import { faceKeypoints, mirroredPoints } from '../examples/face-keypoints.ts'
import { tgzOf } from './archives.ts'
import type { Ended } from './kindling-process.ts'
import { needsShared, shared } from './shared.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-examples-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs an example as its first lines say, with this folder for temporary files and for what it writes. */
async function runExample(name: string, words: readonly string[], place: string): Promise<Ended> {
  await mkdir(place, { recursive: true })
  const file = fileURLToPath(new URL(`../examples/${name}`, import.meta.url))
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file, ...words], {
    cwd: place,
    env: {
      ...process.env,
      TMPDIR: place,
      TSX_TSCONFIG_PATH: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (part: string) => {
      text[stream] += part
    })
  const code = await new Promise<number | null>((done) => child.on('close', done))
  return { code, ...text }
}

const isPng = async (file: string) => (await readFile(file)).subarray(1, 4).toString() === 'PNG'

/** A symmetric face of 68 points around (0, 0), 40 wide: right where it counts, which is who faces whom. */
const drawnFace: readonly Point[] = [
  ...arc(17, 20, 24, 180, 0), // jaw, from the left of the picture by the chin to the right
  ...arc(5, 6, 2, 180, 360, -10, -10),
  ...arc(5, 6, 2, 180, 360, 10, -10),
  ...[-6, -3, 0, 3].map((y): Point => [0, y]),
  ...arc(5, 4, 1, 180, 0, 0, 5),
  ...eye(-10),
  ...eye(10),
  ...arc(7, 8, 2, 180, 360, 0, 12),
  ...arc(7, 8, 3, 0, 180, 0, 12).slice(1, 6),
  ...arc(5, 6, 1, 180, 360, 0, 12),
  ...arc(5, 6, 1, 0, 180, 0, 12).slice(1, 4),
]

/** Points on part of an ellipse, in degrees; y points down. */
function arc(count: number, width: number, height: number, from: number, to: number, x = 0, y = 0): Point[] {
  return Array.from({ length: count }, (_, i): Point => {
    const angle = ((from + ((to - from) * i) / (count - 1)) * Math.PI) / 180
    return [x + width * Math.cos(angle), y + height * Math.sin(angle)]
  })
}

/** The corner to the left, two of the upper lid, the other corner, two of the lower lid on the way back. */
function eye(x: number): Point[] {
  return [...arc(4, 4, 2, 180, 360, x, -4), ...arc(4, 4, 2, 0, 180, x, -4).slice(1, 3)]
}

/** How far face i is from the middle of its picture. */
const shift = (i: number): Point => [((i * 7) % 17) - 8, ((i * 5) % 13) - 6]

/** Writes pictures of 80 × 80 of one face in different places, as the real data has them. */
async function writeFaces(place: string, counts: { readonly training: number; readonly test: number }): Promise<void> {
  for (const [side, count] of Object.entries(counts)) {
    await mkdir(join(place, side), { recursive: true })
    const rows = [['', ...Array.from({ length: 136 }, (_, i) => i)].join(',')]
    for (let i = 0; i < count; i++) {
      const [x, y] = shift(i)
      const points = drawnFace.map(([px, py]): Point => [px + x + 40, py + y + 36])
      rows.push([`${i}.jpg`, ...points.flat().map((value) => value.toFixed(4))].join(','))
      const polygon = (from: number, to: number) =>
        points
          .slice(from, to)
          .map((point) => point.join())
          .join(' ')
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="80" height="80" fill="#345"/>
        <polygon points="${polygon(0, 17)} ${polygon(17, 27).split(' ').reverse().join(' ')}" fill="#fc9"/>
        <polygon points="${polygon(36, 42)}" fill="#024"/><polygon points="${polygon(42, 48)}" fill="#024"/>
        <polygon points="${polygon(48, 60)}" fill="#b22"/></svg>`
      await writeFile(join(place, side, `${i}.jpg`), await sharp(Buffer.from(svg)).png().toBuffer())
    }
    await writeFile(join(place, `${side}.csv`), `${rows.join('\n')}\n`)
  }
}

/** The sum of the distances between each point of a face and the one that its mirror image has there. */
function asymmetry(face: readonly Point[], pairs: readonly (readonly [number, number])[]): number {
  const other = face.map((_, i) => i)
  for (const [a, b] of pairs) [other[a], other[b]] = [b, a]
  const middle = face.reduce((sum, [x]) => sum + x, 0) / face.length
  return face.reduce((sum, [x, y], i) => {
    const [mx, my] = face[other[i]!]!
    return sum + Math.hypot(2 * middle - mx - x, my - y)
  }, 0)
}

describe('examples/face-keypoints.ts', () => {
  it('trains on faces like those of the data set, measures beside their mean, and writes a sheet of pictures', async () => {
    const place = join(folder, 'faces')
    const counts = { training: 48, test: 12 }
    await writeFaces(place, counts)
    const sheet = join(folder, 'faces.png')
    const { pictures, error, ofMean } = await faceKeypoints(place, { size: 48, epochs: 12, sheet })
    expect(pictures).toBe(12)
    // A face is moved as a whole, so its mean differs by the same from each of its points.
    const shifts = (count: number) => Array.from({ length: count }, (_, i) => shift(i))
    const mean = [0, 1].map((axis) => shifts(48).reduce((sum, each) => sum + each[axis]!, 0) / 48)
    const expected = shifts(12).reduce((sum, [x, y]) => sum + Math.hypot(x - mean[0]!, y - mean[1]!), 0) / 12
    expect(ofMean.pixels).toBeCloseTo(expected, 3)
    expect(ofMean.share).toBeCloseTo(expected / 40, 4)
    expect(error.share).toBeCloseTo(error.pixels / 40, 4)
    expect(error.pixels).toBeLessThan(0.7 * ofMean.pixels)
    expect(await isPng(sheet)).toBe(true)
  })

  it('exchanges the points that face each other, each once, and leaves those in the middle', () => {
    const named = mirroredPoints.flat()
    expect(new Set(named).size).toBe(named.length)
    const middle = Array.from({ length: 68 }, (_, i) => i).filter((i) => !named.includes(i))
    expect(middle).toEqual([8, 27, 28, 29, 30, 33, 51, 57, 62, 66])
    expect(asymmetry(drawnFace, mirroredPoints)).toBeCloseTo(0, 6)
  })

  it('says what it needs where there is no such folder: exit code 2', async () => {
    const { code, stdout, stderr } = await runExample('face-keypoints.ts', ['nowhere'], folder)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('nowhere has no training.csv')
    expect(stderr).toContain('../shared/data/face_keypoints')
  })
})

/** Frames of 64 × 48 with a line that leans to where the car steers; the last is marked as deleted. */
async function tubEntries(count: number) {
  const angle = (i: number): number => Math.sin(i * 1.7)
  const records = Array.from({ length: count + 1 }, (_, i) =>
    JSON.stringify({ _index: i, 'cam/image_array': `${i}_cam.jpg`, 'user/angle': i === count ? 1e6 : angle(i) }),
  )
  const pictures = await Promise.all(
    records.map(async (_, i) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="64" height="48" fill="#443"/>
        <line x1="32" y1="48" x2="${32 + 28 * angle(i)}" y2="8" stroke="#fd4" stroke-width="5"/></svg>`
      return { path: `tub/images/${i}_cam.jpg`, data: await sharp(Buffer.from(svg)).jpeg().toBuffer() }
    }),
  )
  const half = Math.floor(count / 2)
  const manifest = [
    ['cam/image_array', 'user/angle'],
    ['image_array', 'float'],
    {},
    {},
    { paths: ['catalog_1.catalog', 'catalog_0.catalog'], current_index: count + 1, deleted_indexes: [count] },
  ]
  const entries = [
    { path: 'tub/manifest.json', data: manifest.map((line) => `${JSON.stringify(line)}\n`).join('') },
    { path: 'tub/catalog_0.catalog', data: `${records.slice(0, half).join('\n')}\n` },
    { path: 'tub/catalog_1.catalog', data: `${records.slice(half).join('\n')}\n` },
    ...pictures,
  ]
  return { entries, angles: Array.from({ length: count }, (_, i) => angle(i)) }
}

describe('examples/donkeycar.ts', () => {
  it('unpacks a drive, learns to steer, says how far the last fifth is off, and leaves only a sheet of pictures', async () => {
    const { entries, angles } = await tubEntries(200)
    const data = join(folder, 'donkeycar')
    await mkdir(data)
    await writeFile(join(data, 'tub.tar.gz'), tgzOf(entries))
    const place = join(folder, 'run')
    const { code, stdout } = await runExample('donkeycar.ts', [data], place)
    expect(code).toBe(0)
    const [, frames] = /The angles of the last (\d+) frames/.exec(stdout)!
    expect(frames).toBe('40')
    const [, rmse, mae] = /the network +RMSE ([\d.]+), mean error ([\d.]+)/.exec(stdout)!.map(Number)
    const [, rmseOfMean, maeOfMean] = /the mean angle +RMSE ([\d.]+), mean error ([\d.]+)/.exec(stdout)!.map(Number)
    const mean = angles.slice(0, 160).reduce((sum, angle) => sum + angle, 0) / 160
    const errors = angles.slice(160).map((angle) => angle - mean)
    expect(rmseOfMean).toBeCloseTo(Math.hypot(...errors) / Math.sqrt(40), 3)
    expect(maeOfMean).toBeCloseTo(errors.reduce((sum, error) => sum + Math.abs(error), 0) / 40, 3)
    expect(rmse).toBeLessThan(0.7 * rmseOfMean!)
    expect(mae).toBeLessThan(0.7 * maeOfMean!)
    expect(await isPng(join(place, 'donkeycar.png'))).toBe(true)
    const left = (await readdir(place)).filter((name) => name.startsWith('kindling-'))
    expect(left).toEqual([])
  })

  it('says what it needs where there is no drive: exit code 2', async () => {
    const { code, stdout, stderr } = await runExample('donkeycar.ts', [], folder)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Name a recorded drive')
    expect(stderr).toContain('../shared/data/donkeycar')
  })
})

describe.skipIf(!shared)(needsShared('the examples on real data'), () => {
  const faces = join(shared ?? '', 'data', 'face_keypoints')

  it("finds a face's points within a short training at less than 0.65 of the mean face's error", async () => {
    const { pictures, error, ofMean } = await faceKeypoints(faces, { size: 64, epochs: 14 })
    expect(pictures).toBe(60)
    expect(error.pixels).toBeLessThan(0.65 * ofMean.pixels)
    expect(error.share).toBeLessThan(0.65 * ofMean.share)
  })

  it('no exchange of two partners, nor of two pairs, makes the mean face more symmetric', async () => {
    const rows = await readRows(join(faces, 'training.csv'))
    // Noses have to be in the middle first, so that faces that look aside do not tilt the mean.
    const face = Array.from({ length: 68 }, (_, i): Point => {
      const mean = (axis: 0 | 1) =>
        rows.reduce((sum, row) => sum + Number(row[2 * i + axis]) - Number(row[2 * 27 + axis]), 0) / rows.length
      return [mean(0), mean(1)]
    })
    const least = asymmetry(face, mirroredPoints)
    for (const [i, [a, b]] of mirroredPoints.entries()) {
      expect(asymmetry(face, mirroredPoints.toSpliced(i, 1))).toBeGreaterThan(least)
      for (const [k, [c, d]] of mirroredPoints.entries())
        if (k > i) {
          const others = mirroredPoints.filter((_, at) => at !== i && at !== k)
          expect(asymmetry(face, [...others, [a, d], [c, b]])).toBeGreaterThan(least)
          expect(asymmetry(face, [...others, [a, c], [b, d]])).toBeGreaterThan(least)
        }
    }
  })

  it("steers the last fifth of a drive at less than 0.65 of the mean angle's error after a short training", async () => {
    const tub = join(folder, 'tub')
    await extract(join(shared!, 'data', 'donkeycar', 'tub.tar.gz'), tub)
    expect((await stat(join(tub, 'manifest.json'))).isFile()).toBe(true)
    const { frames, error, ofMean } = await donkeycar(tub, { height: 48, epochs: 6 })
    expect(frames).toBe(200)
    expect(error.rmse).toBeLessThan(0.65 * ofMean.rmse)
    expect(error.mae).toBeLessThan(0.65 * ofMean.mae)
  })
})
