import { invalid, KindlingError } from '../base/errors.ts'
import type { Schedule } from '../optim/index.ts'
import { smoothLoss } from '../report/index.ts'
import type { Callback, EpochRecord, FitState } from './callback.ts'
import type { Learner, Loader } from './learner.ts'
import { rememberModes } from './modes.ts'
import { Snapshot } from './snapshot.ts'

type Batches = ReturnType<Loader['epoch']>
type Batch = Batches extends AsyncGenerator<infer B> ? B : never

export interface FitPlan {
  readonly epochs: number
  /** Over the whole fit. */
  readonly schedules: { readonly lr: Schedule; readonly momentum?: Schedule }
  readonly callbacks: readonly Callback[]
  readonly signal: AbortSignal | undefined
  /** Takes one step, and gives its loss when the step has ended. */
  readonly step: (batch: Batch) => Promise<number>
  /** The batches of the next epoch. */
  readonly batches: () => Batches
}

/** A step that is on its way. */
interface Step {
  readonly state: FitState
  /** Its position in the epoch. */
  readonly batch: number
  readonly loss: Promise<number>
}

/** Steps that may be on their way while the next batch is prepared. */
const inFlight = 2

/** One fit of a learner: epochs of steps, and the events on the way. */
export class Fit {
  readonly #learner: Learner
  readonly #plan: FitPlan
  readonly #smooth = smoothLoss()
  readonly #pending: Step[] = []
  #step = 0
  #epoch = 0

  constructor(learner: Learner, plan: FitPlan) {
    const { epochs } = plan
    if (!Number.isInteger(epochs) || epochs < 1)
      throw invalid(`fit: epochs is ${epochs}; it must be a whole number from 1`)
    this.#learner = learner
    this.#plan = plan
  }

