import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type ErrorCode, invalid, KindlingError } from '../../../base/errors.ts'
import { typescriptLoader } from '../../../base/typescript-loader.ts'
import { mostPeople } from './numbers.ts'
import type { Command, Reply, WorkerSettings } from './protocol.ts'

export type WriteSyntheticBiwiOptions = {
  /** How many people, each with a sequence of their own; default 20. */
  people?: number
  /** Default 80. */
  framesPerPerson?: number
  /** Default 0. */
  seed?: number
  signal?: AbortSignal | undefined
  /** Called after each frame with the number of frames written, of so many. */
  onProgress?: (done: number, count: number) => void
}

/**
 * Writes sequences of people who do not exist, moving their heads in front of a Kinect, in the format of the BIWI Kinect
 * Head Pose database: `hpdb/NN/frame_XXXXX_{rgb.jpg,depth.bin,pose.txt}`, `hpdb/NN/{rgb,depth}.cal` and `hpdb/NN.obj`.
 * The truth in the files is exact, to the digits that the format has. Yaw is within ±75°, pitch ±60°, roll ±30°, mostly
 * moderate; the head is about 0.7 to 1.2 m away.
 *
 * Person i of a seed is the same however many there are, and however many threads draw. The folder appears when it is
 * complete, or not at all.
 *
 * @param folder where `hpdb/` shall lie: empty, or not there yet
 * @returns the path of `hpdb`
 * @throws KindlingError `invalid-argument` for a wrong option or a folder with something in it, `write-failed` when the
 *   disk refuses; `signal.reason` when aborted
 * @example
 * const hpdb = await writeSyntheticBiwi('heads', { people: 20, framesPerPerson: 80 })
 */
export const writeSyntheticBiwi = async (folder: string, options: WriteSyntheticBiwiOptions = {}): Promise<string> => {
  const { people = 20, framesPerPerson = 80, seed = 0, signal, onProgress } = options
  const need = (holds: boolean, name: string, value: number, rule: string) => {
    if (!holds) throw invalid(`writeSyntheticBiwi: ${name} is ${value}; it must be ${rule}`)
  }
  const whole = (value: number, most: number) => Number.isSafeInteger(value) && value >= 1 && value <= most
  need(whole(people, mostPeople), 'people', people, `a whole number from 1 to ${mostPeople}`)
  need(whole(framesPerPerson, 99_999), 'framesPerPerson', framesPerPerson, 'a whole number from 1 to 99999')
  need(Number.isSafeInteger(seed), 'seed', seed, 'a whole number')
  signal?.throwIfAborted()

  const target = resolve(folder)
  const unfinished = `${target}.unfinished-${randomUUID().slice(0, 8)}`
  try {
    const entry = (await readdir(target).catch(absent))[0]
    if (entry !== undefined) {
      throw invalid(
        `writeSyntheticBiwi: folder '${target}' is not empty ('${entry}'); name one that is, or does not exist`,
      )
    }
    const hpdb = join(unfinished, 'hpdb')
    await mkdir(hpdb, { recursive: true })
    let done = 0
    await drawAll({ folder: hpdb, seed, framesPerPerson }, people, signal, () =>
      onProgress?.(++done, people * framesPerPerson),
    )
    // An empty folder may stand there, and not every system renames over one.
    await rmdir(target).catch(() => {})
    await rename(unfinished, target)
    return join(target, 'hpdb')
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {})
    if (error instanceof Error && 'syscall' in error) throw writeFailed(target, error.message, error)
    if (error instanceof KindlingError && error.code === 'write-failed') throw writeFailed(target, error.message, error)
    throw error
  }
}

const absent = (error: NodeJS.ErrnoException): string[] => {
  if (error.code === 'ENOENT') return []
  throw error
}

const writeFailed = (target: string, reason: string, cause: Error): KindlingError =>
  new KindlingError(
    'write-failed',
    `writeSyntheticBiwi: cannot write the sequences to '${target}' (${reason}); free some space or choose another ` +
      'folder. Nothing was left behind',
    { cause },
  )

/** Has the people drawn by as many workers as the machine can run at once; ends when all of these have ended. */
const drawAll = async (
  settings: WorkerSettings,
  people: number,
  signal: AbortSignal | undefined,
  onFrame: () => void,
): Promise<void> => {
  const typescript = import.meta.url.endsWith('.ts')
  const file = new URL(`./worker.${typescript ? 'ts' : 'js'}`, import.meta.url)
  const workers = new Set<Worker>()
  const tell = (worker: Worker, command: Command) => worker.postMessage(command)
  const stop = () => {
    for (const worker of workers) tell(worker, 'stop')
  }
  let next = 0
  let failure: { error: unknown } | undefined
  const fail = (error: unknown) => {
    failure ??= { error }
    stop()
  }
  const abort = () => fail(signal!.reason)

  const work = () =>
    new Promise<void>((ended) => {
      const worker = new Worker(file, {
        workerData: settings,
        ...(typescript && { execArgv: ['--import', typescriptLoader()] }),
      })
      workers.add(worker)
      const proceed = () => {
        if (failure || next >= people) void worker.terminate()
        else tell(worker, { person: next++ })
      }
      worker.on('message', (reply: Reply) => {
        if (reply === 'frame') {
          try {
            if (!failure) onFrame()
          } catch (error) {
            fail(error)
          }
          return
        }
        if (reply !== 'done') {
          const { code, message } = reply.failure
          fail(code ? new KindlingError(code as ErrorCode, message) : new Error(message))
        }
        proceed()
      })
      worker.on('error', fail)
      worker.on('exit', () => {
        workers.delete(worker)
        ended()
      })
      proceed()
    })

  signal?.addEventListener('abort', abort, { once: true })
  try {
    await Promise.all(Array.from({ length: Math.min(people, availableParallelism()) }, work))
  } finally {
    signal?.removeEventListener('abort', abort)
  }
  if (failure) throw failure.error
}
