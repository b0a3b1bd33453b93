// Builders of nodes that join tensors, or part one into several.
import { applyOp } from '../apply-op.ts';
import { NDArray } from '../array/ndarray.ts';
import { convertToTensor, type TensorLike } from '../convert.ts';
import { GraphTypeError, ValueError } from '../errors.ts';
import type { Graph, Tensor } from '../graph.ts';
import type { Shape } from '../graphdef.ts';
import { UNKNOWN } from '../shapes.ts';

type Name = string | null;

/** One after the other along an axis that they have. */
export function concat(
  graph: Graph,
  values: readonly TensorLike[],
  axis: TensorLike,
  name: Name = null,
): Tensor {
  if (values.length === 1)
    return graph.nameScope(name ?? 'concat', (scope) => {
      convertToTensor(graph, axis, { dtype: 'int32', name: 'concat_dim' });
      return applyOp(graph, 'Identity', [values[0]], { name: scope }).outputs[0];
    });
  return applyOp(graph, 'ConcatV2', [values, axis], { name: name ?? 'concat' }).outputs[0];
}

/** Side by side along a new axis. */
export function stack(graph: Graph, values: readonly TensorLike[], axis = 0, name: Name = null): Tensor {
  if (axis === 0 && !values.some((value) => value instanceof NDArray))
    try {
      return convertToTensor(graph, values as TensorLike, { name: name ?? 'stack' });
    } catch (error) {
      // TensorFlow tries the other way before it tells, and the node has the next name then.
      if (!(error instanceof ValueError || error instanceof GraphTypeError)) throw error;
    }
  requireAxis(convertToTensor(graph, values[0], { name: name ?? 'stack' }).staticShape, axis, 1);
  return applyOp(graph, 'Pack', [values], { name: name ?? 'stack', attrs: { axis: { i: axis } } }).outputs[0];
}

function requireAxis(shape: Shape, axis: number, extra: number): void {
  if (shape === null) return;
  const rank = shape.length + extra;
  if (axis < -rank || axis >= rank)
    throw new ValueError(`Argument \`axis\` = ${axis} not in range [${-rank}, ${rank})`);
}

/** The parts along an axis; `num` of them, where the shape does not tell. */
export function unstack(
  graph: Graph,
  value: TensorLike,
  { num = null, axis = 0, name = null }: { num?: number | null; axis?: number; name?: Name } = {},
): readonly Tensor[] {
  const tensor = convertToTensor(graph, value);
  let count = num;
  if (count === null) {
    const { staticShape: shape } = tensor;
    requireAxis(shape, axis, 0);
    count = shape?.at(axis) ?? UNKNOWN;
    if (count === UNKNOWN)
      throw new ValueError(`Cannot infer argument \`num\` from shape ${tensor.shape.toString()}`);
  }
  const attrs = { num: { i: count }, axis: { i: axis } };
  return applyOp(graph, 'Unpack', [tensor], { name: name ?? 'unstack', attrs }).outputs;
}

/** Equal parts, given their number, or parts of the given sizes. */
export function split(
  graph: Graph,
  value: TensorLike,
  parts: number | TensorLike,
  { axis = 0, num = null, name = null }: { axis?: TensorLike; num?: number | null; name?: Name } = {},
): readonly Tensor[] {
  if (typeof parts === 'number')
    return applyOp(graph, 'Split', [axis, value], {
      name: name ?? 'split',
      attrs: { num_split: { i: parts } },
    }).outputs;
  const sizes = convertToTensor(graph, parts);
  const { staticShape: shape } = sizes;
  if (shape?.length === 0)
    throw new ValueError(
      `Rank-0 tensors are not supported as the num_or_size_splits argument to split. Argument provided: ${String(parts)}`,
    );
  const count = num ?? shape?.[0] ?? UNKNOWN;
  if (count === UNKNOWN) throw new ValueError(`Cannot infer argument \`num\` from shape ${String(parts)}`);
  return applyOp(graph, 'SplitV', [value, sizes, axis], {
    name: name ?? 'split',
    attrs: { num_split: { i: count } },
  }).outputs;
}
