import { badData, invalid } from '../../base/errors.ts'
import {
  DataBlock,
  groupSplitter,
  type ItemTransform,
  type Matrix3,
  type Point,
  partsBlock,
  rotationBlock,
} from '../../data/index.ts'
import { regressionLoss, smoothL1Loss } from '../../nn/index.ts'
import type { BatchTransform } from '../augment/index.ts'
import { imageBlock, pointsBlock } from '../blocks/index.ts'
import { type PictureCache, pictureCache } from '../picture/index.ts'
import { type BiwiFrame, findBiwi, readBiwiFrame } from './dataset.ts'
import { headCentre } from './geometry.ts'
import { headLandmarkPairs, headLandmarks, landmarksInPicture } from './landmarks.ts'
import { readVertices } from './mesh.ts'

/** What is to be said of a picture of a head. */
export interface HeadPoseAnswer {
  /** One point: where the head's centre is in the picture, in pixels. */
  readonly centre: readonly Point[]
  /** From the head's frame to the camera's. */
  readonly rotation: Matrix3
  /** Where nose, chin, ears, … are, in pixels; see `headLandmarkNames`. */
  readonly landmarks: readonly Point[]
}

export interface HeadPoseBlockOptions {
  /** The people whose frames validate, by the numbers of their first sequences; default [13], as in the book. */
  readonly valid?: readonly number[]
  /** False for the centres as the book computes them, from the colour camera's intrinsics alone; default true. */
  readonly extrinsics?: boolean
  readonly itemTransforms: readonly ItemTransform[]
  readonly batchTransforms?: readonly BatchTransform[]
  readonly cache?: PictureCache
}

/**
 * Head poses: the centre of the head as a point, its rotation, and landmarks of its template, which teach a network where to
 * look. People who validate are not seen in training, also under the numbers of their second sequences.
 *
 * @example
 * const block = headPoseBlock({ itemTransforms: [resize({ width: 192, height: 144 }, 'squish')] })
 * const loaders = await block.dataLoaders('biwi/hpdb', { batchSize: 32 })
 */
export function headPoseBlock({
  valid = [13],
  extrinsics = true,
  itemTransforms,
  batchTransforms = [],
  cache = pictureCache(),
}: HeadPoseBlockOptions): DataBlock<string, BiwiFrame, string | Uint8Array, HeadPoseAnswer, BatchTransform> {
  if (valid.length === 0) throw invalid('headPoseBlock: valid is empty; name the people whose frames validate')
  const landmarksOf = remembered(async (template: string) => headLandmarks({ vertices: await readVertices(template) }))
  return new DataBlock({
    blocks: [
      imageBlock({ cache }),
      partsBlock(
        {
          centre: pointsBlock({ loss: placeLoss() }),
          rotation: rotationBlock(),
          landmarks: pointsBlock({ loss: placeLoss(), swap: headLandmarkPairs, outside: 'keep' }),
        },
        { weights: { centre: 2, rotation: 2, landmarks: 3 } },
      ),
    ],
    getItems: async (folder: string) => (await findBiwi(folder)).flatMap(({ frames }) => frames),
    getX: ({ picture }) => picture,
    // Every epoch asks again, and three files are read and understood for an answer of some thirty numbers.
    getY: remembered(async (frame: BiwiFrame): Promise<HeadPoseAnswer> => {
      if (frame.template === undefined)
        throw badData(
          `headPoseBlock: ${frame.picture} has no template (NN.obj beside its folder) to read landmarks off`,
        )
      const posed = await readBiwiFrame(frame)
      const [x, y] = headCentre(posed, { extrinsics })
      return {
        centre: [[x, y]],
        rotation: posed.pose.rotation,
        landmarks: landmarksInPicture(await landmarksOf(frame.template), posed.pose, posed.rgb),
      }
    }),
    splitter: groupSplitter(({ person }: BiwiFrame) => person, { valid }),
    itemTransforms,
    batchTransforms,
  })
}

/** Squares of less than a hundredth of the picture, and beyond that no more than the distance. */
const placeLoss = () => regressionLoss('smoothL1', smoothL1Loss, { beta: 0.02 })

/** A function that reads, and what it has read of each argument. */
function remembered<A, T>(read: (of: A) => Promise<T>): (of: A) => Promise<T> {
  const known = new Map<A, Promise<T>>()
  return (of) => {
    let value = known.get(of)
    if (!value) {
      value = read(of)
      known.set(of, value)
    }
    return value
  }
}
