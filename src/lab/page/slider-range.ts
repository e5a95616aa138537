import { addressOf, placeOf } from '../address.ts'
import type { Worksheet } from '../worksheet.ts'

/** From where to where a slider goes, and how far at a time. */
export type SliderRange = { readonly min: number; readonly max: number; readonly step: number }

/**
 * A slider for an input that holds a number. A worksheet does not say what its inputs may be, but its numbers do: those of a
 * column belong together. Shares stay between 0 and 1; other numbers get twice the room that they take.
 *
 * @param address of an input with a number
 *
 * @example
 * sliderRange(softmax, 'B4') // { min: -10, max: 10, step: 0.1 }
 */
export const sliderRange = (sheet: Pick<Worksheet, 'cells'>, address: string): SliderRange => {
  const numbers = companions(sheet, address)
  const least = Math.min(...numbers)
  const most = Math.max(...numbers)
  const whole = numbers.every(Number.isInteger)
  if (least >= 0 && most <= 1) return { min: 0, max: 1, step: whole ? 1 : 0.01 }
  const room = roundUp(2 * Math.max(most, -least))
  return { min: least < 0 ? -room : 0, max: room, step: whole ? 1 : room / 100 }
}

/** The numbers of the inputs that stand above and below without a gap, and its own. */
const companions = ({ cells }: Pick<Worksheet, 'cells'>, address: string): number[] => {
  const { column, row } = placeOf(address)
  const input = (at: number): number | undefined => {
    const cell = cells[addressOf({ column, row: at })]
    return cell?.role === 'input' && typeof cell.value === 'number' ? cell.value : undefined
  }
  let top = row
  while (top > 1 && input(top - 1) !== undefined) top--
  const numbers: number[] = []
  for (let at = top; input(at) !== undefined; at++) numbers.push(input(at)!)
  return numbers
}

/** To 1, 2 or 5 of a power of ten. */
const roundUp = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value))
  return Number(([1, 2, 5, 10].find((factor) => factor * power >= value)! * power).toPrecision(1))
}
