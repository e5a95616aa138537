import { expect, it } from 'vitest'
import { summarizeLabels } from './summary.ts'
import { Vocabulary } from './vocabulary.ts'

it('counts items, items without labels, and each class on both sides', () => {
  const train = [{ labels: ['cat', 'dog'] }, { labels: [] }, { labels: ['cat'] }]
  const valid = [{ labels: ['owl'] }, { labels: ['cat'] }]
  expect(summarizeLabels(train, valid, new Vocabulary(['cat', 'dog', 'owl']))).toMatchObject({
    items: { train: 3, valid: 2 },
    withoutLabels: { train: 1, valid: 0 },
    classes: [
      { label: 'cat', train: 2, valid: 1 },
      { label: 'dog', train: 1, valid: 0 },
      { label: 'owl', train: 0, valid: 1 },
    ],
  })
})
