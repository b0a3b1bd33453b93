// What Python reaches as the module `_residual_arrays`: kernels over StridedArray.
//
// Every function takes arrays, numbers and texts. It returns an array; a number where the result has no dimensions, whose
// dtype `scalarType` then tells; nothing; or, where it fails, the text `!Kind:message` (errors as values cost Python
// nothing on the way that succeeds).
import { assign, astype } from './assign.ts';
import { binary, binaryInPlace, commonType, type Operand } from './binary.ts';
import { BINARY, type BinaryName } from './binary-ops.ts';
import { FLOAT64, INT64, liesInDoubles, promote, requireExact, type ArrayType } from './dtypes.ts';
import { eigh } from './eigen.ts';
import { eig } from './eigen-general.ts';
import { listenToFaults, NumPyError, type Fault } from './errors.ts';
import { elementAt, getIndex, nonzero, setIndex, sliceBounds } from './indexing.ts';
import { cholesky, determinant, inv, qr, signAndLogDeterminant, solve } from './linalg.ts';
import { dot, matmul } from './matmul.ts';
import { RandomState } from './random.ts';
import {
  arange,
  argsort,
  broadcastTo,
  concatenate,
  repeat,
  reshape,
  round,
  searchSorted,
  sort,
  squeeze,
  transpose,
  unique,
  where,
} from './rearrange.ts';
import { accumulate, argExtreme, mean, reduce, variance, type ReductionName } from './reductions.ts';
import { broadcastShapes, type Axes } from './shapes.ts';
import { allocate, isSameView, StridedArray, typeOfCode } from './strided-array.ts';
import { svd } from './svd.ts';
import { parseTable } from './text.ts';
import { unary, UNARY, type UnaryName } from './unary.ts';

export { useLibm } from './libm.ts';
export { StridedArray } from './strided-array.ts';

/** What is told beside a number that a kernel returns: its dtype, and 100 more if it is −0, which Python takes as 0. */
let scalarCode = FLOAT64.code;

type Result = StridedArray | number | string | undefined | readonly unknown[];

function outcome(result: Result | void): Result | void {
  if (!(result instanceof StridedArray) || result.shape.length !== 0) return result;
  const value = result.single();
  scalarCode = result.dtype.code + (Object.is(value, -0) ? 100 : 0);
  return value;
}

function failure(error: unknown): string {
  if (error instanceof NumPyError) return `!${error.kind}:${error.message}`;
  if (error instanceof RangeError && /allocation|array length|buffer/i.test(error.message))
    return `!MemoryError:Unable to allocate an array: ${error.message}`;
  throw error;
}

/** A function as Python calls it. */
const kernel =
  <A extends readonly unknown[]>(f: (...args: A) => Result | void) =>
  (...args: A): Result | void => {
    try {
      return outcome(f(...args));
    } catch (error) {
      return failure(error);
    }
  };

/** {@link kernel} that never makes a scalar of an array without dimensions. */
const arrayKernel =
  <A extends readonly unknown[]>(f: (...args: A) => Result | void) =>
  (...args: A): Result | void => {
    try {
      return f(...args);
    } catch (error) {
      return failure(error);
    }
  };

const codeOrNone = (code: number | null | undefined): ArrayType | undefined =>
  code === null || code === undefined ? undefined : typeOfCode(code);

const reduction = (name: ReductionName) =>
  kernel((a: StridedArray, axes?: Axes, keepDims?: boolean, code?: number | null) =>
    reduce(name, a, axes, keepDims === true, codeOrNone(code)),
  );

const mapNames = <N extends string, V>(names: readonly N[], f: (name: N) => V): Record<N, V> =>
  Object.fromEntries(names.map((name) => [name, f(name)])) as Record<N, V>;

const unaryKernels = mapNames(Object.keys(UNARY) as UnaryName[], (name) =>
  kernel((x: StridedArray | number, code?: number, out?: StridedArray | null) => unary(name, x, code, out)),
);
const binaryKernels = mapNames(Object.keys(BINARY) as BinaryName[], (name) =>
  kernel((a: Operand, b: Operand, code?: number, out?: StridedArray | null) => binary(name, a, b, code, out)),
);
const inPlaceKernels = Object.fromEntries(
  (Object.keys(BINARY) as BinaryName[]).map((name) => [
    `i${name}`,
    arrayKernel((a: StridedArray, b: Operand, code?: number) => binaryInPlace(name, a, b, code)),
  ]),
);

