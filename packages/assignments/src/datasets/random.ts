// xoshiro128** (Blackman and Vigna, 2018), seeded by SplitMix32: 32-bit integers only, so that every machine
// and every engine draws the same numbers.

export interface Random {
  /** Uniform on [0, 1) in steps of 2⁻³². */
  uniform(): number;
  /** Uniform on [low, high). */
  between(low: number, high: number): number;
  /** Mean 0, variance 1, within ±6: a sum of twelve uniforms, since sines and logarithms differ by machine. */
  bell(): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
}

// Looked up once: tests run where each look-up of a global is slow, and an image takes 14,000 of them.
const { imul } = Math;

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

export function createRandom(seed: number): Random {
  let mix = seed >>> 0;
  const split = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix ^ (mix >>> 16);
    z = imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
  let [a, b, c, d] = [split(), split(), split(), split()];
  const next = (): number => {
    const result = imul(rotate(imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result >>> 0;
  };
  const uniform = (): number => next() / 4294967296;
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    bell: () => {
      let sum = -6;
      for (let i = 0; i < 12; i += 1) sum += uniform();
      return sum;
    },
    below: (n) => Math.floor(uniform() * n),
  };
}
