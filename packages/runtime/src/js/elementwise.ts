// Kernels that work value by value. float32 is computed in float64 and rounded once on storing.
import type { DType, TensorValue, TypedArray } from '@residual/graph';
import { typeAttr } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { digamma, erf, erfc, lgamma, polygamma } from './special-functions.ts';
import { allocate, broadcastStrides, countOf, shapeText, tensor, type Kernel } from './kernel.ts';

type Unary = (x: number) => number;
type Binary = (x: number, y: number) => number;

export const map = (f: Unary, input: TensorValue, dtype: DType = input.dtype): TensorValue => {
  const { data, shape } = input;
  const out = allocate(dtype, data.length);
  for (let i = 0; i < data.length; i++) out[i] = f(data[i]);
  return tensor(dtype, shape, out);
};

export const unary =
  (f: Unary): Kernel =>
  ([x]) => [map(f, x)];

const predicate =
  (f: (x: number) => boolean): Kernel =>
  ([x]) => [map((v) => Number(f(v)), x, 'bool')];

/** Shape of the broadcast result. @throws RunError in TensorFlow's words */
export function broadcastShape(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === b.length && a.every((d, i) => d === b[i])) return a;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      throw invalidArgument(`Incompatible shapes: ${shapeText(a)} vs. ${shapeText(b)}`);
    return x === 1 ? y : x;
  });
}

export function zip(f: Binary, a: TensorValue, b: TensorValue, dtype: DType): TensorValue {
  const shape = broadcastShape(a.shape, b.shape);
  const out = allocate(dtype, countOf(shape));
  const x = a.data;
  const y = b.data;
  if (x.length === out.length && y.length === out.length) {
    for (let i = 0; i < out.length; i++) out[i] = f(x[i], y[i]);
  } else if (y.length === 1) {
    for (let i = 0, s = y[0]; i < out.length; i++) out[i] = f(x[i], s);
  } else if (x.length === 1) {
    for (let i = 0, s = x[0]; i < out.length; i++) out[i] = f(s, y[i]);
  } else {
    zipStrided(f, x, broadcastStrides(a.shape, shape), y, broadcastStrides(b.shape, shape), shape, out);
  }
  return tensor(dtype, shape, out);
}

