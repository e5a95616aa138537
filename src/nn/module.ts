import { badData, invalid } from '../base/errors.ts'
import { guarded, sameShape, type Tensor, Variable } from '../tensor/index.ts'
import { Parameter } from './parameter.ts'

/** A module of any signature. */
// biome-ignore lint/suspicious/noExplicitAny: only `any` stands for every list of arguments, in both directions
export type AnyModule = Module<any, any>

/** What `loadStateDict` found on one side only. */
export interface StateDifference {
  /** Names that the model has and the values lack. */
  readonly missing: readonly string[]
  /** Names among the values that the model lacks. */
  readonly unexpected: readonly string[]
}

/**
 * A part of a network: parameters, buffers (variables that are no parameters) and other modules, and a `forward` that
 * computes with them.
 *
 * Parts are found as a module's own properties, and in arrays that are; what only a `#private` field holds is not found,
 * so that is the place for settings. Names are the paths of properties in PyTorch's manner, so its weights fit:
 * `layer1.0.bn1.running_mean` for `model.layer1.modules[0].bn1.runningMean`.
 *
 * @typeParam Inputs what `forward` takes: one tensor unless told otherwise
 * @typeParam Output what it returns: a tensor unless told otherwise
 * @example
 * class Net extends Module {
 *   readonly fc = new Linear(784, 10, { random: new Random(0) })
 *   override forward(x: Tensor) {
 *     return this.fc.forward(x.flatten(1))
 *   }
 * }
 * const net = new Net()
 * net.parameters().length // 2: fc.weight and fc.bias
 */
export abstract class Module<Inputs extends readonly unknown[] = [x: Tensor], Output = Tensor> {
  #training = true

  /** The result for a batch. */
  abstract forward(...inputs: Inputs): Output

