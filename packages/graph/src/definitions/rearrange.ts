// Ops about shapes and the order of values, and what their gradients need.
import { listAttr } from '../attributes.ts';
import { ANY, INTS, NUMBERS } from '../dtypes.ts';
import type { Shape } from '../graphdef.ts';
import type { OpDef } from '../op-definition.ts';
import {
  broadcastShapes,
  elementCount,
  isFullyDefined,
  requireAtMostRank,
  requireRank,
  ShapeError,
  UNKNOWN,
  unknownOfRank,
  formatPartialShape,
} from '../shapes.ts';
import { constantInts, sameAsInput, scalar, shapeFrom } from './rules.ts';

function reshape(from: Shape, to: Shape): Shape {
  if (to === null || from === null || !isFullyDefined(from)) return to;
  const total = elementCount(from);
  const known = to.filter((d) => d !== UNKNOWN).reduce((n, d) => n * d, 1);
  const unknown = to.filter((d) => d === UNKNOWN).length;
  if (unknown === 0 && known !== total)
    throw new ShapeError(
      `Cannot reshape a tensor with ${total} elements to shape ${formatPartialShape(to)} (${known} elements)`,
    );
  if (unknown !== 1 || known === 0) return to;
  if (total % known !== 0)
    throw new ShapeError(`Dimension size must be evenly divisible by ${known} but is ${total}`);
  return to.map((d) => (d === UNKNOWN ? total / known : d));
}

function rangeLength(start: number, limit: number, delta: number): number {
  if (delta === 0) throw new ShapeError('Requires delta != 0');
  if (delta > 0 ? start > limit : start < limit)
    throw new ShapeError(
      delta > 0
        ? `Requires start <= limit when delta > 0: ${start}/${limit}`
        : `Requires start >= limit when delta < 0: ${start}/${limit}`,
    );
  return Math.ceil(Math.abs((limit - start) / delta));
}

const unknownLike = (shape: Shape): Shape => (shape === null ? null : unknownOfRank(shape.length));

