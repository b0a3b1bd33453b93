// Ops that pick values by their position, or put them there.
import { ANY, INTS, NUMBERS } from '../dtypes.ts';
import type { Shape } from '../graphdef.ts';
import type { InputInfo, OpDef } from '../op-definition.ts';
import {
  isFullyDefined,
  mergeShapes,
  requireAtLeastRank,
  requireRank,
  sameShape,
  ShapeError,
  UNKNOWN,
  unknownOfRank,
} from '../shapes.ts';
import { MASKS, masksOf, resolveStridedSlice } from '../strided-slice.ts';
import { intAttr } from '../attributes.ts';
import { constantInt, constantInts, shapeFrom } from './rules.ts';

const MASK_ATTRS = Object.fromEntries(MASKS.map((mask) => [mask, 'int'] as const));

function slice(input: Shape, beginInput: InputInfo, sizeInput: InputInfo): Shape {
  const [length] = requireRank(
    mergeShapes(requireRank(beginInput.shape, 1), requireRank(sizeInput.shape, 1)),
    1,
  );
  const rank = input?.length ?? length;
  if (rank === UNKNOWN) return null;
  if (length !== UNKNOWN) requireRank(input, length);
  const begin = constantInts(beginInput);
  const size = constantInts(sizeInput);
  if (begin === undefined || size === undefined) {
    const partly = sizeInput.asShape();
    // A size of -1 means "to the end" only where begin is known too.
    return partly && !partly.includes(UNKNOWN) ? partly : unknownOfRank(rank);
  }
  return begin.map((from, axis) => {
    const dim = input?.[axis] ?? UNKNOWN;
    if (size[axis] !== -1) return size[axis];
    if (dim === UNKNOWN) return UNKNOWN;
    if (from > dim) throw new ShapeError(`Negative dimension size caused by subtracting ${from} from ${dim}`);
    return dim - from;
  });
}

