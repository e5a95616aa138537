import { badData } from '../base/errors.ts'
import type { ItemTransform } from '../data/index.ts'
import { type ModelMetadata, type Prediction, Predictor } from '../learner/index.ts'
import { itemTransform, loadPicture } from './picture/index.ts'

/**
 * Answers for pictures with an exported model.
 *
 * @example
 * const predictor = await ImagePredictor.load('tags.onnx')
 * const { labels, probabilities } = await predictor.predict('street.jpg') // labels may be []: none of these
 */
export class ImagePredictor {
  readonly #predictor: Predictor
  readonly #transforms: readonly ItemTransform[]

  private constructor(predictor: Predictor, transforms: readonly ItemTransform[]) {
    this.#predictor = predictor
    this.#transforms = transforms
  }

  /** @throws KindlingError `invalid-data` when the file is no model that this library exported */
  static async load(file: string): Promise<ImagePredictor> {
    const predictor = await Predictor.load(file)
    const { width, height, transforms } = predictor.metadata.pictures
    if (transforms.length === 0)
      throw badData(
        `${file}: its metadata is damaged: pictures.transforms: nothing brings a picture to ${width} × ${height} pixels`,
      )
    return new ImagePredictor(
      predictor,
      transforms.map((recipe) => itemTransform(recipe, file)),
    )
  }

  get metadata(): ModelMetadata {
    return this.#predictor.metadata
  }

  /**
   * @param picture path of a file, or its content
   * @throws KindlingError `invalid-data` when the picture cannot be decoded
   */
  async predict(picture: string | Uint8Array): Promise<Prediction> {
    const { data, placement } = await loadPicture(picture, this.#transforms)
    return (await this.#predictor.predict(data, [placement]))[0]!
  }

  /** Frees the session. */
  dispose(): void {
    this.#predictor.dispose()
  }
}
