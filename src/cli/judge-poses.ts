import type { DataLoaders } from '../data/index.ts'
import { answered } from '../data/index.ts'
import type { Learner } from '../learner/index.ts'
import {
  type AnsweredFrame,
  type BatchTransform,
  type BiwiFrame,
  type HeadPoseAnswer,
  meanPose,
  type PoseErrors,
  poseErrors,
  readBiwiFrame,
} from '../vision/index.ts'
import type { CommandContext } from './command.ts'
import { wrapped } from './prose.ts'

/** How well a model answers for the people held out. */
export interface PoseJudgement {
  readonly errors: PoseErrors
  /** What comes of answering the mean of these very frames always. */
  readonly guessing: PoseErrors
  /** Every answer, in the order of the frames. */
  readonly answers: readonly AnsweredFrame[]
}

/** Judges a model of head poses on the validation frames, and prints what came of it beside answering the mean always. */
export async function judgePoses(
  learn: Learner<string | Uint8Array, HeadPoseAnswer>,
  loaders: DataLoaders<BiwiFrame, string | Uint8Array, HeadPoseAnswer, BatchTransform>,
  { print, signal }: CommandContext,
): Promise<PoseJudgement> {
  const { predictions, classes } = await learn.predictions({ signal })
  const frames = loaders.valid.items
  const answers: AnsweredFrame[] = []
  for (const [i, frame] of frames.entries()) {
    const { placement } = await loaders.prepare(frame.picture, signal)
    const row = predictions.subarray(i * classes, (i + 1) * classes)
    answers.push({ frame, answer: answered(loaders.target.answer, row, placement) as unknown as HeadPoseAnswer })
  }
  const posed = await Promise.all(frames.map(readBiwiFrame))
  const errors = poseErrors(
    answers.map(({ answer }) => answer),
    posed,
  )
  const mean = meanPose(posed)
  const guessing = poseErrors(
    posed.map(() => mean),
    posed,
  )

  const { width, height } = posed[0]!.rgb
  const people = new Set(frames.map(({ person }) => person)).size
  print(`\nOn the ${frames.length} pictures of ${people === 1 ? 'the person' : `the ${people} people`} held out:\n`)
  const line = (what: string, of: (errors: PoseErrors) => number, digits: number, unit: string) =>
    print(
      `  ${what.padEnd(28)}${of(errors).toFixed(digits).padStart(7)} ${unit.padEnd(8)}` +
        `(answering the mean always: ${of(guessing).toFixed(digits)})`,
    )
  line('centre, median error', ({ centre }) => centre.medianPixels, 2, 'pixels')
  line('centre, mean error', ({ centre }) => centre.meanPixels, 2, 'pixels')
  line('centre, median error', ({ centre }) => centre.medianMillimetres, 1, 'mm')
  line('rotation, mean error', ({ rotation }) => rotation.meanDegrees, 2, 'degrees')
  line('rotation, median error', ({ rotation }) => rotation.medianDegrees, 2, 'degrees')
  line('  yaw, mean error', ({ rotation }) => rotation.yaw, 2, 'degrees')
  line('  pitch, mean error', ({ rotation }) => rotation.pitch, 2, 'degrees')
  line('  roll, mean error', ({ rotation }) => rotation.roll, 2, 'degrees')
  print(
    `\n${wrapped(
      `Pixels are those of the camera's ${width} × ${height}, millimetres are at the head's own distance, and the ` +
        "rotation's error is the angle by which the answer would have to be turned.",
    )}`,
  )
  return { errors, guessing, answers }
}
