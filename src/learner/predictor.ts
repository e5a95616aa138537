import { readFile } from 'node:fs/promises'
import { badData, invalid } from '../base/errors.ts'
import { exceeds } from '../base/threshold.ts'
import { elementTypeOfCode, readModel, type ValueInfoProto } from '../onnx/index.ts'
import { defaultExecutor, type Program } from '../runtime/index.ts'
import { type ModelMetadata, readMetadata } from './model-metadata.ts'

/** The answer for one item. */
export interface Prediction {
  /** The labels whose probability is above their threshold; none may be. */
  readonly labels: string[]
  /** The probability of every label. */
  readonly probabilities: Record<string, number>
}

/**
 * Answers with an exported model: one ONNX file, nothing else.
 *
 * @example
 * const predictor = await Predictor.load('tags.onnx')
 * const [answer] = await predictor.predict(pixels, 1)
 */
export class Predictor {
  readonly metadata: ModelMetadata
  readonly #program: Program

  private constructor(metadata: ModelMetadata, program: Program) {
    this.metadata = metadata
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
    const { labels, pictures } = metadata
    const { input, output } = model.graph
    requirePort(name, 'input', input, 'images', 'uint8', [undefined, 3, pictures.size, pictures.size])
    requirePort(name, 'output', output, 'probabilities', 'float32', [undefined, labels.length])
    return new Predictor(metadata, {
      id: Predictor.#nextId--,
      name,
      model: bytes,
      inputNames: ['images'],
      outputNames: ['probabilities'],
      threads: 'all',
    })
  }
  // Compiled programs count upwards from 1.
  static #nextId = -1

  /**
   * @param pixels uint8, [count, 3, size, size]: sRGB, plane by plane
   * @returns one answer for each picture
   * @throws KindlingError `invalid-argument` when the pixels are not those of so many pictures
   */
  async predict(pixels: Uint8Array, count: number): Promise<Prediction[]> {
    const { labels, thresholds, pictures } = this.metadata
    const bytes = 3 * pictures.size ** 2
    if (!Number.isInteger(count) || count < 1)
      throw invalid(`predict: count is ${count}; it must be 1 or more pictures`)
    if (pixels.length !== count * bytes)
      throw invalid(
        `predict: there are ${pixels.length} bytes for ${count} pictures; this model takes ${bytes} for each ` +
          `(3 × ${pictures.size} × ${pictures.size})`,
      )
    const [result] = await defaultExecutor().run(
      this.#program,
      [{ dtype: 'uint8', shape: [count, 3, pictures.size, pictures.size], data: pixels }],
      [{ dtype: 'float32', shape: [count, labels.length], keep: false, read: true }],
    )
    const values = result!.data as Float32Array
    return Array.from({ length: count }, (_, item) => {
      const row = labels.map((label, i) => [label, values[item * labels.length + i]!] as const)
      return {
        labels: row.filter(([, p], i) => exceeds(p, thresholds[i]!)).map(([label]) => label),
        probabilities: Object.fromEntries(row),
      }
    })
  }

  /** Frees the session. */
  dispose(): void {
    defaultExecutor().release(this.#program)
  }
}

/** The graph must take and give what the metadata says; sizes that it leaves open are not looked at. */
function requirePort(
  file: string,
  side: 'input' | 'output',
  ports: readonly ValueInfoProto[],
  name: string,
  dtype: string,
  shape: readonly (number | undefined)[],
): void {
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
}
