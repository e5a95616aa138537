import type { Worksheet } from '../../worksheet.ts'
import { bar } from './bar.ts'
import { cells } from './cells.ts'
import { drawChart } from './chart.ts'
import { startEngine } from './engine.ts'
import { find } from './find.ts'
import { type LiveSheet, liveSheet } from './live-sheet.ts'
import { tips } from './tips.ts'
import { totals } from './totals.ts'

const start = async (): Promise<void> => {
  const sheet = JSON.parse(find('#worksheet').textContent!) as Worksheet
  await startEngine()
  const live = liveSheet(sheet)
  const go = cells(live, bar(live))
  totals(live)
  tips(live)
  charts(live)
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.notes dt a'))
    link.addEventListener('click', (event) => {
      event.preventDefault()
      go(link.textContent!)
    })
  // Says that the page lives, to styles and tests.
  document.documentElement.dataset.live = ''
}

const charts = (live: LiveSheet): void => {
  const places = [...document.querySelectorAll<HTMLElement>('.chart .plot')]
  const draw = (place: HTMLElement): void =>
    drawChart(place, live.sheet, live.sheet.charts[places.indexOf(place)]!, live.calculation)
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) draw(target as HTMLElement)
  })
  for (const place of places) {
    draw(place)
    observer.observe(place)
  }
  live.follow(() => places.forEach(draw))
}

start().catch((error: unknown) => {
  const note = document.createElement('p')
  note.className = 'problem'
  note.textContent = `The formulas cannot be computed in this browser: ${error instanceof Error ? error.message : error}`
  find('header').append(note)
})
