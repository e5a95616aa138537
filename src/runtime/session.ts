import { join } from 'node:path'
import { InferenceSession, type Tensor } from 'onnxruntime-node'
import type { BlockTrial, WireProgram, WorkerSettings } from './protocol.ts'

/** Above this many bytes of given outputs, an exception (20 µs) is cheaper than the copies that it prevents. */
const worthSilence = 1 << 20

/** Errors come as exceptions, which say the same: ONNX Runtime need not print them as well. */
const fatalOnly = 4

export type Tensors = Record<string, Tensor>
/** Arrays to write outputs to; null where ONNX Runtime is to make one. */
export type Fetches = Record<string, Tensor | null>

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The message with which the binding turns away an output that is no tensor; undefined if it does not. */
async function learnRefusal({ silence }: WorkerSettings): Promise<string | undefined> {
  const session = await InferenceSession.create(silence.model, {
    intraOpNumThreads: 1,
    logSeverityLevel: fatalOnly,
  })
  try {
    await session.run({})
    return undefined
  } catch (error) {
    return messageOf(error)
  } finally {
    await session.release()
  }
}

/** Further off than rounding, the numbers are in the wrong order. */
const rounding = 1e-3

/** The block of the first trial in which blocked and plain convolution agree; 0 if none does. */
export async function blockThatAgrees(trials: readonly BlockTrial[]): Promise<number> {
  for (const { block, model } of trials) {
    try {
      const session = await InferenceSession.create(model, {
        intraOpNumThreads: 1,
        // Nothing is to be made of the plain convolution.
        graphOptimizationLevel: 'disabled',
        logSeverityLevel: fatalOnly,
      })
      const [distance] = Object.values(await session.run({}))
      await session.release()
      if ((distance!.data[0] as number) < rounding) return block
    } catch {
      // ONNX Runtime has no such operator: the models stay plain.
    }
  }
  return 0
}

let refusal: Promise<string | undefined> | undefined

/** A program as ONNX Runtime has prepared it. */
export class Session {
  readonly #session: InferenceSession
  readonly #silent: string | undefined
  readonly #profiled: boolean

  private constructor(session: InferenceSession, silent: string | undefined, profiled: boolean) {
    this.#session = session
    this.#silent = silent
    this.#profiled = profiled
  }

  static async create(program: WireProgram, settings: WorkerSettings): Promise<Session> {
    const many = program.threads === 'all'
    const profiled = settings.profile !== undefined
    const options: InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      intraOpNumThreads: many ? settings.threads : 1,
      // A small program is run with many shapes; an arena and a plan for each of them would only grow.
      enableCpuMemArena: many,
      enableMemPattern: many,
      logSeverityLevel: fatalOnly,
      extra: {
        session: {
          // Numbers below 1e-38 are slow. ONNX Runtime sets this for the thread that makes the first session of the
          // process, and for its own threads: later executors' own threads compute with such numbers.
          set_denormal_as_zero: '1',
          // Threads that spin while they wait gain 3 % when nothing else runs, and lose 10 to 25 % to whoever prepares the
          // next batch meanwhile (measured on 20 convolutions, two cores).
          intra_op: { allow_spinning: '0' },
        },
      },
      ...(settings.profile === undefined
        ? {}
        : {
            enableProfiling: true,
            profileFilePrefix: join(settings.profile, program.name.replaceAll(/[^\w.-]+/g, '-')),
          }),
    }
    if (many) {
      refusal ??= learnRefusal(settings)
      const silent = (await refusal) === undefined ? undefined : settings.silence
      if (silent) {
        const model = new Uint8Array(silent.prefix.length + program.model.length)
        model.set(silent.prefix)
        model.set(program.model, silent.prefix.length)
        try {
          return new Session(await InferenceSession.create(model, options), silent.name, profiled)
        } catch {
          // Perhaps an operator set without sequences. Whatever it is, the model as it came tells.
        }
      }
    }
    return new Session(await InferenceSession.create(program.model, options), undefined, profiled)
  }

  /**
   * Runs the program. What is written to given arrays need not be in the result.
   * @param given bytes of the given arrays.
   */
  async run(feeds: Tensors, fetches: Fetches, given: number): Promise<Tensors> {
    const silent = this.#silent
    if (silent === undefined || given < worthSilence || Object.values(fetches).includes(null))
      return this.#session.run(feeds, fetches)
    try {
      return await this.#session.run(feeds, { [silent]: null, ...fetches })
    } catch (error) {
      if (messageOf(error) !== (await refusal)) throw error
      return {}
    }
  }

  async release(): Promise<void> {
    if (this.#profiled) this.#session.endProfiling()
    await this.#session.release()
  }
}
