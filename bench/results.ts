import {
  bce,
  type Case,
  convForward,
  convTrain,
  convTrainTwoImages,
  crossEntropy,
  decode,
  decodeCached,
  decodeFirst,
  resnet18Frozen,
  resnet18Train,
  smallExpression,
} from './cases.ts'
import type { Outcome } from './contestants.ts'

/** What each contestant did in a case, by the contestant's name. */
export interface Row {
  case: Case
  outcomes: Map<string, Outcome>
}

/** The ratios that the benchmark exists for: our time over the peer's, the geometric mean where there are several cases. */
const ratios: Record<string, { peer: string; cases: Case[] }> = {
  resnet18TrainVsPyTorch: { peer: 'PyTorch', cases: [resnet18Train] },
  resnet18FrozenVsPyTorch: { peer: 'PyTorch', cases: [resnet18Frozen] },
  bceVsPyTorch: { peer: 'PyTorch', cases: [bce] },
  crossEntropyVsPyTorch: { peer: 'PyTorch', cases: [crossEntropy] },
  convForwardVsPyTorch: { peer: 'PyTorch', cases: convForward },
  convTrainVsPyTorch: { peer: 'PyTorch', cases: convTrain },
  convTrainVsTfjs: { peer: 'TensorFlow.js', cases: [convTrainTwoImages] },
  convTrainVsJaxJs: { peer: 'jax-js', cases: [convTrainTwoImages] },
  decodeVsPillow: { peer: 'PyTorch', cases: [decode] },
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The median of a contestant's runs in milliseconds, or null where it was not measured. */
export function milliseconds(row: Row | undefined, contestant: string): number | null {
  const outcome = row?.outcomes.get(contestant)
  return outcome && 'ms' in outcome ? median(outcome.ms) : null
}

/**
 * How far the root mean squares of two contestants' outputs may lie apart before they count as different computations.
 * It is this wide because TensorFlow.js and jax-js add up the four million losses of `bce` in one float32, which leaves
 * them 0.6 % below the float64 value that PyTorch hits. Whether our numbers are right is what the tests say.
 */
const tolerance = 0.01

/** Whether two contestants computed the same thing: a time for another computation is no time to compare with. */
export function agree(row: Row, one: string, other: string): boolean {
  const [a, b] = [row.outcomes.get(one), row.outcomes.get(other)]
  if (!a || !b || !('rms' in a) || !('rms' in b)) return true
  const close = (x: number, i: number) => Math.abs(x - b.rms[i]!) <= tolerance * Math.abs(b.rms[i]!)
  return a.rms.length === b.rms.length && a.rms.every(close)
}

/** The pairs of contestants that computed different things: each against the first one that was measured. */
export function disagreeing(row: Row): [string, string][] {
  const [first, ...others] = [...row.outcomes.keys()].filter((name) => milliseconds(row, name) !== null)
  return others.filter((other) => !agree(row, first!, other)).map((other) => [first!, other])
}

/** Our time over the peer's in one case: null where either was not measured, or they computed different things. */
export function ratio(row: Row | undefined, ours: string, peer: string): number | null {
  const [mine, theirs] = [milliseconds(row, ours), milliseconds(row, peer)]
  return row && mine !== null && theirs !== null && agree(row, ours, peer) ? mine / theirs : null
}

/**
 * The ratios by name, null where a case that one needs was not measured; our latency of a small expression; and our time of
 * an epoch from a cache over that of the epoch that fills it.
 */
export function headline(rows: Row[], ours: string): Record<string, number | null> {
  const rowOf = (wanted: Case) => rows.find((row) => row.case.name === wanted.name)
  const latency = milliseconds(rowOf(smallExpression), ours)
  const [first, cached] = [milliseconds(rowOf(decodeFirst), ours), milliseconds(rowOf(decodeCached), ours)]
  const mean = (peer: string, cases: Case[]): number | null => {
    const each = cases.map((wanted) => ratio(rowOf(wanted), ours, peer))
    if (each.includes(null)) return null
    return Math.exp(each.reduce<number>((sum, value) => sum + Math.log(value!), 0) / each.length)
  }
  return {
    ...Object.fromEntries(Object.entries(ratios).map(([name, { peer, cases }]) => [name, mean(peer, cases)])),
    smallExpressionMicroseconds: latency === null ? null : latency * 1000,
    cachedEpochVsFirst: first === null || cached === null ? null : cached / first,
  }
}

/** The medians of all contestants in milliseconds, by case. */
export function medians(rows: Row[]): Record<string, Record<string, number | null>> {
  return Object.fromEntries(
    rows.map((row) => [
      row.case.name,
      Object.fromEntries([...row.outcomes.keys()].map((name) => [name, milliseconds(row, name)])),
    ]),
  )
}
