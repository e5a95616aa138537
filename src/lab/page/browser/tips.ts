import type { LiveSheet } from './live-sheet.ts'

/**
 * The note of the cell under the pointer, beside it. The bar shows that of the chosen cell, and the list below shows all of
 * them; so it is not read aloud here.
 */
export const tips = (live: LiveSheet): void => {
  const tip = document.createElement('div')
  tip.className = 'tip'
  tip.hidden = true
  tip.setAttribute('aria-hidden', 'true')
  document.body.append(tip)
  let leaving: ReturnType<typeof setTimeout> | undefined
  const hide = (): void => {
    tip.hidden = true
  }
  const show = (cell: Element): void => {
    clearTimeout(leaving)
    tip.textContent = live.original.cells[cell.id]!.note!
    tip.hidden = false
    const { left, bottom, top } = cell.getBoundingClientRect()
    const { width, height } = tip.getBoundingClientRect()
    const beside = Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))
    const below = bottom + 4 + height < innerHeight ? bottom + 4 : top - height - 4
    tip.style.left = `${beside + scrollX}px`
    tip.style.top = `${below + scrollY}px`
  }
  for (const cell of document.querySelectorAll('td.noted')) {
    cell.addEventListener('pointerenter', (event) => {
      if ((event as PointerEvent).pointerType === 'mouse') show(cell)
    })
    cell.addEventListener('pointerleave', () => {
      leaving = setTimeout(hide, 150)
    })
  }
  tip.addEventListener('pointerenter', () => clearTimeout(leaving))
  tip.addEventListener('pointerleave', hide)
  document.addEventListener('keydown', hide)
  document.addEventListener('pointerdown', hide)
}
