// numpy.random.RandomState: the numbers that NumPy's legacy generator gives for a seed.
import { BOOL, FLOAT64, INT64, type ArrayType } from './dtypes.ts';
import { NumPyError } from './errors.ts';
import { libm } from './libm.ts';
import { maskOf, MersenneTwister } from '@residual/graph';
import { rowMajor, sizeOf } from './shapes.ts';
import { allocateDoubles, StridedArray, typeOfCode } from './strided-array.ts';
import { walk } from './walk.ts';

/** Parameters are numbers, or arrays of the shape that is drawn. */
type Parameter = number | StridedArray;

const valuesOf = (parameter: Parameter): ((i: number) => number) => {
  if (typeof parameter === 'number') return () => parameter;
  const values = parameter.values();
  return values.length === 1 ? () => values[0] : (i) => values[i];
};

export class RandomState {
  readonly #twister = new MersenneTwister();
  /** The second number of a normal pair, kept for the next call. */
  #spare: number | null = null;

  /** @param number from 0 to 2³² − 1 */
  constructor(number: number) {
    this.seed(number);
  }

  /** @param number from 0 to 2³² − 1 */
  seed(number: number): void {
    this.#twister.seed(number);
    this.#spare = null;
  }

  /** @param key several numbers from 0 to 2³² − 1 */
  seedWith(key: StridedArray): void {
    this.#twister.seedWith(key.doubles());
    this.#spare = null;
  }

  /** The words, the place among them, whether a normal number is kept, and which. */
  state(): StridedArray {
    const spare = this.#spare;
    const values = [...this.#twister.state, this.#twister.position, spare === null ? 0 : 1, spare ?? 0];
    return StridedArray.of(FLOAT64, [values.length], Float64Array.from(values));
  }

  setState(state: StridedArray): void {
    const values = state.doubles();
    this.#twister.state.set(values.subarray(0, 624));
    this.#twister.position = values[624];
    this.#spare = values[625] === 0 ? null : values[626];
  }

  #fill(shape: readonly number[], next: (i: number) => number, type: ArrayType = FLOAT64): StridedArray {
    const values = allocateDoubles(sizeOf(shape));
    for (let i = 0; i < values.length; i++) values[i] = next(i);
    return StridedArray.fromDoubles(type, shape, values);
  }