const wrappedState = (state: RandomState) => ({
  seed: arrayKernel((number: number) => state.seed(number)),
  seedWith: arrayKernel((key: StridedArray) => state.seedWith(key)),
  state: arrayKernel(() => state.state()),
  setState: arrayKernel((a: StridedArray) => state.setState(a)),
  random: kernel((...shape: number[]) => state.random(...shape)),
  randn: kernel((...shape: number[]) => state.randn(...shape)),
  uniform: kernel((low: Operand, high: Operand, ...shape: number[]) => state.uniform(low, high, ...shape)),
  normal: kernel((center: Operand, deviation: Operand, ...shape: number[]) =>
    state.normal(center, deviation, ...shape),
  ),
  lognormal: kernel((center: Operand, deviation: Operand, ...shape: number[]) =>
    state.lognormal(center, deviation, ...shape),
  ),
  laplace: kernel((center: Operand, scale: Operand, ...shape: number[]) =>
    state.laplace(center, scale, ...shape),
  ),
  exponential: kernel((scale: Operand, ...shape: number[]) => state.exponential(scale, ...shape)),
  binomial: kernel((trials: Operand, chance: Operand, ...shape: number[]) =>
    state.binomial(trials, chance, ...shape),
  ),
  poisson: kernel((lambda: Operand, ...shape: number[]) => state.poisson(lambda, ...shape)),
  integers: kernel((code: number, low: number, high: number, ...shape: number[]) =>
    state.integers(code, low, high, ...shape),
  ),
  shuffle: arrayKernel((a: StridedArray) => state.shuffle(a)),
});

