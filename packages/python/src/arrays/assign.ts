// Writing values into an array, of its dtype and broadcast to its shape; and which casts NumPy lets pass.
import { BOOL, INT64, isFloating, isInteger, type ArrayType, type Values } from './dtypes.ts';
import { NumPyError, reportFault } from './errors.ts';
import { broadcastStrides, shapeText, type Shape } from './shapes.ts';
import { sharesMemory, StridedArray } from './strided-array.ts';
import { walk } from './walk.ts';

const RANKS = { b: 0, u: 1, i: 2, f: 3 } as const;

/** @throws NumPyError (UFuncTypeError) where a result would lose its kind: floats put into integers */
export function requireSameKind(from: ArrayType, to: ArrayType, name: string): void {
  if (RANKS[from.kind] <= RANKS[to.kind] && !(from.kind === 'i' && to.kind === 'u')) return;
  throw new NumPyError(
    'UFuncTypeError',
    `Cannot cast ufunc '${name}' output from dtype('${from.name}') to dtype('${to.name}') with casting rule 'same_kind'`,
  );
}

/** A value as an array of that dtype holds it. */
export function cast(value: number, to: ArrayType): number {
  if (to.kind === 'f') return to.bytes === 4 ? Math.fround(value) : value;
  if (to === BOOL) return value !== 0 ? 1 : 0;
  if (to === INT64) return Number.isFinite(value) ? Math.trunc(value) + 0 : -(2 ** 63);
  return value;
}

/** Values of one dtype as another's. Floats lose what follows the point; integers wrap around. */
export function castValues(values: Values, from: ArrayType, to: ArrayType): Values {
  if (isFloating(from) && isInteger(to) && values.some((value) => !Number.isFinite(value)))
    reportFault('invalid', 'cast');
  if (to === BOOL || (to === INT64 && isFloating(from))) {
    const result = to.create(values.length);
    for (let i = 0; i < values.length; i++) result[i] = cast(values[i], to);
    return result;
  }
  const result = to.create(values);
  if (isFloating(from) && to.kind === 'f' && to.bytes < from.bytes) reportOverflow(values, result);
  return result;
}

function reportOverflow(values: Values, result: Values): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(result[i]) && Number.isFinite(values[i])) return reportFault('overflow', 'cast');
}

/** @throws NumPyError (ValueError) when it cannot be broadcast there */
export function requireBroadcast(from: Shape, to: Shape): void {
  const extra = from.length - to.length;
  // Leading axes of length 1 too many are no matter.
  const fits = from.every((d, i) => d === 1 || (i >= extra && d === to[i - extra]));
  if (!fits)
    throw new NumPyError(
      'ValueError',
      `could not broadcast input array from shape ${shapeText(from)} into shape ${shapeText(to)}`,
    );
}

/** to[…] = value. @throws NumPyError (ValueError) */
export function assign(to: StridedArray, value: StridedArray | number): void {
  if (to.count === 0 && typeof value === 'number') return;
  if (typeof value === 'number') {
    const own = cast(value, to.dtype);
    if (!Number.isFinite(own) && Number.isFinite(value) && to.dtype.kind === 'f')
      reportFault('overflow', 'cast');
    fill(to, own);
    return;
  }
  requireBroadcast(value.shape, to.shape);
  let source = value;
  if (value.rank > to.rank) {
    const extra = value.rank - to.rank;
    source = value.view(value.shape.slice(extra), value.strides.slice(extra));
  }
  if (source.dtype !== to.dtype)
    source = StridedArray.of(to.dtype, source.shape, castValues(source.values(), source.dtype, to.dtype));
  else if (sharesMemory(source, to)) source = source.copy();
  to.memory.version++;
  if (to.isContiguous() && source.isContiguous() && source.count === to.count) {
    to.data.set(source.values() as Float64Array, to.offset);
    return;
  }
  const strides = [to.strides, broadcastStrides(source.shape, source.strides, to.shape)];
  const [into, from] = [to.data, source.data];
  walk(to.shape, [to.offset, source.offset], strides, (length, [o, i], [os, is]) => {
    for (let n = 0; n < length; n++, o += os, i += is) into[o] = from[i];
  });
}

function fill(to: StridedArray, value: number): void {
  to.memory.version++;
  const { data } = to;
  walk(to.shape, [to.offset], [to.strides], (length, [at], [step]) => {
    if (step === 1) data.fill(value, at, at + length);
    else for (let n = 0, o = at; n < length; n++, o += step) data[o] = value;
  });
}

/** A copy of that dtype. */
export function astype(array: StridedArray, to: ArrayType): StridedArray {
  if (array.dtype === to) return array.copy();
  return StridedArray.of(to, array.shape, castValues(array.values(), array.dtype, to));
}
