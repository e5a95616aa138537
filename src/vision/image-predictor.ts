import { type ModelMetadata, type Prediction, Predictor } from '../learner/index.ts'
import { decodeImage } from './image.ts'

/**
 * Answers for pictures with an exported model.
 *
 * @example
 * const predictor = await ImagePredictor.load('tags.onnx')
 * const { labels, probabilities } = await predictor.predict('street.jpg') // labels may be []: none of these
 */
export class ImagePredictor {
  readonly #predictor: Predictor

  private constructor(predictor: Predictor) {
    this.#predictor = predictor
  }

  /** @throws KindlingError `invalid-data` when the file is no model that this library exported */
  static async load(file: string): Promise<ImagePredictor> {
    return new ImagePredictor(await Predictor.load(file))
  }

  get metadata(): ModelMetadata {
    return this.#predictor.metadata
  }

  /**
   * @param picture path of a file, or its content
   * @throws KindlingError `invalid-data` when the picture cannot be decoded
   */
  async predict(picture: string | Uint8Array): Promise<Prediction> {
    const { data } = await decodeImage(picture, this.metadata.pictures)
    return (await this.#predictor.predict(data, 1))[0]!
  }

  /** Frees the session. */
  dispose(): void {
    this.#predictor.dispose()
  }
}
