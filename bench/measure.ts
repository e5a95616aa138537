import { setTimeout as pause } from 'node:timers/promises'
import type { Case } from './cases.ts'
import { ask, type Measured, type Outcome, type Running } from './contestants.ts'

/** Discarded runs of each contestant before the first measured one. */
const warmUps = 3
/** Warming up ends early after this time, and a run that takes longer than it needs none: it is measured as it is. */
const warmUpMs = 5_000
/** A contestant that has been measured for this long in one case has no further turn in it. */
const budgetMs = 20_000
/** Between turns, so that the last contestant's idle threads have stopped spinning on the cores. */
const breatherMs = 30

const total = (ms: number[]): number => ms.reduce((sum, each) => sum + each, 0)

/**
 * Measures a case for all contestants in turns (A B C A B C …), so that whatever else the machine is doing meets all of
 * them alike.
 *
 * @param repeats measured runs of each contestant; a slow one has fewer, but at least one
 */
export async function measure(question: Case, contestants: Running[], repeats: number): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  for (const contestant of contestants) outcomes.set(contestant.name, await warmUp(contestant, question))

  const unfinished = () =>
    contestants.filter(({ name }) => {
      const outcome = outcomes.get(name)!
      return 'ms' in outcome && outcome.ms.length < repeats && total(outcome.ms) < budgetMs
    })
  for (let round = unfinished(); round.length > 0; round = unfinished()) {
    for (const contestant of round) {
      await pause(breatherMs)
      const before = outcomes.get(contestant.name) as Measured
      const turn = await ask(contestant, question, Math.min(question.perTurn, repeats - before.ms.length))
      outcomes.set(contestant.name, 'ms' in turn ? { ...turn, ms: [...before.ms, ...turn.ms] } : turn)
    }
  }
  return outcomes
}

async function warmUp(contestant: Running, question: Case): Promise<Outcome> {
  let spent = 0
  let first: Outcome = { ms: [], rms: [] }
  for (let run = 0; run < warmUps && spent < warmUpMs; run++) {
    first = await ask(contestant, question, 1)
    if ('leftOut' in first) return first
    if (total(first.ms) > warmUpMs) return first
    spent += total(first.ms)
  }
  return { ...first, ms: [] }
}
