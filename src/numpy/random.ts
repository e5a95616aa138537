/**
 * Random numbers: `np.random.defaultRng(seed)`.
 *
 * They follow from the seed and from how many draws came before, never from global state, so a run repeats exactly. The
 * distributions are NumPy's, the numbers are not: NumPy's generator is another one.
 */
import { invalid } from '../base/errors.ts'
import type { DType } from '../tensor/dtype.ts'
import { arange, full, argsort as orderOf, Random, type Tensor, tensor, where, zeros } from '../tensor/index.ts'
import { checkShape, normalizeAxis, show, sizeOf } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { cholesky } from './decompositions.ts'
import { type Lengths, shapeOf } from './lengths.ts'
import { broadcastShapes } from './shape.ts'
import { bisect } from './sorting.ts'

/** A number, or an array of numbers that broadcasts to what is drawn. */
export type Parameter = number | Tensor

const float = (x: ArrayLike): Tensor => asarray(x).cast('float64')

/** A stream of random numbers of a seed; every method draws the next ones. Lazy but where a promise is returned. */
export class Generator {
  readonly #random: Random

  /** @internal */
  constructor(random: Random) {
    this.#random = random
  }

  /** What is drawn has the shape given, or else that to which the parameters broadcast. */
  #shape(size: Lengths | undefined, ...parameters: readonly Parameter[]): readonly number[] {
    if (size !== undefined) return checkShape('random: size', shapeOf(size))
    return broadcastShapes(...parameters.map((p) => (typeof p === 'number' ? [] : p.shape)))
  }

  /** Even in [0, 1), of 53 random bits: every multiple of 2⁻⁵³. */
  #unit(shape: readonly number[]): Tensor {
    const count = sizeOf(shape)
    const words = this.#random.bits([2, count])
    const [high, low] = [words.at(0).shiftRight(5), words.at(1).shiftRight(6)].map((x) => x.cast('float64'))
    return high!
      .mul(2 ** 26)
      .add(low!)
      .mul(2 ** -53)
      .reshape(shape)
  }

  /** Even in [0, 1). */
  random(size: Lengths = [], { dtype = 'float64' }: { readonly dtype?: 'float32' | 'float64' } = {}): Tensor {
    if (dtype === 'float64') return this.#unit(shapeOf(size))
    return this.#random.uniform(checkShape('random: size', shapeOf(size)), { dtype })
  }
  /** Even in [low, high). */
  uniform(low: Parameter = 0, high: Parameter = 1, size?: Lengths): Tensor {
    return this.#unit(this.#shape(size, low, high))
      .mul(float(high).sub(float(low)))
      .add(float(low))
  }
  /** Whole numbers in [low, high), or in [0, low) if there is no `high`; int64. */
  integers(
    low: number,
    high?: number,
    size?: Lengths,
    { endpoint = false, dtype = 'int64' }: { readonly endpoint?: boolean; readonly dtype?: DType } = {},
  ): Tensor {
    const [from, to] = high === undefined ? [0, low] : [low, high]
    const count = to - from + (endpoint ? 1 : 0)
    if (![from, to].every(Number.isSafeInteger) || !(count >= 1 && count <= 2 ** 53))
      throw invalid(`integers: from ${from} to ${to}: both must be whole, and at least one number lie between`)
    return this.#unit(this.#shape(size)).mul(count).floor().cast('int64').add(from).cast(dtype)
  }

  /** Normally distributed, of mean 0 and standard deviation 1 (Box and Muller 1958). */
  standardNormal(size: Lengths = []): Tensor {
    const shape = shapeOf(size)
    const count = sizeOf(checkShape('random: size', shape))
    const half = Math.ceil(count / 2)
    const radius = this.#unit([half]).rsub(1).log().mul(-2).sqrt()
    const angle = this.#unit([half]).mul(2 * Math.PI)
    const pair = asarray([radius.mul(angle.cos()), radius.mul(angle.sin())])
    return pair
      .reshape([2 * half])
      .narrow(0, 0, count)
      .reshape(shape)
  }
  /** Normally distributed around `loc`, with standard deviation `scale`. */
  normal(loc: Parameter = 0, scale: Parameter = 1, size?: Lengths): Tensor {
    return this.standardNormal(this.#shape(size, loc, scale))
      .mul(float(scale))
      .add(float(loc))
  }
  /** e to the power of normally distributed numbers. */
  lognormal(mean: Parameter = 0, sigma: Parameter = 1, size?: Lengths): Tensor {
    return this.normal(mean, sigma, size).exp()
  }
  /**
   * Vectors, normally distributed around `mean` with covariance `cov`, which is decomposed first.
   *
   * @param mean [n]
   * @param cov [n, n], symmetric and positive definite
   * @returns [...size, n]
   */
  async multivariateNormal(mean: ArrayLike, cov: ArrayLike, size: Lengths = []): Promise<Tensor> {
    const centre = float(mean)
    const lower = await cholesky(float(cov))
    if (centre.ndim !== 1 || lower.shape[0] !== centre.size)
      throw invalid(
        `multivariateNormal: mean has shape ${show(centre.shape)} and cov ${show(lower.shape)}; give [n] and [n, n]`,
      )
    const drawn = this.standardNormal([...shapeOf(size), centre.size])
    return drawn.expandDims(-2).matmul(lower.transpose()).squeeze(-2).add(centre)
  }

  /** The time until an event that happens on average after 1, at any time alike. */
  standardExponential(size: Lengths = []): Tensor {
    return this.#unit(shapeOf(size)).rsub(1).log().neg()
  }
  /** The time until an event that happens on average after `scale`, at any time alike. */
  exponential(scale: Parameter = 1, size?: Lengths): Tensor {
    return this.standardExponential(this.#shape(size, scale)).mul(float(scale))
  }
  /** The double exponential distribution around `loc`. */
  laplace(loc: Parameter = 0, scale: Parameter = 1, size?: Lengths): Tensor {
    const u = this.#unit(this.#shape(size, loc, scale)).sub(0.5)
    return u.sign().mul(u.abs().mul(-2).add(1).log()).neg().mul(float(scale)).add(float(loc))
  }
  /** The logistic distribution around `loc`. */
  logistic(loc: Parameter = 0, scale: Parameter = 1, size?: Lengths): Tensor {
    const u = this.#inner(this.#shape(size, loc, scale))
    return u.div(u.rsub(1)).log().mul(float(scale)).add(float(loc))
  }
  /** The largest of many: Gumbel's distribution. */
  gumbel(loc: Parameter = 0, scale: Parameter = 1, size?: Lengths): Tensor {
    const u = this.#inner(this.#shape(size, loc, scale))
    return u.log().neg().log().neg().mul(float(scale)).add(float(loc))
  }
  /** Even in (0, 1), without 0: between the multiples of 2⁻⁵³. */
  #inner(shape: readonly number[]): Tensor {
    return this.#unit(shape).add(2 ** -54)
  }
  /** The length of a vector of two normally distributed components. */
  rayleigh(scale: Parameter = 1, size?: Lengths): Tensor {
    return this.standardExponential(this.#shape(size, scale)).mul(2).sqrt().mul(float(scale))
  }
  /** Weibull's distribution of shape `a`. */
  weibull(a: Parameter, size?: Lengths): Tensor {
    return this.standardExponential(this.#shape(size, a)).pow(float(a).reciprocal())
  }
  /** Pareto's distribution of shape `a`, moved to start at 0. */
  pareto(a: Parameter, size?: Lengths): Tensor {
    return this.standardExponential(this.#shape(size, a)).div(float(a)).exp().sub(1)
  }
  /** In [0, 1), with density a · xᵃ⁻¹. */
  power(a: Parameter, size?: Lengths): Tensor {
    return this.#unit(this.#shape(size, a)).pow(float(a).reciprocal())
  }
  /** In [left, right], with density rising to `mode` and falling from there. */
  triangular(left: number, mode: number, right: number, size: Lengths = []): Tensor {
    if (!(left <= mode && mode <= right && left < right))
      throw invalid(`triangular: ${left}, ${mode}, ${right} must rise, from left over mode to right`)
    const u = this.#unit(shapeOf(size))
    const rising = u
      .mul((right - left) * (mode - left))
      .sqrt()
      .add(left)
    const falling = u
      .rsub(1)
      .mul((right - left) * (right - mode))
      .sqrt()
      .rsub(right)
    return where(u.less((mode - left) / (right - left)), rising, falling)
  }
  /** The ratio of two normally distributed numbers: Cauchy's distribution. */
  standardCauchy(size: Lengths = []): Tensor {
    return this.standardNormal(size).div(this.standardNormal(size))
  }

  /** The gamma distribution of shape `shape` and scale 1. */
  standardGamma(shape: Parameter, size?: Lengths): Tensor {
    return this.#gamma(shape, this.#shape(size, shape))
  }
  /** The gamma distribution of shape `shape`: the time until so many events. */
  gamma(shape: Parameter, scale: Parameter = 1, size?: Lengths): Tensor {
    return this.#gamma(shape, this.#shape(size, shape, scale)).mul(float(scale))
  }
  /**
   * Marsaglia and Tsang (2000), without a loop that depends on values: the first of twelve proposals that is accepted.
   * Each is accepted with more than 95 %, so in less than one of 10¹⁵ draws none is, and the first is taken.
   */
  #gamma(shape: Parameter, lengths: readonly number[]): Tensor {
    if (typeof shape === 'number' && !(shape > 0)) throw invalid(`gamma: shape is ${shape}; it must be positive`)
    const given = float(shape).broadcastTo(lengths)
    // Below 1, draw for one more and take it back by a power of an even number.
    const small = given.less(1)
    const d = where(small, given.add(1), given).sub(1 / 3)
    const proposals = [12, ...lengths]
    const x = this.standardNormal(proposals)
    const v = x.div(d.mul(9).sqrt()).add(1).pow(3)
    const positive = v.greater(0)
    const safe = where(positive, v, 1)
    const bound = x
      .square()
      .mul(0.5)
      .add(d.mul(safe.rsub(1).add(safe.log())))
    const accepted = this.#inner(proposals).log().less(bound).logicalAnd(positive)
    const first = accepted.argmax(0, { keepdims: true })
    const found = d.mul(safe.takeAlongAxis(first, 0).reshape(lengths))
    const power = this.#inner(lengths).pow(where(small, given, 1).reciprocal())
    return found.mul(where(small, power, 1))
  }
  /** In (0, 1): the share of one gamma distributed number in the sum of two. */
  beta(a: Parameter, b: Parameter, size?: Lengths): Tensor {
    const lengths = this.#shape(size, a, b)
    const [x, y] = [this.#gamma(a, lengths), this.#gamma(b, lengths)]
    return x.div(x.add(y))
  }
  /** The sum of `df` squares of normally distributed numbers. */
  chisquare(df: Parameter, size?: Lengths): Tensor {
    return this.#gamma(typeof df === 'number' ? df / 2 : df.mul(0.5), this.#shape(size, df)).mul(2)
  }
  /** Fisher's distribution: the ratio of two mean squares. */
  f(numerator: Parameter, denominator: Parameter, size?: Lengths): Tensor {
    const lengths = this.#shape(size, numerator, denominator)
    const top = this.chisquare(numerator, lengths).div(float(numerator))
    return top.div(this.chisquare(denominator, lengths).div(float(denominator)))
  }
  /** Student's distribution with `df` degrees of freedom. */
  standardT(df: Parameter, size?: Lengths): Tensor {
    const lengths = this.#shape(size, df)
    return this.standardNormal(lengths).div(this.chisquare(df, lengths).div(float(df)).sqrt())
  }
  /** Shares that add up to 1: [...size, alpha.length]. */
  dirichlet(alpha: readonly number[], size: Lengths = []): Tensor {
    const parts = this.#gamma(tensor(alpha, { dtype: 'float64' }), [...shapeOf(size), alpha.length])
    return parts.div(parts.sum(-1, { keepdims: true }))
  }

  /** Which of the numbers 0, 1, … is drawn, by their probabilities. */
  #among(probabilities: readonly number[], shape: readonly number[]): Tensor {
    let sum = 0
    const cumulated = Float64Array.from(probabilities, (p) => {
      sum += p
      return sum
    })
    const scaled = tensor(cumulated.map((c) => c / sum))
    return bisect(scaled, this.#unit(shape), true).minimum(probabilities.length - 1)
  }
  /** How many events happen in a time in which there are `lambda` on average; int64. */
  poisson(lambda = 1, size: Lengths = []): Tensor {
    if (!(lambda >= 0 && lambda <= 1e6)) throw invalid(`poisson: lambda is ${lambda}; it must lie in 0…1e6`)
    // All that are likelier than 10⁻³⁰.
    const spread = 12 * Math.sqrt(lambda) + 60
    return this.#between(Math.max(0, Math.floor(lambda - spread)), Math.ceil(lambda + spread), shapeOf(size), {
      mode: Math.floor(lambda),
      ratio: (k) => lambda / (k + 1),
    })
  }
  /** How many of n trials succeed, each with probability p; int64. */
  binomial(n: number, p: number, size: Lengths = []): Tensor {
    if (!Number.isSafeInteger(n) || n < 0 || !(p >= 0 && p <= 1))
      throw invalid(`binomial: n is ${n} and p ${p}; they must be a whole number from 0, and in 0…1`)
    if (p === 1) return full(shapeOf(size), n, { dtype: 'int64' })
    const spread = 12 * Math.sqrt(n * p * (1 - p)) + 60
    return this.#between(
      Math.max(0, Math.floor(n * p - spread)),
      Math.min(n, Math.ceil(n * p + spread)),
      shapeOf(size),
      {
        mode: Math.min(n, Math.floor((n + 1) * p)),
        ratio: (k) => ((n - k) * p) / ((k + 1) * (1 - p)),
      },
    )
  }
  /** Whole numbers of which the probability of one and the ratios of neighbours are known, by a table. */
  #between(
    low: number,
    high: number,
    shape: readonly number[],
    { mode, ratio }: { readonly mode: number; readonly ratio: (k: number) => number },
  ): Tensor {
    if (high - low > 1e7)
      throw invalid(`random: a table of ${high - low} probabilities is too large; draw normally instead`)
    const table = new Array<number>(high - low + 1).fill(0)
    table[mode - low] = 1
    for (let k = mode; k < high; k++) table[k + 1 - low] = table[k - low]! * ratio(k)
    for (let k = mode; k > low; k--) table[k - 1 - low] = ratio(k - 1) > 0 ? table[k - low]! / ratio(k - 1) : 0
    return this.#among(table, shape).add(low)
  }
  /** How many trials are needed until one succeeds, each with probability p; int64. */
  geometric(p: number, size: Lengths = []): Tensor {
    if (!(p > 0 && p <= 1)) throw invalid(`geometric: p is ${p}; it must lie in 0…1, and not be 0`)
    if (p === 1) return full(shapeOf(size), 1, { dtype: 'int64' })
    return this.standardExponential(size).div(-Math.log1p(-p)).floor().add(1).cast('int64')
  }
  /** How often each outcome occurs in n trials, by their probabilities; int64 [...size, probabilities.length]. */
  multinomial(n: number, probabilities: readonly number[], size: Lengths = []): Tensor {
    checkProbabilities('multinomial', probabilities)
    const shape = shapeOf(size)
    const drawn = this.#among(probabilities, [sizeOf(shape), n])
    return zeros([sizeOf(shape), probabilities.length], { dtype: 'int64' })
      .scatterAdd(1, drawn, full(drawn.shape, 1, { dtype: 'int64' }))
      .reshape([...shape, probabilities.length])
  }

  /**
   * Elements or slices of an array, or of the numbers 0…n − 1 for a number n.
   *
   * @param options `replace`: whether one may be drawn again (true); `p`: probabilities; `axis` of the slices
   */
  choice(
    x: number | ArrayLike,
    size: Lengths = [],
    {
      replace = true,
      p,
      axis = 0,
    }: { readonly replace?: boolean; readonly p?: readonly number[]; readonly axis?: number } = {},
  ): Tensor {
    const pool = typeof x === 'number' ? arange(x) : asarray(x)
    const along = normalizeAxis('choice', axis, pool.ndim)
    const n = pool.shape[along]!
    const shape = shapeOf(size)
    const count = sizeOf(checkShape('choice: size', shape))
    if (p) checkProbabilities('choice', p, n)
    const possible = p ? p.filter((one) => one > 0).length : n
    if (count > 0 && (replace ? n === 0 : count > possible))
      throw invalid(`choice: ${count} are wanted${replace ? '' : ' without replacement'}, but there are ${possible}`)
    if (replace) return pool.take(p ? this.#among(p, shape) : this.integers(0, n, shape), along)
    // The largest of log p + Gumbel noise are a draw without replacement (Efraimidis and Spirakis 2006).
    const keys = p ? this.gumbel(0, 1, [n]).add(float(p).log()) : undefined
    const order = keys ? orderOf(keys, 0, { descending: true }) : this.#random.permutation(n)
    return pool.take(order.narrow(0, 0, count).reshape(shape), along)
  }
  /** The slices along an axis in random order; of a number n, the numbers 0…n − 1. */
  permutation(x: number | ArrayLike, axis = 0): Tensor {
    const pool = typeof x === 'number' ? arange(x) : asarray(x)
    const along = normalizeAxis('permutation', axis, pool.ndim)
    return pool.take(this.#random.permutation(pool.shape[along]!), along)
  }
  /** The same as `permutation`: NumPy shuffles an array in its place, here the shuffled one is returned. */
  shuffle(x: ArrayLike, axis = 0): Tensor {
    return this.permutation(asarray(x), axis)
  }
  /** Each line along an axis in a random order of its own; all elements by default. */
  permuted(x: ArrayLike, axis?: number): Tensor {
    const given = asarray(x)
    if (axis === undefined) return given.flatten().take(this.#random.permutation(given.size)).reshape(given.shape)
    const along = normalizeAxis('permuted', axis, given.ndim)
    return given.takeAlongAxis(orderOf(this.#unit(given.shape), along), along)
  }
  /** Random bytes, uint8. */
  bytes(length: number): Tensor {
    return this.integers(0, 256, length, { dtype: 'uint8' })
  }
}

function checkProbabilities(name: string, p: readonly number[], n = p.length): void {
  const sum = p.reduce((a, b) => a + b, 0)
  if (p.length !== n) throw invalid(`${name}: there are ${p.length} probabilities for ${n} elements; give one for each`)
  if (p.some((one) => !(one >= 0)) || Math.abs(sum - 1) > 1e-8)
    throw invalid(`${name}: probabilities ${show(p)} must not be negative, and add up to 1; their sum is ${sum}`)
}

/**
 * A stream of random numbers. NumPy takes a seed from the machine where there is none; here it must be given.
 *
 * @param seed a whole number from 0 to 2⁵³ − 1
 * @example
 * const rng = np.random.defaultRng(42)
 * const x = rng.normal(0, 1, [3, 4])
 */
export const defaultRng = (seed: number): Generator => new Generator(new Random(seed))
