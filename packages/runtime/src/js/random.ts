// Kernels that draw random numbers. Every node has a generator of its own, which goes on from run to run.
import { intAttr, typeAttr, type TypedArray } from '@residual/graph';
import type { PhiloxState } from '../backend.ts';
import { drawClasses, drawInts, drawNormal, drawOrder, drawTruncatedNormal, drawUniform } from '../philox.ts';
import { invalidArgument } from '../run-error.ts';
import { allocate, countOf, shapeText, tensor, type Kernel, type KernelCall } from './kernel.ts';
import { requireShape } from './layout.ts';

const generatorOf = ({ attrs, context, node }: KernelCall): PhiloxState =>
  context.random.generatorOf(node, intAttr(attrs, 'seed'), intAttr(attrs, 'seed2'));

const floats =
  (fill: typeof drawNormal): Kernel =>
  ([dims], call) => {
    const shape = requireShape(dims.data);
    const dtype = typeAttr(call.attrs, 'dtype');
    const out = allocate(dtype, countOf(shape));
    fill(generatorOf(call), dtype, out);
    return [tensor(dtype, shape, out)];
  };

const uniformInt: Kernel = ([dims, min, max], call) => {
  const shape = requireShape(dims.data);
  const [low, high] = [min.data[0], max.data[0]];
  if (low >= high) throw invalidArgument(`Need minval < maxval, got ${low} >= ${high}`);
  const out = new Int32Array(countOf(shape));
  drawInts(generatorOf(call), low, high, out);
  return [tensor('int32', shape, out)];
};

const shuffle: Kernel = ([value], call) => {
  const rows = value.shape[0] ?? 1;
  if (rows <= 1) return [value];
  const row = value.data.length / rows;
  const out: TypedArray = allocate(value.dtype, value.data.length);
  drawOrder(generatorOf(call), rows).forEach((from, to) =>
    out.set(value.data.subarray(from * row, (from + 1) * row), to * row),
  );
  return [tensor(value.dtype, value.shape, out)];
};

const multinomial: Kernel = ([logits, samples], call) => {
  if (logits.shape.length !== 2)
    throw invalidArgument(`logits should be a matrix, got shape ${shapeText(logits.shape)}`);
  const [rows, classes] = logits.shape;
  const count = samples.data[0];
  if (count < 0) throw invalidArgument(`num_samples should be nonnegative, got ${count}`);
  if (classes <= 0) throw invalidArgument(`num_classes should be positive, got ${classes}`);
  const out = new Int32Array(rows * count);
  drawClasses(generatorOf(call), logits.data, classes, count, out);
  return [tensor('int32', [rows, count], out)];
};

export const random = {
  RandomStandardNormal: floats(drawNormal),
  TruncatedNormal: floats(drawTruncatedNormal),
  RandomUniform: floats(drawUniform),
  RandomUniformInt: uniformInt,
  RandomShuffle: shuffle,
  Multinomial: multinomial,
} satisfies Record<string, Kernel>;
