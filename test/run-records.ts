import type { RunRecord } from '../src/learner/index.ts'

/** The losses of epochs, as a record has them. */
export const epochsOf = (...losses: readonly (readonly [train: number, valid: number])[]): RunRecord['epochs'] =>
  losses.map(([trainLoss, validLoss], epoch) => ({ epoch, trainLoss, validLoss, metrics: { f1: 0.5 }, seconds: 2 }))

/** The record of a run that learnt cats and dogs, with whatever is different. */
export const runRecord = (different: Partial<RunRecord> = {}): RunRecord => ({
  format: 'kindling.run',
  version: 1,
  started: '2026-01-02T03:04:05.678Z',
  seconds: 125,
  ended: 'completed',
  command: 'npx kindling train photos/labels.csv',
  versions: { kindling: '0.1.0', onnxruntime: '1.30.0', node: '20.19.0' },
  model: { file: 'tags.onnx', sha256: 'abc' },
  data: {
    ...{ reader: 'pictures', source: 'photos/labels.csv', digest: 'def', size: 96, resize: 'squish', mirror: true },
    ...{ batchSize: 10, seed: 0, onError: 'stop' },
  },
  summary: {
    kind: 'labels',
    items: { train: 100, valid: 40 },
    withoutLabels: { train: 20, valid: 10 },
    classes: [
      { label: 'cat', train: 60, valid: 22 },
      { label: 'dog', train: 40, valid: 12 },
    ],
    pairs: [{ labels: ['cat', 'dog'], count: 24 }],
  },
  task: 'labels',
  loss: { name: 'binaryCrossEntropyWithLogits', activation: 'sigmoid' },
  answer: { kind: 'labels', labels: ['cat', 'dog'], thresholds: [0.5, 0.5] },
  architecture: { name: 'small', parameters: 700_000 },
  training: { policy: 'oneCycle', epochs: 3, lr: 0.01, batchSize: 10, seed: 0 },
  epochs: epochsOf([0.6, 0.5], [0.4, 0.4], [0.3, 0.3]),
  steps: { count: 30, every: 1, losses: Array.from({ length: 30 }, (_, i) => 0.7 - 0.01 * i) },
  leftOut: [],
  ...different,
})
