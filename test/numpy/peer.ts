import { execFileSync } from 'node:child_process'
import { type DType, Tensor } from '../../src/tensor/index.ts'

/** A Python that has NumPy, if there is one on this machine. */
export const python = ['/usr/bin/python3', 'python3'].find((command) => {
  try {
    execFileSync(command, ['-c', 'import numpy'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})

/** An array as NumPy and Kindling are compared. */
export interface Value {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/** Evaluates expressions; numbers travel as text, because JSON has no NaN. Promotion is that of NumPy 2. */
const program = `
import sys, json, warnings
import numpy as np
warnings.simplefilter('ignore')
np.seterr(all='ignore')
if not hasattr(np, 'trapezoid'):
    np.trapezoid = np.trapz
def encode(x):
    if isinstance(x, (list, tuple)):
        return [encode(item) for item in x]
    a = np.asarray(x)
    numbers = a.astype(float).ravel() if a.dtype.kind == 'f' else a.astype(int).ravel()
    return dict(dtype=str(a.dtype), shape=list(a.shape), values=[repr(n.item()) for n in numbers])
out = []
for text in json.load(sys.stdin):
    try:
        scope = dict(np=np)
        lines = text.split(';')
        for line in lines[:-1]:
            exec(line.strip(), scope)
        out.append(encode(eval(lines[-1].strip(), scope)))
    except Exception as e:
        out.append(dict(error=type(e).__name__ + ': ' + str(e)))
json.dump(out, sys.stdout)
`

type Encoded = { dtype: string; shape: number[]; values: string[] } | { error: string } | Encoded[]

const numberOf = (text: string): number =>
  text === 'nan' ? Number.NaN : text === 'inf' ? Number.POSITIVE_INFINITY : text === '-inf' ? -Infinity : Number(text)

function decode(encoded: Encoded, expression: string): Value[] {
  if (Array.isArray(encoded)) return encoded.flatMap((item) => decode(item, expression))
  if ('error' in encoded) throw new Error(`NumPy refuses ${expression}: ${encoded.error}`)
  return [{ ...encoded, values: encoded.values.map(numberOf) }]
}

/** What NumPy makes of Python expressions, each one array or several. Statements may stand before, with semicolons. */
export function numpy(expressions: readonly string[]): (() => Value[])[] {
  const answer = execFileSync(python!, ['-c', program], {
    input: JSON.stringify(expressions),
    env: { ...process.env, NPY_PROMOTION_STATE: 'weak' },
    maxBuffer: 1 << 28,
  })
  const results = JSON.parse(answer.toString()) as Encoded[]
  return results.map((result, i) => () => decode(result, expressions[i]!))
}

export type Result = Tensor | number | boolean | bigint | readonly Result[]

/** What Kindling made, in the same form. Bare numbers count as NumPy's scalars. */
export async function valuesOf(result: Result): Promise<Value[]> {
  if (Array.isArray(result)) return (await Promise.all(result.map(valuesOf))).flat()
  if (result instanceof Tensor)
    return [{ dtype: result.dtype, shape: result.shape, values: Array.from(await result.data(), Number) }]
  const dtype: DType = typeof result === 'boolean' ? 'bool' : Number.isInteger(Number(result)) ? 'int64' : 'float64'
  return [{ dtype, shape: [], values: [Number(result)] }]
}

/** NumPy types that ONNX Runtime has no kernels for, and what stands for them here. */
export const standsFor: Record<string, DType> = { int8: 'int64', int16: 'int64', uint16: 'int64', uint64: 'int64' }
