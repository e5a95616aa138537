import { invalid } from '../base/errors.ts'
import { grad, type Tensor, tensor, Variable, zeros } from '../tensor/index.ts'

/** Parameters that share their settings. */
export interface ParameterGroup<S> {
  readonly parameters: Iterable<Variable>
  /** Settings of this group, where they differ from the optimizer's. */
  readonly settings?: Partial<S>
}

/** What every optimizer has: the settings that schedules move while training. */
export interface Schedulable {
  /** The learning rate. */
  readonly lr: number
  /** Subtracted from the parameters at every step, as a share of them; 0 by default. */
  readonly weightDecay?: number
}

/** A setting that a schedule may change between steps without compiling the step again. */
export class Setting {
  readonly #variable: Variable
  #value: number

  constructor(value: number) {
    this.#value = value
    this.#variable = new Variable(tensor(value))
  }

  get value(): number {
    return this.#value
  }

  set value(value: number) {
    if (!Number.isFinite(value)) throw invalid(`optimizer: a setting became ${value}; it must be a finite number`)
    this.#value = value
    this.#variable.value = tensor(value)
  }

  /** The setting as part of the computation. */
  get tensor(): Tensor {
    return this.#variable.value
  }
}

/** A group as the optimizer works with it. */
export interface Group<S> {
  readonly parameters: readonly Variable[]
  readonly settings: Required<S>
  readonly lr: Setting
  /** SGD's and RMSprop's momentum, Adam's first beta; undefined where there is none. */
  readonly momentum: Setting | undefined
}

/**
 * Updates parameters from their gradients. A step is part of a compiled function, so that the forward pass, the gradients
 * and the update are one program.
 *
 * @example
 * const optimizer = new AdamW(model.parameters(), { lr: 1e-3 })
 * const step = compile((x: Tensor, y: Tensor) => {
 *   const loss = crossEntropy(model.forward(x), y)
 *   optimizer.step(loss)
 *   return loss
 * })
 */
export abstract class Optimizer<S extends Schedulable = Schedulable> {
  readonly groups: readonly Group<S>[]
  readonly #state = new Map<Variable, Map<string, Variable>>()

  /**
   * @param parameters the parameters, or groups of them with settings of their own
   * @param settings for all groups that do not say otherwise
   */
  protected constructor(parameters: Iterable<Variable> | readonly ParameterGroup<S>[], settings: Required<S>) {
    const given = [...parameters]
    const groups = given.every((item) => item instanceof Variable)
      ? [{ parameters: given }]
      : (given as readonly ParameterGroup<S>[])
    this.groups = groups.map((group) => {
      const own = { ...settings, ...('settings' in group ? group.settings : undefined) }
      this.check(own)
      const momentum = this.momentumOf(own)
      return {
        parameters: [...group.parameters],
        settings: own,
        lr: new Setting(own.lr),
        momentum: momentum === undefined ? undefined : new Setting(momentum),
      }
    })
    const all = this.groups.flatMap((group) => group.parameters)
    if (all.length === 0) throw invalid(`${this.constructor.name}: there are no parameters to optimise`)
    if (new Set(all).size !== all.length)
      throw invalid(`${this.constructor.name}: a parameter stands in two groups, or twice in one`)
  }

  /** Throws when settings are out of range. */
  protected check({ lr, weightDecay = 0 }: S): void {
    const name = this.constructor.name
    if (!(lr >= 0 && Number.isFinite(lr))) throw invalid(`${name}: lr is ${lr}; it must be a number from 0`)
    if (!(weightDecay >= 0 && Number.isFinite(weightDecay)))
      throw invalid(`${name}: weightDecay is ${weightDecay}; it must be a number from 0`)
  }

  /** The momentum among the settings, if this optimizer has one. */
  protected abstract momentumOf(settings: Required<S>): number | undefined

  /** The new value of a parameter with gradient `g`. */
  protected abstract update(parameter: Variable, g: Tensor, group: Group<S>): Tensor

  /** What all updates of one step share, such as a count of steps. */
  protected beginStep(): void {}

  /** All parameters that are not frozen. */
  get parameters(): Variable[] {
    return this.groups.flatMap((group) => group.parameters.filter(trainable))
  }

  /** Takes a step along the gradient of `loss`; parameters that are frozen stay. */
  step(loss: Tensor): void {
    this.apply(grad(loss, this.parameters))
  }

  /** Takes a step along given gradients: one for each of `parameters`. */
  apply(gradients: readonly Tensor[]): void {
    const parameters = this.parameters
    if (gradients.length !== parameters.length)
      throw invalid(
        `${this.constructor.name}: there are ${gradients.length} gradients for ${parameters.length} parameters`,
      )
    const gradientOf = new Map(parameters.map((parameter, i) => [parameter, gradients[i]!]))
    this.beginStep()
    for (const group of this.groups)
      for (const parameter of group.parameters) {
        const g = gradientOf.get(parameter)
        if (g) parameter.value = this.update(parameter, g, group)
      }
  }

  /** A tensor of the parameter's shape that the optimizer remembers from step to step; zeros at first. */
  protected moment(parameter: Variable, name: string): Variable {
    const moments = this.#state.get(parameter) ?? new Map<string, Variable>()
    this.#state.set(parameter, moments)
    const known = moments.get(name)
    if (known) return known
    const created = new Variable(zeros(parameter.shape, { dtype: parameter.dtype }))
    moments.set(name, created)
    return created
  }

  /** Forgets everything remembered, as if no step had been taken. */
  reset(): void {
    for (const [, variable] of this.namedState()) variable.value = zeros(variable.shape, { dtype: variable.dtype })
  }

  /** Everything remembered, by the position of the parameter and the name of the moment: `3.momentum`. */
  *namedState(): Generator<[string, Variable]> {
    const order = this.groups.flatMap((group) => group.parameters)
    for (const [i, parameter] of order.entries())
      for (const [name, variable] of this.#state.get(parameter) ?? []) yield [`${i}.${name}`, variable]
  }
}

const trainable = (parameter: Variable): boolean => !('frozen' in parameter && parameter.frozen)
