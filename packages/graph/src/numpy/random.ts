// np.random: the numbers that NumPy's legacy generator gives for a seed.
import { NDArray } from '../array/ndarray.ts';
import { allocateShared } from '../dtypes.ts';
import { ValueError } from '../errors.ts';
import { elementCount } from '../shapes.ts';
import { MersenneTwister } from './mt19937.ts';

/** A number without dimensions, as NumPy gives a Python float; else a float64 array. */
type Drawn<D extends readonly number[]> = D extends readonly [] ? number : NDArray;

export class RandomState {
  readonly #generator = new MersenneTwister();
  /** The second number of a pair, kept for the next call. */
  #spare: number | null = null;

  constructor(seed: number) {
    this.#generator.seed(seed);
  }

  /** Starts the sequence that belongs to `seed`. @throws ValueError unless it is an integer in [0, 2³²) */
  seed(seed: number): void {
    if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
      throw new ValueError('Seed must be between 0 and 2**32 - 1');
    this.#generator.seed(seed);
    this.#spare = null;
  }

  /** Uniform in [0, 1). */
  rand<D extends readonly number[]>(...shape: D): Drawn<D> {
    return draw(shape, () => this.#generator.nextDouble());
  }

  /** Normal, mean 0 and variance 1. */
  randn<D extends readonly number[]>(...shape: D): Drawn<D> {
    return draw(shape, () => this.#gauss());
  }

  #gauss(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    const [first, second] = this.#generator.nextNormals();
    this.#spare = second;
    return first;
  }
}

function draw<D extends readonly number[]>(shape: D, next: () => number): Drawn<D> {
  if (shape.length === 0) return next() as Drawn<D>;
  for (const length of shape)
    if (!Number.isInteger(length) || length < 0) throw new ValueError('negative dimensions are not allowed');
  const data = allocateShared('float64', elementCount(shape));
  for (let i = 0; i < data.length; i++) data[i] = next();
  return NDArray.owning({ dtype: 'float64', shape, data }) as Drawn<D>;
}
