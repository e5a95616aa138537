import type { Module } from '../nn/index.ts'

/** Remembers of each module whether it behaves as in training; the function that comes back restores that. */
export function rememberModes(model: Module): () => void {
  const modes = [...model.namedModules()].map(([, module]) => [module, module.training] as const)
  return () => {
    // A module hands its mode on to all below it, which come after it.
    for (const [module, training] of modes) module.train(training)
  }
}
