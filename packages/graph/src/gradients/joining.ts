// Gradients of ops that join tensors, or part one into several.
import { applyOp } from '../apply-op.ts';
import { intAttr } from '../attributes.ts';
import type { Graph, Tensor } from '../graph.ts';
import { rank, shape, squeeze } from '../ops/arrays.ts';
import { operators } from '../ops/elementwise.ts';
import { concat, split, stack, unstack } from '../ops/joining.ts';
import { slice } from '../ops/slicing.ts';
import type { GradientFunction, GradientRule } from './rule.ts';

/** Beyond this many inputs one Split does what as many Slices would. */
const MANY = 16;

/** Shapes of all inputs: constants if all are known. */
function shapesOf(graph: Graph, values: readonly Tensor[]): readonly Tensor[] {
  const known: Tensor[] = [];
  for (const value of values) {
    const dims = shape(graph, value);
    if (dims.op.type !== 'Const')
      return applyOp(graph, 'ShapeN', [values], { attrs: { out_type: { type: 'int32' } } }).outputs;
    known.push(dims);
  }
  return known;
}

const concatenation: GradientFunction = (op, grad) => {
  const g = op.graph;
  const values = op.inputs.slice(0, -1);
  const axisInput = op.inputs[values.length];
  if (values.length === 1) return [grad, null];
  const axis = operators.mod(g, axisInput, rank(g, values[0]));
  const sizes = shapesOf(g, values);
  if (values.length > MANY) {
    const lengths = squeeze(g, slice(g, stack(g, sizes, 1), [axis, 0], [1, -1]), []);
    return [...split(g, grad, lengths, { axis, num: values.length }), null];
  }
  const offsets = applyOp(g, 'ConcatOffset', [axis, sizes]).outputs;
  return [...offsets.map((begin, i) => slice(g, grad, begin, sizes[i])), null];
};

export const joiningGradients = {
  ConcatV2: concatenation,
  ConcatOffset: 'constant',
  Pack: (op, grad) => [
    ...unstack(op.graph, grad, { num: intAttr(op.attrs, 'N'), axis: intAttr(op.attrs, 'axis') }),
  ],
  Unpack: (op, _, grads) => [stack(op.graph, grads as readonly Tensor[], intAttr(op.attrs, 'axis'))],
  Split: (op, _, grads) => [null, concat(op.graph, grads as readonly Tensor[], op.inputs[0])],
  SplitV: (op, _, grads) => [concat(op.graph, grads as readonly Tensor[], op.inputs[2]), null, null],
} satisfies Record<string, GradientRule>;
