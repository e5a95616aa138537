import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import type { Case } from './cases.ts'
import { launches as pytorch } from './peers/pytorch.ts'
import type { Hello, Reply, Request } from './protocol.ts'

/** A program that speaks `protocol.ts`. */
export interface Launch {
  command: string
  args: string[]
}

export interface Entry {
  name: string
  /** Tried in turn; the first that says hello takes part. */
  launches: Launch[]
  /** What to do when none of them does. */
  install: string
}

/** A contestant that has said hello. */
export interface Running extends Hello {
  name: string
  /** Throws when the contestant ends, or does not answer within `answerSeconds` (it is then stopped). */
  measure(request: Request): Promise<Reply>
  /** Whether its program has ended, by itself or because it was stopped. */
  ended(): boolean
  stop(): void
}

const folder = import.meta.dirname
const helloSeconds = 60
const answerSeconds = 180
const threads = String(availableParallelism())

const typescript = (file: string): Launch[] => [
  { command: process.execPath, args: ['--import', import.meta.resolve('tsx'), file] },
]

/** The library that this folder belongs to. */
export const ours: Entry = {
  name: 'Kindling',
  launches: typescript('peers/kindling.ts'),
  install: '`npm ci && npm run build` in the folder above this one',
}

export const peers: Entry[] = [
  {
    name: 'PyTorch',
    launches: pytorch,
    install:
      '`apt install python3-torch python3-torchvision libopenblas0-pthread` (Debian), or `pip install torch torchvision`',
  },
  { name: 'TensorFlow.js', launches: typescript('peers/tfjs.ts'), install: '`npm ci` in this folder' },
  { name: 'jax-js', launches: typescript('peers/jax-js.ts'), install: '`npm ci` in this folder' },
]

/** The last thing that a program said before it ended: for Node and Python alike, the line that names the error. */
const lastError = (text: string): string => {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.findLast((line) => /^\w*(Error|Exception)\b/.test(line)) ?? lines.findLast((line) => line) ?? ''
}

/** Starts a contestant, or throws the reason why none of its programs could be started. */
export async function start({ name, launches }: Entry): Promise<Running> {
  const reasons: string[] = []
  for (const launch of launches) {
    try {
      return await converse(name, launch)
    } catch (error) {
      reasons.push((error as Error).message)
    }
  }
  throw new Error([...new Set(reasons)].join('; '))
}

async function converse(name: string, { command, args }: Launch): Promise<Running> {
  const child: ChildProcess = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads },
    stdio: 'pipe',
  })
  let complaints = ''
  child.stderr!.on('data', (text) => {
    complaints = (complaints + text).slice(-10_000)
  })
  child.on('error', (error) => {
    complaints += error.message
  })
  child.stdin!.on('error', () => {}) // A child that has ended is noticed by its missing answer.
  let status: string | undefined
  const closed = new Promise<void>((resolve) => {
    child.on('close', (code, signal) => {
      status = signal ?? `status ${code}`
      resolve()
    })
  })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()

  const answer = async (seconds: number): Promise<unknown> => {
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, seconds * 1000)
    const { value, done } = await lines.next()
    clearTimeout(timer)
    if (!done) return JSON.parse(value)
    await closed
    throw new Error(late ? `no answer within ${seconds} s` : lastError(complaints) || `it ended with ${status}`)
  }

  const hello = (await answer(helloSeconds)) as Hello
  return {
    ...hello,
    name,
    measure: async (request) => {
      child.stdin!.write(`${JSON.stringify(request)}\n`)
      return (await answer(answerSeconds)) as Reply
    },
    ended: () => status !== undefined,
    stop: () => void child.stdin!.end(),
  }
}

/** One contestant's results for one case. */
export interface Measured {
  /** Milliseconds of every measured run. */
  ms: number[]
  rms: number[]
}

/** A contestant measured on a case, or the reason why it was not. */
export type Outcome = Measured | { leftOut: string }

/** One request for `repeats` runs of a case, with every way of failing made into a reason. */
export async function ask(contestant: Running, question: Case, repeats: number): Promise<Outcome> {
  try {
    const reply = await contestant.measure({ case: question, repeats })
    if ('declined' in reply) return { leftOut: reply.declined }
    return 'error' in reply ? { leftOut: `failed: ${reply.error}` } : reply
  } catch (error) {
    return { leftOut: `failed: ${(error as Error).message}` }
  }
}
