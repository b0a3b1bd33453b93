// Builders of nodes about shapes and the order of values.
import { applyOp } from '../apply-op.ts';
import { constant, convertToTensor, type TensorLike } from '../convert.ts';
import { GraphTypeError } from '../errors.ts';
import type { Graph, Tensor } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import { elementCount, isFullyDefined } from '../shapes.ts';
import { NDArray } from '../array/ndarray.ts';
import { operators } from './elementwise.ts';

type Name = string | null;

const INT32 = { out_type: { type: 'int32' } } as const;

/** The shape as an int32 vector: a constant where it is known. */
export function shape(graph: Graph, x: TensorLike, name: Name = null): Tensor {
  return graph.nameScope(name ?? 'Shape', (scope) => {
    const tensor = convertToTensor(graph, x, { name: 'Const' });
    const known = tensor.staticShape;
    if (isFullyDefined(known)) return constant(graph, NDArray.from([...known], 'int32'), { name: scope });
    return applyOp(graph, 'Shape', [tensor], { name: scope, attrs: INT32 }).outputs[0];
  });
}

export function size(graph: Graph, x: TensorLike, name: Name = null): Tensor {
  return graph.nameScope(name ?? 'Size', (scope) => {
    const tensor = convertToTensor(graph, x, { name: 'Const' });
    const known = tensor.staticShape;
    if (isFullyDefined(known)) return constant(graph, elementCount(known), { dtype: 'int32', name: scope });
    return applyOp(graph, 'Size', [tensor], { name: scope, attrs: INT32 }).outputs[0];
  });
}

export function rank(graph: Graph, x: TensorLike, name: Name = null): Tensor {
  return graph.nameScope(name ?? 'Rank', (scope) => {
    const tensor = convertToTensor(graph, x, { name: 'Const' });
    const known = tensor.staticShape;
    if (known !== null) return constant(graph, known.length, { dtype: 'int32', name: scope });
    return applyOp(graph, 'Rank', [tensor], { name: scope }).outputs[0];
  });
}

export function range(
  graph: Graph,
  start: TensorLike,
  limit: TensorLike,
  delta: TensorLike = 1,
  name: Name = null,
): Tensor {
  return applyOp(graph, 'Range', [start, limit, delta], { name: name ?? 'range' }).outputs[0];
}

export const fill = (graph: Graph, dims: TensorLike, value: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'Fill', [dims, value], { name }).outputs[0];

export const reshape = (graph: Graph, x: TensorLike, to: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'Reshape', [x, to], { name, attrs: { Tshape: { type: 'int32' } } }).outputs[0];

export const tile = (graph: Graph, x: TensorLike, multiples: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'Tile', [x, multiples], { name, attrs: { Tmultiples: { type: 'int32' } } }).outputs[0];

export const broadcastTo = (graph: Graph, x: TensorLike, to: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'BroadcastTo', [x, to], { name, attrs: { Tidx: { type: 'int32' } } }).outputs[0];

export const expandDims = (graph: Graph, x: TensorLike, axis: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'ExpandDims', [x, axis], { name, attrs: { Tdim: { type: 'int32' } } }).outputs[0];

export const squeeze = (graph: Graph, x: TensorLike, axes: readonly number[], name: Name = null): Tensor =>
  applyOp(graph, 'Squeeze', [x], { name, attrs: { squeeze_dims: { list: axes } } }).outputs[0];

/** Axes in the order `perm`; without it, reversed. */
export function transpose(graph: Graph, x: TensorLike, perm: TensorLike | null, name: Name = null): Tensor {
  return graph.nameScope(name ?? 'transpose', (scope) => {
    const attrs = { Tperm: { type: 'int32' } } as const;
    if (perm !== null) return applyOp(graph, 'Transpose', [x, perm], { name: scope, attrs }).outputs[0];
    const tensor = convertToTensor(graph, x, { name: 'a' });
    const known = tensor.staticShape;
    let order: Tensor;
    if (known !== null) {
      const axes = known.map((_, i) => known.length - 1 - i);
      order = constant(graph, NDArray.from(axes, 'int32'), { name: 'perm' });
    } else {
      const last = operators.sub(graph, rank(graph, tensor), 1);
      order = range(graph, last, -1, -1, 'Range');
    }
    return applyOp(graph, 'Transpose', [tensor, order], { name: scope, attrs }).outputs[0];
  });
}