export const rearrange = {
  Shape: {
    inputs: { input: 'T' },
    outputs: ['out_type'],
    types: { T: ANY, out_type: INTS },
    shapes: ({ inputs }) => [[inputs[0].shape?.length ?? UNKNOWN]],
  },
  ShapeN: {
    inputs: { input: 'N*T' },
    outputs: ['N*out_type'],
    types: { T: ANY, out_type: INTS },
    attrs: { N: 'int' },
    shapes: ({ inputs }) => inputs.map(({ shape }) => [shape?.length ?? UNKNOWN]),
  },
  Rank: { inputs: { input: 'T' }, outputs: ['int32'], types: { T: ANY }, shapes: scalar },
  Size: { inputs: { input: 'T' }, outputs: ['out_type'], types: { T: ANY, out_type: INTS }, shapes: scalar },
  Fill: {
    inputs: { dims: 'int32', value: 'T' },
    outputs: ['T'],
    types: { T: ANY },
    shapes: ({ inputs }) => {
      requireRank(inputs[1].shape, 0);
      const shape = shapeFrom(inputs[0]);
      if (shape?.includes(UNKNOWN) && constantInts(inputs[0])?.some((d) => d < 0))
        throw new ShapeError('Fill dimensions must be >= 0');
      return [shape];
    },
  },
  Range: {
    inputs: { start: 'Tidx', limit: 'Tidx', delta: 'Tidx' },
    outputs: ['Tidx'],
    types: { Tidx: NUMBERS },
    shapes: ({ inputs }) => {
      for (const input of inputs) requireRank(input.shape, 0);
      const [start, limit, delta] = inputs.map((input) => input.constant()?.data[0]);
      if (start === undefined || limit === undefined || delta === undefined) return [[UNKNOWN]];
      return [[rangeLength(start, limit, delta)]];
    },
  },
  Reshape: {
    inputs: { tensor: 'T', shape: 'Tshape' },
    outputs: ['T'],
    types: { T: ANY, Tshape: INTS },
    shapes: ({ inputs }) => [reshape(inputs[0].shape, shapeFrom(inputs[1]))],
  },
  Transpose: {
    inputs: { x: 'T', perm: 'Tperm' },
    outputs: ['T'],
    types: { T: ANY, Tperm: INTS },
    shapes: ({ inputs }) => {
      const { shape } = inputs[0];
      const length = inputs[1].shape?.[0] ?? UNKNOWN;
      if (shape !== null && length !== UNKNOWN && length !== shape.length)
        throw new ShapeError(`Dimension must be ${shape.length} but is ${length}`);
      const perm = constantInts(inputs[1]);
      if (shape === null) return [length === UNKNOWN ? null : unknownOfRank(length)];
      if (perm === undefined) return [unknownOfRank(shape.length)];
      return [
        perm.map((axis) => {
          const d = shape[axis];
          if (d === undefined)
            throw new ShapeError(`perm dim ${axis} is out of range of input rank ${shape.length}`);
          return d;
        }),
      ];
    },
  },
  ExpandDims: {
    inputs: { input: 'T', dim: 'Tdim' },
    outputs: ['T'],
    types: { T: ANY, Tdim: INTS },
    shapes: ({ inputs }) => {
      const { shape } = inputs[0];
      const axis = constantInts(inputs[1])?.[0];
      if (shape === null) return [null];
      if (axis === undefined) return [unknownOfRank(shape.length + 1)];
      if (axis < -shape.length - 1 || axis > shape.length)
        throw new ShapeError(`dim ${axis} not in the interval [${-shape.length - 1}, ${shape.length}].`);
      const at = axis < 0 ? axis + shape.length + 1 : axis;
      return [[...shape.slice(0, at), 1, ...shape.slice(at)]];
    },
  },
  Squeeze: {
    inputs: { input: 'T' },
    outputs: ['T'],
    types: { T: ANY },
    attrs: { squeeze_dims: 'list' },
    shapes: ({ inputs, attrs }) => {
      const { shape } = inputs[0];
      if (shape === null) return [null];
      const axes = listAttr(attrs, 'squeeze_dims').map((axis, i) => {
        if (axis < -shape.length || axis >= shape.length)
          throw new ShapeError(`squeeze_dims[${i}] not in [${-shape.length},${shape.length}).`);
        return axis < 0 ? axis + shape.length : axis;
      });
      if (axes.length === 0) return [shape.includes(UNKNOWN) ? null : shape.filter((d) => d !== 1)];
      for (const axis of axes)
        if (shape[axis] > 1 || shape[axis] === 0)
          throw new ShapeError(`Can not squeeze dim[${axis}], expected a dimension of 1, got ${shape[axis]}`);
      return [shape.filter((_, i) => !axes.includes(i))];
    },
  },
  Tile: {
    inputs: { input: 'T', multiples: 'Tmultiples' },
    outputs: ['T'],
    types: { T: ANY, Tmultiples: INTS },
    shapes: ({ inputs }) => {
      const { shape } = inputs[0];
      const multiples = shapeFrom(inputs[1]);
      if (shape === null || multiples === null)
        return [multiples === null ? unknownLike(shape) : unknownOfRank(multiples.length)];
      requireRank(multiples, shape.length);
      return [shape.map((d, i) => (d === UNKNOWN || multiples[i] === UNKNOWN ? UNKNOWN : d * multiples[i]))];
    },
  },
  BroadcastTo: {
    inputs: { input: 'T', shape: 'Tidx' },
    outputs: ['T'],
    types: { T: ANY, Tidx: INTS },
    shapes: ({ inputs }) => {
      const to = shapeFrom(inputs[1]);
      if (to === null) return [null];
      const shape = requireAtMostRank(inputs[0].shape, to.length);
      return [shape === null ? to : broadcastShapes(to, shape)];
    },
  },
  ZerosLike: { inputs: { x: 'T' }, outputs: ['T'], types: { T: ANY }, shapes: sameAsInput },
  Cast: {
    inputs: { x: 'SrcT' },
    outputs: ['DstT'],
    types: { SrcT: ANY, DstT: ANY },
    shapes: sameAsInput,
  },
  InvertPermutation: {
    inputs: { x: 'T' },
    outputs: ['T'],
    types: { T: INTS },
    shapes: ({ inputs }) => [requireRank(inputs[0].shape, 1)],
  },
  /** For operand shapes s0, s1: the axes along which each was stretched by broadcasting. */
  BroadcastGradientArgs: {
    inputs: { s0: 'T', s1: 'T' },
    outputs: ['T', 'T'],
    types: { T: INTS },
    shapes: ({ inputs }) => {
      requireRank(inputs[0].shape, 1);
      requireRank(inputs[1].shape, 1);
      return [[UNKNOWN], [UNKNOWN]];
    },
  },
} satisfies Record<string, OpDef>;
