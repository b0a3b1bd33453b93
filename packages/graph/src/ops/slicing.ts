// Builders of nodes that take a part of a tensor: Slice, StridedSlice, and Python's x[i, a:b:c, ...].
import { applyOp } from '../apply-op.ts';
import { constant, convertToTensor, type TensorLike } from '../convert.ts';
import { GraphTypeError } from '../errors.ts';
import { Tensor, type Graph } from '../graph.ts';
import { NDArray } from '../array/ndarray.ts';
import type { SliceMasks } from '../strided-slice.ts';
import { onesLike } from './arrays.ts';
import { operators } from './elementwise.ts';

type Name = string | null;

export const slice = (
  graph: Graph,
  x: TensorLike,
  begin: TensorLike,
  size: TensorLike,
  name: Name = null,
): Tensor => applyOp(graph, 'Slice', [x, begin, size], { name }).outputs[0];

const NO_MASKS: SliceMasks = {
  begin_mask: 0,
  end_mask: 0,
  ellipsis_mask: 0,
  new_axis_mask: 0,
  shrink_axis_mask: 0,
};

/** The masks as attributes of a node. */
export const maskAttrs = (masks: SliceMasks) => ({
  begin_mask: { i: masks.begin_mask },
  end_mask: { i: masks.end_mask },
  ellipsis_mask: { i: masks.ellipsis_mask },
  new_axis_mask: { i: masks.new_axis_mask },
  shrink_axis_mask: { i: masks.shrink_axis_mask },
});

export function stridedSlice(
  graph: Graph,
  x: TensorLike,
  begin: TensorLike,
  end: TensorLike,
  { strides = null, masks = {}, name = null }: StridedSliceOptions = {},
): Tensor {
  const steps = strides ?? onesLike(graph, begin);
  const attrs = maskAttrs({ ...NO_MASKS, ...masks });
  return applyOp(graph, 'StridedSlice', [x, begin, end, steps], { name, attrs }).outputs[0];
}

export interface StridedSliceOptions {
  /** Ones if absent. */
  readonly strides?: TensorLike | null;
  readonly masks?: Partial<SliceMasks>;
  readonly name?: Name;
}

export type Bound = number | Tensor | null | undefined;

/**
 * What Python writes between [ and ]: an index, whose axis disappears; `[start, stop, step]`, where null is left out
 * (`[]` is `:`); `'...'`; `'newaxis'`.
 */
export type Subscript = number | Tensor | '...' | 'newaxis' | readonly [Bound?, Bound?, Bound?];

/** x[subscripts]. @throws GraphTypeError for a subscript of another kind */
export function getItem(graph: Graph, x: TensorLike, subscripts: readonly Subscript[]): Tensor {
  const begin: (number | Tensor)[] = [];
  const end: (number | Tensor)[] = [];
  const strides: (number | Tensor)[] = [];
  const masks = { ...NO_MASKS } as { -readonly [K in keyof SliceMasks]: number };
  subscripts.forEach((subscript, i) => {
    const bit = 1 << i;
    if (subscript === '...' || subscript === 'newaxis') {
      masks[subscript === '...' ? 'ellipsis_mask' : 'new_axis_mask'] |= bit;
      begin.push(0);
      end.push(0);
      strides.push(1);
    } else if (Array.isArray(subscript)) {
      const [start, stop, step] = (subscript as readonly Bound[]).map((bound) => bound ?? null);
      for (const bound of [start, stop, step]) if (bound) requireIndex(bound);
      if (!isGiven(start)) masks.begin_mask |= bit;
      if (!isGiven(stop)) masks.end_mask |= bit;
      begin.push(isGiven(start) ? start : 0);
      end.push(isGiven(stop) ? stop : 0);
      strides.push(isGiven(step) ? step : 1);
    } else {
      const index = requireIndex(subscript);
      masks.shrink_axis_mask |= bit;
      begin.push(index);
      end.push(index instanceof Tensor ? operators.add(graph, index, 1) : index + 1);
      strides.push(1);
    }
  });
  return graph.nameScope('strided_slice', (scope) => {
    const parts =
      subscripts.length === 0
        ? new Array<Tensor>(3).fill(constant(graph, NDArray.zeros([0], 'int32')))
        : [begin, end, strides].map((part) =>
            convertToTensor(graph, part, { dtype: 'int32', name: 'stack' }),
          );
    return stridedSlice(graph, x, parts[0], parts[1], { strides: parts[2], masks, name: scope });
  });
}

const isGiven = (bound: Bound): bound is number | Tensor => bound !== null && bound !== undefined;

function requireIndex(index: unknown): number | Tensor {
  const fits =
    (typeof index === 'number' && Number.isInteger(index)) ||
    (index instanceof Tensor && index.dtype === 'int32' && (index.staticShape?.length ?? 0) === 0);
  if (!fits)
    throw new GraphTypeError(
      `Only integers, slices (\`:\`), ellipsis (\`...\`), tf.newaxis (\`None\`) and scalar tf.int32/tf.int64 tensors are valid indices, got ${
        index instanceof Tensor ? index.repr() : typeof index === 'string' ? `'${index}'` : String(index)
      }`,
    );
  return index as number | Tensor;
}
