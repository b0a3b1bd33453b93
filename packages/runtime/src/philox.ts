// Philox 4×32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011) and the distributions as
// TensorFlow draws from it, so that a seed gives TensorFlow's own numbers.
import type { DType, TypedArray } from '@residual/graph';
import type { PhiloxState, RandomSource } from './backend.ts';

const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;
const FACTOR_0 = 0xd2511f53;
const FACTOR_1 = 0xcd9e8d57;

/** High and low half of a 32 × 32 bit product. */
function multiplyWide(a: number, b: number, out: Uint32Array): void {
  const product = BigInt(a) * BigInt(b);
  out[0] = Number(product >> 32n);
  out[1] = Number(product & 0xffffffffn);
}

const wide = new Uint32Array(2);

/** Four random words for the state's present counter. */
function block({ key, counter }: PhiloxState, out: Uint32Array): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    multiplyWide(FACTOR_0, c0, wide);
    const [hi0, lo0] = wide;
    multiplyWide(FACTOR_1, c2, wide);
    const [hi1, lo1] = wide;
    c0 = (hi1 ^ c1 ^ k0) >>> 0;
    c1 = lo1;
    c2 = (hi0 ^ c3 ^ k1) >>> 0;
    c3 = lo0;
    k0 = (k0 + KEY_STEP_0) >>> 0;
    k1 = (k1 + KEY_STEP_1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

function skip({ counter }: PhiloxState, blocks: number): void {
  let carry = BigInt(blocks);
  for (let i = 0; i < 4 && carry > 0n; i++) {
    const sum = BigInt(counter[i]) + carry;
    counter[i] = Number(sum & 0xffffffffn);
    carry = sum >> 32n;
  }
}

const copyOf = ({ key, counter }: PhiloxState): PhiloxState => ({
  key: key.slice(),
  counter: counter.slice(),
});

const split64 = (value: number): [number, number] => {
  const wrapped = BigInt.asUintN(64, BigInt(Math.trunc(value)));
  return [Number(wrapped & 0xffffffffn), Number(wrapped >> 32n)];
};

/** As TensorFlow sets Philox up from an op's two seeds. */
export function philox(seed: number, seed2: number): PhiloxState {
  const [s0, s1] = split64(seed);
  const [t0, t1] = split64(seed2);
  return { key: Uint32Array.of(s0, s1), counter: Uint32Array.of(0, 0, t0, t1) };
}

const bits = new DataView(new ArrayBuffer(8));

/** 23 random bits as the fraction of a float32 in [1, 2), less 1. */
function uniform32(word: number): number {
  bits.setUint32(0, (127 << 23) | (word & 0x7fffff));
  return bits.getFloat32(0) - 1;
}

/** 52 random bits as the fraction of a float64 in [1, 2), less 1. */
function uniform64(high: number, low: number): number {
  bits.setUint32(0, (1023 << 20) | (high & 0xfffff));
  bits.setUint32(4, low);
  return bits.getFloat64(0) - 1;
}

/** Below this a uniform number is raised, so that its logarithm stays finite. */
const SMALLEST = 1e-7;

/** Box–Muller in float32, with its intermediate roundings. */
function normalPair32(x0: number, x1: number): [number, number] {
  const u1 = Math.fround(Math.max(uniform32(x0), SMALLEST));
  const angle = Math.fround(Math.fround(2 * Math.PI) * uniform32(x1));
  const radius = Math.fround(Math.sqrt(Math.fround(-2 * Math.fround(Math.log(u1)))));
  return [Math.fround(Math.sin(angle)) * radius, Math.fround(Math.cos(angle)) * radius];
}

function normalPair64(x: Uint32Array): [number, number] {
  const u1 = Math.max(uniform64(x[0], x[1]), SMALLEST);
  const angle = 2 * Math.PI * uniform64(x[2], x[3]);
  const radius = Math.sqrt(-2 * Math.log(u1));
  return [Math.sin(angle) * radius, Math.cos(angle) * radius];
}

type Fill = (words: Uint32Array, dtype: DType) => readonly number[];

/** TensorFlow reserves this many blocks of the sequence for each number asked for. */
const RESERVED_PER_NUMBER = 256;

function draw(state: PhiloxState, dtype: DType, out: TypedArray, fill: Fill): void {
  const own = copyOf(state);
  skip(state, out.length * RESERVED_PER_NUMBER);
  const words = new Uint32Array(4);
  for (let at = 0; at < out.length;) {
    block(own, words);
    skip(own, 1);
    for (const value of fill(words, dtype)) {
      if (at < out.length) out[at++] = value;
    }
  }
}

/** Normal numbers of mean 0 and standard deviation 1. */
export const drawNormal = (state: PhiloxState, dtype: DType, out: TypedArray): void =>
  draw(state, dtype, out, (x) =>
    dtype === 'float64' ? normalPair64(x) : [...normalPair32(x[0], x[1]), ...normalPair32(x[2], x[3])],
  );

/** Uniform numbers in [0, 1). */
export const drawUniform = (state: PhiloxState, dtype: DType, out: TypedArray): void =>
  draw(state, dtype, out, (x) =>
    dtype === 'float64' ? [uniform64(x[0], x[1]), uniform64(x[2], x[3])] : Array.from(x, uniform32),
  );

/** Whole numbers in [low, high): the remainder of a random word, as in TensorFlow. */
export const drawInts = (state: PhiloxState, low: number, high: number, out: Int32Array): void =>
  draw(state, 'int32', out, (x) => Array.from(x, (word) => low + (word % (high - low))));

/** Single words of the sequence, one after the other. */
function* wordsOf(state: PhiloxState): Generator<number, never> {
  const words = new Uint32Array(4);
  for (;;) {
    block(state, words);
    skip(state, 1);
    yield* words;
  }
}

const TRUNCATED_LIMIT = 2;

/** Normal numbers within two standard deviations: others are drawn again. */
export function drawTruncatedNormal(state: PhiloxState, dtype: DType, out: TypedArray): void {
  const base = copyOf(state);
  skip(state, out.length * RESERVED_PER_NUMBER);
  const group = dtype === 'float64' ? 2 : 4;
  // Each group of results has its own part of the sequence, however many words its rejections cost.
  const skipPerGroup = (group * RESERVED_PER_NUMBER) / 4;
  const x = new Uint32Array(4);
  for (let start = 0; start < out.length; start += group) {
    const own = copyOf(base);
    skip(own, (start / group) * skipPerGroup);
    const words = wordsOf(own);
    for (let at = start; at < start + group;) {
      for (let i = 0; i < (dtype === 'float64' ? 4 : 2); i++) x[i] = words.next().value;
      for (const value of dtype === 'float64' ? normalPair64(x) : normalPair32(x[0], x[1]))
        if (Math.abs(value) < TRUNCATED_LIMIT && at < start + group) {
          if (at < out.length) out[at] = value;
          at++;
        }
    }
  }
}

/** A random order of `length` things: the k-th comes from place order[k] (Fisher and Yates). */
export function drawOrder(state: PhiloxState, length: number): number[] {
  const own = copyOf(state);
  skip(state, Math.ceil((length - 1) / 4));
  const words = wordsOf(own);
  const order = Array.from({ length }, (_, i) => i);
  for (let i = 0; i < length - 1; i++) {
    const other = i + (words.next().value % (length - i));
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}

/** For each row of unnormalised log-probabilities, `count` class numbers, by the inverse of the distribution. */
export function drawClasses(
  state: PhiloxState,
  logits: TypedArray,
  classes: number,
  count: number,
  out: Int32Array,
): void {
  const own = copyOf(state);
  const rows = logits.length / classes;
  skip(state, rows * Math.ceil(count / 4) * 4 * RESERVED_PER_NUMBER);
  const words = wordsOf(own);
  for (let r = 0; r < rows; r++) {
    const row = logits.subarray(r * classes, (r + 1) * classes);
    const largest = Math.max(...Array.from(row).filter(Number.isFinite));
    let total = 0;
    const cumulative = Array.from(row, (x) => (total += Number.isFinite(x) ? Math.exp(x - largest) : 0));
    for (let i = 0; i < count; i++) {
      const point = uniform64(words.next().value, words.next().value) * total;
      const found = cumulative.findIndex((sum) => sum > point);
      out[r * count + i] = found < 0 ? classes : found;
    }
  }
}

/** The generators of one session. Without any seed the session's own base decides, so that runs can be repeated. */
export class SessionRandom implements RandomSource {
  readonly #states = new Map<string, PhiloxState>();
  readonly #base: number;

  constructor(base: number) {
    this.#base = base;
  }

  generatorOf(node: string, seed: number, seed2: number): PhiloxState {
    let state = this.#states.get(node);
    if (state === undefined) {
      state = seed === 0 && seed2 === 0 ? philox(this.#base, this.#states.size + 1) : philox(seed, seed2);
      this.#states.set(node, state);
    }
    return state;
  }
}