  async run(): Promise<EpochRecord[]> {
    const { model, optimizer } = this.#learner
    const restoreModes = rememberModes(model)
    const settings = optimizer.groups.flatMap(({ lr, momentum }) => (momentum ? [lr, momentum] : [lr]))
    const values = settings.map(({ value }) => value)
    const records: EpochRecord[] = []
    let failure: { readonly error: unknown } | undefined
    try {
      await this.#emit('beforeFit', this.#state())
      for (; this.#epoch < this.#plan.epochs; this.#epoch++) records.push(await this.#runEpoch())
    } catch (error) {
      failure = { error }
    }
    restoreModes()
    for (const [i, setting] of settings.entries()) setting.value = values[i]!
    failure = await this.#end(failure)
    if (failure) throw failure.error
    return records
  }

  async #runEpoch(): Promise<EpochRecord> {
    const { model, history, loaders } = this.#learner
    const started = performance.now()
    await this.#emit('beforeEpoch', this.#state())
    const before = await Snapshot.of(model)
    try {
      await this.#train()
      this.#plan.signal?.throwIfAborted()
      const { loss, metrics } = loaders.valid ? await this.#validate() : { loss: undefined, metrics: {} }
      const seconds = (performance.now() - started) / 1000
      const record = { epoch: history.length, trainLoss: this.#smooth.value(), validLoss: loss, metrics, seconds }
      history.push(record)
      await this.#emit('afterEpoch', { ...this.#state(), record })
      return record
    } catch (error) {
      if (!(error instanceof KindlingError && error.code === 'diverged')) throw error
      before.restore()
      this.#learner.optimizer.reset()
      throw new KindlingError('diverged', `${error.message}. The model holds again what it held when the epoch began`, {
        cause: error,
      })
    }
  }

  /** All steps of an epoch. An abort lets those under way end: what they have learnt stays, and is looked at too. */
  async #train(): Promise<void> {
    const { signal, step, batches } = this.#plan
    this.#learner.model.train()
    let batch = 0
    try {
      for await (const next of batches()) {
        signal?.throwIfAborted()
        this.#steer()
        await this.#emit('beforeBatch', this.#state())
        const loss = step(next)
        loss.catch(() => {}) // Seen when it is settled.
        this.#pending.push({ state: this.#state(), batch: batch++, loss })
        this.#step++
        if (this.#pending.length > inFlight) await this.#settle()
      }
    } catch (error) {
      if (!signal?.aborted || error !== signal.reason) throw error
    } finally {
      // Nobody may touch the model before they have ended; after a failure, nobody asks how.
      await Promise.allSettled(this.#pending.map(({ loss }) => loss))
    }
    let last: Step | undefined
    while (this.#pending.length > 0) last = await this.#settle()
    if (last) await this.#requireFinite(last)
  }

  /** Awaits the oldest step. */
  async #settle(): Promise<Step> {
    const step = this.#pending.shift()!
    const loss = await step.loss
    if (!Number.isFinite(loss)) {
      await Promise.allSettled(this.#pending.splice(0).map((later) => later.loss))
      const broken = await Snapshot.notFinite(this.#learner.model)
      throw new KindlingError(
        'diverged',
        `fit: the loss became ${loss} at ${this.#nameOf(step)}; ` +
          (broken.length > 0
            ? `${namesOf(broken)} no longer finite; try a lower learning rate`
            : 'all parameters are still finite, so look at the batch: its pictures and targets'),
      )
    }
    this.#smooth.add(loss)
    const state = { ...step.state, step: step.state.step + 1 }
    await this.#emit('afterBatch', { ...state, loss, smoothLoss: this.#smooth.value() })
    return step
  }

  /** The last update may break what no loss has shown yet. */
  async #requireFinite(last: Step): Promise<void> {
    const broken = await Snapshot.notFinite(this.#learner.model)
    if (broken.length > 0)
      throw new KindlingError(
        'diverged',
        `fit: after ${this.#nameOf(last)} ${namesOf(broken)} no longer finite; try a lower learning rate`,
      )
  }

  async #validate(): Promise<{ loss: number; metrics: Record<string, number> }> {
    await this.#emit('beforeValidate', this.#state())
    const found = await this.#learner.validate({ signal: this.#plan.signal })
    await this.#emit('afterValidate', this.#state())
    return found
  }

  /** Sets rates and momentum for the next step. */
  #steer(): void {
    const { schedules } = this.#plan
    const progress = Math.min(1, this.#step / Math.max(1, this.#steps - 1))
    for (const { lr, momentum } of this.#learner.optimizer.groups) {
      lr.value = schedules.lr(progress)
      if (momentum && schedules.momentum) momentum.value = schedules.momentum(progress)
    }
  }

  /** Fewer once unreadable items have been found. */
  get #steps(): number {
    return this.#plan.epochs * this.#learner.loaders.train.length
  }

  #state(): FitState {
    return {
      learner: this.#learner,
      epoch: this.#epoch,
      epochs: this.#plan.epochs,
      step: this.#step,
      steps: this.#steps,
      lr: this.#learner.optimizer.groups.at(-1)!.lr.value,
    }
  }

  async #emit<K extends keyof Callback>(event: K, ...args: Parameters<NonNullable<Callback[K]>>): Promise<void> {
    for (const callback of this.#plan.callbacks)
      await (callback[event] as ((...args: unknown[]) => void | Promise<void>) | undefined)?.(...args)
  }

  /** Tells every callback, also when one of them fails, and keeps the first failure. */
  async #end(failure: { readonly error: unknown } | undefined): Promise<{ readonly error: unknown } | undefined> {
    let first = failure
    for (const callback of this.#plan.callbacks) {
      try {
        await callback.afterFit?.(this.#state())
      } catch (error) {
        first ??= { error }
      }
    }
    return first
  }

  #nameOf({ state, batch }: Step): string {
    return `step ${state.step} (epoch ${this.#learner.history.length}, batch ${batch})`
  }
}

/** `parameter fc.weight (and 2 more) is` */
const namesOf = ([first, ...rest]: readonly string[]): string =>
  `${first}${rest.length > 0 ? ` (and ${rest.length} more)` : ''} is`
