import { addressOf, placeOf } from '../address.ts'
import type { Worksheet } from '../worksheet.ts'

type Cells = Pick<Worksheet, 'cells'>

/**
 * What a cell is called on its sheet: the words at its row and at the head of its column, as far as there are some. Who hears
 * a page instead of seeing it, and who reads a number away from its sheet, needs them.
 *
 * @example
 * labelOf(softmax, 'D5') // 'dog, softmax'
 */
export const labelOf = (sheet: Cells, address: string): string | undefined => {
  const parts = [rowLabel(sheet, address), columnLabel(sheet, address)]
  return parts.filter((part) => part !== undefined).join(', ') || undefined
}

/** The address of the heading on top of the cells that stand above this one without a gap. */
export const headingOf = ({ cells }: Cells, address: string): string | undefined => {
  const { column, row } = placeOf(address)
  for (let above = row - 1; above >= 1; above--) {
    const at = addressOf({ column, row: above })
    const cell = cells[at]
    if (cell === undefined) return undefined
    if (cell.role === 'heading' && typeof cell.value === 'string') return at
  }
  return undefined
}

const columnLabel = (sheet: Cells, address: string): string | undefined => {
  const heading = headingOf(sheet, address)
  return heading === undefined ? undefined : String(sheet.cells[heading]!.value)
}

/** The nearest words to the left; or the number that a row begins with, such as that of a picture, with its heading. */
const rowLabel = (sheet: Cells, address: string): string | undefined => {
  const { column, row } = placeOf(address)
  let first: string | undefined
  for (let left = column - 1; left >= 1; left--) {
    const at = addressOf({ column: left, row })
    const cell = sheet.cells[at]
    if (typeof cell?.value === 'string') return cell.value
    if (cell?.value !== undefined && cell.role !== 'input') first = at
  }
  if (first === undefined) return undefined
  const heading = columnLabel(sheet, first)
  return heading === undefined ? undefined : `${heading} ${sheet.cells[first]!.value}`
}
