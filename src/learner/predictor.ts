import { readFile } from 'node:fs/promises'
import { badData, invalid } from '../base/errors.ts'
import { answered, type Placement, widthOf } from '../data/index.ts'
import { elementTypeOfCode, readModel, type ValueInfoProto } from '../onnx/index.ts'
import { defaultExecutor, type Program } from '../runtime/index.ts'
import { type ModelMetadata, outputName, readMetadata } from './model-metadata.ts'
import { labelsAnswered, type Prediction, probabilitiesOf } from './prediction.ts'

/**
 * Answers with an exported model: one ONNX file, nothing else.
 *
 * @example
 * const predictor = await Predictor.load('tags.onnx')
 * const [answer] = await predictor.predict(pixels, [unchanged({ width: 64, height: 64 })])
 */
export class Predictor {
  readonly metadata: ModelMetadata
  readonly #program: Program

  /** Of the predictions for one picture. */
  readonly #shape: readonly number[]

  private constructor(metadata: ModelMetadata, shape: readonly number[], program: Program) {
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
    const { answer, pictures } = this.metadata
    const { height, width } = pictures
    const count = placements.length
    if (count === 0) throw invalid('predict: placements is empty; there must be one for each of 1 or more pictures')
    const bytes = 3 * height * width
    if (pixels.length !== count * bytes)
      throw invalid(
        `predict: there are ${pixels.length} bytes for ${count} pictures; this model takes ${bytes} for each ` +
          `(3 × ${height} × ${width})`,
      )
    const [result] = await defaultExecutor().run(
      this.#program,
      [{ dtype: 'uint8', shape: [count, 3, height, width], data: pixels }],
      [{ dtype: 'float32', shape: [count, ...this.#shape], keep: false, read: true }],
    )
    const values = result!.data as Float32Array
    const each = values.length / count
    return placements.map((placement, item) => {
      const row = values.subarray(item * each, (item + 1) * each)
      const value = answered(answer, row, placement)
      return { value, labels: labelsAnswered(value), probabilities: probabilitiesOf(answer, row) }
    })
  }

  /** Frees the session. */
  dispose(): void {
    defaultExecutor().release(this.#program)
  }
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
