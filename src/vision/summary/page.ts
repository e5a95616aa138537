import type { DataHealth, Finding, LabelSummary, NumberSummary, PointSummary, TargetSummary } from '../../data/index.ts'
import { markup } from '../../report/index.ts'
import type { DataSummary } from './data-summary.ts'
import { frequentLabels, healthFacts, milliseconds, numeral, shapeInWords } from './facts.ts'
import { style } from './page-style.ts'
import type { DataFailure, DataStep, StepPicture } from './step.ts'

/** A summary as one HTML page that loads nothing from anywhere. */
export function summaryPage({ title, steps, failure, health, findings }: DataSummary): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${markup(title)}: how the data is loaded</title>
<style>${style}</style>
</head>
<body>
<header><h1>How the data is loaded</h1><p class="source">${markup(title)}</p></header>
<main>
${failure ? failureHtml(failure) : ''}
${findingsHtml(health, findings)}
<section><h2>Step by step</h2><ol class="steps">
${steps.map(stepHtml).join('\n')}
${failure ? `<li class="step failed"><h3>${markup(failure.step)}</h3><p>This step failed.</p></li>` : ''}
</ol></section>
${health ? healthHtml(health) : ''}
</main>
</body>
</html>
`
}

function failureHtml({ step, item, value, message }: DataFailure): string {
  const rows = [
    ['step', step],
    ['item', item],
    ['value', value === item ? undefined : value],
    ['why', message],
  ].flatMap(([name, text]) => (text === undefined ? [] : [`<dt>${name}</dt><dd>${markup(text)}</dd>`]))
  return `<section class="failure" role="alert"><h2>A step failed</h2><dl>${rows.join('')}</dl></section>`
}

function findingsHtml(health: DataHealth | undefined, findings: readonly Finding[]): string {
  if (!health) return ''
  if (findings.length === 0)
    return '<section><h2>What to know</h2><p class="fine">Every item was read, and nothing is wrong with the set.</p></section>'
  return `<section><h2>What to know</h2><ul class="findings">${findings.map(findingHtml).join('')}</ul></section>`
}

const shownExamples = 12

function findingHtml({ level, message, examples }: Finding): string {
  const shown = examples.slice(0, shownExamples).map((example) => `<li>${markup(example)}</li>`)
  const more = examples.length - shown.length
  const list =
    shown.length === 0
      ? ''
      : `<details><summary>which</summary><ul>${shown.join('')}${more > 0 ? `<li>and ${more} more</li>` : ''}</ul></details>`
  return `<li class="${level}"><span class="level">${level}</span><div>${markup(message)}${list}</div></li>`
}

function stepHtml(step: DataStep): string {
  const values = shapeInWords(step)
  return `<li class="step">
<h3>${markup(step.name)} <span>${markup(step.does)}</span><time>${milliseconds(step.milliseconds)}</time></h3>
<dl><dt>in</dt><dd>${markup(step.input)}</dd><dt>out</dt><dd>${markup(step.output)}${
    values === '' ? '' : `<br><code>${markup(values)}</code>`
  }${(step.details ?? []).map((detail) => `<br><small>${markup(detail)}</small>`).join('')}</dd></dl>
