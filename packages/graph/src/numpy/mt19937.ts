// The Mersenne Twister (Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform
// pseudorandom number generator", 1998), seeded and drawn from as NumPy's legacy generator does.

const SIZE = 624;
const MIDDLE = 397;
const MATRIX_A = 0x9908b0df;
const UPPER_BIT = 0x80000000;
const LOWER_BITS = 0x7fffffff;

export class MersenneTwister {
  readonly state = new Uint32Array(SIZE);
  /** Place of the next word; {@link SIZE} when all have been used. */
  position = SIZE;

  /** @param seed an integer from 0 to 2³² − 1 */
  seed(seed: number): void {
    const { state } = this;
    state[0] = seed;
    for (let i = 1; i < SIZE; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    this.position = SIZE;
  }

  /** The authors' init_by_array. */
  seedWith(key: ArrayLike<number>): void {
    this.seed(19650218);
    const { state } = this;
    let [i, j] = [1, 0];
    const wrap = (): void => {
      if (++i < SIZE) return;
      state[0] = state[SIZE - 1];
      i = 1;
    };
    const mixed = (factor: number): number =>
      state[i] ^ Math.imul(state[i - 1] ^ (state[i - 1] >>> 30), factor);
    for (let k = Math.max(SIZE, key.length); k > 0; k--) {
      state[i] = mixed(1664525) + key[j] + j;
      wrap();
      if (++j >= key.length) j = 0;
    }
    for (let k = SIZE - 1; k > 0; k--) {
      state[i] = mixed(1566083941) - i;
      wrap();
    }
    state[0] = UPPER_BIT;
    this.position = SIZE;
  }

  /** 32 random bits. */
  nextWord(): number {
    if (this.position >= SIZE) this.#refill();
    let y = this.state[this.position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  nextDouble(): number {
    const high = this.nextWord() >>> 5;
    const low = this.nextWord() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /**
   * Two normal numbers of mean 0 and variance 1, the one to be used first in front (Marsaglia's polar method).
   * @param log the natural logarithm, where it has to be another library's to the last bit
   */
  nextNormals(log: (x: number) => number = Math.log): readonly [number, number] {
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * this.nextDouble() - 1;
      y = 2 * this.nextDouble() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * log(square)) / square);
    return [factor * y, factor * x];
  }

  /** Uniform from 0 to `most` (at most 2⁵³): words cut to as many bits, until one is small enough. */
  nextUpTo(most: number): number {
    if (most === 0) return 0;
    if (most <= 0xffffffff) {
      if (most === 0xffffffff) return this.nextWord();
      const mask = maskOf(most);
      for (;;) {
        const value = (this.nextWord() & mask) >>> 0;
        if (value <= most) return value;
      }
    }
    const mask = maskOf(Math.floor(most / 2 ** 32));
    for (;;) {
      const high = (this.nextWord() & mask) >>> 0;
      const value = high * 2 ** 32 + this.nextWord();
      if (value <= most) return value;
    }
  }

  #refill(): void {
    const { state } = this;
    for (let i = 0; i < SIZE; i++) {
      const y = (state[i] & UPPER_BIT) | (state[(i + 1) % SIZE] & LOWER_BITS);
      state[i] = state[(i + MIDDLE) % SIZE] ^ (y >>> 1) ^ (y & 1 ? MATRIX_A : 0);
    }
    this.position = 0;
  }
}

/** As many ones as `value` has bits. */
export function maskOf(value: number): number {
  let mask = value;
  for (const shift of [1, 2, 4, 8, 16]) mask |= mask >>> shift;
  return mask >>> 0;
}
