// Ops that are computed while the graph is built when all their inputs are known: arithmetic on int32 sizes, axes and
// shapes, as TensorFlow's shape inference does it. A value that is not int32 or bool is left to the run.
import { boolAttr, intAttr, listAttr, typeAttr, type Attrs } from './attributes.ts';
import type { TensorValue } from './graphdef.ts';
import type { OpType } from './op-types.ts';
import { elementCount } from './shapes.ts';
import { masksOf, resolveStridedSlice, type ResolvedSlice } from './strided-slice.ts';

type Fold = (inputs: readonly TensorValue[], attrs: Attrs) => readonly TensorValue[] | undefined;

const value = (shape: readonly number[], data: readonly number[]): TensorValue => ({
  dtype: 'int32',
  shape,
  data: Int32Array.from(data),
});
const vector = (data: readonly number[]): TensorValue => value([data.length], data);

const isInt = ({ dtype }: TensorValue): boolean => dtype === 'int32';

/** Of int32 only. */
const ofInts =
  (fold: Fold): Fold =>
  (inputs, attrs) =>
    inputs.every(isInt) ? fold(inputs, attrs) : undefined;

/** Equal shapes, or one of them a single value. */
const binary = (f: (x: number, y: number) => number): Fold =>
  ofInts(([a, b]) => {
    const same = a.shape.length === b.shape.length && a.shape.every((d, i) => d === b.shape[i]);
    if (!same && a.data.length !== 1 && b.data.length !== 1) return undefined;
    const shape = same || b.data.length === 1 ? a.shape : b.shape;
    if (!same && Math.max(a.shape.length, b.shape.length) > shape.length) return undefined;
    const length = elementCount(shape);
    const at = ({ data }: TensorValue, i: number): number => data[data.length === 1 ? 0 : i];
    return [
      value(
        shape,
        Array.from({ length }, (_, i) => f(at(a, i), at(b, i))),
      ),
    ];
  });

const divided = (f: (x: number, y: number) => number) => (x: number, y: number) => (y === 0 ? 0 : f(x, y));

/** All values of a vector folded into one. */
const total = (start: number, f: (x: number, y: number) => number): Fold =>
  ofInts(([x, axes], attrs) => {
    if (boolAttr(attrs, 'keep_dims') || x.shape.length > 1 || axes.data.length !== x.shape.length)
      return undefined;
    return [value([], [Array.from(x.data).reduce(f, start)])];
  });

const reshaped: Fold = ([x, dims]) => {
  const known = Array.from(dims.data);
  const rest = known.filter((d) => d !== -1).reduce((n, d) => n * d, 1);
  const shape = known.map((d) => (d === -1 ? x.data.length / rest : d));
  return elementCount(shape) === x.data.length ? [{ ...x, shape }] : undefined;
};

const transposed: Fold = ([x, perm]) => {
  if (x.shape.length !== 2) return x.shape.length < 2 ? [x] : undefined;
  if (perm.data[0] === 0) return [x];
  const [rows, columns] = x.shape;
  const data = Array.from(
    { length: x.data.length },
    (_, i) => x.data[(i % rows) * columns + Math.floor(i / rows)],
  );
  return [value([columns, rows], data)];
};

const concatenated: Fold = (inputs) => {
  const parts = inputs.slice(0, -1);
  if (parts.some(({ shape }) => shape.length !== 1)) return undefined;
  return [vector(parts.flatMap(({ data }) => Array.from(data)))];
};

const packed: Fold = (inputs, attrs) => {
  if (intAttr(attrs, 'axis') !== 0) return undefined;
  return [
    value(
      [inputs.length, ...inputs[0].shape],
      inputs.flatMap(({ data }) => Array.from(data)),
    ),
  ];
};

const gathered: Fold = ([params, indices, axis]) => {
  if (params.shape.length !== 1 || axis.data[0] !== 0) return undefined;
  if (Array.from(indices.data).some((i) => i < 0 || i >= params.data.length)) return undefined;
  return [
    value(
      indices.shape,
      Array.from(indices.data, (i) => params.data[i]),
    ),
  ];
};

const sliced: Fold = ([x, begin, end, strides], attrs) => {
  if (x.shape.length !== 1) return undefined;
  const taken: ResolvedSlice = resolveStridedSlice(x.shape, {
    begin: Array.from(begin.data),
    end: Array.from(end.data),
    strides: Array.from(strides.data),
    masks: masksOf(attrs),
  });
  const [{ begin: from, stride, length }] = taken.axes;
  return [
    value(
      taken.shape,
      Array.from({ length }, (_, i) => x.data[from + i * stride]),
    ),
  ];
};

