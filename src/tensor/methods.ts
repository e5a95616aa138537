import * as activation from './ops/activation.ts'
import * as arithmetic from './ops/arithmetic.ts'
import * as cast from './ops/cast.ts'
import * as comparison from './ops/comparison.ts'
import * as elementwise from './ops/elementwise.ts'
import * as indexing from './ops/indexing.ts'
import { diagonal, dot, matmul, outer, trace } from './ops/linear.ts'
import * as reduction from './ops/reduction.ts'
import { clip } from './ops/selection.ts'
import * as shape from './ops/shape.ts'
import { argsort, sort, topK, unique } from './ops/sorting.ts'
import { Tensor } from './tensor.ts'

const { meet: _, ...arithmetics } = arithmetic
const { stack: _1, concat: _2, sumTo: _3, unexpanded: _4, ...shapes } = shape
const { stridedSlice: _5, ...indexings } = indexing
const { variance, ...reductions } = reduction

/** The functions that are methods too: all that take a tensor first and that read well behind one. */
const methods = {
  ...activation,
  ...arithmetics,
  ...cast,
  ...comparison,
  ...elementwise,
  ...indexings,
  ...reductions,
  ...shapes,
  var: variance,
  diagonal,
  dot,
  matmul,
  outer,
  trace,
  argsort,
  sort,
  topK,
  unique,
  clip,
}

type AsMethod<F> = F extends (x: Tensor, ...rest: infer A) => infer R ? (...rest: A) => R : never

export type Methods = { [K in keyof typeof methods]: AsMethod<(typeof methods)[K]> }

for (const [name, fn] of Object.entries(methods))
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value: function (this: Tensor, ...rest: unknown[]) {
      return (fn as (...args: unknown[]) => unknown)(this, ...rest)
    },
  })
