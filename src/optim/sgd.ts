import { invalid } from '../base/errors.ts'
import type { Tensor, Variable } from '../tensor/index.ts'
import { type Group, Optimizer, type ParameterGroup, type Schedulable } from './optimizer.ts'

export interface SGDSettings extends Schedulable {
  /** How much of the last update goes on; 0 by default. */
  readonly momentum?: number
  /** Whether to look ahead along the momentum (Sutskever et al. 2013); false by default. */
  readonly nesterov?: boolean
}

/**
 * Stochastic gradient descent, as PyTorch defines it: g ← g + weightDecay·p; m ← momentum·m + g; p ← p − lr·m
 * (Nesterov: p ← p − lr·(g + momentum·m)).
 */
export class SGD extends Optimizer<SGDSettings> {
  constructor(parameters: Iterable<Variable> | readonly ParameterGroup<SGDSettings>[], settings: SGDSettings) {
    super(parameters, { momentum: 0, nesterov: false, weightDecay: 0, ...settings })
  }

  protected override check(settings: SGDSettings): void {
    super.check(settings)
    const { momentum = 0, nesterov = false } = settings
    if (!(momentum >= 0 && momentum < 1)) throw invalid(`SGD: momentum is ${momentum}; it must lie in 0…1 (1 excluded)`)
    if (nesterov && momentum === 0) throw invalid('SGD: nesterov needs a momentum above 0')
  }

  protected override momentumOf({ momentum }: Required<SGDSettings>): number | undefined {
    return momentum > 0 ? momentum : undefined
  }

  protected override update(parameter: Variable, gradient: Tensor, group: Group<SGDSettings>): Tensor {
    const { weightDecay, nesterov } = group.settings
    const p = parameter.value
    const g = weightDecay > 0 ? gradient.add(p.mul(weightDecay)) : gradient
    if (!group.momentum) return p.sub(g.mul(group.lr.tensor))
    const moment = this.moment(parameter, 'momentum')
    const m = moment.value.mul(group.momentum.tensor).add(g)
    moment.value = m
    return p.sub((nesterov ? g.add(m.mul(group.momentum.tensor)) : m).mul(group.lr.tensor))
  }
}
