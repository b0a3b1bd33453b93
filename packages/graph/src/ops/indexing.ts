// Builders of nodes that pick values by their position, or put them there.
import { applyOp } from '../apply-op.ts';
import { constant, convertToTensor, type TensorLike } from '../convert.ts';
import { GraphTypeError, ValueError } from '../errors.ts';
import type { Graph, Tensor } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import { concat } from './joining.ts';
import { reshape, shape, squeeze } from './arrays.ts';
import { reduction } from './reductions.ts';
import { getItem } from './slicing.ts';

type Name = string | null;

/** Parts of `params` at `indices` along an axis. */
export const gather = (
  graph: Graph,
  params: TensorLike,
  indices: TensorLike,
  axis: TensorLike = 0,
  name: Name = null,
): Tensor => applyOp(graph, 'GatherV2', [params, indices, axis], { name }).outputs[0];

export const gatherNd = (graph: Graph, params: TensorLike, indices: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'GatherNd', [params, indices], { name }).outputs[0];

export const scatterNd = (
  graph: Graph,
  indices: TensorLike,
  updates: TensorLike,
  to: TensorLike,
  name: Name = null,
): Tensor => applyOp(graph, 'ScatterNd', [indices, updates, to], { name }).outputs[0];

export const segmentSum = (graph: Graph, data: TensorLike, ids: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'SegmentSum', [data, ids], { name }).outputs[0];

export const unsortedSegmentSum = (
  graph: Graph,
  data: TensorLike,
  ids: TensorLike,
  count: TensorLike,
  name: Name = null,
): Tensor => applyOp(graph, 'UnsortedSegmentSum', [data, ids, count], { name }).outputs[0];

export interface OneHotOptions {
  readonly onValue?: TensorLike | null;
  readonly offValue?: TensorLike | null;
  /** Where the new axis goes; last if absent. */
  readonly axis?: number;
  readonly dtype?: DType | null;
  readonly name?: Name;
}

/** Vectors of zeros with a one at each index. */
export function oneHot(
  graph: Graph,
  indices: TensorLike,
  depth: TensorLike,
  { onValue = null, offValue = null, axis = -1, dtype = null, name = null }: OneHotOptions = {},
): Tensor {
  return graph.nameScope(name ?? 'one_hot', (scope) => {
    const hint = dtype ?? undefined;
    const given = (value: TensorLike | null): Tensor | null =>
      value === null ? null : convertToTensor(graph, value, { dtype: hint });
    const on = given(onValue);
    const off = given(offValue);
    for (const [value, which] of [
      [on, 'on_value'],
      [off, 'off_value'],
    ] as const)
      if (value !== null && dtype !== null && value.dtype !== dtype)
        throw new GraphTypeError(`dtype ${value.dtype} of ${which} does not match dtype parameter ${dtype}`);
    const settled = dtype ?? on?.dtype ?? off?.dtype ?? 'float32';
    const onTensor = on ?? constant(graph, 1, { dtype: settled, name: 'on_value' });
    const offTensor = off ?? constant(graph, 0, { dtype: settled, name: 'off_value' });
    if (onTensor.dtype !== offTensor.dtype)
      throw new GraphTypeError(
        `dtype ${onTensor.dtype} of on_value does not match dtype ${offTensor.dtype} of off_value`,
      );
    return applyOp(graph, 'OneHot', [indices, depth, onTensor, offTensor], {
      name: scope,
      attrs: { axis: { i: axis } },
    }).outputs[0];
  });
}

/** Index vectors of what is true. */
export const whereTrue = (graph: Graph, condition: TensorLike, name: Name = null): Tensor =>
  graph.nameScope(name ?? 'Where', (scope) => {
    const tensor = convertToTensor(graph, condition, { name: 'condition' });
    return applyOp(graph, 'Where', [tensor], { name: scope }).outputs[0];
  });

/** The `k` largest of each row, largest first, and their places. */
export function topK(
  graph: Graph,
  input: TensorLike,
  k: TensorLike,
  sorted: boolean,
  name: Name = null,
): readonly [values: Tensor, indices: Tensor] {
  const [values, indices] = applyOp(graph, 'TopKV2', [input, k], {
    name,
    attrs: { sorted: { b: sorted } },
  }).outputs;
  return [values, indices];
}

/** The parts of `x` where `mask`, laid over its axes from `axis` on, is true. */
export function booleanMask(
  graph: Graph,
  x: TensorLike,
  maskInput: TensorLike,
  axis: number,
  name: Name = null,
): Tensor {
  return graph.nameScope(name ?? 'boolean_mask', () => {
    const tensor = convertToTensor(graph, x, { name: 'tensor' });
    const mask = convertToTensor(graph, maskInput, { name: 'mask' });
    const known = mask.staticShape;
    if (known === null)
      throw new ValueError(
        'Number of mask dimensions must be specified, even if some dimensions are None. ' +
          ' E.g. shape=[None] is ok, but shape=None is not.',
      );
    if (known.length === 0) throw new ValueError('mask cannot be scalar.');
    const end = axis + known.length;
    const leading = reduction('Prod')(graph, getItem(graph, shape(graph, tensor), [[axis, end]]), {
      axis: [0],
    });
    const flat = reshape(
      graph,
      tensor,
      concat(
        graph,
        [
          getItem(graph, shape(graph, tensor), [[null, axis]]),
          [leading],
          getItem(graph, shape(graph, tensor), [[end]]),
        ],
        0,
      ),
    );
    const dims = tensor.staticShape;
    if (dims !== null) {
      const masked = dims.slice(axis, end);
      const count = masked.includes(-1) ? -1 : masked.reduce((n, d) => n * d, 1);
      flat.setShape([...dims.slice(0, axis), count, ...dims.slice(end)]);
    }
    const places = squeeze(graph, whereTrue(graph, reshape(graph, mask, [-1])), [1]);
    return gather(graph, flat, places, axis);
  });
}
