export { type SyntheticFrame, type SyntheticSequence, syntheticSequence } from './sequence.ts'
export { type WriteSyntheticBiwiOptions, writeSyntheticBiwi } from './write.ts'
