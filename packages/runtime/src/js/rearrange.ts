// Kernels about shapes and the order of values.
import { listAttr } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { allocate, broadcastStrides, countOf, int, ints, shapeText, tensor, type Kernel } from './kernel.ts';
import { gatherStrided, requireAxis, requireCount, requireShape, stridesOf } from './layout.ts';
import { broadcastShape } from './elementwise.ts';
import { TransposedView } from './transposed-view.ts';

const transpose: Kernel = ([x, perm]) => {
  const axes = Array.from(perm.data);
  if (axes.length !== x.shape.length || new Set(axes).size !== axes.length)
    throw invalidArgument(
      `transpose expects a vector of size ${x.shape.length}. But input(1) is a vector of size ${axes.length}`,
    );
  if (axes.length === 2 && axes[0] === 1 && axes[1] === 0) return [new TransposedView(x)];
  const strides = stridesOf(x.shape);
  const shape = axes.map((axis) => x.shape[requireAxis(axis, x.shape.length)]);
  const out = allocate(x.dtype, x.data.length);
  gatherStrided(
    x.data,
    axes.map((axis) => strides[requireAxis(axis, x.shape.length)]),
    shape,
    out,
  );
  return [tensor(x.dtype, shape, out)];
};

const reshape: Kernel = ([x, dims]) => {
  const wanted = Array.from(dims.data);
  const total = x.data.length;
  const unknown: number[] = [];
  wanted.forEach((d, axis) => {
    if (d === -1) {
      if (unknown.push(axis) > 1)
        throw invalidArgument(`Only one input size may be -1, not both ${unknown[0]} and ${unknown[1]}`);
    } else if (d < 0) throw invalidArgument(`Size ${axis} must be non-negative, not ${d}`);
  });
  if (unknown.length === 1) {
    const known = countOf(wanted.filter((d) => d !== -1));
    if (known === 0 || total % known !== 0)
      throw invalidArgument(
        `Input to reshape is a tensor with ${total} values, but the requested shape requires a multiple of ${known}`,
      );
    wanted[unknown[0]] = total / known;
  } else if (countOf(wanted) !== total)
    throw invalidArgument(
      `Input to reshape is a tensor with ${total} values, but the requested shape has ${countOf(wanted)}`,
    );
  return [tensor(x.dtype, wanted, x.data)];
};

const broadcastTo: Kernel = ([x, dims]) => {
  const shape = requireShape(dims.data);
  if (x.shape.length > shape.length)
    throw invalidArgument(
      `Rank of input (${x.shape.length}) must be no greater than rank of output shape (${shape.length}).`,
    );
  if (broadcastShape(x.shape, shape).some((d, axis) => d !== shape[axis]))
    throw invalidArgument(`Incompatible shapes: ${shapeText(x.shape)} vs. ${shapeText(shape)}`);
  const out = allocate(x.dtype, countOf(shape));
  gatherStrided(x.data, broadcastStrides(x.shape, shape), shape, out);
  return [tensor(x.dtype, shape, out)];
};

const tile: Kernel = ([x, multiples]) => {
  if (multiples.data.length !== x.shape.length)
    throw invalidArgument(
      `Expected multiples argument to be a vector of length ${x.shape.length} but got length ${multiples.data.length}`,
    );
  const shape = requireShape(Int32Array.from(x.shape, (d, axis) => d * multiples.data[axis]));
  const out = allocate(x.dtype, countOf(shape));
  const strides = stridesOf(x.shape);
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < out.length; i++) {
    let at = 0;
    for (let axis = 0; axis < shape.length; axis++) at += (index[axis] % x.shape[axis]) * strides[axis];
    out[i] = x.data[at];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return [tensor(x.dtype, shape, out)];
};

const range: Kernel = ([start, limit, delta]) => {
  const [from, to, step] = [start.data[0], limit.data[0], delta.data[0]];
  if (step === 0) throw invalidArgument('Requires delta != 0: 0');
  if (step > 0 ? from > to : from < to)
    throw invalidArgument(
      step > 0
        ? `Requires start <= limit when delta > 0: ${from}/${to}`
        : `Requires start >= limit when delta < 0: ${from}/${to}`,
    );
  const length = requireCount([Math.ceil(Math.abs((to - from) / step))]);
  const out = allocate(start.dtype, length);
  for (let i = 0; i < length; i++) out[i] = from + i * step;
  return [tensor(start.dtype, [length], out)];
};

const squeeze: Kernel = ([x], { attrs }) => {
  const rank = x.shape.length;
  const axes = listAttr(attrs, 'squeeze_dims').map((axis) => {
    if (axis < -rank || axis >= rank)
      throw invalidArgument(`Tried to squeeze dim index ${axis} for tensor with ${rank} dimensions.`);
    return axis < 0 ? axis + rank : axis;
  });
  for (const axis of axes)
    if (x.shape[axis] !== 1)
      throw invalidArgument(`Can not squeeze dim[${axis}], expected a dimension of 1, got ${x.shape[axis]}`);
  const folded = (d: number, axis: number): boolean => (axes.length === 0 ? d === 1 : axes.includes(axis));
  return [
    tensor(
      x.dtype,
      x.shape.filter((d, axis) => !folded(d, axis)),
      x.data,
    ),
  ];
};

const expandDims: Kernel = ([x, dim]) => {
  const axis = requireAxis(dim.data[0], x.shape.length + 1);
  return [tensor(x.dtype, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)], x.data)];
};

const invertPermutation: Kernel = ([x]) => {
  const out = new Int32Array(x.data.length).fill(-1);
  x.data.forEach((to: number, from: number) => {
    if (to < 0 || to >= out.length) throw invalidArgument(`${to} is not between 0 and ${out.length}`);
    if (out[to] !== -1) throw invalidArgument(`${to} is duplicated in the input.`);
    out[to] = from;
  });
  return [tensor('int32', x.shape, out)];
};

/** Axes of length 1 in each operand, counted in the result: those the gradient is summed over. */
const broadcastGradientArgs: Kernel = ([s0, s1]) => {
  const shapes = [Array.from(s0.data), Array.from(s1.data)];
  const rank = Math.max(shapes[0].length, shapes[1].length);
  broadcastShape(shapes[0], shapes[1]);
  const padded = shapes.map((shape) => [...new Array<number>(rank - shape.length).fill(1), ...shape]);
  return padded.map((shape) => ints(shape.flatMap((d, axis) => (d === 1 ? [axis] : []))));
};

export const rearrange = {
  Shape: ([x]) => [ints(x.shape)],
  ShapeN: (inputs) => inputs.map((x) => ints(x.shape)),
  Rank: ([x]) => [int(x.shape.length)],
  Size: ([x]) => [int(x.data.length)],
  Fill: ([dims, value]) => {
    const shape = requireShape(dims.data);
    if (value.shape.length > 0)
      throw invalidArgument(`value must represent a scalar, got shape ${shapeText(value.shape)}`);
    return [tensor(value.dtype, shape, allocate(value.dtype, countOf(shape)).fill(value.data[0]))];
  },
  Range: range,
  Reshape: reshape,
  Transpose: transpose,
  ExpandDims: expandDims,
  Squeeze: squeeze,
  Tile: tile,
  BroadcastTo: broadcastTo,
  ZerosLike: ([x]) => [tensor(x.dtype, x.shape, allocate(x.dtype, x.data.length))],
  InvertPermutation: invertPermutation,
  BroadcastGradientArgs: broadcastGradientArgs,
} satisfies Record<string, Kernel>;
