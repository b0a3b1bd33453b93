// Kernels that pick values by their position, or put them there.
import {
  intAttr,
  masksOf,
  resolveStridedSlice,
  ShapeError,
  type Attr,
  type TensorValue,
} from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { allocate, countOf, shapeText, tensor, type Kernel } from './kernel.ts';
import {
  gatherStrided,
  requireAxis,
  requireCount,
  requireShape,
  scatterStrided,
  stridesOf,
} from './layout.ts';

const slice: Kernel = ([x, beginInput, sizeInput]) => {
  const rank = x.shape.length;
  if (beginInput.data.length !== rank || sizeInput.data.length !== rank)
    throw invalidArgument(
      `Expected begin and size arguments to be 1-D tensors of size ${rank}, ` +
        `but got shapes ${shapeText(beginInput.shape)} and ${shapeText(sizeInput.shape)} instead.`,
    );
  const begin = Array.from(beginInput.data);
  const shape = Array.from(sizeInput.data, (size, axis) =>
    size === -1 ? x.shape[axis] - begin[axis] : size,
  );
  begin.forEach((from, axis) => {
    const dim = x.shape[axis];
    if (from < 0 || from > dim)
      throw invalidArgument(`Expected begin[${axis}] in [0, ${dim}], but got ${from}`);
    if (shape[axis] < 0 || from + shape[axis] > dim)
      throw invalidArgument(`Expected size[${axis}] in [0, ${dim - from}], but got ${shape[axis]}`);
  });
  const strides = stridesOf(x.shape);
  const out = allocate(x.dtype, countOf(shape));
  gatherStrided(x.data, strides, shape, out, offsetOf(begin, strides));
  return [tensor(x.dtype, shape, out)];
};

const offsetOf = (begin: readonly number[], strides: readonly number[]): number =>
  begin.reduce((sum, from, axis) => sum + from * strides[axis], 0);

/** Which values of a tensor of `dims` a strided slice takes: lengths, memory strides and offset; and its shape. */
export function strided(
  dims: readonly number[],
  [begin, end, strides]: readonly TensorValue[],
  attrs: Readonly<Record<string, Attr>>,
): { lengths: number[]; strides: number[]; offset: number; shape: readonly number[] } {
  try {
    const { axes, shape } = resolveStridedSlice(dims, {
      begin: Array.from(begin.data),
      end: Array.from(end.data),
      strides: Array.from(strides.data),
      masks: masksOf(attrs),
    });
    const steps = stridesOf(dims);
    return {
      lengths: axes.map(({ length }) => length),
      strides: axes.map(({ stride }, axis) => stride * steps[axis]),
      offset: offsetOf(
        axes.map((axis) => axis.begin),
        steps,
      ),
      shape,
    };
  } catch (error) {
    if (error instanceof ShapeError) throw invalidArgument(error.message);
    throw error;
  }
}

const stridedSlice: Kernel = ([x, ...spec], { attrs }) => {
  const taken = strided(x.shape, spec, attrs);
  const out = allocate(x.dtype, countOf(taken.lengths));
  gatherStrided(x.data, taken.strides, taken.lengths, out, taken.offset);
  return [tensor(x.dtype, taken.shape, out)];
};

/** Zeros of the input's shape with dy where the slice was taken. */
const stridedSliceGrad: Kernel = ([dims, begin, end, steps, dy], { attrs }) => {
  const shape = requireShape(dims.data);
  const taken = strided(shape, [begin, end, steps], attrs);
  if (countOf(taken.lengths) !== dy.data.length)
    throw invalidArgument(`shape of dy was ${shapeText(dy.shape)} instead of ${shapeText(taken.shape)}`);
  const out = allocate(dy.dtype, countOf(shape));
  scatterStrided(dy.data, taken.strides, taken.lengths, out, taken.offset);
  return [tensor(dy.dtype, shape, out)];
};

/** The index vector of value `i`, as messages write it. */
/** `[1,2]`, or nothing in a scalar. */
const placeOf = (i: number, shape: readonly number[]): string =>
  shape.length === 0
    ? ''
    : shapeText(stridesOf(shape).map((stride, axis) => Math.floor(i / stride) % shape[axis]));

const gather: Kernel = ([params, indices, axisInput]) => {
  const axis = requireAxis(axisInput.data[0], params.shape.length);
  const outer = countOf(params.shape.slice(0, axis));
  const inner = countOf(params.shape.slice(axis + 1));
  const length = params.shape[axis];
  const shape = [...params.shape.slice(0, axis), ...indices.shape, ...params.shape.slice(axis + 1)];
  const out = allocate(params.dtype, requireCount(shape));
  for (let o = 0, to = 0; o < outer; o++)
    for (const [i, index] of indices.data.entries()) {
      if (index < 0 || index >= length)
        throw invalidArgument(`indices${placeOf(i, indices.shape)} = ${index} is not in [0, ${length})`);
      const from = (o * length + index) * inner;
      for (let k = 0; k < inner; k++) out[to++] = params.data[from + k];
    }
  return [tensor(params.dtype, shape, out)];
};

