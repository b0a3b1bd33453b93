// Functions of one array, value by value.
import { requireSameKind, assign } from './assign.ts';
import { floating } from './binary-ops.ts';
import { BOOL, FLOAT32, FLOAT64, INT64, INT8, isInteger, requireExact, type ArrayType } from './dtypes.ts';
import { NumPyError, reportFault } from './errors.ts';
import { libm } from './libm.ts';
import { sizeOf } from './shapes.ts';
import { allocateDoubles, StridedArray, typeOfCode } from './strided-array.ts';

interface UnaryOp {
  readonly f: (x: number) => number;
  readonly input: (type: ArrayType, name: string) => ArrayType;
  readonly output?: ArrayType;
  /** Whether an infinite result of x comes from a division by zero, as that of log(0). */
  readonly divides?: (x: number) => boolean;
  /** Whether it is an overflow that nobody is warned of. */
  readonly faults?: boolean;
}

const same = (type: ArrayType): ArrayType => type;
const numeric = (type: ArrayType, name: string): ArrayType => {
  if (type !== BOOL) return type;
  throw new NumPyError(
    'TypeError',
    name === 'negative'
      ? 'The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.'
      : `ufunc '${name}' did not contain a loop with signature matching types <class 'numpy.dtype[bool_]'> -> None`,
  );
};
const small = (type: ArrayType): ArrayType => (type === BOOL ? INT8 : type);
const whole = (type: ArrayType, name: string): ArrayType => {
  if (type.kind !== 'f') return type;
  throw new NumPyError(
    'TypeError',
    `ufunc '${name}' not supported for the input types, and the inputs could not be safely coerced to any ` +
      "supported types according to the casting rule ''safe''",
  );
};
/** Rounding leaves integers as floats, as NumPy 1 does. */
const rounded = floating;

/** To the nearest integer, halves to the even one. */
export function rint(x: number): number {
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const shifted = x < 0 ? x - 2 ** 52 + 2 ** 52 : x + 2 ** 52 - 2 ** 52;
  return shifted === 0 ? x * 0 : shifted;
}

const real = (f: (x: number) => number, divides?: (x: number) => boolean): UnaryOp => ({
  f,
  input: floating,
  faults: true,
  ...(divides === undefined ? {} : { divides }),
});
const test = (f: (x: number) => boolean): UnaryOp => ({
  f: (x) => (f(x) ? 1 : 0),
  input: same,
  output: BOOL,
});
const isZero = (x: number): boolean => x === 0;

export const UNARY = {
  negative: { f: (x) => -x, input: numeric },
  positive: { f: (x) => x, input: numeric },
  absolute: { f: Math.abs, input: same },
  sign: { f: Math.sign, input: numeric },
  square: { f: (x) => x * x, input: small, faults: true },
  reciprocal: { f: (x) => 1 / x, input: small, faults: true, divides: isZero },
  sqrt: real(Math.sqrt),
  cbrt: real((x) => libm.cbrt(x)),
  exp: real((x) => libm.exp(x)),
  exp2: real((x) => libm.exp2(x)),
  expm1: real((x) => libm.expm1(x)),
  log: real((x) => libm.log(x), isZero),
  log2: real((x) => libm.log2(x), isZero),
  log10: real((x) => libm.log10(x), isZero),
  log1p: real(
    (x) => libm.log1p(x),
    (x) => x === -1,
  ),
  sin: real((x) => libm.sin(x)),
  cos: real((x) => libm.cos(x)),
  tan: real((x) => libm.tan(x)),
  arcsin: real((x) => libm.asin(x)),
  arccos: real((x) => libm.acos(x)),
  arctan: real((x) => libm.atan(x)),
  sinh: real((x) => libm.sinh(x)),
  cosh: real((x) => libm.cosh(x)),
  tanh: real((x) => libm.tanh(x)),
  arcsinh: real((x) => libm.asinh(x)),
  arccosh: real((x) => libm.acosh(x)),
  arctanh: real(
    (x) => libm.atanh(x),
    (x) => Math.abs(x) === 1,
  ),
  deg2rad: real((x) => x * (Math.PI / 180)),
  rad2deg: real((x) => x * (180 / Math.PI)),
  floor: { f: Math.floor, input: rounded },
  ceil: { f: Math.ceil, input: rounded },
  trunc: { f: Math.trunc, input: rounded },
  rint: { f: rint, input: rounded },
  isnan: test(Number.isNaN),
  isinf: test((x) => x === Infinity || x === -Infinity),
  isfinite: test(Number.isFinite),
  signbit: test((x) => x < 0 || Object.is(x, -0)),
  logical_not: test(isZero),
  invert: { f: (x) => -x - 1, input: whole },
} as const satisfies Record<string, UnaryOp>;

export type UnaryName = keyof typeof UNARY;

const FLOOR_KEEPS: readonly string[] = ['floor', 'ceil', 'trunc'];

/** @param code dtype of x if it is a number @throws NumPyError */
export function unary(
  name: UnaryName,
  x: StridedArray | number,
  code = 0,
  out?: StridedArray | null,
): StridedArray {
  const op: UnaryOp = UNARY[name];
  const given = typeof x === 'number' ? typeOfCode(code) : x.dtype;
  const type =
    FLOOR_KEEPS.includes(name) && given.kind !== 'f'
      ? given === BOOL
        ? BOOL
        : floating(given)
      : op.input(given, name);
  const shape = typeof x === 'number' ? [] : x.shape;
  const values = typeof x === 'number' ? Float64Array.of(x) : x.doubles();
  const result = allocateDoubles(sizeOf(shape));
  let { f } = op;
  if (name === 'invert') f = type === BOOL ? (v) => 1 - v : f;
  if (name === 'reciprocal' && isInteger(type)) f = (v) => (v === 0 ? 0 : Math.trunc(1 / v));
  if (name === 'square' && isInteger(type) && type.bytes <= 4) f = (v) => Math.imul(v, v);
  if (isInteger(type)) for (let i = 0; i < values.length; i++) result[i] = f(values[i]) + 0;
  else for (let i = 0; i < values.length; i++) result[i] = f(values[i]);
  const resultType = op.output ?? type;
  if (op.faults === true && type.kind === 'f') reportFaults(name, op, type, values, result);
  if (resultType === INT64) requireExact(result);
  if (out === undefined || out === null) return StridedArray.fromDoubles(resultType, shape, result);
  requireSameKind(resultType, out.dtype, name);
  assign(out, StridedArray.of(resultType, shape, resultType.create(result)));
  return out;
}

function reportFaults(
  name: string,
  op: UnaryOp,
  type: ArrayType,
  values: Float64Array,
  result: Float64Array,
): void {
  const most = type === FLOAT32 ? FLOAT32.max : FLOAT64.max;
  let [divide, overflow, invalid] = [false, false, false];
  for (let i = 0; i < result.length; i++) {
    if (Math.abs(result[i]) <= most) continue;
    if (Number.isNaN(result[i])) invalid ||= !Number.isNaN(values[i]);
    else if (Number.isFinite(values[i])) {
      if (op.divides?.(values[i]) === true) divide = true;
      else overflow = true;
    }
  }
  if (divide) reportFault('divide', name);
  if (overflow) reportFault('overflow', name);
  if (invalid) reportFault('invalid', name);
}
