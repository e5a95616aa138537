import { encodeModel, message } from '../onnx/index.ts'
import type { SilentOutput } from './protocol.ts'

/**
 * An output that keeps onnxruntime-node from copying the others.
 *
 * The binding copies every output into a new array, even those for which the caller gave an array to write to: for the
 * weights and moments of ResNet-18 that is 40 ms and 130 MB of garbage in each training step. But it turns outputs into
 * JavaScript in the order of the model, after the run, and at one that is no tensor it throws. So a model gets an empty
 * sequence as its first output; when that is asked for, the outputs are in the given arrays by the time it throws.
 * Which error says so the worker learns from a model that has nothing but this output.
 */
export const silentOutput = (): SilentOutput => {
  const name = '%silent'
  const graph = message('GraphProto', {
    name: 'silent',
    node: [message('NodeProto', { opType: 'SequenceEmpty', output: [name] })],
    output: [
      message('ValueInfoProto', {
        name,
        type: {
          value: {
            case: 'sequenceType',
            value: { elemType: { value: { case: 'tensorType', value: { elemType: 1 } } } },
          },
        },
      }),
    ],
  })
  return {
    name,
    // Messages of protobuf that follow each other are merged: lists are joined, single values replaced by the later ones.
    prefix: encodeModel(message('ModelProto', { graph })),
    model: encodeModel(message('ModelProto', { irVersion: 9n, opsetImport: [{ domain: '', version: 20n }], graph })),
  }
}
