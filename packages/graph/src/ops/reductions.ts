// Builders of reductions.
import { applyOp } from '../apply-op.ts';
import { constant, type TensorLike } from '../convert.ts';
import { Tensor, type Graph } from '../graph.ts';
import type { OpType } from '../op-types.ts';
import { isFullyDefined } from '../shapes.ts';
import { NDArray } from '../array/ndarray.ts';
import { range, rank } from './arrays.ts';

export interface ReduceOptions {
  /** Axes to fold; all of them if absent. */
  readonly axis?: number | readonly number[] | Tensor | null;
  readonly keepDims?: boolean;
  readonly name?: string | null;
}

export type Reduction = (graph: Graph, x: TensorLike, options?: ReduceOptions) => Tensor;

/** All axes: a constant for a tensor of known rank, else computed. */
export function allAxes(graph: Graph, x: TensorLike): Tensor {
  const known = x instanceof Tensor ? x.staticShape : null;
  if (known !== null)
    return constant(
      graph,
      NDArray.from(
        known.map((_, i) => i),
        'int32',
      ),
    );
  return range(graph, 0, rank(graph, x));
}

export const reduction =
  (type: OpType): Reduction =>
  (graph, x, { axis = null, keepDims = false, name = null } = {}) => {
    const axes =
      axis === null ? allAxes(graph, x) : typeof axis === 'object' && 'op' in axis ? axis : asInts(axis);
    const attrs = { keep_dims: { b: keepDims }, Tidx: { type: 'int32' } } as const;
    const [output] = applyOp(graph, type, [x, axes], { name, attrs }).outputs;
    if (axis === null && !keepDims && !isFullyDefined(output.staticShape)) output.setShape([]);
    return output;
  };

const asInts = (axis: number | readonly number[]): NDArray =>
  NDArray.from(typeof axis === 'number' ? axis : [...axis], 'int32');

export const reduceSum = reduction('Sum');
export const reduceProd = reduction('Prod');

export function argument(
  type: 'ArgMax' | 'ArgMin',
): (graph: Graph, x: TensorLike, axis: number, name?: string | null) => Tensor {
  return (graph, x, axis, name = null) =>
    applyOp(graph, type, [x, axis], {
      name,
      attrs: { output_type: { type: 'int32' }, Tidx: { type: 'int32' } },
    }).outputs[0];
}

export const addN = (graph: Graph, inputs: readonly TensorLike[], name: string | null = null): Tensor =>
  applyOp(graph, 'AddN', [inputs], { name }).outputs[0];
