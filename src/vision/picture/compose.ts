import type { ItemTransform, Region, Size } from '../../data/index.ts'

/**
 * Several item transforms as one: each chooses its rectangle in what the one before would have made, and the picture is
 * resampled once, from the original. So `[resize(460), randomResizedCrop(224)]` (fastai's presizing) costs one resampling.
 *
 * Where a later rectangle reaches beyond what an earlier one kept, the original stands there as far as it goes; beyond the
 * original, the fill that one of them asks for, if it is another than reflection.
 *
 * @param transforms at least one
 */
export function compose(transforms: readonly ItemTransform[]): ItemTransform {
  const last = transforms.at(-1)!
  if (transforms.length === 1) return last
  return {
    name: transforms.map(({ name }) => name).join(', '),
    recipe: { kind: 'compose', transforms: transforms.map(({ recipe }) => recipe) },
    size: last.size,
    fill: transforms.find(({ fill }) => fill !== 'reflect')?.fill ?? 'reflect',
    isRandom: transforms.some(({ isRandom }) => isRandom),
    region(original, random): Region {
      let region: Region = { left: 0, top: 0, width: original.width, height: original.height }
      let size: Size = original
      for (const transform of transforms) {
        region = within(region, size, transform.region(size, random))
        size = transform.size
      }
      return region
    },
  }
}

/** What a rectangle of the result of `size` was in the picture that `region` was taken from. */
function within(region: Region, size: Size, inner: Region): Region {
  const [x, y] = [region.width / size.width, region.height / size.height]
  return {
    left: region.left + inner.left * x,
    top: region.top + inner.top * y,
    width: inner.width * x,
    height: inner.height * y,
  }
}
