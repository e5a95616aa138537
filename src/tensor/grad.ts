import { invalid } from '../base/errors.ts'
import { isFloat } from './dtype.ts'
import { full } from './ops/creation.ts'
import { sameShape, show } from './shape.ts'
import type { Tensor } from './tensor.ts'
import { Variable } from './variable.ts'

/**
 * The gradient of `output` with respect to each of `inputs`: reverse-mode differentiation that returns more tensor
 * code, so gradients can be differentiated again. An input on which the output does not depend gets zeros.
 *
 * @param output a float tensor; a scalar unless `outputGradient` is given
 * @param inputs tensors or variables the output was computed from
 * @param outputGradient the vector of the vector-Jacobian product, of the output's shape and type; 1 for a scalar
 * @throws when an input is not a float, or reaches the output only through operators that have no gradient
 *
 * @example
 * const x = tensor([1, 2, 3])
 * const [g] = grad(x.square().sum(), [x])
 * await g.array() // [2, 4, 6]
 */
export function grad<const T extends readonly (Tensor | Variable)[]>(
  output: Tensor,
  inputs: T,
  outputGradient?: Tensor,
): { -readonly [K in keyof T]: Tensor } {
  if (!isFloat(output.dtype)) throw invalid(`grad: output is ${output.dtype}; only float tensors have gradients`)
  if (!outputGradient && output.size !== 1)
    throw invalid(
      `grad: output has shape ${show(output.shape)}; it must be a scalar (reduce it with mean() or sum()), ` +
        'or pass outputGradient',
    )
  if (outputGradient && !sameShape(outputGradient.shape, output.shape))
    throw invalid(
      `grad: outputGradient has shape ${show(outputGradient.shape)}; it must have the output's, ${show(output.shape)}`,
    )
  if (outputGradient && outputGradient.dtype !== output.dtype)
    throw invalid(
      `grad: outputGradient is ${outputGradient.dtype}; it must have the output's type, ${output.dtype}: cast() it`,
    )
  const targets = inputs.map((input) => (input instanceof Variable ? input.value : input))
  for (const [i, target] of targets.entries())
    if (!isFloat(target.dtype))
      throw invalid(`grad: inputs[${i}] is ${target.dtype}; only float tensors have gradients`)

  const { ordered, dependent } = dependents(output, new Set(targets))
  const gradients = new Map<Tensor, Tensor>([
    [output, outputGradient ?? full(output.shape, 1, { dtype: output.dtype })],
  ])
  for (const tensor of ordered.reverse()) {
    const g = gradients.get(tensor)
    if (!g || !tensor.operation) continue
    const { row, inputs: operands, attributes } = tensor.operation
    if (!operands.some((operand) => dependent.has(operand))) continue
    if (typeof row.gradient !== 'function') continue
    for (const [i, part] of row.gradient(g, { inputs: operands, attributes, output: tensor }).entries()) {
      const operand = operands[i]!
      if (!part || !dependent.has(operand)) continue
      const sum = gradients.get(operand)
      gradients.set(operand, sum ? sum.add(part) : part)
    }
  }
  return targets.map((target, i) => {
    const found = gradients.get(target)
    const obstacle = found || !dependent.has(target) ? undefined : obstacleBetween(output, target)
    if (obstacle)
      throw invalid(`grad: inputs[${i}] reaches the output only through operators without a gradient; ${obstacle}`)
    return found ?? full(target.shape, 0, { dtype: target.dtype })
  }) as { -readonly [K in keyof T]: Tensor }
}

/** Why nothing flows: an operator on the way that has no gradient, and does not only choose among elements. */
function obstacleBetween(output: Tensor, target: Tensor): string | undefined {
  const { ordered, dependent } = dependents(output, new Set([target]))
  for (const tensor of ordered) {
    const row = dependent.has(tensor) ? tensor.operation?.row : undefined
    if (row && typeof row.gradient !== 'function') return `${row.name} has no gradient: ${row.gradient.none}`
  }
  return undefined
}

/** The tensors below `output`, operands before results, and which of them depend on one of `targets`. */
function dependents(output: Tensor, targets: ReadonlySet<Tensor>): { ordered: Tensor[]; dependent: Set<Tensor> } {
  const ordered: Tensor[] = []
  const dependent = new Set<Tensor>()
  const seen = new Set<Tensor>()
  const pending: { tensor: Tensor; next: number }[] = [{ tensor: output, next: 0 }]
  seen.add(output)
  while (pending.length > 0) {
    const frame = pending.at(-1)!
    const operands = frame.tensor.operation?.inputs ?? []
    const operand = operands[frame.next++]
    if (operand) {
      if (!seen.has(operand)) {
        seen.add(operand)
        pending.push({ tensor: operand, next: 0 })
      }
      continue
    }
    pending.pop()
    ordered.push(frame.tensor)
    if (targets.has(frame.tensor) || operands.some((o) => dependent.has(o))) dependent.add(frame.tensor)
  }
  return { ordered, dependent }
}
