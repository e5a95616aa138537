/** Which faces a viewer sees, and how near: a depth buffer. `scale` samples for each pixel, across and down. */
export class Raster {
  readonly width: number
  readonly height: number
  /** 1 / z of what is seen at each sample, in 1/mm; 0 where nothing is. */
  readonly nearness: Float32Array
  /** The face that is seen at each sample; anything where nothing is. */
  readonly face: Int32Array
  /** The samples that the last drawing may have touched. */
  left = 0
  right = 0
  top = 0
  bottom = 0

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.nearness = new Float32Array(width * height)
    this.face = new Int32Array(width * height)
  }

  /** Forgets the last drawing. */
  clear(): void {
    for (let y = this.top; y < this.bottom; y++) {
      this.nearness.fill(0, y * this.width + this.left, y * this.width + this.right)
    }
    this.left = this.width
    this.right = 0
    this.top = this.height
    this.bottom = 0
  }

  /**
   * Draws faces, the nearest winning.
   *
   * @param points x, y (in samples) and 1/z of each vertex; a vertex with 1/z ≤ 0 hides its faces
   * @param twoSided 1 for faces that are seen from behind as well, 0 for those that are not
   */
  draw(points: Float32Array, faces: Uint32Array, twoSided: Uint8Array): void {
    const { width, height, nearness, face: seen } = this
    let { left, right, top, bottom } = this
    for (let f = 0; f < faces.length / 3; f++) {
      const a = 3 * faces[3 * f]!
      let b = 3 * faces[3 * f + 1]!
      let c = 3 * faces[3 * f + 2]!
      const ax = points[a]!
      const ay = points[a + 1]!
      const az = points[a + 2]!
      let area = (points[b]! - ax) * (points[c + 1]! - ay) - (points[c]! - ax) * (points[b + 1]! - ay)
      // Faces that look at the viewer run counter-clockwise, which is negative where y points down.
      if (area > 0) {
        if (twoSided[f] === 0) continue
      } else {
        const swap = b
        b = c
        c = swap
        area = -area
      }
      if (!(area > 0)) continue
      const bx = points[b]!
      const by = points[b + 1]!
      const bz = points[b + 2]!
      const cx = points[c]!
      const cy = points[c + 1]!
      const cz = points[c + 2]!
      if (az <= 0 || bz <= 0 || cz <= 0) continue
      // Samples lie at the middles of their squares.
      const x0 = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5))
      const x1 = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5))
      const y0 = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5))
      const y1 = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5))
      if (x0 > x1 || y0 > y1) continue
      if (x0 < left) left = x0
      if (x1 >= right) right = x1 + 1
      if (y0 < top) top = y0
      if (y1 >= bottom) bottom = y1 + 1
      const px = x0 + 0.5
      const py = y0 + 0.5
      let rowB = (cx - px) * (ay - py) - (ax - px) * (cy - py)
      let rowC = (ax - px) * (by - py) - (bx - px) * (ay - py)
      const stepBx = cy - ay
      const stepBy = ax - cx
      const stepCx = ay - by
      const stepCy = bx - ax
      const sb = (bz - az) / area
      const sc = (cz - az) / area
      for (let y = y0; y <= y1; y++) {
        let wb = rowB
        let wc = rowC
        let at = y * width + x0
        let entered = false
        for (let x = x0; x <= x1; x++, at++) {
          if (wb >= 0 && wc >= 0 && wb + wc <= area) {
            entered = true
            const near = az + wb * sb + wc * sc
            if (near > nearness[at]!) {
              nearness[at] = near
              seen[at] = f
            }
          } else if (entered) break
          wb += stepBx
          wc += stepCx
        }
        rowB += stepBy
        rowC += stepCy
      }
    }
    this.left = left
    this.right = right
    this.top = top
    this.bottom = bottom
  }
}
