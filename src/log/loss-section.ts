import type { LabelSummary } from '../data/index.ts'
import type { RunRecord } from '../learner/index.ts'
import { brief, percent } from './markdown.ts'

/** Which loss was minimised, and why it follows from the labels; and what its number means. */
export function lossSection(record: RunRecord): string {
  const { task, loss, answer } = record
  switch (task) {
    case 'labels':
      return [
        'Several labels may be right at once, or none, so each label is a yes-or-no question of its own. A softmax could not ' +
          'ask it: it hands out probabilities that add up to 1, so what one label gains another must lose, and something is ' +
          'always named. A sigmoid for each output lets every probability be high, or every one low; *none* is what is left ' +
          'when no probability is above its threshold.',
        'The loss of such a question is binary cross-entropy: −ln p where the label is there, −ln (1 − p) where it is not, ' +
          'and the mean over all labels and pictures. The logarithm makes a confident mistake expensive without bound.',
        yardstick(record),
      ].join('\n\n')
    case 'category':
      if (loss.activation === 'sigmoid')
        return [
          'A picture has one class or none. A softmax could not say *none*, since it always names something, so each class is ' +
            'a yes-or-no question: a sigmoid for each output, binary cross-entropy as the loss, and *none* where no ' +
            'probability is above its threshold.',
          yardstick(record),
        ].join('\n\n')
      return [
        'Exactly one class is right, so the classes compete: a softmax makes of the outputs probabilities that add up to 1, ' +
          'and the answer is the most probable class. A picture that shows none of them gets one of them all the same.',
        'The loss is cross-entropy: −ln of the probability of the right class, and the mean over the pictures. Sure and right ' +
          'costs nothing; sure and wrong costs without bound.',
        yardstick(record),
      ].join('\n\n')
    case 'number':
      return (
        'The answer is a number, so being nearly right is nearly as good as being right, and the loss is a distance: the mean ' +
        `squared error (${loss.name}). The output is the answer itself; there is no activation. Squares make one large ` +
        'mistake cost more than many small ones.'
      )
    case 'points': {
      const several = answer.kind === 'points' && answer.count > 1
      return (
        `A point is two numbers, from −1 at one edge of the picture to 1 at the other, so the loss is a distance: the mean of ` +
        `squared differences (${loss.name}) over both coordinates${several ? ' of all points' : ''}. The outputs are the ` +
        'answer itself; there is no activation. A point that is absent from a picture is left out of the mean.'
      )
    }
    case 'headPose':
      return (
        'A place is two numbers, so its loss is a distance. A rotation is learnt as six numbers, its first two columns, since ' +
        'angles jump where a full turn ends; the answer is made a rotation again. Landmarks of the head are learnt beside ' +
        'both, only to teach the network where to look. The loss is the weighted sum of three smooth L1 losses: squared ' +
        'where an error is small, and no more than the distance where it is large.'
      )
  }
}

/** What a model that has learnt nothing of the pictures would come to, beside what came of this one. */
function yardstick(record: RunRecord): string {
  const { summary, epochs, loss } = record
  const reached = epochs.at(-1)?.validLoss
  if (summary.kind !== 'labels') return ''
  const classes = summary.classes.length
  const coin = loss.activation === 'sigmoid' ? Math.LN2 : Math.log(classes)
  const shares = shareLoss(summary, loss.activation)
  const coins =
    loss.activation === 'sigmoid'
      ? `A model that says 0.5 of everything has a loss of ln 2 = ${coin.toFixed(4)}`
      : `A model that finds all ${classes} classes equally likely has a loss of ln ${classes} = ${coin.toFixed(4)}`
  if (!Number.isFinite(shares)) return `${coins}.`
  const compared =
    reached === undefined
      ? ''
      : `; this one comes to **${brief(reached)}**${reached < shares ? `, ${percent(1 - reached / shares)} less` : ', which is no better'}`
  return (
    `${coins}. One that never looks, and answers each ${loss.activation === 'sigmoid' ? 'label' : 'class'} with its share in ` +
    `training, comes to ${shares.toFixed(4)} on the validation pictures${compared}.`
  )
}

/** The loss of answering every class with its share of the training items, on the validation items. */
export function shareLoss({ classes, items }: LabelSummary, activation: RunRecord['loss']['activation']): number {
  /** x · ln y, where 0 · ln 0 is 0. */
  const xlny = (x: number, y: number): number => (x === 0 ? 0 : x * Math.log(y))
  const losses = classes.map(({ train, valid }) => {
    const [q, p] = [train / items.train, valid / items.valid]
    return activation === 'sigmoid' ? -xlny(p, q) - xlny(1 - p, 1 - q) : -xlny(p, q)
  })
  const sum = losses.reduce((total, each) => total + each, 0)
  return activation === 'sigmoid' ? sum / losses.length : sum
}
