import { invalid } from '../base/errors.ts'
import { guarded, type Tensor, tensor, Variable } from '../tensor/index.ts'
import { type Group, Optimizer, type ParameterGroup, type Schedulable } from './optimizer.ts'

export interface AdamSettings extends Schedulable {
  /** Decay of the mean of the gradient and of its square. */
  readonly betas?: readonly [number, number]
  /** Added to the root of the mean square. */
  readonly eps?: number
}

/** The steps in which just these parameters were trained, the others being frozen. */
interface Count {
  readonly of: ReadonlySet<Variable>
  readonly steps: Variable
}

/**
 * Adam (Kingma and Ba 2015), as PyTorch defines it: weight decay is added to the gradient. Betas (0.9, 0.999) and eps
 * 1e-8 by default. Steps in which a parameter is frozen do not count for it.
 */
export class Adam extends Optimizer<AdamSettings> {
  /** One for each set that was trained together, so that a program has a few counts and not one for each parameter. */
  readonly #counts: Count[] = []

  constructor(parameters: Iterable<Variable> | readonly ParameterGroup<AdamSettings>[], settings: AdamSettings) {
    super(parameters, { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, ...settings })
  }

  protected override check(settings: AdamSettings): void {
    super.check(settings)
    const { betas = [0.9, 0.999], eps = 1e-8 } = settings
    for (const beta of betas)
      if (!(beta >= 0 && beta < 1))
        throw invalid(`${this.constructor.name}: betas are ${betas.join(', ')}; each must lie in 0…1 (1 excluded)`)
    if (!(eps >= 0)) throw invalid(`${this.constructor.name}: eps is ${eps}; it must be a number from 0`)
  }

  protected override momentumOf({ betas }: Required<AdamSettings>): number {
    return betas[0]
  }

  protected override beginStep(): void {
    const trained = this.parameters
    let count = this.#counts.find(({ of }) => of.size === trained.length && trained.every((p) => of.has(p)))
    if (!count) {
      count = { of: new Set(trained), steps: new Variable(tensor(0)) }
      this.#counts.push(count)
    }
    // A program compiled earlier knows nothing of counts made later.
    guarded(() => this.#counts.length)
    count.steps.value = count.steps.value.add(1)
  }

  /** m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε) is a scalar times m / (√v + ε·√(1 − β₂ᵗ)). */
  #scale(parameter: Variable, { lr, momentum, settings }: Group<AdamSettings>): { step: Tensor; eps: Tensor } {
    const t = this.#counts
      .filter(({ of }) => of.has(parameter))
      .map(({ steps }) => steps.value)
      .reduce((sum, steps) => sum.add(steps))
    const first = momentum!.tensor.pow(t).rsub(1)
    const [, beta2] = settings.betas
    const second = t
      .mul(Math.log(beta2))
      .expm1()
      .mul(-1 / (1 - beta2))
      .sqrt()
    return { step: lr.tensor.mul(second).div(first), eps: second.mul(settings.eps) }
  }

  /** What weight decay does: to the gradient here, to the parameter in AdamW. */
  protected decay(p: Tensor, g: Tensor, { settings: { weightDecay } }: Group<AdamSettings>): { p: Tensor; g: Tensor } {
    return { p, g: weightDecay > 0 ? g.add(p.mul(weightDecay)) : g }
  }

  protected override update(parameter: Variable, gradient: Tensor, group: Group<AdamSettings>): Tensor {
    const { p, g } = this.decay(parameter.value, gradient, group)
    const beta1 = group.momentum!.tensor
    const beta2 = group.settings.betas[1]
    const mean = this.moment(parameter, 'mean')
    const square = this.moment(parameter, 'square')
    const m = mean.value.mul(beta1).add(g.mul(beta1.rsub(1)))
    const v = square.value.mul(beta2).add(g.mul(g))
    mean.value = m
    square.value = v
    const { step, eps } = this.#scale(parameter, group)
    return p.sub(m.div(v.sqrt().add(eps)).mul(step))
  }

  override *namedState(): Generator<[string, Variable]> {
    yield* super.namedState()
    const order = this.groups.flatMap((group) => group.parameters)
    for (const { of, steps } of this.#counts)
      yield [of.size === order.length ? 'steps' : `steps.${order.flatMap((p, i) => (of.has(p) ? [i] : []))}`, steps]
  }
}

/**
 * Adam with weight decay taken off the parameters themselves, p ← p·(1 − lr·weightDecay) (Loshchilov and Hutter 2019).
 * Betas (0.9, 0.99), eps 1e-5 and weight decay 0.01 by default, as fastai has them.
 */
export class AdamW extends Adam {
  constructor(parameters: Iterable<Variable> | readonly ParameterGroup<AdamSettings>[], settings: AdamSettings) {
    super(parameters, { betas: [0.9, 0.99], eps: 1e-5, weightDecay: 0.01, ...settings })
  }

  protected override decay(
    p: Tensor,
    g: Tensor,
    { lr, settings: { weightDecay } }: Group<AdamSettings>,
  ): { p: Tensor; g: Tensor } {
    return { p: weightDecay > 0 ? p.mul(lr.tensor.mul(weightDecay).rsub(1)) : p, g }
  }
}
