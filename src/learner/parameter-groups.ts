import type { Module, Parameter } from '../nn/index.ts'
import type { AdamSettings, ParameterGroup } from '../optim/index.ts'

/**
 * The parameters of a model in two groups, as fastai decays them: weights of layers, and, without weight decay, biases
 * and the scales of normalisation (whatever has one axis).
 */
export function decayGroups(model: Module): ParameterGroup<AdamSettings>[] {
  const all: Parameter[] = [...model.parameters()]
  const [weights, rest] = [all.filter(({ shape }) => shape.length > 1), all.filter(({ shape }) => shape.length <= 1)]
  return [{ parameters: weights }, { parameters: rest, settings: { weightDecay: 0 } }].filter(
    ({ parameters }) => parameters.length > 0,
  )
}
