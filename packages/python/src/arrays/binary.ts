// Functions of two arrays: dtypes, broadcasting, results in place, faults.
import { binaryOpFor, BINARY, type BinaryName, type BinaryOp } from './binary-ops.ts';
import {
  BOOL,
  FLOAT32,
  FLOAT64,
  INT64,
  isInteger,
  promote,
  promoteScalar,
  requireExact,
  type ArrayType,
  type Values,
} from './dtypes.ts';
import { NumPyError, reportFault } from './errors.ts';
import { assign, requireSameKind } from './assign.ts';
import { broadcastShapes, broadcastStrides, rowMajor, sameShape, sizeOf, type Shape } from './shapes.ts';
import {
  allocate,
  allocateDoubles,
  isSameView,
  sharesMemory,
  StridedArray,
  typeOfCode,
} from './strided-array.ts';
import { walk } from './walk.ts';

/** An array, or one value, whose dtype is told beside it. */
export type Operand = StridedArray | number;

/** What both inputs are computed in, by NumPy 1's rules: a value without dimensions counts by its value. */
export function commonType(a: Operand, b: Operand, code: number): ArrayType {
  const aType = typeof a === 'number' ? typeOfCode(code) : a.dtype;
  const bType = typeof b === 'number' ? typeOfCode(code) : b.dtype;
  const aIsScalar = typeof a === 'number' || a.rank === 0;
  const bIsScalar = typeof b === 'number' || b.rank === 0;
  if (aIsScalar === bIsScalar) return promote(aType, bType);
  const value = aIsScalar ? valueOf(a) : valueOf(b);
  return aIsScalar ? promoteScalar(bType, aType, value) : promoteScalar(aType, bType, value);
}

const valueOf = (x: Operand): number => (typeof x === 'number' ? x : x.single());

interface Input {
  readonly data: Float64Array;
  readonly offset: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
}

const SCALAR: readonly number[] = [];

/** An operand as doubles, rounded to what it is computed in. */
function inputOf(x: Operand, type: ArrayType): Input {
  if (typeof x === 'number' || x.rank === 0) {
    const value = valueOf(x);
    return {
      data: Float64Array.of(type === FLOAT32 ? Math.fround(value) : value),
      offset: 0,
      shape: SCALAR,
      strides: SCALAR,
    };
  }
  const { data } = x;
  if (data instanceof Float64Array) return { data, offset: x.offset, shape: x.shape, strides: x.strides };
  return { data: x.doubles(), offset: 0, shape: x.shape, strides: rowMajor(x.shape) };
}

/**
 * @param code dtype of the operand that is a number, if one is
 * @param out where the result goes; its dtype must be able to hold it
 * @throws NumPyError
 */
export function binary(
  name: BinaryName,
  a: Operand,
  b: Operand,
  code = 0,
  out?: StridedArray | null,
): StridedArray {
  const given = commonType(a, b, code);
  const type = BINARY[name].input(given);
  const op = binaryOpFor(name, type);
  const resultType = op.output ?? type;
  if (name === 'power' && isInteger(type)) requireNatural(b);
  const x = inputOf(a, type);
  const y = inputOf(b, type);
  const shape = sameShape(x.shape, y.shape)
    ? x.shape
    : x.shape.length === 0
      ? y.shape
      : y.shape.length === 0
        ? x.shape
        : broadcastShapes(x.shape, y.shape);
  const values = compute(op, shape, x, y);
  if (op.faults) {
    if (type.kind === 'f') reportFloatFaults(op, type, values, shape, x, y);
    else reportIntegerFaults(op, values, y);
    if (resultType === INT64) requireExact(values);
  }
  const result =
    values instanceof Float64Array
      ? StridedArray.fromDoubles(resultType, shape, values)
      : StridedArray.of(BOOL, shape, values);
  if (out === undefined || out === null) return result;
  requireSameKind(resultType, out.dtype, op.name);
  requireOutput(shape, out.shape);
  assign(out, result);
  return out;
}

/** The result in place of the first operand. */
export function binaryInPlace(name: BinaryName, a: StridedArray, b: Operand, code = 0): StridedArray {
  return computedInPlace(name, a, b) ? a : binary(name, a, b, code, a);
}

const IN_PLACE: readonly BinaryName[] = ['add', 'subtract', 'multiply'];

