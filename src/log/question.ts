import type { RunRecord } from '../learner/index.ts'
import { counted, listed, plain } from './markdown.ts'

/** What the model was to answer, as a question. */
export function questionOf({ task, answer }: RunRecord): string {
  const labels = 'labels' in answer ? answer.labels : []
  switch (task) {
    case 'labels':
      return `Which of these does a picture show: ${listed(labels.map(plain))}? Any number of them may be right at once, or none.`
    case 'category':
      return `Which of these ${counted(labels.length, 'class', 'classes')} is a picture of: ${listed(labels.map(plain))}? Exactly one of them is right.`
    case 'points':
      return `Where in a picture ${answer.kind === 'points' && answer.count > 1 ? `are these ${answer.count} points` : 'is this point'}?`
    case 'number':
      return 'Which number belongs to a picture?'
    case 'headPose':
      return 'Where in a picture is the head, and how is it turned? The answer is judged on people who were not seen in training.'
  }
}

/** What a post about a run is called, if nobody says otherwise. */
export function titleOf({ task, answer }: RunRecord, name: string): string {
  const labels = 'labels' in answer ? answer.labels.length : 0
  switch (task) {
    case 'labels':
      return `${name}: any of ${counted(labels, 'label')}, or none`
    case 'category':
      return `${name}: one of ${counted(labels, 'class', 'classes')}`
    case 'points':
      return `${name}: where ${answer.kind === 'points' && answer.count > 1 ? `${answer.count} points are` : 'a point is'}`
    case 'number':
      return `${name}: a number for a picture`
    case 'headPose':
      return `${name}: where a head is, and how it is turned`
  }
}

/** Under which words a post can be found. */
export const tagsOf = ({ task }: RunRecord): string[] => [
  'deep-learning',
  'kindling',
  ...{
    labels: ['multi-label', 'binary-cross-entropy'],
    category: ['classification', 'cross-entropy'],
    points: ['points', 'regression'],
    number: ['regression'],
    headPose: ['head-pose', 'regression'],
  }[task],
]
