import { z } from 'zod'
import { badData } from '../../base/errors.ts'
import type { ItemTransform } from '../../data/index.ts'
import { randomResizedCrop } from './random-resized-crop.ts'
import { fills, resize, resizeModes } from './resize.ts'
import { longestSide } from './size.ts'

const side = z.number().int().min(1).max(longestSide)
const part = z.number().gt(0).max(1)
const recipeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('resize'),
    width: side,
    height: side,
    mode: z.enum(resizeModes).default('crop'),
    fill: z.enum(fills).default('reflect'),
  }),
  z
    .object({
      kind: z.literal('randomResizedCrop'),
      width: side,
      height: side,
      minScale: part,
      maxScale: part,
      ratio: z.tuple([z.number().positive(), z.number().positive()]),
      validationExtra: z.number().nonnegative(),
    })
    .refine(({ minScale, maxScale }) => minScale <= maxScale, 'minScale must be at most maxScale')
    .refine(({ ratio: [lowest, highest] }) => lowest <= highest, 'the lower ratio must come first'),
])

/**
 * Makes an item transform again from its recipe, such as an exported model carries.
 *
 * @param file where the recipe stands, for errors
 * @throws KindlingError `invalid-data` naming the file and what is wrong with the recipe
 * @example
 * itemTransform(resize(224).recipe, 'tags.onnx') // resize(224)
 */
export function itemTransform(recipe: unknown, file: string): ItemTransform {
  const result = recipeSchema.safeParse(recipe)
  if (!result.success) {
    const [issue] = result.error.issues
    const where = issue!.path.length > 0 ? `${issue!.path.join('.')}: ` : ''
    throw badData(
      `${file}: the item transform ${JSON.stringify(recipe)} cannot be made (${where}${issue!.message}); ` +
        'export the model again with this version of Kindling',
    )
  }
  const { width, height, ...options } = result.data
  const size = { width, height }
  return options.kind === 'resize'
    ? resize(size, options.mode, { fill: options.fill })
    : randomResizedCrop(size, options)
}
