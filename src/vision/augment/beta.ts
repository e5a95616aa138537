import { type Tensor, take, tensor } from '../../tensor/index.ts'

/** Steps of the integral, and of the table that is made of it. */
const steps = 8192
const cells = 512

/**
 * Random numbers distributed as the larger of x and 1 − x, where x has the distribution Beta(alpha, alpha).
 *
 * The inverse of the distribution function, from a table: a compiled program has no loop that could try until it succeeds.
 *
 * @param alpha above 0
 * @returns from even random numbers of 0…1 to numbers of ½…1, falling
 */
export function largerOfBeta(alpha: number): (draw: Tensor) => Tensor {
  // With x = ½ s^(1/m) the density is finite and almost even for alpha below 1 too.
  const m = Math.min(1, alpha)
  const half = (s: number): number => 0.5 * s ** (1 / m)
  const density = (s: number): number => s ** (alpha / m - 1) * (2 * (1 - half(s))) ** (alpha - 1)
  const table = tensor(inverse(density))
  return (draw) => {
    const place = draw.sqrt().sqrt().mul(cells)
    const cell = place.floor().clip(0, cells - 1)
    const at = cell.cast('int64')
    const low = take(table, at)
    const s = low.add(take(table, at.add(1)).sub(low).mul(place.sub(cell)))
    return s
      .pow(1 / m)
      .mul(-0.5)
      .add(1)
  }
}

/**
 * Up to where the parts 0, (1/cells)⁴, (2/cells)⁴, … of the integral of a density over 0…1 go. The fourth powers are close
 * together near 0, where for a large alpha the function is steep.
 */
function inverse(density: (s: number) => number): number[] {
  // By Simpson's rule within each step.
  const integral = new Float64Array(steps + 1)
  for (let i = 0; i < steps; i++) {
    const mean = (density(i / steps) + 4 * density((i + 0.5) / steps) + density((i + 1) / steps)) / 6
    integral[i + 1] = integral[i]! + mean
  }
  let step = 0
  return Array.from({ length: cells + 1 }, (_, i) => {
    const wanted = integral[steps]! * (i / cells) ** 4
    while (step < steps - 1 && integral[step + 1]! < wanted) step++
    const [low, high] = [integral[step]!, integral[step + 1]!]
    return (step + (high > low ? (wanted - low) / (high - low) : 0)) / steps
  })
}
