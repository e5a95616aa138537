import type { Worksheet } from '../worksheet.ts'
import { catDog } from './cat-dog.ts'
import { crossEntropy } from './cross-entropy.ts'
import { mnistLoss } from './mnist-loss.ts'
import { nllLoss } from './nll-loss.ts'
import { sigmoidSoftmax } from './sigmoid-softmax.ts'
import { softmax } from './softmax.ts'

/** Every worksheet of the lab, in the order in which one would read them. */
export const worksheets: readonly Worksheet[] = [softmax, crossEntropy, nllLoss, catDog, sigmoidSoftmax, mnistLoss]