const slicedFrom: Fold = ([x, begin, size]) => {
  if (x.shape.length !== 1) return undefined;
  const [from, length] = [begin.data[0], size.data[0]];
  return [vector(Array.from(x.data.slice(from, length === -1 ? undefined : from + length)))];
};

const ranged: Fold = ([start, limit, delta]) => {
  const step = delta.data[0];
  if (step === 0) return undefined;
  const length = Math.max(0, Math.ceil((limit.data[0] - start.data[0]) / step));
  return length > 1_000 ? undefined : [vector(Array.from({ length }, (_, i) => start.data[0] + i * step))];
};

const filled: Fold = ([dims, x]) => {
  const shape = Array.from(dims.data);
  if (elementCount(shape) > 1_000 || shape.some((d) => d < 0)) return undefined;
  return [value(shape, new Array<number>(elementCount(shape)).fill(x.data[0]))];
};

const difference: Fold = ([x, y]) => {
  const out = new Set(y.data);
  const kept = Array.from(x.data.keys()).filter((i) => !out.has(x.data[i]));
  return [vector(kept.map((i) => x.data[i])), vector(kept)];
};

const stitched: Fold = (inputs) => {
  const half = inputs.length / 2;
  const result: number[] = [];
  for (let m = 0; m < half; m++) {
    const to = Array.from(inputs[m].data);
    if (inputs[half + m].shape.length > 1 || to.some((place) => place < 0 || place > 1_000)) return undefined;
    to.forEach((place, i) => (result[place] = inputs[half + m].data[i]));
  }
  // A place that nothing is put in is 0.
  return [vector(Array.from(result, (x) => x ?? 0))];
};

const offsets: Fold = ([axis, ...shapes]) => {
  let start = 0;
  return shapes.map(({ data }) => {
    const offset = vector(Array.from(data, (_, i) => (i === axis.data[0] ? start : 0)));
    start += data[axis.data[0]];
    return offset;
  });
};

const stretched: Fold = ([s0, s1]) => {
  const rank = Math.max(s0.data.length, s1.data.length);
  const padded = [s0, s1].map(({ data }) => [
    ...new Array<number>(rank - data.length).fill(1),
    ...Array.from(data),
  ]);
  return padded.map((dims) => vector(dims.flatMap((d, axis) => (d === 1 ? [axis] : []))));
};

const inverse: Fold = ([perm]) => {
  const result = new Array<number>(perm.data.length).fill(0);
  perm.data.forEach((to: number, from: number) => (result[to] = from));
  return [vector(result)];
};

const cast: Fold = ([x], attrs) => {
  if (typeAttr(attrs, 'DstT') !== 'int32') return undefined;
  return [value(x.shape, Array.from(x.data, Math.trunc))];
};

const expanded: Fold = ([x, dim]) => {
  const axis = dim.data[0] < 0 ? dim.data[0] + x.shape.length + 1 : dim.data[0];
  return [{ ...x, shape: [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)] }];
};

const squeezed: Fold = ([x], attrs) => {
  const axes = listAttr(attrs, 'squeeze_dims').map((axis) => (axis < 0 ? axis + x.shape.length : axis));
  return [{ ...x, shape: x.shape.filter((d, i) => (axes.length === 0 ? d !== 1 : !axes.includes(i))) }];
};

export const FOLDED: Partial<Readonly<Record<OpType, Fold>>> = {
  Identity: ([x]) => [x],
  Cast: cast,
  Add: binary((x, y) => x + y),
  Sub: binary((x, y) => x - y),
  Mul: binary(Math.imul),
  FloorDiv: binary(divided((x, y) => Math.floor(x / y))),
  FloorMod: binary(divided((x, y) => x - y * Math.floor(x / y))),
  Maximum: binary(Math.max),
  Minimum: binary(Math.min),
  Sum: total(0, (x, y) => x + y),
  Prod: total(1, Math.imul),
  Max: total(-0x8000_0000, Math.max),
  Min: total(0x7fff_ffff, Math.min),
  Range: ofInts(ranged),
  Fill: ofInts(filled),
  Reshape: ofInts(reshaped),
  ExpandDims: ofInts(expanded),
  Squeeze: ofInts(squeezed),
  Transpose: ofInts(transposed),
  Pack: ofInts(packed),
  ConcatV2: ofInts(concatenated),
  ConcatOffset: ofInts(offsets),
  Slice: ofInts(slicedFrom),
  StridedSlice: ofInts(sliced),
  GatherV2: ofInts(gathered),
  ListDiff: ofInts(difference),
  DynamicStitch: ofInts(stitched),
  InvertPermutation: ofInts(inverse),
  BroadcastGradientArgs: ofInts(stretched),
};
