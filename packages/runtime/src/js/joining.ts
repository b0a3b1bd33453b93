// Kernels that join tensors, or part one into several. Both copy runs of values that lie side by side.
import { intAttr, type TensorValue } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { allocate, countOf, ints, shapeText, tensor, type Kernel } from './kernel.ts';
import { requireAxis, requireCount } from './layout.ts';

function concatenate(values: readonly TensorValue[], axisInput: number): TensorValue {
  const rank = values[0].shape.length;
  if (axisInput < -rank || axisInput >= rank)
    throw invalidArgument(
      `ConcatOp : Expected concatenating dimensions in the range [${-rank}, ${rank}), but got ${axisInput}`,
    );
  const axis = requireAxis(axisInput, rank);
  values.forEach((value, i) => {
    if (value.shape.length !== rank || value.shape.some((d, k) => k !== axis && d !== values[0].shape[k]))
      throw invalidArgument(
        `ConcatOp : ${value.shape.length === rank ? 'Dimension ' + value.shape.findIndex((d, k) => k !== axis && d !== values[0].shape[k]) + ' in both shapes must be equal' : 'Ranks of all input tensors should match'}: ` +
          `shape[0] = ${shapeText(values[0].shape)} vs. shape[${i}] = ${shapeText(value.shape)}`,
      );
  });
  const total = values.reduce((sum, value) => sum + value.shape[axis], 0);
  const shape = values[0].shape.map((d, k) => (k === axis ? total : d));
  return join(values, countOf(shape.slice(0, axis)), shape);
}

/** `outer` times, the next run of every value, one after the other. */
function join(values: readonly TensorValue[], outer: number, shape: readonly number[]): TensorValue {
  const out = allocate(values[0].dtype, requireCount(shape));
  for (let o = 0, to = 0; o < outer; o++)
    for (const { data } of values) {
      const run = data.length / outer;
      out.set(data.subarray(o * run, (o + 1) * run), to);
      to += run;
    }
  return tensor(values[0].dtype, shape, out);
}

/** Cuts along an axis into parts of the given lengths. */
function cut(value: TensorValue, axis: number, lengths: readonly number[]): TensorValue[] {
  const outer = countOf(value.shape.slice(0, axis));
  const inner = countOf(value.shape.slice(axis + 1));
  const row = value.shape[axis] * inner;
  let start = 0;
  return lengths.map((length) => {
    const run = length * inner;
    const out = allocate(value.dtype, outer * run);
    for (let o = 0; o < outer; o++) {
      const from = o * row + start;
      out.set(value.data.subarray(from, from + run), o * run);
    }
    start += run;
    return tensor(
      value.dtype,
      value.shape.map((d, k) => (k === axis ? length : d)),
      out,
    );
  });
}

const pack: Kernel = (values, { attrs }) => {
  const [first] = values;
  values.forEach(({ shape }, i) => {
    if (shape.length !== first.shape.length || shape.some((d, k) => d !== first.shape[k]))
      throw invalidArgument(
        `Shapes of all inputs must match: values[0].shape = ${shapeText(first.shape)} != values[${i}].shape = ${shapeText(shape)}`,
      );
  });
  const axis = requireAxis(intAttr(attrs, 'axis'), first.shape.length + 1);
  const shape = [...first.shape.slice(0, axis), values.length, ...first.shape.slice(axis)];
  return [join(values, countOf(shape.slice(0, axis)), shape)];
};

const unpack: Kernel = ([value], { attrs }) => {
  const axis = requireAxis(intAttr(attrs, 'axis'), value.shape.length);
  const num = intAttr(attrs, 'num');
  if (value.shape[axis] !== num)
    throw invalidArgument(`Input shape axis ${axis} must equal ${num}, got shape ${shapeText(value.shape)}`);
  return cut(value, axis, new Array<number>(num).fill(1)).map(({ dtype, shape, data }) =>
    tensor(
      dtype,
      shape.filter((_, k) => k !== axis),
      data,
    ),
  );
};

const split: Kernel = ([axisInput, value], { attrs }) => {
  const axis = requireAxis(axisInput.data[0], value.shape.length);
  const num = intAttr(attrs, 'num_split');
  if (value.shape[axis] % num !== 0)
    throw invalidArgument(
      `Number of ways to split should evenly divide the split dimension, but got split_dim ${axis} (size = ${value.shape[axis]}) and num_split ${num}`,
    );
  return cut(value, axis, new Array<number>(num).fill(value.shape[axis] / num));
};

const splitV: Kernel = ([value, sizes, axisInput]) => {
  const axis = requireAxis(axisInput.data[0], value.shape.length);
  const given = Array.from(sizes.data);
  const known = given.filter((d) => d >= 0).reduce((a, b) => a + b, 0);
  const lengths = given.map((d) => (d === -1 ? value.shape[axis] - known : d));
  if (lengths.some((d) => d < 0) || lengths.reduce((a, b) => a + b, 0) !== value.shape[axis])
    throw invalidArgument(
      `Determined shape must either match input shape along split_dim exactly if fully specified, or be less ` +
        `than the size of the input along split_dim if not fully specified.  Got: ${known}`,
    );
  return cut(value, axis, lengths);
};

/** Along the axis the lengths so far, elsewhere 0. */
const concatOffset: Kernel = ([axisInput, ...shapes]) => {
  const axis = requireAxis(axisInput.data[0], shapes[0].data.length);
  let start = 0;
  return shapes.map((shape) => {
    const offset = ints(Array.from(shape.data, (_, k) => (k === axis ? start : 0)));
    start += shape.data[axis];
    return offset;
  });
};

export const joining = {
  ConcatV2: (inputs) => [concatenate(inputs.slice(0, -1), inputs.at(-1)!.data[0])],
  ConcatOffset: concatOffset,
  Pack: pack,
  Unpack: unpack,
  Split: split,
  SplitV: splitV,
} satisfies Record<string, Kernel>;