/** Without other memory: finite doubles that lie row by row, and another such array or a number. */
function computedInPlace(name: BinaryName, a: StridedArray, b: Operand): boolean {
  const { data, offset, count } = a;
  if (!IN_PLACE.includes(name) || a.dtype !== FLOAT64 || !a.isContiguous() || a.rank === 0) return false;
  if (typeof b !== 'number') {
    if (b.dtype !== FLOAT64 || !b.isContiguous() || !sameShape(a.shape, b.shape)) return false;
    if (sharesMemory(a, b) && !isSameView(a, b)) return false;
  }
  const other = typeof b === 'number' ? Float64Array.of(b) : b.data;
  const [from, step] = typeof b === 'number' ? [0, 0] : [b.offset, 1];
  if (!isFinite(data, offset, count) || !isFinite(other, from, step === 0 ? 1 : count)) return false;
  const doubles = data as Float64Array;
  BINARY[name].loop(count, doubles, offset, doubles, offset, 1, other as Float64Array, from, step);
  if (!isFinite(data, offset, count)) reportFault('overflow', name);
  a.memory.version++;
  return true;
}

function isFinite(data: Values, from: number, count: number): boolean {
  let none = 0;
  for (let i = from; i < from + count; i++) none += data[i] - data[i];
  return none === 0;
}

function compute(op: BinaryOp, shape: Shape, x: Input, y: Input): Float64Array | Uint8Array {
  const size = sizeOf(shape);
  const values = op.output === BOOL ? (allocate(BOOL, size) as Uint8Array) : allocateDoubles(size);
  const { loop } = op;
  if (isStraight(x, shape) && isStraight(y, shape)) {
    const [xs, ys] = [x.shape.length === 0 ? 0 : 1, y.shape.length === 0 ? 0 : 1];
    loop(values.length, values, 0, x.data, x.offset, xs, y.data, y.offset, ys);
    return values;
  }
  const xStrides = x.shape === shape ? x.strides : broadcastStrides(x.shape, x.strides, shape);
  const yStrides = y.shape === shape ? y.strides : broadcastStrides(y.shape, y.strides, shape);
  walk(shape, [0, x.offset, y.offset], [rowMajor(shape), xStrides, yStrides], (length, at, step) =>
    loop(length, values, at[0], x.data, at[1], step[1], y.data, at[2], step[2]),
  );
  return values;
}

/** Whether it is one value, or lies row by row in the shape of the result. */
function isStraight(x: Input, shape: Shape): boolean {
  if (x.shape.length === 0) return true;
  if (x.shape !== shape && !sameShape(x.shape, shape)) return false;
  for (let i = shape.length - 1, expected = 1; i >= 0; expected *= shape[i--])
    if (x.strides[i] !== expected && shape[i] !== 1) return false;
  return true;
}

function requireOutput(shape: Shape, out: Shape): void {
  if (sameShape(shape, out)) return;
  const together = broadcastShapes(shape, out);
  if (!sameShape(together, out))
    throw new NumPyError(
      'ValueError',
      `non-broadcastable output operand with shape (${out.join(',')}${out.length === 1 ? ',' : ''}) ` +
        `doesn't match the broadcast shape (${together.join(',')}${together.length === 1 ? ',' : ''})`,
    );
}

function requireNatural(exponent: Operand): void {
  const values = typeof exponent === 'number' ? [exponent] : exponent.values();
  for (let i = 0; i < values.length; i++)
    if (values[i] < 0)
      throw new NumPyError('ValueError', 'Integers to negative integer powers are not allowed.');
}

/** Warns of what is not finite though it came from finite values. */
function reportFloatFaults(
  op: BinaryOp,
  type: ArrayType,
  values: Values,
  shape: Shape,
  x: Input,
  y: Input,
): void {
  const most = type.max;
  let suspicious = false;
  if (type === FLOAT32) {
    for (let i = 0; i < values.length; i++)
      if (!(Math.abs(values[i]) <= most)) {
        suspicious = true;
        break;
      }
  } else suspicious = !isFinite(values, 0, values.length);
  if (!suspicious) return;
  let [divide, overflow, invalid] = [false, false, false];
  const strides = [
    rowMajor(shape),
    broadcastStrides(x.shape, x.strides, shape),
    broadcastStrides(y.shape, y.strides, shape),
  ];
  walk(shape, [0, x.offset, y.offset], strides, (length, [o, i, j], [os, is, js]) => {
    for (let n = 0; n < length; n++, o += os, i += is, j += js) {
      const [a, b, result] = [x.data[i], y.data[j], values[o]];
      if (Math.abs(result) <= most) continue;
      if (Number.isNaN(result)) invalid ||= !Number.isNaN(a) && !Number.isNaN(b);
      else if (Number.isFinite(a) && Number.isFinite(b)) {
        if (op.divides?.(a, b) === true) divide = true;
        else overflow ||= Math.fround(result) !== result || !Number.isFinite(result);
      }
    }
  });
  if (divide) reportFault('divide', op.name);
  if (overflow) reportFault('overflow', op.name);
  if (invalid) reportFault('invalid', op.name);
}

function reportIntegerFaults(op: BinaryOp, values: Values, y: Input): void {
  if (op.divides === undefined || op.name === 'power' || values.length === 0) return;
  if (y.data.includes(0)) reportFault('divide', op.name);
}
