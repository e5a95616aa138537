import type { Worksheet } from '../worksheet.ts'
import { catDog } from './cat-dog.ts'
import { crossEntropy } from './cross-entropy.ts'
import { focalLoss } from './focal-loss.ts'
import { gradient } from './gradient.ts'
import { growingError } from './growing-error.ts'
import { headCentre } from './head-centre.ts'
import { labelSmoothing } from './label-smoothing.ts'
import { mnistLoss } from './mnist-loss.ts'
import { nllLoss } from './nll-loss.ts'
import { overflow } from './overflow.ts'
import { posWeight } from './pos-weight.ts'
import { severalLabels } from './several-labels.ts'
import { sigmoidSoftmax } from './sigmoid-softmax.ts'
import { softmax } from './softmax.ts'
import { thresholds } from './thresholds.ts'

/** Every worksheet of the lab, in the order in which one would read them. */
export const worksheets: readonly Worksheet[] = [
  softmax,
  crossEntropy,
  nllLoss,
  catDog,
  sigmoidSoftmax,
  severalLabels,
  mnistLoss,
  growingError,
  overflow,
  gradient,
  thresholds,
  posWeight,
  labelSmoothing,
  focalLoss,
  headCentre,
]
