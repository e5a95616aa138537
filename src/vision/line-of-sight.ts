import { concat, type Tensor } from '../tensor/index.ts'

/**
 * An object beside the middle of the picture is seen from its side: it looks turned by the angle at which it is seen. These
 * are the first two columns of its rotation, [n, 6], turned on by that angle.
 *
 * @param aside how far to the right and down of the camera's axis the object is, in depths, [n, 2]
 */
export function asSeenFrom(aside: Tensor, six: Tensor): Tensor {
  const n = six.shape[0]!
  const columns = six.reshape([n, 2, 3])
  const nearness = aside.square().sum(1, { keepdims: true }).add(1).rsqrt().reshape([n, 1, 1])
  const [x, y] = [0, 1].map((i) =>
    aside
      .narrow(1, i, i + 1)
      .reshape([n, 1, 1])
      .mul(nearness),
  ) as [Tensor, Tensor]
  const [cx, cy, cz] = [0, 1, 2].map((i) => columns.narrow(2, i, i + 1)) as [Tensor, Tensor, Tensor]
  // Rodrigues' formula for the turn that brings the axis (0, 0, 1) to (x, y, nearness).
  const across = x.mul(cx).add(y.mul(cy))
  const along = cz.sub(across.div(nearness.add(1)))
  return concat([cx.add(x.mul(along)), cy.add(y.mul(along)), cz.mul(nearness).sub(across)], 2).reshape([n, 6])
}