export const indexing = {
  Slice: {
    inputs: { input: 'T', begin: 'Index', size: 'Index' },
    outputs: ['T'],
    types: { T: ANY, Index: INTS },
    shapes: ({ inputs: [input, begin, size] }) => [slice(input.shape, begin, size)],
  },
  StridedSlice: {
    inputs: { input: 'T', begin: 'Index', end: 'Index', strides: 'Index' },
    outputs: ['T'],
    types: { T: ANY, Index: INTS },
    attrs: MASK_ATTRS,
    shapes: ({ inputs: [input, begin, end, strides], attrs }) => {
      for (const part of [begin, end, strides]) requireRank(part.shape, 1);
      const steps = constantInts(strides);
      if (input.shape === null || steps === undefined) return [null];
      const masks = masksOf(attrs);
      // What the strides alone forbid is said without looking further.
      resolveStridedSlice(input.shape, { begin: undefined, end: undefined, strides: steps, masks });
      const spec = { begin: constantInts(begin), end: constantInts(end), strides: steps, masks };
      return [resolveStridedSlice(input.shape, spec).shape];
    },
  },
  StridedSliceGrad: {
    inputs: { shape: 'Index', begin: 'Index', end: 'Index', strides: 'Index', dy: 'T' },
    outputs: ['T'],
    types: { T: ANY, Index: INTS },
    attrs: MASK_ATTRS,
    shapes: ({ inputs }) => [shapeFrom(inputs[0])],
  },
  GatherV2: {
    inputs: { params: 'Tparams', indices: 'Tindices', axis: 'Taxis' },
    outputs: ['Tparams'],
    types: { Tparams: ANY, Tindices: INTS, Taxis: INTS },
    shapes: ({ inputs }) => {
      const params = requireAtLeastRank(inputs[0].shape, 1);
      const indices = inputs[1].shape;
      requireRank(inputs[2].shape, 0);
      const axis = constantInt(inputs[2]);
      if (params === null) return [null];
      if (axis !== undefined) requireAtLeastRank(params, axis < 0 ? -axis : axis + 1);
      if (indices === null) return [null];
      if (axis === undefined) return [unknownOfRank(params.length + indices.length - 1)];
      const at = axis < 0 ? axis + params.length : axis;
      return [[...params.slice(0, at), ...indices, ...params.slice(at + 1)]];
    },
  },
  /** The parts of params at the index vectors that make up the last axis of indices. */
  GatherNd: {
    inputs: { params: 'Tparams', indices: 'Tindices' },
    outputs: ['Tparams'],
    types: { Tparams: ANY, Tindices: INTS },
    shapes: ({ inputs: [params, indices] }) => {
      const at = requireAtLeastRank(indices.shape, 1);
      if (params.shape === null || at === null) return [null];
      const depth = at[at.length - 1];
      if (depth === UNKNOWN) return [null];
      if (depth > params.shape.length)
        throw new ShapeError(
          `indices.shape[-1] must be <= params.rank, but saw indices shape: [${at.join(',')}] and params shape: [${params.shape.join(',')}]`,
        );
      return [[...at.slice(0, -1), ...params.shape.slice(depth)]];
    },
  },
  /** Zeros of a shape, to which updates are added at the index vectors. */
  ScatterNd: {
    inputs: { indices: 'Tindices', updates: 'T', shape: 'Tindices' },
    outputs: ['T'],
    types: { T: ANY, Tindices: INTS },
    shapes: ({ inputs }) => {
      requireAtLeastRank(inputs[0].shape, 1);
      requireAtLeastRank(inputs[1].shape, 1);
      return [shapeFrom(inputs[2])];
    },
  },
  /** Row i: the sum of the rows of data whose segment id is i; ids stand in rising order. */
  SegmentSum: {
    inputs: { data: 'T', segment_ids: 'Tindices' },
    outputs: ['T'],
    types: { T: NUMBERS, Tindices: INTS },
    shapes: ({ inputs: [data, ids] }) => {
      requireAtLeastRank(data.shape, 1);
      requireRank(ids.shape, 1);
      return [data.shape === null ? null : [UNKNOWN, ...data.shape.slice(1)]];
    },
  },
  /** The same for ids in any order and a given number of rows. */
  UnsortedSegmentSum: {
    inputs: { data: 'T', segment_ids: 'Tindices', num_segments: 'Tnumsegments' },
    outputs: ['T'],
    types: { T: NUMBERS, Tindices: INTS, Tnumsegments: INTS },
    shapes: ({ inputs: [data, ids, count] }) => {
      requireRank(count.shape, 0);
      if (data.shape === null || ids.shape === null) return [null];
      mergeShapes(data.shape.slice(0, ids.shape.length), ids.shape);
      return [[constantInt(count) ?? UNKNOWN, ...data.shape.slice(ids.shape.length)]];
    },
  },
  DynamicStitch: {
    inputs: { indices: 'N*int32', data: 'N*T' },
    outputs: ['T'],
    types: { T: ANY },
    attrs: { N: 'int' },
    shapes: ({ inputs }) => {
      const half = inputs.length / 2;
      let rest: Shape = null;
      let length: number | undefined = 0;
      for (let i = 0; i < half; i++) {
        const indices = inputs[i].shape;
        const data = inputs[half + i].shape;
        const values = constantInts(inputs[i]);
        length =
          values === undefined || length === undefined
            ? undefined
            : Math.max(length, ...values.map((v) => v + 1));
        if (indices === null || data === null) continue;
        if (
          !sameShape(indices, data.slice(0, indices.length)) &&
          isFullyDefined(indices) &&
          isFullyDefined(data)
        )
          throw new ShapeError('each data must start with the shape of its indices');
        rest = mergeShapes(rest, data.slice(indices.length));
      }
      return [rest === null ? null : [length ?? UNKNOWN, ...rest]];
    },
  },
  OneHot: {
    inputs: { indices: 'TI', depth: 'int32', on_value: 'T', off_value: 'T' },
    outputs: ['T'],
    types: { T: ANY, TI: INTS },
    attrs: { axis: 'int' },
    shapes: ({ inputs, attrs }) => {
      for (const input of inputs.slice(1)) requireRank(input.shape, 0);
      const { shape } = inputs[0];
      const axis = intAttr(attrs, 'axis');
      if (axis < -1) throw new ShapeError('axis must be >= -1');
      const depth = constantInt(inputs[1]);
      if (depth !== undefined && depth < 0)
        throw new ShapeError(`Dimension size, given by scalar input 1, must be non-negative but is ${depth}`);
      if (shape === null) return [null];
      const at = axis === -1 ? shape.length : axis;
      return [[...shape.slice(0, at), depth ?? UNKNOWN, ...shape.slice(at)]];
    },
  },
  /** Index vectors of all values that are true or not 0. TensorFlow gives int64. */
  Where: {
    inputs: { input: 'T' },
    outputs: ['int32'],
    types: { T: ANY },
    shapes: ({ inputs }) => [[UNKNOWN, inputs[0].shape?.length ?? UNKNOWN]],
  },
  /** The values of x that are not in y, and where they were. */
  ListDiff: {
    inputs: { x: 'T', y: 'T' },
    outputs: ['T', 'out_idx'],
    types: { T: ANY, out_idx: INTS },
    shapes: ({ inputs }) => {
      requireRank(inputs[0].shape, 1);
      requireRank(inputs[1].shape, 1);
      return [[UNKNOWN], [UNKNOWN]];
    },
  },
} satisfies Record<string, OpDef>;
