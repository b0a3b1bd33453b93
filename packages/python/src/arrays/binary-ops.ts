// What NumPy's functions of two arrays compute, value by value, and of which dtype.
import { BOOL, FLOAT32, FLOAT64, INT8, isInteger, type ArrayType } from './dtypes.ts';
import { NumPyError } from './errors.ts';
import { libm } from './libm.ts';

/** out[o…] = f(x[i…], y[j…]), so many times. The loop of each frequent op is written out, so that V8 compiles it alone. */
export type BinaryLoop = (
  count: number,
  out: Float64Array | Uint8Array,
  o: number,
  x: Float64Array,
  i: number,
  xs: number,
  y: Float64Array,
  j: number,
  ys: number,
) => void;

export interface BinaryOp {
  readonly name: string;
  readonly loop: BinaryLoop;
  /** The same for two values. */
  readonly f: (x: number, y: number) => number;
  /** The dtype that inputs are taken as, from the one that both have room in. @throws NumPyError (TypeError) */
  readonly input: (type: ArrayType) => ArrayType;
  /** The dtype of the result; absent where it is that of the inputs. */
  readonly output?: ArrayType;
  /** In what way a result that is not finite came about from finite inputs; absent where nobody is warned. */
  readonly divides?: (x: number, y: number) => boolean;
  readonly faults: boolean;
}

const loopOf =
  (f: (x: number, y: number) => number): BinaryLoop =>
  (count, out, o, x, i, xs, y, j, ys) => {
    for (let end = o + count; o < end; o++, i += xs, j += ys) out[o] = f(x[i], y[j]);
  };

const add: BinaryLoop = (count, out, o, x, i, xs, y, j, ys) => {
  for (let end = o + count; o < end; o++, i += xs, j += ys) out[o] = x[i] + y[j];
};
const subtract: BinaryLoop = (count, out, o, x, i, xs, y, j, ys) => {
  for (let end = o + count; o < end; o++, i += xs, j += ys) out[o] = x[i] - y[j];
};
const multiply: BinaryLoop = (count, out, o, x, i, xs, y, j, ys) => {
  for (let end = o + count; o < end; o++, i += xs, j += ys) out[o] = x[i] * y[j];
};
const divide: BinaryLoop = (count, out, o, x, i, xs, y, j, ys) => {
  for (let end = o + count; o < end; o++, i += xs, j += ys) out[o] = x[i] / y[j];
};

const equal: BinaryLoop = (count, out, o, x, i, xs, y, j, ys) => {
  for (let end = o + count; o < end; o++, i += xs, j += ys) out[o] = x[i] === y[j] ? 1 : 0;
};
const less: BinaryLoop = (count, out, o, x, i, xs, y, j, ys) => {
  for (let end = o + count; o < end; o++, i += xs, j += ys) out[o] = x[i] < y[j] ? 1 : 0;
};
const greater: BinaryLoop = (count, out, o, x, i, xs, y, j, ys) => {
  for (let end = o + count; o < end; o++, i += xs, j += ys) out[o] = x[i] > y[j] ? 1 : 0;
};

const same = (type: ArrayType): ArrayType => type;
const numbers = (type: ArrayType): ArrayType => (type === BOOL ? INT8 : type);
/** There is no float16: what NumPy computes in it is float64 here. */
export const floating = (type: ArrayType): ArrayType =>
  type.kind === 'f' ? type : isInteger(type) && type.bytes === 2 ? FLOAT32 : FLOAT64;
const dividing = (type: ArrayType): ArrayType => (type.kind === 'f' ? type : FLOAT64);
const noBooleans = (type: ArrayType): ArrayType => {
  if (type !== BOOL) return type;
  throw new NumPyError(
    'TypeError',
    'numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, ' +
      'or the logical_xor function instead.',
  );
};
const integers =
  (name: string) =>
  (type: ArrayType): ArrayType => {
    if (type.kind !== 'f') return type;
    throw new NumPyError(
      'TypeError',
      `ufunc '${name}' not supported for the input types, and the inputs could not be safely coerced to any ` +
        "supported types according to the casting rule ''safe''",
    );
  };

/** Python's remainder: of the divisor's sign. */
export function remainder(x: number, y: number): number {
  const rest = x % y;
  if (rest === 0) return y < 0 ? -0 : 0;
  return rest < 0 !== y < 0 ? rest + y : rest;
}

