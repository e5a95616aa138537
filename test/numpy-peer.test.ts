import { describe, expect, it } from 'vitest'
import * as cases from './numpy/cases.ts'
import { numpy, python, standsFor, type Value, valuesOf } from './numpy/peer.ts'

/** How far numbers may differ: by the digits of their type. */
const precision: Record<string, number> = { float16: 2e-3, float32: 3e-6, float64: 1e-12 }

function expectSame(found: readonly Value[], wanted: readonly Value[], what: string): void {
  expect(found.length, `${what}: number of results`).toBe(wanted.length)
  for (const [i, { dtype, shape, values }] of wanted.entries()) {
    const ours = found[i]!
    expect(ours.dtype, `${what}: type`).toBe(standsFor[dtype] ?? dtype)
    expect(ours.shape, `${what}: shape`).toEqual(shape)
    const close = precision[dtype]
    const largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs))
    for (const [k, value] of values.entries()) {
      const own = ours.values[k]!
      const same =
        Object.is(own, value) ||
        own === value ||
        (close !== undefined && Math.abs(own - value) <= close * (Math.abs(value) + 1e-3 * largest))
      if (!same)
        expect.fail(`${what}: element ${k} is ${own}; NumPy has ${value}\nours ${ours.values}\nNumPy ${values}`)
    }
  }
}

const title = 'NumPy and kindling/numpy agree'
const groups = Object.entries(cases) as [string, readonly cases.Case[]][]

if (!python)
  describe(title, () => {
    // In continuous integration NumPy is installed; elsewhere its absence is said and no failure.
    it.runIf(process.env.CI)('needs python3-numpy', () => expect.fail('python3 with NumPy is not installed'))
    it.skip('left out: no python3 with NumPy on this machine', () => undefined)
  })
else {
  const answers = numpy(groups.flatMap(([, list]) => list.map(([expression]) => expression)))
  let next = 0
  describe.each(groups)(`${title} about %s`, (_, list) => {
    it.each(list.map((one) => [...one, answers[next++]!] as const))('%s', async (expression, ours, theirs) => {
      expectSame(await valuesOf(await ours()), theirs(), expression)
    })
  })
}
