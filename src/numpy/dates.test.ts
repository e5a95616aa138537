import { describe, expect, it } from 'vitest'
import * as np from './index.ts'

describe('dates', () => {
  it('are days since 1970, and come back as text', async () => {
    expect(np.datetime64('1970-01-01')).toBe(0)
    expect(np.datetime64('1969-12-31')).toBe(-1)
    expect(np.datetime64(new Date('2016-07-14T23:00:00Z'))).toBe(np.datetime64('2016-07-14'))
    const leap = np.arange(np.datetime64('2000-02-28'), np.datetime64('2000-03-02'))
    expect(await np.datetimeAsString(leap)).toEqual(['2000-02-28', '2000-02-29', '2000-03-01'])
  })

  it('know working days: what a loop over the calendar counts', async () => {
    const [from, to] = [np.datetime64('2015-12-25'), np.datetime64('2016-03-01')]
    const working = (day: number) => ![0, 6].includes(new Date(day * 86_400_000).getUTCDay())
    const days = Array.from({ length: to - from }, (_, i) => from + i)
    expect(await np.isBusday(np.arange(from, to)).array()).toEqual(days.map(working))
    expect(await np.busdayCount(from, to).item()).toBe(days.filter(working).length)
    expect(await np.busdayCount(to, from).item()).toBe(-days.filter(working).length)
  })

  it.each(['2016-02-30', '2016-13', '16-01-01', 'today'])('%s is none', (text) =>
    expect(() => np.datetime64(text)).toThrow(`'${text}' is no date`),
  )
})
