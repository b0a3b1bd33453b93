// Methods on arrays that stand for Python's operators, named as those on tensors: `pred - Y` is `pred.sub(Y)`.
import { NDArray } from '../array/ndarray.ts';
import { isFloat } from '../dtypes.ts';
import { elementwise, type ArrayLike } from './broadcast.ts';
import { dot } from './linear-algebra.ts';

export interface ArrayOperators {
  add(other: ArrayLike): NDArray;
  sub(other: ArrayLike): NDArray;
  mul(other: ArrayLike): NDArray;
  /** True division: int32 gives float64. */
  div(other: ArrayLike): NDArray;
  pow(other: ArrayLike): NDArray;
  neg(): NDArray;
  dot(other: ArrayLike): NDArray;
}

declare module '../array/ndarray.ts' {
  // oxlint-disable-next-line typescript/no-unsafe-declaration-merging
  interface NDArray extends ArrayOperators {}
}

const operator = (f: (x: number, y: number) => number, dtypeOf?: Parameters<typeof elementwise>[3]) =>
  function (this: NDArray, other: ArrayLike): NDArray {
    return elementwise(this, other, f, dtypeOf);
  };

const methods: ArrayOperators = {
  add: operator((x, y) => x + y),
  sub: operator((x, y) => x - y),
  mul: operator((x, y) => x * y),
  div: operator(
    (x, y) => x / y,
    (dtype) => (isFloat(dtype) ? dtype : 'float64'),
  ),
  pow: operator((x, y) => x ** y),
  neg(this: NDArray) {
    return elementwise(this, -1, (x, y) => x * y);
  },
  dot(this: NDArray, other: ArrayLike) {
    return dot(this, other);
  },
};

/** Puts the operators on arrays; doing it again changes nothing. */
export function installArrayOperators(): void {
  for (const [name, method] of Object.entries(methods))
    Object.defineProperty(NDArray.prototype, name, { value: method, writable: true, configurable: true });
}
