import { invalid } from '../base/errors.ts'
import { encodeModel } from '../onnx/index.ts'
import type { DType, HostArray } from './dtype.ts'
import { Emitter } from './emitter.ts'
import { type Shape, show, sizeOf } from './shape.ts'
import { Tensor } from './tensor.ts'
import { Trace, traced } from './trace.ts'
import type { Variable } from './variable.ts'

export interface ExportOptions {
  /** The inputs of the model in order: name, type and shape without the batch axis, which is left open. */
  readonly inputs: readonly { readonly name: string; readonly dtype: DType; readonly shape: Shape }[]
  /** Key and value pairs for the model's metadata. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** The function is traced with batches of two sizes, which must give the same graph. */
const tracedBatches = [2, 3] as const

/**
 * Writes a function of batches as a standard ONNX model: variables become constants, and the batch size stays open.
 *
 * @param fn from one tensor for each input, each [batch, …], to the outputs by name, each [batch, …]
 * @returns the bytes of an `.onnx` file
 * @throws when the function does not return tensors by name, an output does not have the batch as its first axis, or the
 *   graph depends on the size of the batch
 *
 * @example
 * const bytes = await exportOnnx((x) => ({ probabilities: model.forward(x).sigmoid() }), {
 *   inputs: [{ name: 'images', dtype: 'float32', shape: [3, 128, 128] }],
 * })
 */
export async function exportOnnx(
  fn: (...inputs: Tensor[]) => Readonly<Record<string, Tensor>>,
  { inputs, metadata = {} }: ExportOptions,
): Promise<Uint8Array> {
  const frozen = new Map<Variable, HostArray>()
  const trace = async (batch: number): Promise<Emitter> => {
    const found = new Trace()
    const placeholders = inputs.map(({ dtype, shape }) => new Tensor([batch, ...shape], dtype))
    const outputs = outputsOf(traced(found, () => fn(...placeholders)))
    for (const [name, { shape }] of outputs)
      if (shape[0] !== batch)
        throw invalid(`exportOnnx: output '${name}' has shape ${show(shape)}, whose first axis is not the batch`)
    for (const variable of found.reads.keys())
      if (!frozen.has(variable)) frozen.set(variable, await variable.peek().data())
    const emitter = new Emitter('baked', {
      frozen: new Map([...found.reads].map(([variable, placeholder]) => [placeholder, frozen.get(variable)!])),
      ports: new Map(placeholders.map((tensor, i) => [tensor, inputs[i]!.name])),
    })
    // In their order, those that no output needs as well.
    for (const placeholder of placeholders) emitter.value(placeholder)
    for (const [name, tensor] of outputs) emitter.output(tensor, name, { openBatch: true })
    const captured = emitter.sources.find((source) => !('tensor' in source && placeholders.includes(source.tensor)))
    if (captured)
      throw invalid(
        `exportOnnx: the function uses a tensor of ${sizeOf((captured as { tensor: Tensor }).tensor.shape)} elements ` +
          'from outside; keep it in a Variable, whose value the model then holds',
      )
    return emitter
  }
  const [{ graph }, other] = [await trace(tracedBatches[0]), await trace(tracedBatches[1])]
  if (graph.structure() !== other.graph.structure())
    throw invalid(
      'exportOnnx: the graph depends on the size of the batch, which the model leaves open; build shapes from those of ' +
        'the other axes, and let numbers broadcast instead of filling tensors of the batch',
    )
  for (const [key, value] of Object.entries(metadata)) graph.metadata(key, value)
  return encodeModel(graph.build())
}

/** What an exported function returned, once it is known to be tensors by name. */
function outputsOf(result: unknown): [name: string, output: Tensor][] {
  if (result instanceof Promise) {
    result.catch(() => {})
    throw invalid('exportOnnx: the function returned a promise; it describes a computation and cannot await')
  }
  const outputs = typeof result === 'object' && result !== null ? Object.entries(result) : []
  if (result instanceof Tensor || outputs.length === 0 || !outputs.every(([, output]) => output instanceof Tensor))
    throw invalid('exportOnnx: the function must return its outputs by name, such as { probabilities: x.sigmoid() }')
  return outputs
}