${picturesHtml(step.pictures ?? [])}</li>`
}

const picturesHtml = (pictures: readonly StepPicture[]): string =>
  pictures.length === 0
    ? ''
    : `<div class="pictures">${pictures
        .map(
          ({ caption, png, width, height }) =>
            `<figure><img alt="${markup(caption)}" width="${width}" height="${height}" ` +
            `src="data:image/png;base64,${Buffer.from(png).toString('base64')}"><figcaption>${markup(caption)}</figcaption></figure>`,
        )
        .join('')}</div>`

function healthHtml(health: DataHealth): string {
  const facts = healthFacts(health).map(([name, text]) => `<dt>${markup(name)}</dt><dd>${markup(text)}</dd>`)
  return `<section><h2>The whole set</h2><dl class="facts">${facts.join('')}</dl>${targetsHtml(health.targets)}</section>`
}

function targetsHtml(targets: TargetSummary): string {
  switch (targets.kind) {
    case 'labels':
      return labelsHtml(targets)
    case 'numbers':
      return numbersHtml(targets)
    case 'points':
      return pointsHtml(targets)
    case 'mask':
      return ''
    case 'parts':
      return Object.entries(targets.parts)
        .map(([name, part]) => `<h3>${markup(name)}</h3>${targetsHtml(part)}`)
        .join('')
  }
}

const key = '<p class="key"><i class="train"></i> training <i class="valid"></i> validation</p>'

function labelsHtml(targets: LabelSummary): string {
  const { shown } = frequentLabels(targets, targets.classes.length)
  const most = Math.max(1, ...shown.map(({ train, valid }) => train + valid))
  const share = (n: number): string => ((100 * n) / most).toFixed(2)
  const rows = shown.map(
    ({ label, train, valid }) =>
      `<li><span class="name" title="${markup(label)}">${markup(label)}</span><span class="bar"><i class="train" style="width:${share(train)}%"></i>` +
      `<i class="valid" style="width:${share(valid)}%"></i></span><span class="count">${train} + ${valid}</span></li>`,
  )
  return `<h3>Classes</h3>${key}<ul class="bars">${rows.join('')}</ul>${togetherHtml(targets)}`
}

/** A larger matrix is no longer read. */
const matrixClasses = 24

/** How often two classes are on the same picture, for the most frequent ones. */
function togetherHtml(targets: LabelSummary): string {
  if (targets.pairs.length === 0) return ''
  const counts = new Map(targets.pairs.map(({ labels: [a, b], count }) => [JSON.stringify([a, b].sort()), count]))
  const paired = new Set(targets.pairs.flatMap(({ labels }) => labels))
  const classes = frequentLabels(targets, targets.classes.length)
    .shown.filter(({ label }) => paired.has(label))
    .slice(0, matrixClasses)
  const most = targets.pairs[0]!.count
  const cell = (a: string, b: string): string => {
    if (a === b) return '<td class="same"></td>'
    const n = counts.get(JSON.stringify([a, b].sort())) ?? 0
    const title = `title="${markup(a)} + ${markup(b)}: ${n}"`
    return n === 0
      ? `<td ${title}></td>`
      : `<td ${title} style="--share:${(0.15 + (0.85 * n) / most).toFixed(3)}">${n}</td>`
  }
  const head = classes.map(({ label }) => `<th scope="col"><span>${markup(label)}</span></th>`).join('')
  const rows = classes.map(
    ({ label }) =>
      `<tr><th scope="row">${markup(label)}</th>${classes.map((other) => cell(label, other.label)).join('')}</tr>`,
  )
  return `<h3>On the same picture</h3><div class="wide"><table class="together"><thead><tr><td></td>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function numbersHtml({ columns }: NumberSummary): string {
  const figures = columns.map(({ min, mean, max, missing, histogram }, i) => {
    const name = columns.length === 1 ? 'the number' : `number ${i}`
    const gone = missing.train + missing.valid
    return (
      `<figure>${histogramSvg(histogram.train, histogram.valid)}<figcaption><b>${name}</b> ${numeral(min)} to ${numeral(max)}, ` +
      `mean ${numeral(mean)}${gone > 0 ? `, ${gone} missing` : ''}</figcaption></figure>`
    )
  })
  return `<h3>Numbers</h3>${key}<div class="histograms">${figures.join('')}</div>`
}

function histogramSvg(train: readonly number[], valid: readonly number[]): string {
  const most = Math.max(1, ...train.map((n, i) => n + valid[i]!))
  const bar = (i: number, from: number, n: number, kind: string): string =>
    n === 0
      ? ''
      : `<rect class="${kind}" x="${i * 12 + 1}" width="10" y="${(90 - (90 * (from + n)) / most).toFixed(2)}" height="${((90 * n) / most).toFixed(2)}"/>`
  const bars = train.map((n, i) => bar(i, 0, n, 'train') + bar(i, n, valid[i]!, 'valid'))
  return `<svg viewBox="0 0 ${12 * train.length} 91" role="img" aria-label="histogram">${bars.join('')}<line x1="0" x2="${12 * train.length}" y1="90.5" y2="90.5"/></svg>`
}

function pointsHtml({ points, items }: PointSummary): string {
  const rows = points.map(
    ({ present, x, y }, i) =>
      `<tr><th scope="row">${i}</th><td>${present.train} / ${items.train}</td><td>${present.valid} / ${items.valid}</td>` +
      [x, y]
        .map(({ min, mean, max }) => `<td>${numeral(min)}</td><td>${numeral(mean)}</td><td>${numeral(max)}</td>`)
        .join('') +
      '</tr>',
  )
  return (
    '<h3>Points</h3><details><summary>where each of them lies, in pixels</summary><div class="wide"><table class="plain"><thead><tr><th>point</th><th>train</th><th>valid</th>' +
    `<th>x min</th><th>mean</th><th>max</th><th>y min</th><th>mean</th><th>max</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`
  )
}
