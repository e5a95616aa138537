import sharp, { type OverlayOptions } from 'sharp'
import { invalid } from '../../base/errors.ts'
import type { Point } from '../../data/index.ts'
import { eulerFromRotation } from '../../data/space/euler.ts'
import { aroundHead, type OnPanel, type Region } from './around-head.ts'
import { arrow, axisColours, drawAxes, n } from './axes.ts'
import { type Calibration, readCalibration } from './calibration.ts'
import { type BiwiFrame, readBiwiFrame } from './dataset.ts'
import { type DepthImage, readDepth } from './depth.ts'
import { type DepthRange, depthColour, depthRange } from './depth-colours.ts'
import { headCentre, registerDepth } from './geometry.ts'
import { type Mesh, readMesh } from './mesh.ts'
import { sequenceName } from './names.ts'
import { type RgbPicture, readPicture } from './picture.ts'
import type { HeadPose } from './pose.ts'
import { shadedMesh } from './shaded-mesh.ts'

/** What an overlay shows. */
export interface OverlayContent {
  readonly title: string
  readonly picture: RgbPicture
  readonly pose: HeadPose
  readonly rgb: Calibration
  /** The head's template. */
  readonly mesh?: Mesh | undefined
  readonly depth?: { readonly image: DepthImage; readonly calibration: Calibration } | undefined
}

/** Width of a panel, of the line above the panels, of the legend below and of what lies between, in pixels. */
const panelWidth = 960
const headline = 56
const legend = 132
const gap = 16

const colours = { ...axisColours, true: '#28e0ff', book: '#ff9a1f' } as const
const page = '#14181d'
const ink = '#e8edf2'

/**
 * Draws what a frame's files say onto its picture, as a PNG. On the left the head from near: the template in the frame's
 * pose, the axes of the head, and its centre as the true geometry has it and as the book has it. On the right the whole
 * picture, with what the depth camera saw, registered onto it and coloured by distance. A legend says which is which.
 *
 * @throws KindlingError `invalid-argument` when picture and calibration differ in size
 */
export const overlay = async ({ title, picture, pose, rgb, mesh, depth }: OverlayContent): Promise<Uint8Array> => {
  if (picture.width !== rgb.width || picture.height !== rgb.height) {
    throw invalid(
      `overlay: the picture is ${picture.width} × ${picture.height}, but its calibration is for ` +
        `${rgb.width} × ${rgb.height}; take the rgb.cal of the same sequence`,
    )
  }
  const panelHeight = Math.round((picture.height * panelWidth) / picture.width)
  const size = { width: panelWidth, height: panelHeight, fit: 'fill' } as const
  const right = panelWidth + gap
  const width = right + panelWidth
  const height = headline + panelHeight + legend
  const centres = { true: headCentre({ pose, rgb }), book: headCentre({ pose, rgb }, { extrinsics: false }) }
  const whole = { left: 0, top: 0, width: picture.width, height: picture.height }
  const near = aroundHead(pose, rgb)
  const photograph = (part: Region) =>
    sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } })
      .extract(part)
      .resize({ ...size, kernel: 'cubic' })
      .png({ compressionLevel: 1 })
      .toBuffer()

  const layers: OverlayOptions[] = [
    { input: await photograph(near), left: 0, top: headline },
    { input: await photograph(whole), left: right, top: headline },
  ]
  let range: DepthRange | undefined
  if (depth) {
    const registered = registerDepth(depth.image, { depth: depth.calibration, rgb })
    range = depthRange(registered)
    layers.push({ input: await depthLayer(registered, range, size), left: right, top: headline })
  }
  const markers = (onPanel: OnPanel) => drawCentres(onPanel(centres.true), onPanel(centres.book))
  const [onNear, onWhole] = [onPanelOf(near), onPanelOf(whole)]
  const panel = (left: number, content: string) =>
    `<svg x="${left}" y="${headline}" width="${panelWidth}" height="${panelHeight}">${content}</svg>`
  const drawing =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans, sans-serif">` +
    text(20, 37, title, 22, ink, 'bold') +
    text(width - 20, 37, angles(pose), 20, ink, 'normal', 'end') +
    panel(0, (mesh ? shadedMesh(mesh, pose, rgb, onNear) : '') + drawAxes(pose, rgb, onNear) + markers(onNear)) +
    panel(right, drawFrame(near, onWhole) + markers(onWhole)) +
    drawLegend(headline + panelHeight, centres, mesh !== undefined) +
    (range ? drawScale(right, headline + panelHeight, range) : '') +
    '</svg>'
  // Not handed to composite as SVG, which stops at 10 MB: a template may have any number of triangles.
  layers.push({ input: await sharp(Buffer.from(drawing), { unlimited: true }).png().toBuffer(), left: 0, top: 0 })
  return sharp({ create: { width, height, channels: 3, background: page } })
    .composite(layers)
    .removeAlpha()
    .png()
    .toBuffer()
}

const onPanelOf =
  ({ left, top, width }: Region): OnPanel =>
  // A whole number in K's coordinates is the middle of a pixel; in SVG it is an edge.
  ([x, y]) => [((x + 0.5 - left) * panelWidth) / width, ((y + 0.5 - top) * panelWidth) / width]

/**
 * Reads a frame with all that belongs to it, and draws it: see `overlay`.
 *
 * @throws KindlingError `invalid-data` when one of its files is missing or damaged
 * @example
 * const [sequence] = await findBiwi('hpdb')
 * await saveFile('frame.png', await drawBiwiFrame(sequence.frames[0]))
 */
