import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { invalid } from '../base/errors.ts'
import { saveFile } from '../base/save.ts'
import { eachConcurrently } from '../data/concurrent.ts'
import { progress } from '../report/index.ts'
import {
  type BiwiFrame,
  type BiwiFrameReport,
  checkBiwi,
  describeBiwiFrame,
  drawBiwiFrame,
  findBiwi,
} from '../vision/biwi/index.ts'
import { action, type CommandContext, type CommonOptions, wholeNumber } from './command.ts'
import { exitCodes } from './exit-code.ts'
import { makeFolder } from './make-folder.ts'
import { shownPath } from './prose.ts'

interface InfoOptions extends CommonOptions {
  readonly frames?: number
}

interface ShowOptions extends CommonOptions {
  readonly output?: string
  readonly frame?: readonly FrameName[]
}

/** `kindling biwi`: looks into a BIWI Kinect Head Pose data set. */
export const biwiCommand = (): Command => {
  const biwi = new Command('biwi').description('look into a BIWI Kinect Head Pose data set: numbers, defects, pictures')
  const folder = ['<folder>', 'the folder hpdb, or the one that it lies in'] as const
  biwi
    .command('info')
    .description('sequences, people and frames; of each frame both centres, the angles and what the depth camera saw')
    .argument(...folder)
    .option('--frames <n>', 'describe the first n frames only (default: all)', wholeNumber(0))
    .addHelpText(
      'after',
      `
Examples:
  $ kindling biwi info hpdb --frames 5
  $ kindling biwi info hpdb --json

Centres are in pixels of the RGB picture: K·(R·X + T) is where the head is, K·X
is where the book has it. Angles are in degrees: the head's rotation is
Rx(-pitch)·Ry(yaw)·Rz(roll).`,
    )
    .action(action<[string], InfoOptions>(([path], options, context) => info(path, options, context)))
  biwi
    .command('verify')
    .description('read every file of every frame, and report each that is missing or damaged')
    .argument(...folder)
    .addHelpText(
      'after',
      `
Examples:
  $ kindling biwi verify hpdb
  $ kindling biwi verify hpdb --json

Ends with exit code 3 when there are defects.`,
    )
    .action(action<[string], CommonOptions>(([path], _, context) => verify(path, context)))
  biwi
    .command('show')
    .description("draw what a frame's files say: centres, axes and template on the head, depth on the picture")
    .argument(...folder)
    .option('-o, --output <path>', 'the PNG; with several frames, a folder for them (default: biwi.png, or biwi)')
    .option('--frame <sequence/frame...>', 'which frames, such as 01/3 (default: the first)', frameName)
    .addHelpText(
      'after',
      `
Examples:
  $ kindling biwi show hpdb -o head.png
  $ kindling biwi show hpdb --frame 01/3 13/250 -o heads`,
    )
    .action(action<[string], ShowOptions>(([path], options, context) => show(path, options, context)))
  return biwi
}

async function info(folder: string, { frames: limit }: InfoOptions, context: CommandContext): Promise<object> {
  const { print, signal } = context
  const sequences = await findBiwi(folder)
  const frames = sequences.flatMap((sequence) => sequence.frames)
  const people = new Set(sequences.map(({ person }) => person)).size
  const withDepth = frames.filter(({ depth }) => depth !== undefined).length
  print(
    `${count(sequences.length, 'sequence')}, ${count(people, 'person', 'people')}, ${count(frames.length, 'frame')}` +
      `${withDepth < frames.length ? ` (${withDepth} with depth)` : ''}`,
  )
  for (const { number, person, frames, folder } of sequences) {
    const again = person === number ? '' : `, the person of sequence ${padded(person)}`
    print(`  ${padded(number)}: ${count(frames.length, 'frame')}${again} (${shownPath(folder)})`)
  }
  const wanted = frames.slice(0, limit)
  const reports: BiwiFrameReport[] = []
  if (wanted.length > 0) {
    print('\nframe     centre K·(R·X+T)    centre K·X         yaw    pitch     roll  depth')
  }
  // A batch at a time, so that lines appear in order while files are read side by side.
  for (let start = 0; start < wanted.length; start += batchSize) {
    const batch = wanted.slice(start, start + batchSize)
    const described: BiwiFrameReport[] = []
    await eachConcurrently(
      batch.length,
      async (i) => {
        described[i] = await describeBiwiFrame(batch[i]!)
      },
      { signal },
    )
    for (const report of described) print(frameLine(report))
    reports.push(...described)
  }
  return {
    people,
    sequences: sequences.map(({ number, person, folder, frames }) => ({
      number,
      person,
      folder,
      frames: frames.length,
    })),
    frames: reports,
  }
}

