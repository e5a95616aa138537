import type { Worksheet } from '../../worksheet.ts'
import { headingOf, labelOf } from '../labels.ts'
import { sliderRange } from '../slider-range.ts'
import { find } from './find.ts'
import type { LiveSheet } from './live-sheet.ts'
import { piecesOf } from './references.ts'

/** The bar above the cells: what the chosen cell is called, what it holds, a slider for a number, its note. */
export type Bar = {
  /** @returns the ranges that its formula refers to, in the order of their colours */
  show(address: string): string[]
  /** Says why what was typed cannot be used; undefined takes it back. */
  refuse(reason: string | undefined): void
}

export const bar = (live: LiveSheet): Bar => {
  const element = find('.bar')
  const part = <E extends Element = HTMLElement>(selector: string): E => find<E>(selector, element)
  const slider = part<HTMLInputElement>('input')
  const reset = element.querySelector<HTMLButtonElement>('.reset')
  let chosen = ''
  let refused: string | undefined

  const update = (): void => {
    const { sheet, original, calculation, problem } = live
    const cell = sheet.cells[chosen]
    const isNumber = cell?.role === 'input' && typeof cell.value === 'number'
    part('.formula').replaceChildren(...(cell?.formula === undefined ? [] : coloured(cell.formula)))
    if (cell?.formula !== undefined) part('.formula').append(equals(calculation.texts[chosen]!))
    else if (cell !== undefined) part('.formula').append(String(cell.value))
    part('.slide').hidden = !isNumber
    if (isNumber) slider.value = String(cell.value)
    part('.problem').textContent = refused ?? problem ?? ''
    if (reset) reset.disabled = sheet === original
  }

  slider.addEventListener('input', () => {
    refused = undefined
    live.change(chosen, Number(slider.value))
  })
  reset?.addEventListener('click', () => {
    refused = undefined
    live.reset()
  })
  live.follow(update)
  element.hidden = false

  return {
    show: (address) => {
      chosen = address
      const { original } = live
      const cell = original.cells[address]
      part('.address').textContent = cell?.name === undefined ? address : `${address} · ${cell.name}`
      part('.label').textContent = labelOf(original, address) ?? ''
      part('.note').textContent = noteOf(original, address) ?? ''
      if (cell?.role === 'input' && typeof cell.value === 'number') {
        const { min, max, step } = sliderRange(original, address)
        Object.assign(slider, { min, max, step })
        slider.setAttribute('aria-label', `Slide ${address}, ${labelOf(original, address) ?? 'a number'}`)
      }
      update()
      return rangesOf(cell?.formula)
    },
    refuse: (reason) => {
      refused = reason
      update()
    },
  }
}

/** Its own, or what is said of its column. */
const noteOf = (sheet: Worksheet, address: string): string | undefined => {
  const heading = sheet.cells[address] && headingOf(sheet, address)
  return sheet.cells[address]?.note ?? (heading === undefined ? undefined : sheet.cells[heading]!.note)
}

const rangesOf = (formula = ''): string[] => [
  ...new Set(piecesOf(formula).flatMap(({ range }) => (range === undefined ? [] : [range]))),
]

const coloured = (formula: string): Node[] => {
  const ranges = rangesOf(formula)
  return piecesOf(formula).map(({ text, range }) => {
    const piece = document.createElement('span')
    piece.textContent = text
    if (range !== undefined) piece.dataset.reference = String((ranges.indexOf(range) % 6) + 1)
    return piece
  })
}

const equals = (text: string): Node => {
  const result = document.createElement('span')
  result.className = 'comes-to'
  result.textContent = ` = ${text}`
  return result
}