  /** Whether the module behaves as in training (dropout, batch statistics); true at first. Compiled functions notice a change. */
  get training(): boolean {
    return guarded(() => this.#training)
  }

  /** Makes this module and all below behave as in training (or, with false, as afterwards). */
  train(training = true): this {
    for (const [, module] of this.namedModules()) module.#training = training
    return this
  }

  /** Makes this module and all below behave as after training. */
  eval(): this {
    return this.train(false)
  }

  /** Keeps optimizers from changing the parameters of this module and all below. Running statistics still move in training. */
  freeze(): this {
    for (const parameter of this.parameters()) parameter.frozen = true
    return this
  }

  /** Lets optimizers change the parameters of this module and all below again. */
  unfreeze(): this {
    for (const parameter of this.parameters()) parameter.frozen = false
    return this
  }

  /** The modules directly below, each once. */
  children(): AnyModule[] {
    const all = [...this.parts()].flatMap(([, part]) => (part instanceof Module ? [part as AnyModule] : []))
    return [...new Set(all)]
  }

  /** Calls `visit` with this module and all below, each once. */
  apply(visit: (module: AnyModule) => void): this {
    for (const [, module] of this.namedModules()) visit(module)
    return this
  }

  /** This module, named '', and all below, each once, by their paths. */
  namedModules(): IterableIterator<[string, AnyModule]> {
    return once(this.#walk(), (part) => part instanceof Module)
  }

  /** The parameters of this module and all below, each once, by their paths. */
  namedParameters(): IterableIterator<[string, Parameter]> {
    return once(this.#walk(), (part) => part instanceof Parameter)
  }

  /** The variables that are no parameters, such as running statistics, each once, by their paths. */
  namedBuffers(): IterableIterator<[string, Variable]> {
    return once(this.#walk(), (part): part is Variable => part instanceof Variable && !(part instanceof Parameter))
  }

  /** The parameters of this module and all below, each once. */
  parameters(): Parameter[] {
    return [...this.namedParameters()].map(([, parameter]) => parameter)
  }

  /**
   * What parameters and buffers hold now, by name. Tensors are immutable, so training on does not change the result.
   *
   * A variable that several paths lead to is there under each of its names, as in PyTorch.
   */
  stateDict(): Map<string, Tensor> {
    return new Map([...this.#variables()].map(([name, variable]) => [name, variable.value]))
  }

  /**
   * Gives parameters and buffers other values, all of them or, where there is an error, none. Values are converted to
   * the types of the variables.
   *
   * @param values by the names that `stateDict` uses
   * @param options `strict` (true by default): whether names that one side lacks are errors
   * @returns the names that one side lacks; there are none if `strict`
   * @throws KindlingError `invalid-data` when shapes differ, or names do while `strict`, with all of them listed
   */
  loadStateDict(
    values: ReadonlyMap<string, Tensor>,
    { strict = true }: { readonly strict?: boolean } = {},
  ): StateDifference {
    const own = this.#variables()
    const unneeded = this.#unneeded()
    const missing = [...own.keys()].filter((name) => !values.has(name))
    const unexpected = [...values.keys()].filter((name) => !own.has(name) && !unneeded.has(name))
    const misshapen = [...own].flatMap(([name, { shape }]) => {
      const value = values.get(name)
      return value && !sameShape(value.shape, shape)
        ? [`${name} has shape [${value.shape.join(', ')}] where the model has [${shape.join(', ')}]`]
        : []
    })
    const problems = [
      ...(strict && missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
      ...(strict && unexpected.length > 0 ? [`not in the model: ${unexpected.join(', ')}`] : []),
      ...(misshapen.length > 0 ? [`of another shape: ${misshapen.join(', ')}`] : []),
    ]
    if (problems.length > 0)
      throw badData(
        `loadStateDict: the values do not fit the model, and nothing was loaded; ${problems.join('; ')}. ` +
          (misshapen.length > 0
            ? 'Build the model as it was, or leave out the values of another shape'
            : 'Build the model as it was, or load what fits with strict: false'),
      )
    for (const [name, variable] of own) {
      const value = values.get(name)
      if (value) variable.value = value.cast(variable.dtype)
    }
    return { missing, unexpected }
  }

  /** The parts directly in this module, by the names under which they are saved. */
  protected *parts(): Generator<[string, AnyModule | Variable]> {
    for (const [property, value] of Object.entries(this)) yield* partsOf(snakeCase(property), value)
  }

  /** Names that PyTorch's module has in its state and this one does without: they may be among the values to load. */
  protected unneeded(): readonly string[] {
    return []
  }

  /** This module and everything below under every path that leads to it: the variables of a module before its children. */
  *#walk(path = '', above: readonly AnyModule[] = []): Generator<[string, AnyModule | Variable]> {
    if (above.includes(this))
      throw invalid(`module: '${path}' is a module that contains itself; keep a reference upwards in a #private field`)
    yield [path, this]
    const parts = [...this.parts()]
    for (const [name, part] of parts) if (part instanceof Variable) yield [join(path, name), part]
    for (const [name, part] of parts)
      if (part instanceof Module) yield* (part as AnyModule).#walk(join(path, name), [...above, this])
  }

  #variables(): Map<string, Variable> {
    const found = new Map<string, Variable>()
    for (const [name, part] of this.#walk()) {
      if (!(part instanceof Variable)) continue
      if (found.has(name)) throw invalid(`module: two variables are named '${name}'; rename one of the properties`)
      found.set(name, part)
    }
    return found
  }

  #unneeded(): Set<string> {
    const found = new Set<string>()
    for (const [path, part] of this.#walk())
      if (part instanceof Module) for (const name of (part as AnyModule).unneeded()) found.add(join(path, name))
    return found
  }
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

/** `runningMean` becomes `running_mean`, as PyTorch writes names. */
const snakeCase = (name: string): string => name.replaceAll(/(?<!^)[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)

function* partsOf(name: string, value: unknown): Generator<[string, AnyModule | Variable]> {
  if (value instanceof Module || value instanceof Variable) yield [name, value]
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* partsOf(`${name}.${i}`, item)
}

function* once<P, T extends P>(
  found: Iterable<[string, P]>,
  wanted: (part: P) => part is T,
): Generator<[string, T], undefined> {
  const seen = new Set<P>()
  for (const [name, part] of found) {
    if (!wanted(part) || seen.has(part)) continue
    seen.add(part)
    yield [name, part]
  }
}