/** Python's quotient, from the remainder, so that both belong together; as exact as doubles allow. */
export function floorDivide(x: number, y: number): number {
  if (y === 0) return x / y;
  const rest = x % y;
  let quotient = (x - rest) / y;
  if (rest !== 0 && rest < 0 !== y < 0) quotient -= 1;
  if (quotient === 0) return (x / y) * 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

const integerRemainder = (x: number, y: number): number => (y === 0 ? 0 : remainder(x, y) + 0);
const integerFloorDivide = (x: number, y: number): number => (y === 0 ? 0 : floorDivide(x, y) + 0);

/** C's pow: JavaScript's has NaN for 1 ** NaN and ±1 ** ±∞. */
export const power = (x: number, y: number): number =>
  x === 1 || (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) ? 1 : y === 2 ? x * x : libm.pow(x, y);

/** Powers modulo 2³², for what lies in at most 32 bits. */
function wrappedPower(x: number, y: number): number {
  let result = 1;
  for (let base = x, n = y; n > 0; n = Math.floor(n / 2), base = Math.imul(base, base))
    if (n % 2 === 1) result = Math.imul(result, base);
  return result;
}

const isNaN = Number.isNaN;
const maximum = (x: number, y: number): number => (x >= y || isNaN(x) ? x : y);
const minimum = (x: number, y: number): number => (x <= y || isNaN(x) ? x : y);

function logaddexp(x: number, y: number): number {
  if (x === y) return x + Math.LN2;
  const difference = x - y;
  if (difference > 0) return x + libm.log1p(libm.exp(-difference));
  return difference <= 0 ? y + libm.log1p(libm.exp(difference)) : difference;
}

interface Options extends Partial<BinaryOp> {
  readonly f: BinaryOp['f'];
}

const op = (name: string, options: Options): BinaryOp => ({
  name,
  loop: loopOf(options.f),
  input: same,
  faults: false,
  ...options,
});
const comparison = (name: string, f: (x: number, y: number) => boolean, loop?: BinaryLoop): BinaryOp =>
  op(name, { f: (x, y) => (f(x, y) ? 1 : 0), output: BOOL, ...(loop === undefined ? {} : { loop }) });
const bitwise = (name: string, f: BinaryOp['f'], large: (x: bigint, y: bigint) => bigint): BinaryOp =>
  op(name, {
    f: (x, y) => (x === (x | 0) && y === (y | 0) ? f(x, y) : Number(large(BigInt(x), BigInt(y)))),
    input: integers(name),
  });
const byZero = (_: number, y: number): boolean => y === 0;

/** For doubles and, within 2⁵³, integers. */
export const BINARY = {
  add: op('add', { f: (x, y) => x + y, loop: add, faults: true }),
  subtract: op('subtract', { f: (x, y) => x - y, loop: subtract, input: noBooleans, faults: true }),
  multiply: op('multiply', { f: (x, y) => x * y, loop: multiply, faults: true }),
  divide: op('divide', { f: (x, y) => x / y, loop: divide, input: dividing, faults: true, divides: byZero }),
  floor_divide: op('floor_divide', { f: floorDivide, input: numbers, faults: true, divides: byZero }),
  remainder: op('remainder', { f: remainder, input: numbers, faults: true }),
  fmod: op('fmod', { f: (x, y) => x % y, input: numbers, faults: true }),
  power: op('power', { f: power, input: numbers, faults: true, divides: (x) => x === 0 }),
  maximum: op('maximum', { f: maximum }),
  minimum: op('minimum', { f: minimum }),
  fmax: op('fmax', { f: (x, y) => (x >= y || isNaN(y) ? x : y) }),
  fmin: op('fmin', { f: (x, y) => (x <= y || isNaN(y) ? x : y) }),
  arctan2: op('arctan2', { f: (x, y) => libm.atan2(x, y), input: floating }),
  hypot: op('hypot', { f: (x, y) => libm.hypot(x, y), input: floating, faults: true }),
  logaddexp: op('logaddexp', { f: logaddexp, input: floating, faults: true }),
  copysign: op('copysign', {
    f: (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)),
    input: floating,
  }),
  equal: comparison('equal', (x, y) => x === y, equal),
  not_equal: comparison('not_equal', (x, y) => x !== y),
  less: comparison('less', (x, y) => x < y, less),
  less_equal: comparison('less_equal', (x, y) => x <= y),
  greater: comparison('greater', (x, y) => x > y, greater),
  greater_equal: comparison('greater_equal', (x, y) => x >= y),
  logical_and: comparison('logical_and', (x, y) => x !== 0 && y !== 0),
  logical_or: comparison('logical_or', (x, y) => x !== 0 || y !== 0),
  logical_xor: comparison('logical_xor', (x, y) => (x !== 0) !== (y !== 0)),
  bitwise_and: bitwise(
    'bitwise_and',
    (x, y) => x & y,
    (x, y) => x & y,
  ),
  bitwise_or: bitwise(
    'bitwise_or',
    (x, y) => x | y,
    (x, y) => x | y,
  ),
  bitwise_xor: bitwise(
    'bitwise_xor',
    (x, y) => x ^ y,
    (x, y) => x ^ y,
  ),
  left_shift: op('left_shift', {
    f: (x, y) => (y >= 0 && y < 64 ? x * 2 ** y : 0),
    input: (type) => numbers(integers('left_shift')(type)),
  }),
  right_shift: op('right_shift', {
    f: (x, y) => (y >= 0 && y < 64 ? Math.floor(x / 2 ** y) : x < 0 ? -1 : 0),
    input: (type) => numbers(integers('right_shift')(type)),
  }),
} as const satisfies Record<string, BinaryOp>;

export type BinaryName = keyof typeof BINARY;

const derive = (base: BinaryOp, f: BinaryOp['f'], divides?: BinaryOp['divides']): BinaryOp => ({
  ...base,
  f,
  loop: loopOf(f),
  ...(divides === undefined ? {} : { divides }),
});

const INTEGER: Partial<Record<BinaryName, BinaryOp>> = {
  floor_divide: derive(BINARY.floor_divide, integerFloorDivide, byZero),
  remainder: derive(BINARY.remainder, integerRemainder, byZero),
  fmod: derive(BINARY.fmod, (x, y) => (y === 0 ? 0 : (x % y) + 0), byZero),
};
/** Integers of at most 32 bits: products wrap around. */
const NARROW: Partial<Record<BinaryName, BinaryOp>> = {
  ...INTEGER,
  multiply: derive(BINARY.multiply, Math.imul),
  power: derive(BINARY.power, wrappedPower),
};
const BOOLEAN: Partial<Record<BinaryName, BinaryOp>> = {
  add: BINARY.logical_or,
  multiply: BINARY.logical_and,
  maximum: BINARY.logical_or,
  minimum: BINARY.logical_and,
};

/** The op as it is for inputs of a dtype. */
export function binaryOpFor(name: BinaryName, type: ArrayType): BinaryOp {
  const special = type === BOOL ? BOOLEAN : type.kind === 'f' ? null : type.bytes <= 4 ? NARROW : INTEGER;
  return special?.[name] ?? BINARY[name];
}
