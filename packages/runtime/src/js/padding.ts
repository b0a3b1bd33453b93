// Kernels that put values around a tensor, turn it round, or fill a line.
import { stringAttr, type TensorValue } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { allocate, countOf, shapeText, tensor, type Kernel } from './kernel.ts';
import { gatherStrided, requireAxis, requireCount, scatterStrided, stridesOf } from './layout.ts';

function requirePaddings(
  x: TensorValue,
  paddings: TensorValue,
): (readonly [before: number, after: number])[] {
  if (paddings.shape.length !== 2 || paddings.shape[1] !== 2)
    throw invalidArgument(`paddings must be a matrix with 2 columns: ${shapeText(paddings.shape)}`);
  if (paddings.shape[0] !== x.shape.length)
    throw invalidArgument(
      `The first dimension of paddings must be the rank of inputs${shapeText(paddings.shape)} ${shapeText(x.shape)}`,
    );
  return x.shape.map((_, axis) => {
    const [before, after] = paddings.data.subarray(2 * axis, 2 * axis + 2);
    if (before < 0 || after < 0) throw invalidArgument(`Paddings must be non-negative: ${before} ${after}`);
    return [before, after] as const;
  });
}

const pad: Kernel = ([x, paddings, value]) => {
  const amounts = requirePaddings(x, paddings);
  const shape = x.shape.map((d, axis) => d + amounts[axis][0] + amounts[axis][1]);
  const strides = stridesOf(shape);
  const offset = amounts.reduce((sum, [before], axis) => sum + before * strides[axis], 0);
  const out = allocate(x.dtype, requireCount(shape));
  scatterStrided(x.data, strides, x.shape, out, offset);
  if (value !== undefined && value.data[0] !== 0) fillOutside(out, shape, x.shape, amounts, value.data[0]);
  return [tensor(x.dtype, shape, out)];
};

/** Whether index `at` of an axis lies in the padding decides for every value. */
function fillOutside(
  out: TensorValue['data'],
  shape: readonly number[],
  inner: readonly number[],
  amounts: readonly (readonly [number, number])[],
  value: number,
): void {
  const strides = stridesOf(shape);
  for (let i = 0; i < out.length; i++)
    if (
      strides.some((stride, axis) => {
        const at = (Math.floor(i / stride) % shape[axis]) - amounts[axis][0];
        return at < 0 || at >= inner[axis];
      })
    )
      out[i] = value;
}

/** For each value of the padded tensor, the place in the inner one that it mirrors. */
function mirrored(
  inner: readonly number[],
  amounts: readonly (readonly [number, number])[],
  mode: string,
): { shape: number[]; from: Int32Array } {
  const skip = mode === 'REFLECT' ? 1 : 0;
  amounts.forEach(([before, after], axis) => {
    if (before > inner[axis] - skip || after > inner[axis] - skip)
      throw invalidArgument(
        `paddings must be ${skip === 1 ? 'less than' : 'no greater than'} the dimension size: ${before}, ${after} ${skip === 1 ? 'not less than' : 'greater than'} ${inner[axis]}`,
      );
  });
  const shape = inner.map((d, axis) => d + amounts[axis][0] + amounts[axis][1]);
  const strides = stridesOf(shape);
  const innerStrides = stridesOf(inner);
  const from = new Int32Array(requireCount(shape));
  for (let i = 0; i < from.length; i++)
    for (let axis = 0; axis < shape.length; axis++) {
      let at = (Math.floor(i / strides[axis]) % shape[axis]) - amounts[axis][0];
      if (at < 0) at = -at - 1 + skip;
      else if (at >= inner[axis]) at = 2 * inner[axis] - 1 - at - skip;
      from[i] += at * innerStrides[axis];
    }
  return { shape, from };
}

const mirrorPad: Kernel = ([x, paddings], { attrs }) => {
  const { shape, from } = mirrored(x.shape, requirePaddings(x, paddings), stringAttr(attrs, 'mode'));
  const out = allocate(x.dtype, from.length);
  for (let i = 0; i < out.length; i++) out[i] = x.data[from[i]];
  return [tensor(x.dtype, shape, out)];
};

/** Each value goes back to the place that it mirrors. */
const mirrorPadGrad: Kernel = ([dy, paddings], { attrs }) => {
  const amounts = requirePaddings(dy, paddings);
  const inner = dy.shape.map((d, axis) => d - amounts[axis][0] - amounts[axis][1]);
  const { from } = mirrored(inner, amounts, stringAttr(attrs, 'mode'));
  const out = allocate(dy.dtype, countOf(inner));
  for (let i = 0; i < from.length; i++) out[from[i]] += dy.data[i];
  return [tensor(dy.dtype, inner, out)];
};

const reverse: Kernel = ([x, axesInput]) => {
  const axes = new Set(Array.from(axesInput.data, (axis) => requireAxis(axis, x.shape.length)));
  const steps = stridesOf(x.shape);
  const strides = steps.map((stride, axis) => (axes.has(axis) ? -stride : stride));
  const offset = [...axes].reduce((sum, axis) => sum + (x.shape[axis] - 1) * steps[axis], 0);
  const out = allocate(x.dtype, x.data.length);
  gatherStrided(x.data, strides, x.shape, out, offset);
  return [tensor(x.dtype, x.shape, out)];
};

const linspace: Kernel = ([start, stop, num]) => {
  const [from, to, count] = [start.data[0], stop.data[0], num.data[0]];
  if (count <= 0) throw invalidArgument(`Requires num > 0: ${count}`);
  const out = allocate(start.dtype, requireCount([count]));
  for (let i = 0; i < count; i++) out[i] = count === 1 ? from : from + ((to - from) / (count - 1)) * i;
  // The end itself, whatever rounding would make of it.
  if (count > 1) out[count - 1] = to;
  return [tensor(start.dtype, [count], out)];
};

export const padding = {
  Pad: pad,
  PadV2: pad,
  MirrorPad: mirrorPad,
  MirrorPadGrad: mirrorPadGrad,
  ReverseV2: reverse,
  LinSpace: linspace,
} satisfies Record<string, Kernel>;
