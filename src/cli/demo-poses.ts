import { join } from 'node:path'
import { rehearseSave, saveFile } from '../base/save.ts'
import { eulerFromRotation, summarizeTargets } from '../data/index.ts'
import type { EpochRecord } from '../learner/index.ts'
import { Random } from '../tensor/index.ts'
import {
  type AnsweredFrame,
  drawPoses,
  findBiwi,
  type HeadPoseAnswer,
  headLandmarkNames,
  ImagePredictor,
  type PoseErrors,
  poseNetwork,
  visionLearner,
} from '../vision/index.ts'
import type { CommandContext } from './command.ts'
import { judgePoses } from './judge-poses.ts'
import { shownPath, wrapped } from './prose.ts'
import { type HeadPosesData, openHeadPoses } from './run-data.ts'
import { syntheticHeads } from './synthetic-heads.ts'
import { trainAndSave } from './train-and-save.ts'

export const usualPeople = 260
export const usualFrames = 12

/** What the network is trained with: small enough for two cores and a few minutes. */
const training = {
  picture: { width: 192, height: 144 },
  batchSize: 32,
  epochs: 15,
  /** The highest of the one-cycle policy. */
  lr: 5e-3,
  tint: 0.4,
  /** The share of the people who only validate. */
  heldOut: 0.1,
} as const

const shownHeads = 12

interface DemoPosesOptions {
  readonly folder: string
  readonly people: number
  readonly frames: number
  readonly epochs?: number
  readonly seed: number
}

/** What `--json` says of the second part. */
export interface DemoPoses extends Partial<Pick<PoseErrors, 'centre' | 'rotation'>> {
  readonly interrupted?: true
  readonly model: string | null
  readonly people: number
  /** All pictures that were drawn. */
  readonly frames: number
  readonly validPeople: readonly number[]
  readonly sheet?: string
  /** The errors of answering the mean always. */
  readonly guessing?: PoseErrors
  readonly epochs: readonly EpochRecord[]
}

/** The demo's second part: where a head is, and how it is turned, of people whom the network has not seen. */
export async function demoPoses(
  { folder, people, frames, epochs = training.epochs, seed }: DemoPosesOptions,
  context: CommandContext,
): Promise<DemoPoses> {
  const { print } = context
  print(
    `${wrapped('People who do not exist, moving their heads in front of a depth camera, in the format of BIWI.')}\n`,
  )
  const hpdb = await syntheticHeads(join(folder, 'heads'), { people, frames, seed }, context)
  const everybody = (await findBiwi(hpdb)).map(({ person }) => person)
  const valid = everybody.slice(-Math.max(1, Math.round(training.heldOut * everybody.length)))
  const data: HeadPosesData = {
    ...{ reader: 'headPoses', source: hpdb, valid, ...training.picture, tint: training.tint },
    ...{ batchSize: training.batchSize, seed },
  }
  const loaders = await openHeadPoses(data)
  print(
    `${loaders.train.items.length} pictures of ${everybody.length - valid.length} people to learn from, ` +
      `${loaders.valid.items.length} of ${valid.length === 1 ? 'another' : `${valid.length} others`} to judge by`,
  )
  print(`
${wrapped(
  'A place is two numbers, so its loss is a distance. A rotation is learnt as six numbers, its first two columns, ' +
    'since angles jump where a full turn ends; the answer is made a rotation again.',
)}
`)

  const architecture = poseNetwork({ landmarks: headLandmarkNames.length, random: new Random(seed) })
  const learn = visionLearner(loaders, { architecture, seed })
  const model = join(folder, 'heads.onnx')
  const sheet = join(folder, 'heads.png')
  await rehearseSave(sheet, 0)
  let answers: readonly AnsweredFrame[] = []
  const { interrupted, saved, judgement } = await trainAndSave(
    learn,
    {
      ...{ epochs, lr: training.lr, model, thresholds: 'half', data, loaders, task: 'headPose', architecture: 'pose' },
      summary: await summarizeTargets(loaders),
      async judge() {
        const judged = await judgePoses(learn, loaders, context)
        answers = judged.answers
        return { task: 'headPose' as const, errors: judged.errors, guessing: judged.guessing }
      },
    },
    context,
  )
  const drawn = { people: everybody.length, frames: loaders.items.length, validPeople: valid }
  if (interrupted) return { interrupted, model: saved ? model : null, ...drawn, epochs: learn.history }
  learn.dispose()

  const shown = Math.min(shownHeads, answers.length)
  const spread = Array.from({ length: shown }, (_, i) => answers[Math.floor(((i + 0.5) * answers.length) / shown)]!)
  await saveFile(sheet, await drawPoses(spread))
  const { frame } = spread[0]!
  const predictor = await ImagePredictor.load(model)
  const { centre, rotation } = (await predictor.predict(frame.picture)).value as unknown as HeadPoseAnswer
  predictor.dispose()
  const { yaw, pitch, roll } = eulerFromRotation(rotation)
  const [x, y] = centre[0]!
  print(
    `\n${shownPath(frame.picture)}\n  the exported model answers: centre (${x.toFixed(1)}, ${y.toFixed(1)}), ` +
      `yaw ${yaw.toFixed(0)}°, pitch ${pitch.toFixed(0)}°, roll ${roll.toFixed(0)}°`,
  )
  print(`${shown} heads with the true axes and those that are answered: ${shownPath(sheet)}`)
  print(`The model is ${model}, one ONNX file. Try it:\n  npx kindling predict ${model} ${shownPath(frame.picture)}`)
  const { errors, guessing } = judgement
  return {
    model,
    ...drawn,
    centre: errors.centre,
    rotation: errors.rotation,
    guessing,
    sheet,
    epochs: learn.history,
  }
}