/** Kernels; NumPy's names where it has one. dtypes are told by their codes, places in `TYPES`. */
export const arrays = {
  ...unaryKernels,
  ...binaryKernels,
  ...inPlaceKernels,

  /** dtype of the number that was returned last. */
  scalarType: (): number => scalarCode,
  /** dtype, then lengths, with commas between. */
  describe: (a: StridedArray): string => [a.dtype.code, ...a.shape].join(','),
  strides: (a: StridedArray): string => a.strides.map((stride) => stride * a.dtype.bytes).join(','),
  isContiguous: (a: StridedArray): boolean => a.isContiguous(),
  isOwner: (a: StridedArray): boolean => a.data.length === a.count,
  sharesMemory: (a: StridedArray, b: StridedArray): boolean => a.memory === b.memory,
  isSameView,
  /** Python's functions are lent for the time of a call; a copy is kept. */
  onFault: (
    listener: ((fault: Fault, name: string) => void) & { copy?: () => (fault: Fault, name: string) => void },
  ): void => listenToFaults(listener.copy?.() ?? listener),
  names: (): string => Object.keys(arrays as object).join(','),

  zeros: arrayKernel((code: number, ...shape: number[]) => StridedArray.zeros(typeOfCode(code), shape)),
  full: arrayKernel((code: number, value: number, ...shape: number[]) => {
    const array = StridedArray.zeros(typeOfCode(code), shape);
    assign(array, value);
    return array;
  }),
  scalar: arrayKernel((code: number, value: number) => {
    const type = typeOfCode(code);
    if (type === INT64) requireExact([value]);
    return StridedArray.of(type, [], type.create([value]));
  }),
  /** Of values told one by one: dtype, rank, lengths, values. */
  fromValues: arrayKernel((code: number, rank: number, ...rest: number[]) => {
    const type = typeOfCode(code);
    if (type === INT64) requireExact(rest);
    return StridedArray.of(type, rest.slice(0, rank), type.create(rest.slice(rank)));
  }),
  /** Memory of doubles for Python to copy values into, then {@link fromMemory}. */
  memory: (count: number): Float64Array => allocate(FLOAT64, count) as Float64Array,
  fromMemory: arrayKernel((code: number, memory: Float64Array, ...shape: number[]) => {
    const type = typeOfCode(code);
    if (type === INT64) requireExact(memory);
    return StridedArray.fromDoubles(type, shape, memory);
  }),
  /** Bytes row by row, of that dtype. */
  fromBytes: arrayKernel((code: number, memory: Uint8Array, ...shape: number[]) => {
    const type = typeOfCode(code);
    const view = liesInDoubles(type) ? new Float64Array(memory.buffer) : type.create(0);
    const Type = view.constructor as new (buffer: ArrayBufferLike) => Float64Array;
    return StridedArray.of(type, shape, new Type(memory.buffer));
  }),
  arange: arrayKernel((code: number, start: number, step: number, count: number) =>
    arange(typeOfCode(code), start, step, count),
  ),
  /** The values as doubles, for Python to copy. */
  doubles: (a: StridedArray): Float64Array => a.doubles(),
  /** The value of an array with one element. */
  single: (a: StridedArray): number => a.single(),

  astype: arrayKernel((a: StridedArray, code: number) => astype(a, typeOfCode(code))),
  copy: arrayKernel((a: StridedArray) => a.copy()),
  scalarOf: kernel((a: StridedArray) => a),
  at: kernel(elementAt),
  getIndex: kernel(getIndex),
  /** A view even where it has no dimensions, for `a[i, ...]`. */
  getView: arrayKernel(getIndex),
  setIndex: arrayKernel(setIndex),
  assign: arrayKernel(assign),
  slice: arrayKernel((a: StridedArray, start?: number | null, stop?: number | null, step?: number | null) => {
    if (a.shape.length === 0)
      throw new NumPyError(
        'IndexError',
        'too many indices for array: array is 0-dimensional, but 1 were indexed',
      );
    const bounds = sliceBounds(a.shape[0], start, stop, step);
    const strides = a.strides.with(0, a.strides[0] * bounds.step);
    const offset = bounds.count > 0 ? a.offset + bounds.start * a.strides[0] : a.offset;
    return a.view(a.shape.with(0, bounds.count), strides, offset);
  }),
  nonzero: arrayKernel(nonzero),

  reshape: arrayKernel(reshape),
  transpose: arrayKernel(transpose),
  squeeze: arrayKernel(squeeze),
  broadcastTo: arrayKernel(broadcastTo),
  broadcastShapes: arrayKernel((...list: StridedArray[]) =>
    broadcastShapes(...list.map(({ shape }) => shape)).join(','),
  ),
  concatenate: arrayKernel(concatenate),
  repeat: arrayKernel(repeat),
  where: kernel(where),
  sort: arrayKernel(sort),
  argsort: arrayKernel(argsort),
  unique: arrayKernel(unique),
  searchSorted: kernel(searchSorted),
  round: kernel((a: StridedArray, decimals: number) => round(a, decimals)),

  sum: reduction('sum'),
  prod: reduction('prod'),
  max: reduction('max'),
  min: reduction('min'),
  any: reduction('any'),
  all: reduction('all'),
  mean: kernel((a: StridedArray, axes?: Axes, keepDims?: boolean, code?: number | null) =>
    mean(a, axes, keepDims === true, codeOrNone(code)),
  ),
  variance: kernel(
    (a: StridedArray, axes?: Axes, keepDims?: boolean, freedom?: number, code?: number | null) =>
      variance(a, axes, keepDims === true, freedom, codeOrNone(code)),
  ),
  argmax: kernel((a: StridedArray, axis?: number | null) => argExtreme('max', a, axis)),
  argmin: kernel((a: StridedArray, axis?: number | null) => argExtreme('min', a, axis)),
  accumulate: arrayKernel(
    (name: 'sum' | 'prod' | 'max' | 'min', a: StridedArray, axis?: number | null, code?: number | null) =>
      accumulate(name, a, axis, codeOrNone(code)),
  ),

  dot: kernel(dot),
  matmul: kernel(matmul),
  inv: arrayKernel(inv),
  solve: arrayKernel(solve),
  det: kernel(determinant),
  slogdet: arrayKernel(signAndLogDeterminant),
  cholesky: arrayKernel(cholesky),
  qr: arrayKernel(qr),
  eig: arrayKernel(eig),
  eigh: arrayKernel(eigh),
  svd: arrayKernel(svd),

  promote: (a: number, b: number): number => promote(typeOfCode(a), typeOfCode(b)).code,
  /** What two operands are computed in; a number's dtype is told by the code. */
  commonType: (a: Operand, b: Operand, code?: number): number => commonType(a, b, code ?? 0).code,
  randomState: (seed: number) => wrappedState(new RandomState(seed)),
  parseTable: arrayKernel(parseTable),
} as const;
