import { readFile } from 'node:fs/promises'
import { badData, invalid } from '../base/errors.ts'
import { answered, type Placement, widthOf } from '../data/index.ts'
import { elementTypeOfCode, encodeModel, readModel, type ValueInfoProto } from '../onnx/index.ts'
import { defaultExecutor, type Program } from '../runtime/index.ts'
import { type ModelMetadata, outputName, readMetadata } from './model-metadata.ts'
import { labelsAnswered, type Prediction, probabilitiesOf } from './prediction.ts'

type ModelProgram = Program & { readonly model: Uint8Array }

/**
 * Answers with an exported model: one ONNX file, nothing else.
 *
 * @example
 * const predictor = await Predictor.load('tags.onnx')
 * const [answer] = await predictor.predict(pixels, [unchanged({ width: 64, height: 64 })])
 */
export class Predictor {
  readonly metadata: ModelMetadata
  readonly #program: ModelProgram
  /** The same model up to what its last function is applied to; made when it is asked for. */
  #inner: Program | undefined

  /** Of the predictions for one picture. */
  readonly #shape: readonly number[]

  private constructor(metadata: ModelMetadata, shape: readonly number[], program: ModelProgram) {
    this.metadata = metadata
    this.#shape = shape
    this.#program = program
  }

  /** @throws KindlingError `invalid-data` when the file cannot be read, is no ONNX model, or was not exported by this library */
  static async load(file: string): Promise<Predictor> {
    let bytes: Uint8Array
    try {
      bytes = await readFile(file)
    } catch (error) {
      throw badData(`${file}: the model cannot be read (${(error as Error).message})`, error)
    }
    return Predictor.of(bytes, file)
  }

  /** @param name what errors call the model */
  static of(bytes: Uint8Array, name = 'the model'): Predictor {
    let model: ReturnType<typeof readModel>
    try {
      model = readModel(bytes)
    } catch (error) {
      throw badData(`${name}: ${(error as Error).message}`, error)
    }
    const metadata = readMetadata(name, new Map(model.metadataProps.map(({ key, value }) => [key, value])))
    const { answer, pictures } = metadata
    const { input, output } = model.graph
    requirePort(name, 'input', input, 'images', 'uint8', [undefined, 3, pictures.height, pictures.width])
    const places = answer.kind === 'mask' ? [undefined, undefined] : []
    const shape = requirePort(name, 'output', output, outputName(answer), 'float32', [
      undefined,
      widthOf(answer),
      ...places,
    ])
    return new Predictor(metadata, shape.slice(1) as number[], {
      id: Predictor.#nextId--,
      name,
      model: bytes,
      inputNames: ['images'],
      outputNames: [outputName(answer)],
      threads: 'all',
    })
  }
  // Compiled programs count upwards from 1.
  static #nextId = -1

  /**
   * @param pixels uint8, [count, 3, height, width]: sRGB, plane by plane
   * @param placements one for each picture: how the original became what stands in `pixels`, so that points can be told in
   *   its own pixels
   * @returns one answer for each picture
   * @throws KindlingError `invalid-argument` when the pixels are not those of so many pictures
   */
  async predict(pixels: Uint8Array, placements: readonly Placement[]): Promise<Prediction[]> {
    const { answer } = this.metadata
    const count = placements.length
    if (count === 0) throw invalid('predict: placements is empty; there must be one for each of 1 or more pictures')
    const values = await this.#run(this.#program, 'predict', pixels, count)
    const each = values.length / count
    return placements.map((placement, item) => {
      const row = values.subarray(item * each, (item + 1) * each)
      const value = answered(answer, row, placement)
      return { value, labels: labelsAnswered(value), probabilities: probabilitiesOf(answer, row) }
    })
  }

  /**
   * The outputs of the model before the sigmoid or softmax that makes them probabilities: what the loss is computed from.
   * Where there is none, as for numbers and points, the outputs as they are.
   *
   * @param pixels as for `predict`
   * @param count how many pictures
   * @returns [count, outputs]
   * @throws KindlingError `invalid-argument` when the pixels are not those of so many pictures; `invalid-data` when the model
   *   makes probabilities by anything else
   */
  async activations(pixels: Uint8Array, count: number): Promise<Float32Array> {
    if (!Number.isSafeInteger(count) || count < 1)
      throw invalid(`activations: count is ${count}; it must be a whole number from 1`)
    if (outputName(this.metadata.answer) === 'probabilities')
      this.#inner ??= innerOf(this.#program, Predictor.#nextId--)
    return this.#run(this.#inner ?? this.#program, 'activations', pixels, count)
  }

  async #run(program: Program, caller: string, pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { height, width } = this.metadata.pictures
    const bytes = 3 * height * width
    if (pixels.length !== count * bytes)
      throw invalid(
        `${caller}: there are ${pixels.length} bytes for ${count} pictures; this model takes ${bytes} for each ` +
          `(3 × ${height} × ${width})`,
      )
    const [result] = await defaultExecutor().run(
      program,
      [{ dtype: 'uint8', shape: [count, 3, height, width], data: pixels }],
      [{ dtype: 'float32', shape: [count, ...this.#shape], keep: false, read: true }],
    )
    return result!.data as Float32Array
  }

  /** Frees the session. */
  dispose(): void {
    defaultExecutor().release(this.#program)
    if (this.#inner) defaultExecutor().release(this.#inner)
  }
}

/** A program that ends before the last function of a model. */
function innerOf(program: ModelProgram, id: number): Program {
  const model = readModel(program.model)
  const [output] = model.graph.output
  const last = model.graph.node.find((node) => node.output.includes(output!.name))
  if (last?.opType !== 'Sigmoid' && last?.opType !== 'Softmax')
    throw badData(
      `${program.name}: '${output!.name}' comes from ${last?.opType ?? 'nothing'}, where a Sigmoid or a Softmax is known; ` +
        'its activations cannot be told',
    )
  const [name] = last.input as [string]
  output!.name = name
  return { ...program, id, model: encodeModel(model), outputNames: [name] }
}

/**
 * The graph must take and give what the metadata says; sizes that either leaves open are not looked at.
 *
 * @returns the shape, as far as it is known
 */
function requirePort(
  file: string,
  side: 'input' | 'output',
  ports: readonly ValueInfoProto[],
  name: string,
  dtype: string,
  shape: readonly (number | undefined)[],
): (number | undefined)[] {
  const [port] = ports
  if (ports.length !== 1 || port?.name !== name)
    throw badData(
      `${file}: its ${side}s are ${ports.map((each) => `'${each.name}'`).join(', ')}; only '${name}' can be`,
    )
  const { value: tensor } = port.type?.value.case === 'tensorType' ? port.type.value : {}
  const found = tensor && elementTypeOfCode(tensor.elemType)
  const sizes = tensor?.shape?.dim.map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : undefined))
  const fits =
    found === dtype &&
    (!sizes || (sizes.length === shape.length && sizes.every((size, i) => (size ?? shape[i]) === (shape[i] ?? size))))
  if (!fits)
    throw badData(
      `${file}: its ${side} '${name}' is ${found} [${sizes?.map((size) => size ?? 'any')}], where its metadata asks for ` +
        `${dtype} [${shape.map((size) => size ?? 'any')}]`,
    )
  return shape.map((size, i) => size ?? sizes?.[i])
}
