import { availableParallelism, cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { buildWhenStale } from './build.ts'
import { cases } from './cases.ts'
import { type Entry, ours, peers, type Running, start } from './contestants.ts'
import { measure } from './measure.ts'
import { removePictures, writePictures } from './pictures.ts'
import { disagreeing, headline, medians, milliseconds, type Row } from './results.ts'
import { table } from './table.ts'

const help = `Kindling side by side with its peers, in one run: medians, and our time over theirs.

Usage: npm run bench -- [options]

  --only <case>     only the cases whose name begins so; may be given several times
  --repeats <n>     measured runs of each contestant in each case (default: by case)
  --json            end with one JSON object on the last line of standard output
  --help

Cases: ${cases.map(({ name }) => name).join(', ')}`

interface Options {
  json: boolean
  only: string[]
  repeats: number | undefined
}

/** Writes what is wrong with the command line and ends the process. */
function misused(message: string): never {
  console.error(`${message}\n\n${help}`)
  process.exit(2)
}

function options(): Options {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [''] },
        repeats: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(help)
      process.exit(0)
    }
    const unknown = values.only.find((prefix) => !cases.some(({ name }) => name.startsWith(prefix)))
    if (unknown !== undefined) misused(`--only ${unknown}: no case begins so`)
    const repeats = values.repeats === undefined ? undefined : Number(values.repeats)
    if (repeats !== undefined && !(Number.isInteger(repeats) && repeats > 0))
      misused(`--repeats ${values.repeats}: it must be a whole number from 1`)
    return { json: values.json, only: values.only, repeats }
  } catch (error) {
    misused((error as Error).message)
  }
}

/** Starts a contestant, or says in a line why it is left out and what would change that. */
async function startOrExplain(entry: Entry): Promise<Running | undefined> {
  try {
    if (entry === ours) buildWhenStale()
    return await start(entry)
  } catch (error) {
    console.log(`${entry.name} is left out: ${(error as Error).message}. To include it: ${entry.install}.`)
    return undefined
  }
}

const { json, only, repeats } = options()
const load = loadavg()[0]!
const cores = availableParallelism()
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cores} cores, Node ${process.version}`)
if (load > cores / 4)
  console.log(`The machine is busy (load ${load.toFixed(1)}): run again on a quiet one before quoting anything.`)

const entries = [ours, ...peers]
let contestants: Running[] = []
for (const entry of entries) {
  const running = await startOrExplain(entry)
  if (!running) continue
  contestants.push(running)
  console.log(`${running.name} ${running.version}: ${running.notes.join('; ')}`)
}
const versions = Object.fromEntries(
  entries.map(({ name }) => [name, contestants.find((one) => one.name === name)?.version ?? null]),
)

/** A contestant whose program ended in one case takes part in the next with a new one. */
async function revive(contestant: Running): Promise<Running | undefined> {
  return contestant.ended() ? startOrExplain(entries.find(({ name }) => name === contestant.name)!) : contestant
}

const rows: Row[] = []
/** The cases that a contestant is left out of, by its name and the reason. */
const leftOut = new Map<string, string[]>()
for (const question of cases) {
  if (!only.some((prefix) => question.name.startsWith(prefix))) continue
  contestants = (await Promise.all(contestants.map(revive))).filter((one) => one !== undefined)
  if ('folder' in question.shape) await writePictures(question.shape)
  const row: Row = { case: question, outcomes: await measure(question, contestants, repeats ?? question.repeats) }
  rows.push(row)
  const times: string[] = []
  for (const [name, outcome] of row.outcomes) {
    if ('leftOut' in outcome) {
      const why = `${name}: ${outcome.leftOut}`
      leftOut.set(why, [...(leftOut.get(why) ?? []), question.name])
    } else times.push(`${name} ${milliseconds(row, name)!.toPrecision(3)} ms`)
  }
  console.error(`${question.name}: ${times.join(', ')}`)
}
for (const contestant of contestants) contestant.stop()
for (const { shape } of rows.map((row) => row.case)) if ('folder' in shape) await removePictures(shape)

console.log(
  `\n${table(
    rows,
    ours.name,
    peers.map(({ name }) => name),
  )}`,
)
console.log('\nMedians in milliseconds; ratio: our time over theirs, below 1 we are faster.')
for (const [why, names] of leftOut) console.log(`Left out, ${why} (${names.join(', ')})`)

const disagreements = rows.flatMap((row) => disagreeing(row).map((names) => `${row.case.name}: ${names.join(' and ')}`))
if (disagreements.length > 0) {
  console.log(`They computed different numbers, so their times do not compare: ${disagreements.join('; ')}.`)
  process.exitCode = 1
}
if (json) {
  const machine = { processor: cpus()[0]?.model ?? null, cores, load, node: process.version }
  console.log(
    JSON.stringify({ ...headline(rows, ours.name), medians: medians(rows), versions, machine, disagreements }),
  )
}