export const drawBiwiFrame = async (frame: BiwiFrame): Promise<Uint8Array> => {
  const [picture, { pose, rgb }, mesh, image, calibration] = await Promise.all([
    readPicture(frame.picture),
    readBiwiFrame(frame),
    frame.template === undefined ? undefined : readMesh(frame.template),
    frame.depth === undefined ? undefined : readDepth(frame.depth),
    frame.depthCalibration === undefined ? undefined : readCalibration(frame.depthCalibration),
  ])
  const depth = image && calibration ? { image, calibration } : undefined
  const title = `Sequence ${sequenceName(frame.sequence)}, frame ${frame.index} (person ${frame.person})`
  return overlay({ title, picture, pose, rgb, mesh, depth })
}

const depthLayer = async (
  { width, height, millimetres }: DepthImage,
  range: DepthRange,
  size: { width: number; height: number; fit: 'fill' },
): Promise<Buffer> => {
  const pixels = new Uint8Array(4 * width * height)
  for (const [i, depth] of millimetres.entries()) if (depth > 0) pixels.set([...depthColour(depth, range), 190], 4 * i)
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .resize({ ...size, kernel: 'nearest' })
    .png({ compressionLevel: 1 })
    .toBuffer()
}

const angles = ({ rotation }: HeadPose): string => {
  const { yaw, pitch, roll } = eulerFromRotation(rotation)
  return `yaw ${signed(yaw)}°   pitch ${signed(pitch)}°   roll ${signed(roll)}°`
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`

/** Where the left panel is on the whole picture. */
const drawFrame = ({ left, top, width, height }: Region, onPanel: OnPanel): string => {
  const [x, y] = onPanel([left - 0.5, top - 0.5])
  const [right, bottom] = onPanel([left + width - 0.5, top + height - 0.5])
  const rectangle = `<rect x="${n(x)}" y="${n(y)}" width="${n(right - x)}" height="${n(bottom - y)}" rx="4" fill="none"`
  return `${rectangle} stroke="#000" stroke-opacity="0.5" stroke-width="4"/>${rectangle} stroke="#fff" stroke-width="2"/>`
}

/** The two centres, and a line between them that says how far they are apart. */
const drawCentres = (right: Point, book: Point): string =>
  `<path d="M${n(right[0])} ${n(right[1])}L${n(book[0])} ${n(book[1])}" stroke="#fff" stroke-width="2" ` +
  `stroke-dasharray="4 3"/>${bookMarker(book)}${trueMarker(right)}`

/** A ring with a dot. */
const trueMarker = ([x, y]: Point): string => {
  const at = `cx="${n(x)}" cy="${n(y)}"`
  return (
    `<circle ${at} r="10" fill="none" stroke="#000" stroke-width="7"/>` +
    `<circle ${at} r="10" fill="none" stroke="${colours.true}" stroke-width="4"/>` +
    `<circle ${at} r="3.5" fill="${colours.true}" stroke="#000" stroke-width="1"/>`
  )
}

/** A cross. */
const bookMarker = ([x, y]: Point): string => {
  const shape = `M${n(x - 9)} ${n(y - 9)}l18 18M${n(x + 9)} ${n(y - 9)}l-18 18`
  return (
    `<path d="${shape}" stroke="#000" stroke-width="8" stroke-linecap="round"/>` +
    `<path d="${shape}" stroke="${colours.book}" stroke-width="4.5" stroke-linecap="round"/>`
  )
}

const drawLegend = (top: number, centres: { true: Point; book: Point }, hasMesh: boolean): string => {
  const at = ([x, y]: Point) => `(${x.toFixed(1)}, ${y.toFixed(1)})`
  const apart = Math.hypot(centres.true[0] - centres.book[0], centres.true[1] - centres.book[1])
  const line = (colour: string, x: number, words: string) =>
    arrow([x, top + 105], [x + 34, top + 105], colour) + text(x + 44, top + 112, words, 18)
  return (
    trueMarker([32, top + 30]) +
    text(56, top + 37, `centre by K·(R·X + T): ${at(centres.true)}`, 19) +
    bookMarker([32, top + 68]) +
    text(56, top + 75, `centre by K·X, as in the book: ${at(centres.book)}, ${apart.toFixed(1)} pixels away`, 19) +
    line(colours.x, 22, 'head’s x') +
    line(colours.y, 182, 'head’s y') +
    line(colours.face, 342, 'where the face points') +
    (hasMesh
      ? `<rect x="632" y="${top + 95}" width="34" height="20" rx="4" fill="#c86bd9"/>${text(676, top + 112, 'template in this pose', 18)}`
      : '')
  )
}

/** The colours of distances. */
const drawScale = (left: number, top: number, range: DepthRange): string => {
  const { near, far } = range
  const steps = 64
  const width = panelWidth - 40
  const bars = Array.from({ length: steps }, (_, i) => {
    const colour = depthColour(near + ((far - near) * (i + 0.5)) / steps, range)
    const x = left + 20 + (width * i) / steps
    return `<rect x="${n(x)}" y="${top + 22}" width="${n(width / steps + 0.6)}" height="22" fill="rgb(${colour.join(',')})"/>`
  })
  return (
    bars.join('') +
    text(left + 20, top + 68, `${near} mm`, 18) +
    text(left + 20 + width / 2, top + 68, 'distance from the RGB camera', 18, ink, 'normal', 'middle') +
    text(left + 20 + width, top + 68, `${far} mm`, 18, ink, 'normal', 'end')
  )
}

const text = (x: number, y: number, words: string, size: number, fill = ink, weight = 'normal', anchor = 'start') =>
  `<text x="${n(x)}" y="${n(y)}" font-size="${size}" fill="${fill}" font-weight="${weight}" text-anchor="${anchor}" ` +
  `xml:space="preserve">${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`
