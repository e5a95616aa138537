import { readFile } from 'node:fs/promises'
import { badData, KindlingError } from '../base/errors.ts'
import { saveFile } from '../base/save.ts'
import { decodeSafetensors, encodeSafetensors, fromOwned, type StoredTensor } from '../tensor/index.ts'
import type { AnyModule, StateDifference } from './module.ts'

/**
 * Saves a module's parameters and buffers as a safetensors file, under PyTorch's names: `load_state_dict` takes them as
 * they are. The file is written whole or not at all. float16 is saved as float32.
 *
 * @param path where the file shall stand, usually `….safetensors`; its folder must exist
 * @param metadata texts to keep in the file: where the weights come from, the labels …
 * @throws KindlingError `write-failed` with the path and the reason; what stood there before is untouched
 *
 * @example
 * await saveModule('model.safetensors', model)
 */
export async function saveModule(
  path: string,
  module: AnyModule,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const state = [...module.stateDict()]
  // Each by itself: initial values share one small program, where together they make one of thousands of nodes.
  await Promise.all(state.map(([, tensor]) => tensor.realize()))
  const stored = state.map(async ([name, tensor]): Promise<[string, StoredTensor]> => {
    const dtype = tensor.dtype === 'float16' ? 'float32' : tensor.dtype
    return [name, { dtype, shape: tensor.shape, data: await tensor.data() }]
  })
  await saveFile(path, encodeSafetensors(new Map(await Promise.all(stored)), metadata))
}

/**
 * Loads a safetensors file, of `saveModule` or of PyTorch, into a module of the same structure.
 *
 * @param options `strict` (true by default): whether names that one side lacks are errors
 * @returns the names that one side lacks; there are none if `strict`
 * @throws KindlingError `invalid-data` when the file cannot be read or is malformed, or does not fit the module: with
 *   everything that is missing, unexpected or of another shape; the module is then as it was
 *
 * @example
 * const model = resnet18({ classes: 1000, random: new Random(0) })
 * await loadModule('resnet18.safetensors', model)
 */
export async function loadModule(
  path: string,
  module: AnyModule,
  options: { readonly strict?: boolean } = {},
): Promise<StateDifference> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw badData(`'${path}' cannot be read (${error.code ?? error.message}); check the path`, error)
  })
  try {
    const { tensors } = decodeSafetensors(bytes)
    const values = [...tensors].map(
      ([name, { dtype, shape, data }]) => [name, fromOwned(data, shape, { dtype })] as const,
    )
    return module.loadStateDict(new Map(values), options)
  } catch (error) {
    throw error instanceof KindlingError && error.code === 'invalid-data'
      ? badData(`'${path}': ${error.message}`, error)
      : error
  }
}
