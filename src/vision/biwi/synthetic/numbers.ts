import { invalid } from '../../../base/errors.ts'

/** Sequences of BIWI whose person has another one as well: 15 is 03 again, 18 is 05, 21 is 02 and 22 is 07. */
const again = [15, 18, 21, 22]

const numbers = Array.from({ length: 999 }, (_, i) => i + 1).filter((number) => !again.includes(number))

/** The most people there are numbers for. */
export const mostPeople = numbers.length

/**
 * The sequence that a person has. The numbers under which BIWI recorded people a second time are left out, so that
 * whoever groups sequences by person, as BIWI needs, groups these rightly too.
 */
export const sequenceNumber = (person: number): number => {
  const number = numbers[person]
  if (number === undefined) throw invalid(`sequenceNumber: person is ${person}; it must be from 0 to ${mostPeople - 1}`)
  return number
}