function zipStrided(
  f: Binary,
  x: TypedArray,
  xStrides: readonly number[],
  y: TypedArray,
  yStrides: readonly number[],
  shape: readonly number[],
  out: TypedArray,
): void {
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0, xi = 0, yi = 0; i < out.length; i++) {
    out[i] = f(x[xi], y[yi]);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      xi += xStrides[axis];
      yi += yStrides[axis];
      if (++index[axis] < shape[axis]) break;
      xi -= xStrides[axis] * shape[axis];
      yi -= yStrides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

export const binary =
  (f: Binary): Kernel =>
  ([a, b]) => [zip(f, a, b, a.dtype)];

/** Integers take another way where rounding or overflow differ. */
const byKind =
  (float: Binary, int: Binary): Kernel =>
  ([a, b]) => [zip(a.dtype === 'int32' ? int : float, a, b, a.dtype)];

/** By squaring, in 32 bits at each step as TensorFlow computes it. */
function intPower(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = exponent; rest > 0; rest >>= 1) {
    if (rest & 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}

const comparison =
  (f: (x: number, y: number) => boolean): Kernel =>
  ([a, b]) => [zip((x, y) => Number(f(x, y)), a, b, 'bool')];

function requireDivisor(y: number): number {
  if (y === 0) throw invalidArgument('Integer division by zero');
  return y;
}

const floorMod: Binary = (x, y) => {
  const r = x % y;
  return r !== 0 && r < 0 !== y < 0 ? r + y : r;
};

const maximum: Binary = (x, y) => (x >= y || Number.isNaN(x) ? x : y);
const minimum: Binary = (x, y) => (x <= y || Number.isNaN(x) ? x : y);

/** 1/(1 + e^−x), the exponent never positive. */
export const sigmoid: Unary = (x) => {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
};

/** Halves go to the even neighbour. */
const round: Unary = (x) => {
  const r = Math.round(x);
  return r - x === 0.5 && r % 2 !== 0 ? r - 1 : r;
};

const select: Kernel = ([condition, t, e]) => {
  const out = allocate(t.dtype, t.data.length);
  // A vector chooses whole rows; a scalar chooses everything.
  const rowLength =
    condition.data.length === out.length
      ? 1
      : condition.shape.length === 0
        ? out.length
        : out.length / t.shape[0];
  for (let i = 0; i < out.length; i++)
    out[i] = condition.data[Math.floor(i / rowLength)] !== 0 ? t.data[i] : e.data[i];
  return [tensor(t.dtype, t.shape, out)];
};

export const elementwise = {
  Add: binary((x, y) => x + y),
  Sub: binary((x, y) => x - y),
  Mul: byKind((x, y) => x * y, Math.imul),
  RealDiv: byKind(
    (x, y) => x / y,
    (x, y) => Math.trunc(x / requireDivisor(y)),
  ),
  Div: byKind(
    (x, y) => x / y,
    (x, y) => Math.trunc(x / requireDivisor(y)),
  ),
  DivNoNan: binary((x, y) => (y === 0 ? 0 : x / y)),
  TruncateDiv: byKind(
    (x, y) => Math.trunc(x / y),
    (x, y) => Math.trunc(x / requireDivisor(y)),
  ),
  TruncateMod: byKind(
    (x, y) => x % y,
    (x, y) => x % requireDivisor(y),
  ),
  FloorDiv: byKind(
    (x, y) => Math.floor(x / y),
    (x, y) => Math.floor(x / requireDivisor(y)),
  ),
  FloorMod: byKind(floorMod, (x, y) => floorMod(x, requireDivisor(y))),
  Pow: byKind(
    (x, y) => x ** y,
    (x, y) => {
      if (y < 0) throw invalidArgument('Integers to negative integer powers are not allowed');
      return intPower(x, y);
    },
  ),
  Maximum: binary(maximum),
  Minimum: binary(minimum),
  SquaredDifference: binary((x, y) => (x - y) * (x - y)),
  Atan2: binary(Math.atan2),
  Xlogy: binary((x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y))),
  Xdivy: binary((x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x / y)),
  Less: comparison((x, y) => x < y),
  LessEqual: comparison((x, y) => x <= y),
  Greater: comparison((x, y) => x > y),
  GreaterEqual: comparison((x, y) => x >= y),
  Equal: comparison((x, y) => x === y),
  NotEqual: comparison((x, y) => x !== y),
  LogicalAnd: comparison((x, y) => x !== 0 && y !== 0),
  LogicalOr: comparison((x, y) => x !== 0 || y !== 0),
  LogicalNot: predicate((x) => x === 0),
  Select: select,
  Cast: ([x], { attrs }) => {
    const dtype = typeAttr(attrs, 'DstT');
    if (dtype === x.dtype) return [x];
    return [
      map(dtype === 'bool' ? (v) => Number(v !== 0) : dtype === 'int32' ? Math.trunc : (v) => v, x, dtype),
    ];
  },
  Neg: unary((x) => -x),
  Square: ([x]) => [map(x.dtype === 'int32' ? (v) => Math.imul(v, v) : (v) => v * v, x)],
  Sqrt: unary(Math.sqrt),
  Rsqrt: unary((x) => 1 / Math.sqrt(x)),
  Reciprocal: ([x]) => [
    map(x.dtype === 'int32' ? (v) => Math.trunc(1 / requireDivisor(v)) : (v) => 1 / v, x),
  ],
  Exp: unary(Math.exp),
  Expm1: unary(Math.expm1),
  Log: unary(Math.log),
  Log1p: unary(Math.log1p),
  Sin: unary(Math.sin),
  Cos: unary(Math.cos),
  Tan: unary(Math.tan),
  Asin: unary(Math.asin),
  Acos: unary(Math.acos),
  Atan: unary(Math.atan),
  Sinh: unary(Math.sinh),
  Cosh: unary(Math.cosh),
  Tanh: unary(Math.tanh),
  Asinh: unary(Math.asinh),
  Acosh: unary(Math.acosh),
  Atanh: unary(Math.atanh),
  Erf: unary(erf),
  Erfc: unary(erfc),
  Lgamma: unary(lgamma),
  Digamma: unary(digamma),
  Polygamma: binary(polygamma),
  Sigmoid: unary(sigmoid),
  Abs: unary(Math.abs),
  Sign: unary(Math.sign),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Round: unary(round),
  Rint: unary(round),
  IsNan: predicate(Number.isNaN),
  IsInf: predicate((x) => x === Infinity || x === -Infinity),
  IsFinite: predicate(Number.isFinite),
  // From the output y and the gradient dy at it.
  SqrtGrad: binary((y, dy) => (dy * 0.5) / y),
  RsqrtGrad: binary((y, dy) => dy * -0.5 * y * y * y),
  ReciprocalGrad: binary((y, dy) => -dy * y * y),
  TanhGrad: binary((y, dy) => dy * (1 - y * y)),
  SigmoidGrad: binary((y, dy) => dy * y * (1 - y)),
} satisfies Record<string, Kernel>;
