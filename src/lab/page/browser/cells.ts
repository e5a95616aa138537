import { addressesOf, addressOf, placeOf } from '../../address.ts'
import { typedValue } from '../typed-value.ts'
import type { Bar } from './bar.ts'
import { find } from './find.ts'
import type { LiveSheet } from './live-sheet.ts'

/**
 * The cells of the page: shows what they come to, lets one choose and change them by mouse, touch and keys. An input is
 * either ready (arrows go on to the next cell, what is typed replaces all) or being edited (arrows move within it), as in
 * spreadsheets.
 *
 * @returns chooses a cell and takes the keyboard to it
 */
export const cells = (live: LiveSheet, bar: Bar): ((address: string) => void) => {
  const table = find<HTMLTableElement>('.grid')
  let chosen = ''
  let editing = false

  const inputOf = (address: string): HTMLInputElement | null => cellOf(address)!.querySelector('input')
  const shown = (address: string): string => live.calculation.texts[address] ?? ''
  const held = (address: string): string => String(live.sheet.cells[address]!.value)

  const show = (first = false): void => {
    for (const [address, { role }] of Object.entries(live.sheet.cells)) {
      const cell = cellOf(address)!
      const text = shown(address)
      cell.classList.toggle('failed', !Object.hasOwn(live.calculation.values, address))
      if (role === 'input') {
        const input = inputOf(address)!
        if (document.activeElement !== input) input.value = text
        else if (!editing) input.value = held(address)
        cell.classList.toggle('changed', live.sheet.cells[address] !== live.original.cells[address])
      } else if (cell.textContent !== text) {
        cell.textContent = text
        if (!first) flash(cell)
      }
    }
  }

  const choose = (address: string): void => {
    if (chosen === address) return
    for (const marked of table.querySelectorAll('.chosen, [data-reference]')) {
      marked.classList.remove('chosen')
      marked.removeAttribute('aria-selected')
      marked.removeAttribute('data-reference')
      if (marked instanceof HTMLTableCellElement && marked.tabIndex === 0) marked.tabIndex = -1
    }
    chosen = address
    const cell = cellOf(address)!
    cell.classList.add('chosen')
    cell.setAttribute('aria-selected', 'true')
    if (!cell.querySelector('input')) cell.tabIndex = 0
    const { column } = placeOf(address)
    table.tHead!.rows[0]!.cells[column]!.classList.add('chosen')
    cell.parentElement!.firstElementChild!.classList.add('chosen')
    const references = bar
      .show(address)
      .map((range, i) => ({ addresses: addressesOf(range), colour: String((i % 6) + 1) }))
    // A cell that is meant by itself and within a range shows the colour of the smaller.
    for (const { addresses, colour } of references.sort((a, b) => b.addresses.length - a.addresses.length))
      for (const each of addresses) cellOf(each)?.setAttribute('data-reference', colour)
  }

  const go = (address: string): void => {
    const cell = cellOf(address)
    if (!cell) return
    const input = cell.querySelector('input')
    choose(address)
    ;(input ?? cell).focus()
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  /** The next cell that is there, in a direction; words that run on take the place of several. */
  const step = (columns: number, rows: number): void => {
    const cell = cellOf(chosen)!
    const { column, row } = placeOf(chosen)
    const next =
      rows === 0
        ? ((columns > 0 ? cell.nextElementSibling : cell.previousElementSibling)?.id ?? '')
        : covering(table, column, row + rows)
    if (next !== '') go(next)
  }

  const take = (input: HTMLInputElement): void => {
    const address = input.closest('td')!.id
    try {
      const value = typedValue(address, input.value, live.sheet.cells[address]!.value!)
      if (value !== live.sheet.cells[address]!.value) live.change(address, value)
      input.removeAttribute('aria-invalid')
      bar.refuse(undefined)
    } catch (error) {
      input.setAttribute('aria-invalid', 'true')
      bar.refuse(`${sentence(error)} (it is still ${held(address)})`)
    }
  }

  table.addEventListener('focusin', ({ target }) => {
    const cell = (target as Element).closest('td')
    if (!cell || cell.id === '') return
    editing = false
    choose(cell.id)
    if (target instanceof HTMLInputElement) {
      target.value = held(cell.id)
      target.select()
    }
  })
  table.addEventListener('focusout', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    editing = false
    target.removeAttribute('aria-invalid')
    target.value = shown(target.closest('td')!.id)
  })
  table.addEventListener('input', ({ target }) => {
    editing = true
    take(target as HTMLInputElement)
  })
  table.addEventListener('pointerdown', (event) => {
    const cell = (event.target as Element).closest('td')
    if (!cell || cell.id === '') return
    const input = cell.querySelector('input')
    if (input && document.activeElement === input) editing = true
    else {
      // Otherwise the pointer would place a caret in what has just been selected.
      event.preventDefault()
      go(cell.id)
    }
  })
  // Firefox and Safari place the caret at the mouse event.
  table.addEventListener('mousedown', (event) => {
    if (!editing) event.preventDefault()
  })
  table.addEventListener('keydown', (event) => {
    const { key, target, shiftKey, ctrlKey, metaKey, altKey } = event
    if (altKey || event.isComposing) return
    const input = target instanceof HTMLInputElement ? target : undefined
    const within = editing && input !== undefined
    const at = placeOf(chosen)
    const moves: Readonly<Record<string, () => void>> = {
      ArrowUp: () => step(0, -1),
      ArrowDown: () => step(0, 1),
      ...(!within && { ArrowLeft: () => step(-1, 0), ArrowRight: () => step(1, 0) }),
      ...(!within && {
        Home: () => go(covering(table, 1, ctrlKey || metaKey ? 1 : at.row)),
        End: () => go(cellOf(chosen)!.parentElement!.lastElementChild!.id),
      }),
      Enter: () => (isLast(table, at.row, shiftKey) ? input?.select() : step(0, shiftKey ? -1 : 1)),
      F2: () => {
        if (!input) return
        editing = true
        input.setSelectionRange(input.value.length, input.value.length)
      },
      Escape: () => {
        if (!input) return
        if (input.value !== before) {
          input.value = before
          take(input)
        }
        editing = false
        input.select()
      },
    }
    const move = moves[key]
    if (!move || ((ctrlKey || metaKey) && !['Home', 'End'].includes(key))) return
    event.preventDefault()
    move()
  })
  // What Escape goes back to.
  let before = ''
  table.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLInputElement) before = target.value
  })

  live.follow(() => show())
  show(true)
  choose(firstInput(live) ?? Object.keys(live.sheet.cells)[0]!)
  return go
}

const cellOf = (address: string): HTMLTableCellElement | null =>
  document.getElementById(address) as HTMLTableCellElement | null

const firstInput = ({ sheet }: LiveSheet): string | undefined =>
  Object.keys(sheet.cells).find((address) => sheet.cells[address]!.role === 'input')

const isLast = (table: HTMLTableElement, row: number, upwards: boolean): boolean =>
  row === (upwards ? 1 : table.tBodies[0]!.rows.length)

/** The cell that covers a place: that of the place, or one to its left that runs on over it; none outside. */
const covering = (table: HTMLTableElement, column: number, row: number): string => {
  if (row < 1 || row > table.tBodies[0]!.rows.length) return ''
  for (let at = column; at >= 1; at--) {
    const address = addressOf({ column: at, row })
    if (cellOf(address)) return address
  }
  return ''
}

const flash = (cell: HTMLElement): void => {
  for (const animation of cell.getAnimations()) animation.cancel()
  cell.animate([{ backgroundColor: 'var(--flash)' }, {}], {
    duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 700,
  })
}

/** Messages begin with the sheet's name, which everybody sees. */
const sentence = (error: unknown): string => (error as Error).message.replace(/^worksheet '[^']*'[,:] /, '')