/** merged[indices[m][i…], …] = data[m][i…, …]; later ones win. */
const dynamicStitch: Kernel = (inputs, { attrs }) => {
  const n = intAttr(attrs, 'N');
  const indices = inputs.slice(0, n);
  const data = inputs.slice(n);
  const rest = data[0].shape.slice(indices[0].shape.length);
  const inner = countOf(rest);
  const length = 1 + Math.max(-1, ...indices.flatMap((index) => Array.from(index.data)));
  const shape = [length, ...rest];
  const out = allocate(data[0].dtype, requireCount(shape));
  indices.forEach((index, m) => {
    if (data[m].data.length !== index.data.length * inner)
      throw invalidArgument(
        `data[${m}].shape = ${shapeText(data[m].shape)} does not start with indices[${m}].shape = ${shapeText(index.shape)}`,
      );
    index.data.forEach((to: number, i: number) => {
      if (to < 0) throw invalidArgument(`indices[${m}] = ${to} is not in [0, ${length})`);
      out.set(data[m].data.subarray(i * inner, (i + 1) * inner), to * inner);
    });
  });
  return [tensor(data[0].dtype, shape, out)];
};

/** Where the index vectors along the last axis of `indices` point in a tensor of `dims`, in values. */
function positions(
  indices: TensorValue,
  dims: readonly number[],
  what: string,
): { at: number[]; depth: number; inner: number } {
  const depth = indices.shape.at(-1)!;
  const strides = stridesOf(dims);
  const at: number[] = [];
  for (let i = 0; i < indices.data.length; i += depth) {
    let position = 0;
    for (let k = 0; k < depth; k++) {
      const index = indices.data[i + k];
      if (index < 0 || index >= dims[k])
        throw invalidArgument(
          `indices[${at.length}] = [${indices.data.slice(i, i + depth).join(', ')}] does not index into ${what} ${shapeText(dims)}`,
        );
      position += index * strides[k];
    }
    at.push(position);
  }
  if (depth === 0) at.push(...new Array<number>(countOf(indices.shape.slice(0, -1))).fill(0));
  return { at, depth, inner: countOf(dims.slice(depth)) };
}

const gatherNd: Kernel = ([params, indices]) => {
  const { at, depth, inner } = positions(indices, params.shape, 'param shape');
  const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
  const out = allocate(params.dtype, requireCount(shape));
  at.forEach((from, i) => out.set(params.data.subarray(from, from + inner), i * inner));
  return [tensor(params.dtype, shape, out)];
};

const scatterNd: Kernel = ([indices, updates, dims]) => {
  const shape = requireShape(dims.data);
  const { at, inner } = positions(indices, shape, 'shape');
  if (updates.data.length !== at.length * inner)
    throw invalidArgument(
      `The updates ${shapeText(updates.shape)} do not fit indices ${shapeText(indices.shape)} into shape ${shapeText(shape)}`,
    );
  const out = allocate(updates.dtype, countOf(shape));
  at.forEach((to, i) => {
    for (let k = 0; k < inner; k++) out[to + k] += updates.data[i * inner + k];
  });
  return [tensor(updates.dtype, shape, out)];
};

const segmentSum: Kernel = ([data, ids]) => {
  const [rows, ...rest] = data.shape;
  if (ids.shape.length !== 1) throw invalidArgument('segment_ids should be a vector.');
  if (rows !== ids.data.length)
    throw invalidArgument('segment_ids should be the same size as dimension 0 of input.');
  const inner = countOf(rest);
  const segments = rows === 0 ? 0 : ids.data[rows - 1] + 1;
  if (segments < 0) throw invalidArgument('segment ids must be >= 0');
  const out = allocate(data.dtype, requireCount([segments, ...rest]));
  ids.data.forEach((to: number, i: number) => {
    if (i > 0 && to < ids.data[i - 1]) throw invalidArgument('segment ids are not increasing');
    if (to < 0)
      throw invalidArgument(
        `Segment id ${to} out of range [0, ${segments}), possibly because 'segment_ids' input is not sorted.`,
      );
    for (let k = 0; k < inner; k++) out[to * inner + k] += data.data[i * inner + k];
  });
  return [tensor(data.dtype, [segments, ...rest], out)];
};

