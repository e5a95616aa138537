import { invalid } from '../base/errors.ts'
import type { Tensor } from '../tensor/index.ts'
import { type ArrayLike, asarray } from './array.ts'

/*
 * ONNX has no dates. As NumPy's datetime64 with the unit of a day is a count of days since 1 January 1970, dates here are
 * such counts, int64; arange, comparisons and differences then work as they are.
 */

const dayLength = 86_400_000

/**
 * A date as the number of days since 1 January 1970.
 *
 * @param date `2016`, `2016-07` or `2016-07-14`, what is missing being the first; or a Date, by its day in UTC
 * @example
 * np.arange(np.datetime64('2016-07'), np.datetime64('2016-08')) // every day of July 2016
 */
export function datetime64(date: string | Date): number {
  const text = typeof date === 'string' ? date : date.toISOString().slice(0, 10)
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text)
  const [year, month, day] = [Number(match?.[1]), Number(match?.[2] ?? 1), Number(match?.[3] ?? 1)]
  const time = Date.UTC(year, month - 1, day)
  const found = new Date(time)
  if (!match || found.getUTCMonth() !== month - 1 || found.getUTCDate() !== day)
    throw invalid(
      `datetime64: '${text}' is no date; write a year, a month such as 2016-07, or a day such as 2016-07-14`,
    )
  return time / dayLength
}

/** Today's date, in UTC. */
export const today = (): number => Math.floor(Date.now() / dayLength)

/** Days since 1 January 1970 as text, in row-major order: `2016-07-14`. */
export async function datetimeAsString(days: ArrayLike): Promise<string[]> {
  const numbers = Array.from(await asarray(days).data(), Number)
  return numbers.map((day) => new Date(day * dayLength).toISOString().slice(0, 10))
}

/** 1 January 1970 was a Thursday; Monday is 0. */
const weekday = (days: Tensor): Tensor => days.add(3).remainder(7)

/** Whether days are from Monday to Friday. */
export const isBusday = (days: ArrayLike): Tensor => weekday(asarray(days).cast('int64')).less(5)

/** The number of days from Monday to Friday from `begin` to before `end`; negative the other way round. */
export function busdayCount(begin: ArrayLike, end: ArrayLike): Tensor {
  // Counted from a Monday.
  const before = (days: ArrayLike): Tensor => {
    const given = asarray(days).cast('int64').add(3)
    return given.floorDivide(7).mul(5).add(given.remainder(7).minimum(5))
  }
  return before(end).sub(before(begin))
}
