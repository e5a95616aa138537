import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Case, cases } from './cases.ts'
import type { Outcome } from './contestants.ts'
import { agree, disagreeing, headline, median, medians, type Row, ratio } from './results.ts'
import { table } from './table.ts'

const caseNamed = (name: string): Case => cases.find((one) => one.name === name)!
const row = (name: string, outcomes: Record<string, Outcome>): Row => ({
  case: caseNamed(name),
  outcomes: new Map(Object.entries(outcomes)),
})
const took = (...ms: number[]): Outcome => ({ ms, rms: [1] })

test('the median is the middle value, or the mean of the two middle ones', () => {
  assert.equal(median([9, 1, 2]), 2)
  assert.equal(median([4, 1, 2, 10]), 3)
})

test('a ratio is our median over the peer’s', () => {
  assert.equal(ratio(row('bce', { Kindling: took(1, 2, 99), PyTorch: took(4) }), 'Kindling', 'PyTorch'), 0.5)
})

test('a ratio over several cases is their geometric mean', () => {
  const convolutions = cases.filter(({ name }) => name.startsWith('convForward/32x'))
  const rows = convolutions.map(({ name }, i) => row(name, { Kindling: took(1), PyTorch: took(i < 2 ? 1 : 4) }))
  assert.ok(Math.abs(headline(rows, 'Kindling').convForwardVsPyTorch! - 0.5) < 1e-12)
})

test('a ratio is null where one of its cases is missing', () => {
  const rows = [row('convForward/32x64@32', { Kindling: took(1), PyTorch: took(1) })]
  assert.equal(headline(rows, 'Kindling').convForwardVsPyTorch, null)
})

test('a missing peer gives null and leaves the others as they are', () => {
  const rows = [
    row('bce', { Kindling: took(3), PyTorch: { leftOut: 'failed' } }),
    row('crossEntropy', { PyTorch: took(3) }),
  ]
  const result = headline(rows, 'Kindling')
  assert.equal(result.bceVsPyTorch, null)
  assert.equal(result.crossEntropyVsPyTorch, null)
  assert.deepEqual(medians(rows), { bce: { Kindling: 3, PyTorch: null }, crossEntropy: { PyTorch: 3 } })
})

test('the latency of a small expression is in microseconds', () => {
  const rows = [row('smallExpression', { Kindling: took(0.02, 0.03, 0.5) })]
  assert.equal(headline(rows, 'Kindling').smallExpressionMicroseconds, 30)
})

test('a cached epoch is compared with the one that filled the cache, ours both', () => {
  const rows = [row('decodeFirst', { Kindling: took(300) }), row('decodeCached', { Kindling: took(20, 30, 40) })]
  assert.equal(headline(rows, 'Kindling').cachedEpochVsFirst, 0.1)
  assert.equal(headline(rows.slice(1), 'Kindling').cachedEpochVsFirst, null)
})

test('contestants that computed different numbers are not compared', () => {
  const different = row('bce', { Kindling: { ms: [1], rms: [0.5, 2] }, PyTorch: { ms: [1], rms: [0.5, 2.1] } })
  assert.equal(agree(different, 'Kindling', 'PyTorch'), false)
  assert.deepEqual(disagreeing(different), [['Kindling', 'PyTorch']])
  assert.equal(ratio(different, 'Kindling', 'PyTorch'), null)
  assert.match(table([different], 'Kindling', ['PyTorch']), /other numbers!/)
})

test('contestants that differ by the error of a naive float32 sum are compared', () => {
  const rounded = row('bce', { Kindling: { ms: [1], rms: [0.5] }, PyTorch: { ms: [2], rms: [0.503] } })
  assert.equal(ratio(rounded, 'Kindling', 'PyTorch'), 0.5)
})

test('case names are unique and begin with their kind', () => {
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length)
  for (const { name, kind } of cases) assert.ok(name.startsWith(kind))
})
