import sharp from 'sharp'
import type { Point } from '../../data/index.ts'
import { rotationError } from '../../data/space/rotation.ts'
import { contactSheet, type SheetCell } from '../drawing/index.ts'
import { aroundHead, type OnPanel } from './around-head.ts'
import { drawAxes, n } from './axes.ts'
import { type BiwiFrame, readBiwiFrame } from './dataset.ts'
import { headCentre } from './geometry.ts'
import { readPicture } from './picture.ts'
import type { AnsweredPose } from './pose-errors.ts'

/** A frame, and what a model answers for its picture. */
export interface AnsweredFrame {
  readonly frame: BiwiFrame
  readonly answer: AnsweredPose
}

/** Of a picture on the sheet, in pixels. */
const cell = { width: 320, height: 240 } as const

/**
 * A sheet of heads from near, as a PNG: of each the true axes and centre, thin, and those that were answered, bold; below
 * how far the answer is off.
 *
 * @throws KindlingError `invalid-data` when a file of a frame is missing or damaged
 * @example
 * await saveFile('heads.png', await drawPoses([{ frame, answer: (await learn.predict(frame.picture)).value }]))
 */
export async function drawPoses(answers: readonly AnsweredFrame[]): Promise<Uint8Array> {
  return contactSheet(await Promise.all(answers.map(drawPose)), {
    title: 'Heads of people whom the model has not seen',
    subtitle: 'thin: true; bold: answered. Red: the head’s x, green: its y, blue: where the face points',
  })
}

async function drawPose({ frame, answer }: AnsweredFrame): Promise<SheetCell> {
  const [{ data, width, height }, { pose, rgb }] = await Promise.all([readPicture(frame.picture), readBiwiFrame(frame)])
  const near = aroundHead(pose, rgb)
  const right = headCentre({ pose, rgb })
  const found = answer.centre[0] as Point
  const scale = cell.width / near.width
  // A whole number in K's coordinates is the middle of a pixel; in SVG it is an edge.
  const onPanel: OnPanel = ([x, y]) => [(x + 0.5 - near.left) * scale, (y + 0.5 - near.top) * scale]
  // How far away the head is was not asked, so what is answered is drawn at the true distance.
  const moved: OnPanel = ([x, y]) => onPanel([x + found[0] - right[0], y + found[1] - right[1]])
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${cell.width}" height="${cell.height}">` +
    drawAxes({ ...pose, rotation: answer.rotation }, rgb, moved, { thickness: 4 }) +
    dot(onPanel(found), 5) +
    `<g opacity="0.95">${drawAxes(pose, rgb, onPanel, { thickness: 1.3 })}</g>` +
    dot(onPanel(right), 2) +
    '</svg>'
  const png = await sharp(data, { raw: { width, height, channels: 3 } })
    .extract(near)
    .resize({ ...cell, fit: 'fill', kernel: 'cubic' })
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer()
  const pixels = Math.hypot(found[0] - right[0], found[1] - right[1])
  const degrees = rotationError(answer.rotation, pose.rotation)
  return {
    drawing: { png, ...cell },
    caption: `person ${frame.person}: ${pixels.toFixed(1)} pixels, ${degrees.toFixed(1)}° off`,
  }
}

const dot = ([x, y]: Point, radius: number): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${radius}" fill="#fff" stroke="#000" stroke-width="${n(radius / 3)}"/>`
