// Gradients of ops that pick values by their position, or put them there.
import { applyOp } from '../apply-op.ts';
import { NDArray } from '../array/ndarray.ts';
import type { Operation, Tensor } from '../graph.ts';
import {
  expandDims,
  filled,
  range,
  rank,
  reshape,
  shape,
  size,
  transpose,
  zerosLike,
} from '../ops/arrays.ts';
import { binary, operators } from '../ops/elementwise.ts';
import { gather, gatherNd, scatterNd, unsortedSegmentSum } from '../ops/indexing.ts';
import { concat, stack } from '../ops/joining.ts';
import { pad } from '../ops/padding.ts';
import { reduceProd } from '../ops/reductions.ts';
import { getItem, maskAttrs } from '../ops/slicing.ts';
import { masksOf } from '../strided-slice.ts';
import type { GradientFunction, GradientRule } from './rule.ts';

const { add, sub, mul } = operators;

/** The gradient surrounded by zeros where the slice left values out. */
const slicing: GradientFunction = (op, grad) => {
  const g = op.graph;
  const [input, begin] = op.inputs;
  const n = rank(g, input);
  const taken = shape(g, op.outputs[0]);
  const column = stack(g, [n, 1]);
  const before = reshape(g, begin, column);
  const after = reshape(g, sub(g, sub(g, shape(g, input), taken), begin), column);
  return [pad(g, grad, concat(g, [before, after], 1)), null, null];
};

/** Known values are given as numbers, so that they become constants of the gradient's own. */
const known = (tensor: Tensor): Tensor | NDArray => {
  const value = tensor.constant();
  return value === undefined ? tensor : new NDArray(value);
};

const stridedSlicing: GradientFunction = (op, grad) => {
  const g = op.graph;
  const [input, begin, end, strides] = op.inputs;
  const operands = [shape(g, input), begin, end, strides].map(known);
  const attrs = maskAttrs(masksOf(op.attrs));
  return [applyOp(g, 'StridedSliceGrad', [...operands, grad], { attrs }).outputs[0], null, null, null];
};

const stridedSlicingTwice: GradientFunction = (op, grad) => {
  const [, begin, end, strides] = op.inputs;
  const attrs = maskAttrs(masksOf(op.attrs));
  const second = applyOp(op.graph, 'StridedSlice', [grad, begin, end, strides], { attrs }).outputs[0];
  return [null, null, null, null, second];
};

/** Rows that were taken several times add up. TensorFlow keeps them apart (IndexedSlices) as long as it can. */
const gathering: GradientFunction = (op, grad) => {
  const g = op.graph;
  const [params, indices, axisInput] = op.inputs;
  const paramsShape = shape(g, params);
  const count = expandDims(g, size(g, indices), 0);
  const axis = axisInput.constant()?.data[0];
  if (axis === 0) {
    const rows = concat(g, [count, getItem(g, paramsShape, [[1]])], 0);
    const values = reshape(g, grad, rows);
    const flat = reshape(g, indices, count);
    return [unsortedSegmentSum(g, values, flat, getItem(g, paramsShape, [0])), null, null];
  }
  const outer = getItem(g, paramsShape, [[null, axisInput]]);
  const inner = getItem(g, getItem(g, paramsShape, [[axisInput]]), [[1]]);
  const values = reshape(g, grad, concat(g, [outer, [-1], inner], 0));
  // The axis comes to the front, its rows are summed there, and it goes back.
  const outerRank = size(g, outer);
  const outerAxes = range(g, 0, outerRank);
  const innerAxes = range(g, add(g, outerRank, 1), rank(g, values));
  const front = transpose(g, values, concat(g, [[outerRank], outerAxes, innerAxes], 0));
  const sums = unsortedSegmentSum(g, front, reshape(g, indices, count), getItem(g, paramsShape, [axisInput]));
  const back = concat(g, [add(g, outerAxes, 1), [0], innerAxes], 0);
  return [reshape(g, transpose(g, sums, back), paramsShape), null, null];
};

const stitching: GradientFunction = (op, grad) => {
  const half = op.inputs.length / 2;
  return op.inputs.map((_, i) => (i < half ? null : gather(op.graph, grad, op.inputs[i - half])));
};

/** The rows of the gradient, and zeros for those whose negative id left them out. */
const segmentSum: GradientFunction = (op, grad) => {
  const g = op.graph;
  const ids = op.inputs[1];
  const zeros = zerosLike(g, ids);
  const rows = gather(g, grad, binary('Maximum')(g, ids, zeros));
  let kept = binary('GreaterEqual')(g, ids, zeros);
  const extra = sub(g, rank(g, rows), rank(g, kept));
  const tall = concat(g, [shape(g, kept), filled(g, 1, [extra], 'int32')], 0);
  kept = binary('LogicalAnd')(g, reshape(g, kept, tall), filled(g, 1, shape(g, rows), 'bool'));
  return [applyOp(g, 'Select', [kept, rows, zerosLike(g, rows)]).outputs[0], null, null];
};

/** Each gradient goes to the place its value came from. */
function largest(op: Operation, grad: Tensor): (Tensor | null)[] {
  const g = op.graph;
  const inShape = shape(g, op.inputs[0]);
  const places = shape(g, op.outputs[1]);
  const last = (dims: Tensor): Tensor => gather(g, dims, sub(g, size(g, dims), 1));
  const flat = reshape(g, op.outputs[1], stack(g, [-1, last(places)]));
  const columns = last(inShape);
  const rows = getItem(g, shape(g, flat), [0]);
  const starts = expandDims(g, range(g, 0, mul(g, rows, columns), columns), -1);
  const at = expandDims(g, reshape(g, add(g, flat, starts), [-1]), -1);
  const spread = scatterNd(g, at, reshape(g, grad, [-1]), [reduceProd(g, inShape)]);
  return [reshape(g, spread, inShape), null];
}

export const indexingGradients = {
  Slice: slicing,
  StridedSlice: stridedSlicing,
  StridedSliceGrad: stridedSlicingTwice,
  GatherV2: gathering,
  GatherNd: (op, grad) => [scatterNd(op.graph, op.inputs[1], grad, shape(op.graph, op.inputs[0])), null],
  ScatterNd: (op, grad) => [null, gatherNd(op.graph, grad, op.inputs[0]), null],
  SegmentSum: (op, grad) => [gather(op.graph, grad, op.inputs[1]), null],
  UnsortedSegmentSum: segmentSum,
  DynamicStitch: stitching,
  OneHot: 'constant',
  Where: 'constant',
  ListDiff: 'constant',
  TopKV2: (op, _, [grad]) => (grad === null ? [null, null] : largest(op, grad)),
  InTopK: 'constant',
} satisfies Record<string, GradientRule>;
