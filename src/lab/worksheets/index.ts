import type { Worksheet } from '../worksheet.ts'
import { catDog } from './cat-dog.ts'
import { softmax } from './softmax.ts'

/** Every worksheet of the lab, in the order in which one would read them. */
export const worksheets: readonly Worksheet[] = [softmax, catDog]
