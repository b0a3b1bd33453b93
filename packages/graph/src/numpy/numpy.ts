// The part of NumPy that programs of the course need: `import np from "numpy"`.
import { NDArray, valuesOf } from '../array/ndarray.ts';
import { allocateShared, isFloat } from '../dtypes.ts';
import type { DType } from '../graphdef.ts';
import { installArrayOperators } from './array-operators.ts';
import { asArray, elementwise, type ArrayLike } from './broadcast.ts';
import { dot, inv, LinAlgError } from './linear-algebra.ts';
import { RandomState } from './random.ts';
import { max, mean, min, sum } from './reduce.ts';

/** Numbers give numbers, arrays arrays. */
interface UnaryFunction {
  (x: number): number;
  (x: ArrayLike): NDArray;
}
interface BinaryFunction {
  (x: number, y: number): number;
  (x: ArrayLike, y: ArrayLike): NDArray;
}

const floating = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'float64');
const same = (dtype: DType): DType => dtype;

const unary = (f: (x: number) => number, dtypeOf = floating): UnaryFunction =>
  ((x: ArrayLike) => {
    if (typeof x === 'number') return f(x);
    const array = asArray(x);
    const dtype = dtypeOf(array.dtype);
    const values = valuesOf(array);
    const data = allocateShared(dtype, array.size);
    for (let i = 0; i < data.length; i++) data[i] = f(values[i]);
    return NDArray.owning({ dtype, shape: array.shape, data });
  }) as UnaryFunction;

const binary = (f: (x: number, y: number) => number, dtypeOf = same): BinaryFunction =>
  ((x: ArrayLike, y: ArrayLike) =>
    typeof x === 'number' && typeof y === 'number'
      ? f(x, y)
      : elementwise(x, y, f, dtypeOf)) as BinaryFunction;

function filled(value: 0 | 1) {
  return (shape: number | readonly number[], dtype: DType = 'float64'): NDArray => {
    const array = NDArray.zeros(typeof shape === 'number' ? [shape] : shape, dtype);
    if (value === 1) array.set(1);
    return array;
  };
}

/** @param entropy seed of np.random until the program sets one */
export function createNumpy(entropy: number) {
  installArrayOperators();
  const state = new RandomState(entropy >>> 0);
  return {
    float32: 'float32',
    float64: 'float64',
    int32: 'int32',
    pi: Math.PI,
    e: Math.E,

    /** An array of nested numbers: integers give int32, others float64, unless `dtype` says otherwise. */
    array: (value: ArrayLike, dtype?: DType): NDArray => {
      const array = asArray(value, dtype);
      return array === value ? array.astype(array.dtype) : array;
    },
    zeros: filled(0),
    ones: filled(1),
    eye: (n: number, dtype: DType = 'float64'): NDArray => {
      const array = NDArray.zeros([n, n], dtype);
      for (let i = 0; i < n; i++) array.set(1, i, i);
      return array;
    },

    add: binary((x, y) => x + y),
    subtract: binary((x, y) => x - y),
    multiply: binary((x, y) => x * y),
    divide: binary((x, y) => x / y, floating),
    power: binary((x, y) => x ** y),
    maximum: binary(Math.max),
    minimum: binary(Math.min),
    negative: unary((x) => -x, same),
    square: unary((x) => x * x, same),
    abs: unary(Math.abs, same),
    sign: unary(Math.sign, same),
    sqrt: unary(Math.sqrt),
    exp: unary(Math.exp),
    log: unary(Math.log),
    log1p: unary(Math.log1p),
    sin: unary(Math.sin),
    cos: unary(Math.cos),
    tan: unary(Math.tan),
    tanh: unary(Math.tanh),

    sum,
    mean,
    max,
    min,
    dot,
    transpose: (x: ArrayLike): NDArray => asArray(x).T,
    linalg: { inv, LinAlgError },
    random: {
      seed: (seed: number): void => state.seed(seed),
      rand: <D extends readonly number[]>(...shape: D) => state.rand(...shape),
      randn: <D extends readonly number[]>(...shape: D) => state.randn(...shape),
    },
  } as const;
}

export type Numpy = ReturnType<typeof createNumpy>;
