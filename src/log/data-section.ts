import { targetFindings } from '../data/health/findings.ts'
import type { Answer, LabelSummary, TargetSummary } from '../data/index.ts'
import type { RunRecord } from '../learner/index.ts'
import { headLandmarkNames } from '../vision/index.ts'
import { brief, counted, listed, numberColumns, percent, plain, table } from './markdown.ts'

/** A longer table says less. */
const shownRows = 30

/** What there is to learn from and to judge by, how it is read, and what is wrong with it. */
export function dataSection(record: RunRecord): string {
  const { summary, leftOut } = record
  const findings = [...targetFindings(summary)].map(
    ({ message, examples }) =>
      `- ${sentence(message)}${examples.length > 0 ? ` (${listed(examples.map(plain), { most: 6 })})` : ''}`,
  )
  return [
    `${amounts(record)} ${howRead(record)}`,
    ...(leftOut.length > 0
      ? [
          `${counted(leftOut.length, 'picture')} could not be read and ${leftOut.length === 1 ? 'was' : 'were'} left out: ` +
            `${listed(leftOut.map(plain), { most: 3 })}.`,
        ]
      : []),
    tableOf(summary, record.answer, record),
    ...(findings.length > 0 ? [`What to keep in mind:\n\n${findings.join('\n')}`] : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function amounts({ summary, task }: RunRecord): string {
  const { train, valid } = summary.items
  const both = `There are ${counted(train, 'picture')} to learn from and ${counted(valid, 'picture')} to judge by, which training never saw.`
  if (summary.kind !== 'labels' || task === 'category') return both
  const { withoutLabels } = summary
  const none = withoutLabels.train + withoutLabels.valid
  return none === 0
    ? `${both} Every one of them has at least one label.`
    : `${both} ${counted(withoutLabels.train, 'picture')} of the first and ${withoutLabels.valid} of the second show none of the labels.`
}

function howRead({ data }: RunRecord): string {
  const { size, resize, width, height, augment, seed } = data as Readonly<Record<string, unknown>>
  const source = data.source.split('/').at(-1)!
  const to = size !== undefined ? `${size} × ${size}` : width !== undefined ? `${width} × ${height}` : undefined
  const how = { squish: 'squeezed', crop: 'cut', pad: 'fitted' }[String(resize ?? 'squish')] ?? 'brought'
  return [
    `They are read from \`${source.replaceAll('`', '')}\`${to ? `, and each is ${how} to ${to} pixels` : ''}.`,
    augment ? 'In training they are changed at random: mirrored, turned, enlarged, tilted, lit otherwise.' : '',
    `The seed is ${seed}.`,
  ]
    .filter((each) => each !== '')
    .join(' ')
}

function tableOf(summary: TargetSummary, answer: Answer, record: RunRecord, part?: string): string {
  switch (summary.kind) {
    case 'labels':
      return labelTable(summary)
    case 'numbers':
      return table(
        numberColumns(answer.kind === 'rotation' ? 'angle' : 'number', 'train', 'valid', 'least', 'mean', 'greatest'),
        summary.columns
          .slice(0, shownRows)
          .map(({ present, min, mean, max }, i) => [
            answer.kind === 'rotation'
              ? `${['yaw', 'pitch', 'roll'][i]}, degrees`
              : summary.columns.length === 1
                ? 'the number'
                : `number ${i}`,
            ...[present.train, present.valid].map(String),
            ...[min, mean, max].map(brief),
          ]),
      )
    case 'points':
      return table(
        numberColumns('point', 'train', 'valid', 'x', 'y'),
        summary.points
          .slice(0, shownRows)
          .map(({ present, x, y }, i) => [
            record.task === 'headPose' && part === 'landmarks' ? headLandmarkNames[i]! : `point ${i}`,
            ...[present.train, present.valid].map(String),
            ...[x, y].map(({ min, max }) => `${brief(min)} to ${brief(max)}`),
          ]),
      )
    case 'mask':
      return ''
    case 'parts':
      return Object.entries(summary.parts)
        .map(([name, part]) =>
          [
            `**${plain(name)}**`,
            tableOf(part, answer.kind === 'parts' ? answer.parts[name]! : answer, record, name),
          ].join('\n\n'),
        )
        .join('\n\n')
  }
}

function labelTable({ classes, withoutLabels, items, pairs }: LabelSummary): string {
  const sorted = classes.toSorted((a, b) => b.train - a.train)
  const hidden = sorted.length - shownRows
  const share = (count: number): string => percent(count / items.train)
  const rows = sorted
    .slice(0, shownRows)
    .map(({ label, train, valid }) => [plain(label), String(train), String(valid), share(train)])
  // One class for each picture leaves no room for none.
  if (withoutLabels.train + withoutLabels.valid > 0 || pairs.length > 0)
    rows.push(['*none of these*', String(withoutLabels.train), String(withoutLabels.valid), share(withoutLabels.train)])
  const together = pairs
    .slice(0, 3)
    .map(({ labels, count }) => `${plain(labels[0])} and ${plain(labels[1])} (${count.toLocaleString('en')})`)
  return [
    table(numberColumns('label', 'train', 'valid', 'share of train'), rows),
    ...(hidden > 0 ? [`(and ${hidden} labels with fewer training pictures)`] : []),
    ...(together.length > 0 ? [`Most often seen together: ${listed(together)}.`] : []),
  ].join('\n\n')
}

const sentence = (message: string): string => `${message.charAt(0).toUpperCase()}${plain(message.slice(1))}`