const batchSize = 32

const frameLine = ({ sequence, frame, centre, centreByTheBook, yaw, pitch, roll, depth }: BiwiFrameReport): string => {
  const place = ([x, y]: readonly [number, number]) => `(${x.toFixed(2)}, ${y.toFixed(2)})`.padEnd(18)
  const angle = (value: number) => value.toFixed(1).padStart(7)
  const seen = depth
    ? `${depth.width} × ${depth.height}, ${depth.measured} pixels, ${depth.nearest}…${depth.furthest} mm`
    : 'none'
  return (
    `${padded(sequence)}/${String(frame).padStart(5, '0')}  ${place(centre)}  ${place(centreByTheBook)} ` +
    `${angle(yaw)}  ${angle(pitch)}  ${angle(roll)}  ${seen}`
  )
}

async function verify(folder: string, { print, signal, output }: CommandContext): Promise<object> {
  let bar: ReturnType<typeof progress> | undefined
  try {
    const { frames, files, defects } = await checkBiwi(folder, {
      signal,
      onProgress: (_, total) => {
        bar ??= progress({ total, label: 'reading frames', output })
        bar.step()
      },
    })
    bar?.stop()
    for (const defect of defects) print(defect)
    print(`${count(files, 'file')} of ${count(frames, 'frame')} read: ${count(defects.length, 'defect')}`)
    return { frames, files, defects, ...(defects.length > 0 && { exitCode: exitCodes['invalid-data'] }) }
  } finally {
    bar?.stop()
  }
}

async function show(
  folder: string,
  { output, frame: names }: ShowOptions,
  { print, signal }: CommandContext,
): Promise<object> {
  const frames = (await findBiwi(folder)).flatMap((sequence) => sequence.frames)
  const wanted = names ? names.map((name) => pick(frames, name, folder)) : frames.slice(0, 1)
  const several = wanted.length > 1
  const target = output ?? (several ? 'biwi' : 'biwi.png')
  if (several) await makeFolder(target)
  const pictures: object[] = []
  for (const frame of wanted) {
    signal.throwIfAborted()
    const name = `${padded(frame.sequence)}_frame_${String(frame.index).padStart(5, '0')}.png`
    const file = several ? join(target, name) : target
    await saveFile(file, await drawBiwiFrame(frame))
    print(`${padded(frame.sequence)}/${String(frame.index).padStart(5, '0')}: ${shownPath(file)}`)
    pictures.push({ sequence: frame.sequence, frame: frame.index, file })
  }
  return { pictures }
}

type FrameName = { readonly sequence: number; readonly index: number; readonly text: string }

/** A parser of `01/3` for commander, which hands over what came before. */
const frameName = (text: string, before: readonly FrameName[] | undefined): readonly FrameName[] => {
  const [, sequence, index] = /^(\d{1,2})\/(\d{1,5})$/.exec(text) ?? []
  if (index === undefined) throw new InvalidArgumentError('It must be sequence/frame, such as 01/3.')
  return [...(before ?? []), { sequence: Number(sequence), index: Number(index), text }]
}

const pick = (frames: readonly BiwiFrame[], { sequence, index, text }: FrameName, folder: string): BiwiFrame => {
  const ofSequence = frames.filter((frame) => frame.sequence === sequence)
  const found = ofSequence.find((frame) => frame.index === index)
  if (found) return found
  const [first, last] = [ofSequence[0], ofSequence.at(-1)]
  throw invalid(
    first && last
      ? `--frame ${text}: sequence ${padded(sequence)} has no such frame; it has ` +
          `${count(ofSequence.length, 'frame')} from ${first.index} to ${last.index}`
      : `--frame ${text}: ${folder} has no sequence ${padded(sequence)}; it has ` +
          `${[...new Set(frames.map((frame) => padded(frame.sequence)))].join(', ')}`,
  )
}

const padded = (sequence: number): string => String(sequence).padStart(2, '0')

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
