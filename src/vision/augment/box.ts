import { arange, type Tensor } from '../../tensor/index.ts'

/** Rectangles in pixels, one for each picture, [N] each: `left` and `top` are inside, `right` and `bottom` are not. */
export interface Boxes {
  readonly left: Tensor
  readonly top: Tensor
  readonly right: Tensor
  readonly bottom: Tensor
}

/** Which pixels of pictures of a size lie in the boxes, bool [N, 1, height, width]. */
export function inside({ left, top, right, bottom }: Boxes, width: number, height: number): Tensor {
  const within = (length: number, from: Tensor, to: Tensor): Tensor => {
    const positions = arange(0, length, 1, { dtype: 'float32' })
    return positions.greaterEqual(from.reshape([from.size, 1])).logicalAnd(positions.less(to.reshape([to.size, 1])))
  }
  const columns = within(width, left, right).reshape([left.size, 1, 1, width])
  const rows = within(height, top, bottom).reshape([top.size, 1, height, 1])
  return rows.logicalAnd(columns)
}