export const invertPermutation = (graph: Graph, perm: TensorLike): Tensor =>
  applyOp(graph, 'InvertPermutation', [perm]).outputs[0];

/** Zeros or ones: a constant where the shape is made of numbers. */
export function filled(
  graph: Graph,
  value: 0 | 1,
  dims: TensorLike,
  dtype: DType,
  name: Name = null,
): Tensor {
  return graph.nameScope(name ?? (value === 0 ? 'zeros' : 'ones'), (scope) => {
    const element = dtype === 'bool' ? value === 1 : value;
    if (isShape(dims)) {
      if (dims.includes(0)) return constant(graph, NDArray.zeros(dims, dtype), { name: scope });
      return constant(graph, element, { dtype, shape: dims, name: scope });
    }
    const to = convertToTensor(graph, dims, { dtype: 'int32' });
    const vector = to.staticShape?.length === 0 ? reshape(graph, to, [-1]) : to;
    return applyOp(graph, 'Fill', [vector, constant(graph, element, { dtype })], { name: scope }).outputs[0];
  });
}

const isShape = (dims: TensorLike): dims is readonly number[] =>
  Array.isArray(dims) && dims.every((d) => typeof d === 'number');

export function zerosLike(
  graph: Graph,
  x: TensorLike,
  dtype: DType | null = null,
  name: Name = null,
): Tensor {
  return graph.nameScope(name ?? 'zeros_like', (scope) => {
    const tensor = convertToTensor(graph, x, { name: 'tensor' });
    const known = tensor.staticShape;
    if (isFullyDefined(known))
      return constant(graph, NDArray.zeros(known, dtype ?? tensor.dtype), { name: scope });
    if (dtype !== null && dtype !== tensor.dtype)
      return filled(graph, 0, shape(graph, tensor, 'Shape'), dtype, scope);
    return applyOp(graph, 'ZerosLike', [tensor], { name: scope }).outputs[0];
  });
}

export function onesLike(graph: Graph, x: TensorLike, dtype: DType | null = null, name: Name = null): Tensor {
  return graph.nameScope(name ?? 'ones_like', (scope) => {
    const tensor = convertToTensor(graph, x, { name: 'tensor' });
    const dims = shape(graph, tensor, 'Shape');
    return filled(graph, 1, dims, dtype ?? tensor.dtype, scope);
  });
}

export interface PlaceholderOptions {
  readonly shape?: readonly (number | null)[] | null;
  readonly name?: Name;
}

/** A placeholder that may be left unfed: then it has the value of `input`. */
export function placeholderWithDefault(
  graph: Graph,
  input: TensorLike,
  dims: readonly (number | null)[] | null,
  name: string | null = null,
): Tensor {
  const attrs = { shape: { shape: dims?.map((d) => d ?? -1) ?? null } };
  return applyOp(graph, 'PlaceholderWithDefault', [input], { name, attrs }).outputs[0];
}

export function placeholder(
  graph: Graph,
  dtype: DType,
  { shape: dims, name = null }: PlaceholderOptions,
): Tensor {
  if (dims !== undefined && dims !== null && !Array.isArray(dims))
    throw new GraphTypeError('the shape of a placeholder is an array such as [null, 576]');
  const known = dims?.map((d) => d ?? -1) ?? null;
  const attrs = { dtype: { type: dtype }, shape: { shape: known } };
  return applyOp(graph, 'Placeholder', [], { name, attrs }).outputs[0];
}
