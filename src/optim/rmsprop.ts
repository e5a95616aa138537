import { invalid } from '../base/errors.ts'
import type { Tensor, Variable } from '../tensor/index.ts'
import { type Group, Optimizer, type ParameterGroup, type Schedulable } from './optimizer.ts'

export interface RMSpropSettings extends Schedulable {
  /** Decay of the mean of the squared gradient; 0.99 by default. */
  readonly alpha?: number
  /** Added to the root of the mean square; 1e-8 by default. */
  readonly eps?: number
  /** How much of the last update goes on; 0 by default. */
  readonly momentum?: number
  /** Whether to divide by the standard deviation instead of the root mean square; false by default. */
  readonly centered?: boolean
}

/** RMSprop (Hinton 2012), as PyTorch defines it: p ← p − lr·g / (√v + ε) with v ← alpha·v + (1 − alpha)·g². */
export class RMSprop extends Optimizer<RMSpropSettings> {
  constructor(parameters: Iterable<Variable> | readonly ParameterGroup<RMSpropSettings>[], settings: RMSpropSettings) {
    super(parameters, { alpha: 0.99, eps: 1e-8, momentum: 0, centered: false, weightDecay: 0, ...settings })
  }

  protected override check(settings: RMSpropSettings): void {
    super.check(settings)
    const { alpha = 0.99, momentum = 0, eps = 1e-8 } = settings
    if (!(alpha >= 0 && alpha < 1)) throw invalid(`RMSprop: alpha is ${alpha}; it must lie in 0…1 (1 excluded)`)
    if (!(momentum >= 0 && momentum < 1))
      throw invalid(`RMSprop: momentum is ${momentum}; it must lie in 0…1 (1 excluded)`)
    if (!(eps >= 0)) throw invalid(`RMSprop: eps is ${eps}; it must be a number from 0`)
  }

  protected override momentumOf({ momentum }: Required<RMSpropSettings>): number | undefined {
    return momentum > 0 ? momentum : undefined
  }

  protected override update(parameter: Variable, gradient: Tensor, group: Group<RMSpropSettings>): Tensor {
    const { weightDecay, alpha, eps, centered } = group.settings
    const p = parameter.value
    const g = weightDecay > 0 ? gradient.add(p.mul(weightDecay)) : gradient
    const average = (name: string, value: Tensor): Tensor => {
      const moment = this.moment(parameter, name)
      moment.value = moment.value.mul(alpha).add(value.mul(1 - alpha))
      return moment.value
    }
    const square = average('square', g.mul(g))
    const spread = centered ? square.sub(average('mean', g).square()) : square
    const step = g.div(spread.sqrt().add(eps))
    if (!group.momentum) return p.sub(step.mul(group.lr.tensor))
    const moment = this.moment(parameter, 'momentum')
    moment.value = moment.value.mul(group.momentum.tensor).add(step)
    return p.sub(moment.value.mul(group.lr.tensor))
  }
}
