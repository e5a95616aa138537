import { createHash } from 'node:crypto'
import { type PlotOptions, plot } from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { markup } from '../../report/markup.ts'
import { type Evaluation, evaluate } from '../evaluate.ts'
import type { Worksheet } from '../worksheet.ts'
import { assets } from './assets.ts'
import { labelOf } from './labels.ts'
import { plotClass } from './plot-class.ts'
import { tableHtml, tableStyle } from './table.ts'
import { textHtml } from './text.ts'

/**
 * A worksheet as one HTML file that needs nothing else, neither network nor server: its text, its cells as a spreadsheet
 * with live formulas, computed by the same engine as `evaluate`, and charts that follow. Nothing in it can be taken for a
 * script, whatever the worksheet says: a content security policy admits the page's own script and style by their hashes.
 *
 * @returns the text of the file; 1.3 MB of it are the engine and the script
 * @throws KindlingError `invalid-argument`, as `evaluate`; and for mathematics in the text that cannot be set
 *
 * @example
 * await saveFile('softmax.html', await page(softmax))
 */
export const page = async (sheet: Worksheet): Promise<string> => {
  const evaluation = await evaluate(sheet)
  const { script, style, engine } = await assets()
  const styles = `${style}${tableStyle(sheet, evaluation)}`
  const body = bodyHtml(sheet, evaluation)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy({ script, styles: [styles, plotStyle()], body })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${markup(sheet.title)}</title>
<link rel="icon" href="data:,">
<style>${styles}</style>
</head>
<body>
${body}
<script type="application/json" id="worksheet">${json({ ...sheet, checks: [] } satisfies Worksheet)}</script>
<script type="application/octet-stream" id="engine">${engine}</script>
<script>${script}</script>
</body>
</html>
`
}

const bodyHtml = (sheet: Worksheet, evaluation: Evaluation): string => `<header>
<h1>${markup(sheet.title)}</h1>
<p class="question">${markup(sheet.question)}</p>
<noscript><p class="problem">The numbers below are those of the worksheet as it is. Its formulas are computed by a script; allow scripts for this file to change them.</p></noscript>
</header>
<main>
<section class="bench" aria-label="Worksheet">
${barHtml(sheet)}
<div class="cells">
<div class="scroll">${tableHtml(sheet, evaluation)}</div>
<p class="legend">${legendHtml(sheet)}</p>
</div>
<div class="outcome">
${totalsHtml(sheet, evaluation)}
${sheet.charts.map(({ title }) => `<figure class="chart"><figcaption>${markup(title)}</figcaption><div class="plot"></div></figure>`).join('\n')}
</div>
</section>
<div class="words">
<section class="text">
${textHtml(sheet.text, `worksheet '${sheet.name}', text`)}</section>
${notesHtml(sheet)}
</div>
</main>`

/** What is said of the cell that is chosen; the script fills it. */
const barHtml = (sheet: Worksheet): string => {
  const inputs = Object.values(sheet.cells).some(({ role }) => role === 'input')
  return `<div class="bar" hidden>
<div class="first"><span class="which"><b class="address"></b> <span class="label"></span></span>
<span class="content"><code class="formula"></code><label class="slide"><span>slide</span><input type="range"></label></span>
${inputs ? '<button type="button" class="reset" disabled>Reset</button>' : ''}</div>
<p class="note"></p>
<p class="problem" role="status"></p>
</div>`
}

const legendHtml = ({ cells }: Worksheet): string => {
  const roles = new Set(Object.values(cells).map(({ role }) => role))
  return [
    ...(roles.has('input') ? ['<span class="key input"></span> may be changed'] : []),
    ...(roles.has('total') ? ['<span class="key total"></span> what it comes to'] : []),
    ...(Object.values(cells).some(({ note }) => note !== undefined)
      ? ['<span class="key noted"></span> has a note']
      : []),
  ]
    .map((entry) => `<span>${entry}</span>`)
    .join(' ')
}

const totalsHtml = (sheet: Worksheet, { texts }: Evaluation): string => {
  const totals = Object.keys(sheet.cells).filter((address) => sheet.cells[address]!.role === 'total')
  if (totals.length === 0) return ''
  const entries = totals.map(
    (address) =>
      `<div class="total" data-of="${address}"><dt>${markup(labelOf(sheet, address) ?? address)}</dt>` +
      `<dd><b>${markup(texts[address]!)}</b><span class="was"></span></dd></div>`,
  )
  return `<dl class="totals" aria-live="polite">${entries.join('')}</dl>`
}

const notesHtml = (sheet: Worksheet): string => {
  const notes = Object.entries(sheet.cells).flatMap(([address, { note, value }]) =>
    note === undefined ? [] : [{ address, note, name: typeof value === 'string' ? value : labelOf(sheet, address) }],
  )
  if (notes.length === 0) return ''
  const entries = notes.map(
    ({ address, note, name }) =>
      `<div><dt><a href="#${address}">${address}</a>${name === undefined ? '' : ` ${markup(name)}`}</dt>` +
      `<dd id="note-${address}">${markup(note)}</dd></div>`,
  )
  return `<section class="notes"><h2>Notes</h2><dl>${entries.join('\n')}</dl></section>`
}

/** Data for the script: a `<` could end the element that holds it. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/** Everything is forbidden but what is in this file, by hash; the engine needs leave to be compiled. */
const policy = ({ script, styles, body }: { script: string; styles: readonly string[]; body: string }): string => {
  // Mathematics carries a few styles in attributes.
  const attributes = new Set([...body.matchAll(/ style="([^"]*)"/g)].map((match) => match[1]!))
  return [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${[...styles, ...attributes].map(hash).join(' ')}${attributes.size > 0 ? " 'unsafe-hashes'" : ''}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The style that Observable Plot puts into each of its drawings. */
const plotStyle = (): string => {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const drawing = plot({ className: plotClass, document: document as unknown as NonNullable<PlotOptions['document']> })
  return drawing.querySelector('style')!.textContent!
}
