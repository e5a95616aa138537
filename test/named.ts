import type { Named } from '../src/data/block.ts'
import { type Placement, unchanged } from '../src/data/placement.ts'

/** Values for a block's setup, called `0.jpg`, `1.jpg`, …; they can be gone through any number of times. */
export const named = <Y>(...values: Y[]): AsyncIterable<Named<Y>> => ({
  async *[Symbol.asyncIterator]() {
    for (const [i, value] of values.entries()) yield { value, name: `${i}.jpg` }
  },
})

/** Where a picture is of which nothing is asked. */
export const anywhere: Placement = unchanged({ width: 1, height: 1 })