/** Rows with a negative id are left out. */
const unsortedSegmentSum: Kernel = ([data, ids, count]) => {
  const rows = count.data[0];
  if (ids.shape.some((d, axis) => d !== data.shape[axis]))
    throw invalidArgument(
      `data.shape = ${shapeText(data.shape)} does not start with segment_ids.shape = ${shapeText(ids.shape)}`,
    );
  const rest = data.shape.slice(ids.shape.length);
  const inner = countOf(rest);
  const out = allocate(data.dtype, requireCount([rows, ...rest]));
  ids.data.forEach((to: number, i: number) => {
    if (to >= rows) throw invalidArgument(`segment_ids[${i}] = ${to} is out of range [0, ${rows})`);
    if (to >= 0) for (let k = 0; k < inner; k++) out[to * inner + k] += data.data[i * inner + k];
  });
  return [tensor(data.dtype, [rows, ...rest], out)];
};

const oneHot: Kernel = ([indices, depthInput, on, off], { attrs }) => {
  const depth = depthInput.data[0];
  if (depth < 0) throw invalidArgument(`depth must be non-negative, got: ${depth}`);
  const axis = intAttr(attrs, 'axis');
  const rank = indices.shape.length;
  if (axis < -1 || axis > rank)
    throw invalidArgument(`Expected axis to be -1 or between [0, ${rank + 1}).  But received: ${axis}`);
  const at = axis === -1 ? rank : axis;
  const shape = [...indices.shape.slice(0, at), depth, ...indices.shape.slice(at)];
  const inner = countOf(indices.shape.slice(at));
  const out = allocate(on.dtype, requireCount(shape)).fill(off.data[0]);
  indices.data.forEach((index: number, i: number) => {
    if (index < 0 || index >= depth) return;
    out[(Math.floor(i / inner) * depth + index) * inner + (i % inner)] = on.data[0];
  });
  return [tensor(on.dtype, shape, out)];
};

const where: Kernel = ([x]) => {
  const strides = stridesOf(x.shape);
  const found: number[] = [];
  let count = 0;
  x.data.forEach((value: number, i: number) => {
    if (value === 0) return;
    count++;
    strides.forEach((stride, axis) => found.push(Math.floor(i / stride) % x.shape[axis]));
  });
  return [tensor('int32', [count, x.shape.length], Int32Array.from(found))];
};

const listDiff: Kernel = ([x, y]) => {
  const out = new Set(y.data);
  const kept = Array.from(x.data.keys()).filter((i) => !out.has(x.data[i]));
  const values = allocate(x.dtype, kept.length);
  kept.forEach((from, i) => (values[i] = x.data[from]));
  return [tensor(x.dtype, [kept.length], values), tensor('int32', [kept.length], Int32Array.from(kept))];
};

/** Equal values keep their order. */
const topK: Kernel = ([input, kInput]) => {
  const k = kInput.data[0];
  const columns = input.shape.at(-1)!;
  if (k < 0) throw invalidArgument(`Need k >= 0, got ${k}`);
  if (columns < k) throw invalidArgument(`input must have at least k columns. Had ${columns}, needed ${k}`);
  const rows = countOf(input.shape.slice(0, -1));
  const values = allocate(input.dtype, rows * k);
  const indices = new Int32Array(rows * k);
  for (let r = 0; r < rows; r++) {
    const row = input.data.subarray(r * columns, (r + 1) * columns);
    const order = Array.from(row.keys()).toSorted((a, b) => row[b] - row[a] || a - b);
    for (let i = 0; i < k; i++) {
      values[r * k + i] = row[order[i]];
      indices[r * k + i] = order[i];
    }
  }
  const shape = [...input.shape.slice(0, -1), k];
  return [tensor(input.dtype, shape, values), tensor('int32', shape, indices)];
};

/** A target that is not a class, or whose prediction is not finite, is in no top k. */
const inTopK: Kernel = ([predictions, targets], { attrs }) => {
  const k = intAttr(attrs, 'k');
  const [rows, classes] = predictions.shape;
  if (targets.data.length !== rows)
    throw invalidArgument(
      `First dimension of predictions ${rows} must match length of targets ${targets.data.length}`,
    );
  const out = new Uint8Array(rows);
  for (let r = 0; r < rows; r++) {
    const row = predictions.data.subarray(r * classes, (r + 1) * classes);
    const own = row[targets.data[r]];
    const larger = Array.from(row).filter((value) => value > own).length;
    out[r] = Number(Number.isFinite(own) && Array.from(row).every((x) => Number.isFinite(x)) && larger < k);
  }
  return [tensor('bool', [rows], out)];
};

export const indexing = {
  Slice: slice,
  StridedSlice: stridedSlice,
  StridedSliceGrad: stridedSliceGrad,
  GatherV2: gather,
  GatherNd: gatherNd,
  ScatterNd: scatterNd,
  SegmentSum: segmentSum,
  UnsortedSegmentSum: unsortedSegmentSum,
  DynamicStitch: dynamicStitch,
  OneHot: oneHot,
  Where: where,
  ListDiff: listDiff,
  TopKV2: topK,
  InTopK: inTopK,
} satisfies Record<string, Kernel>;