  uniform(low: Parameter, high: Parameter, ...shape: number[]): StridedArray {
    const [from, to] = [valuesOf(low), valuesOf(high)];
    return this.#fill(shape, (i) => {
      const start = from(i);
      return start + (to(i) - start) * this.#twister.nextDouble();
    });
  }

  random(...shape: number[]): StridedArray {
    return this.#fill(shape, () => this.#twister.nextDouble());
  }

  randn(...shape: number[]): StridedArray {
    return this.#fill(shape, () => this.#gauss());
  }

  normal(center: Parameter, spread: Parameter, ...shape: number[]): StridedArray {
    const [mean, deviation] = [valuesOf(center), valuesOf(spread)];
    return this.#fill(shape, (i) => mean(i) + deviation(i) * this.#gauss());
  }

  lognormal(center: Parameter, spread: Parameter, ...shape: number[]): StridedArray {
    const [mean, deviation] = [valuesOf(center), valuesOf(spread)];
    return this.#fill(shape, (i) => libm.exp(mean(i) + deviation(i) * this.#gauss()));
  }

  exponential(scale: Parameter, ...shape: number[]): StridedArray {
    const by = valuesOf(scale);
    return this.#fill(shape, (i) => by(i) * -libm.log(1 - this.#twister.nextDouble()));
  }

  laplace(center: Parameter, scale: Parameter, ...shape: number[]): StridedArray {
    const [at, by] = [valuesOf(center), valuesOf(scale)];
    return this.#fill(shape, (i) => {
      let u = this.#twister.nextDouble();
      while (u === 0) u = this.#twister.nextDouble();
      return u >= 0.5 ? at(i) - by(i) * libm.log(2 - u - u) : at(i) + by(i) * libm.log(u + u);
    });
  }

  /** Knuth's method, by products; as NumPy, for means below 10 only. @throws NumPyError (NotImplementedError) */
  poisson(mean: Parameter, ...shape: number[]): StridedArray {
    const lambda = valuesOf(mean);
    return this.#fill(
      shape,
      (i) => {
        const l = lambda(i);
        if (l >= 10)
          throw new NumPyError(
            'NotImplementedError',
            'np.random.poisson is there for lam < 10; see also np.random.normal',
          );
        if (l === 0) return 0;
        const limit = libm.exp(-l);
        let product = 1;
        for (let count = 0; ; count++) {
          product *= this.#twister.nextDouble();
          if (!(product > limit)) return count;
        }
      },
      INT64,
    );
  }

  /**
   * How many of n trials succeed, by inversion; as NumPy, for means up to 30 only.
   * @throws NumPyError (NotImplementedError)
   */
  binomial(trials: Parameter, chance: Parameter, ...shape: number[]): StridedArray {
    const [n, p] = [valuesOf(trials), valuesOf(chance)];
    return this.#fill(
      shape,
      (i) => {
        const [count, probability] = [Math.trunc(n(i)), p(i)];
        return probability <= 0.5
          ? this.#successes(count, probability)
          : count - this.#successes(count, 1 - probability);
      },
      INT64,
    );
  }

  #successes(n: number, p: number): number {
    if (n === 0 || p === 0) return 0;
    const mean = n * p;
    if (mean > 30)
      throw new NumPyError(
        'NotImplementedError',
        'np.random.binomial is there for n * p up to 30; see also np.random.normal',
      );
    const q = 1 - p;
    const none = libm.exp(n * libm.log(q));
    const most = Math.trunc(Math.min(n, mean + 10 * Math.sqrt(mean * q + 1)));
    for (;;) {
      let u = this.#twister.nextDouble();
      let weight = none;
      let x = 0;
      while (u > weight && x <= most) {
        x++;
        u -= weight;
        weight = ((n - x + 1) * p * weight) / (x * q);
      }
      if (x <= most) return x;
    }
  }

  #gauss(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    const [first, second] = this.#twister.nextNormals(libm.log);
    this.#spare = second;
    return first;
  }

  /** Integers from low to high, both included. Those of 8 and 16 bits share words, as NumPy's do. */
  integers(code: number, low: number, high: number, ...shape: number[]): StridedArray {
    const type = typeOfCode(code);
    const range = high - low;
    if (type.bytes > 2) return this.#fill(shape, () => low + this.#twister.nextUpTo(range), type);
    const bits = type === BOOL ? 1 : type.bytes * 8;
    const all = 2 ** bits - 1;
    const mask = maskOf(range);
    let [word, left] = [0, 0];
    const part = (): number => {
      if (left === 0) [word, left] = [this.#twister.nextWord(), 32 / bits];
      const value = word & all;
      word >>>= bits;
      left--;
      return value;
    };
    const next = (): number => {
      if (range === 0) return low;
      if (range === all) return low + part();
      for (;;) {
        const value = part() & mask;
        if (value <= range) return low + value;
      }
    };
    return this.#fill(shape, next, type);
  }

  /** Puts the slices of an array along its first axis into another order, in place. */
  shuffle(array: StridedArray): void {
    const count = array.shape[0];
    const order = Float64Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.#twister.nextUpTo(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    const copy = array.copy();
    const { data } = array;
    array.memory.version++;
    order.forEach((from, to) => {
      const target = array.offset + to * array.strides[0];
      const source = from * copy.strides[0];
      walk(
        array.shape.slice(1),
        [target, source],
        [array.strides.slice(1), rowMajor(array.shape.slice(1))],
        (n, [o, i], [os, is]) => {
          for (let k = 0; k < n; k++) data[o + k * os] = copy.data[i + k * is];
        },
      );
    });
  }
}
