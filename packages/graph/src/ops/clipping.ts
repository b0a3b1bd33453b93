// Norms, and cutting values or whole tensors down to a size; all composed of other ops, as in TensorFlow.
import { applyOp } from '../apply-op.ts';
import { constant, convertToTensor, type TensorLike } from '../convert.ts';
import { ValueError } from '../errors.ts';
import { Tensor, type Graph } from '../graph.ts';
import { onesLike, squeeze } from './arrays.ts';
import { binary, operators, unary } from './elementwise.ts';
import { stack } from './joining.ts';
import { reduceSum, reduction } from './reductions.ts';

type Name = string | null;

const { add, sub, mul, truediv } = operators;
const sqrt = unary('Sqrt');
const identity = (graph: Graph, x: Tensor, name: Name): Tensor =>
  applyOp(graph, 'Identity', [x], { name }).outputs[0];

export interface NormOptions {
  /** 'euclidean', 1, 2, any p > 0 or Infinity; for matrices also 'fro'. */
  readonly ord?: number | 'euclidean' | 'fro';
  /** One axis for vectors, two for matrices; all values as one vector if absent. */
  readonly axis?: number | readonly [number, number] | null;
  readonly keepDims?: boolean;
  readonly name?: Name;
}

export function norm(
  graph: Graph,
  x: TensorLike,
  { ord = 'euclidean', axis = null, keepDims = false, name = null }: NormOptions = {},
): Tensor {
  const isMatrix = Array.isArray(axis);
  requireOrder(ord, axis);
  const axes = axis === null ? null : typeof axis === 'number' ? [axis] : axis;
  return graph.nameScope(name ?? 'norm', () => {
    const tensor = convertToTensor(graph, x);
    let result: Tensor;
    if (ord === 'fro' || ord === 'euclidean' || (ord === 2 && !isMatrix))
      result = sqrt(graph, reduceSum(graph, mul(graph, tensor, tensor), { axis: axes, keepDims: true }));
    else {
      const sizes = unary('Abs')(graph, tensor);
      if (ord === 1) {
        result = reduceSum(graph, sizes, { axis: axes?.[0] ?? null, keepDims: true });
        if (isMatrix) result = reduction('Max')(graph, result, { axis: axes!.at(-1), keepDims: true });
      } else if (ord === Infinity) {
        result = isMatrix ? reduceSum(graph, sizes, { axis: axes![1], keepDims: true }) : sizes;
        result = reduction('Max')(graph, result, { axis: axes?.[0] ?? null, keepDims: true });
      } else {
        const power = binary('Pow');
        const sum = reduceSum(graph, power(graph, sizes, ord), { axis: axes, keepDims: true });
        result = power(graph, sum, 1 / ord);
      }
    }
    return keepDims ? result : squeeze(graph, result, axes ?? []);
  });
}

function requireOrder(ord: NormOptions['ord'], axis: NormOptions['axis']): void {
  if (Array.isArray(axis)) {
    if (ord === 2)
      throw new ValueError(
        "the matrix norm of order 2 is not supported: take the largest of tf.svd(x)'s values",
      );
    if (!['euclidean', 'fro', 1, Infinity].includes(ord!))
      throw new ValueError(
        `'ord' must be a supported matrix norm in ['euclidean', 'fro', 1, 2, inf], got ${String(ord)}`,
      );
  } else if (ord === 'fro' || (typeof ord === 'number' && ord <= 0))
    throw new ValueError(`'ord' must be a supported vector norm, got ${ord}`);
}

/** x cut to [low, high]. */
export const clipByValue = (
  graph: Graph,
  x: TensorLike,
  low: TensorLike,
  high: TensorLike,
  name: Name = null,
): Tensor =>
  graph.nameScope(name ?? 'clip_by_value', (scope) => {
    const tensor = convertToTensor(graph, x, { name: 't' });
    return binary('Maximum')(graph, binary('Minimum')(graph, tensor, high), low, scope);
  });

/** Shortened to a Euclidean norm of at most `clipNorm`, over `axes` (all if absent). */
export function clipByNorm(
  graph: Graph,
  x: TensorLike,
  clipNorm: number | Tensor,
  { axes = null, name = null }: { axes?: readonly number[] | null; name?: Name } = {},
): Tensor {
  return graph.nameScope(name ?? 'clip_by_norm', (scope) => {
    const values = convertToTensor(graph, x, { name: 't' });
    const limit =
      typeof clipNorm === 'number' ? Math.max(clipNorm, 0) : binary('Maximum')(graph, clipNorm, 0);
    const squares = reduceSum(graph, mul(graph, values, values), { axis: axes, keepDims: true });
    const positive = binary('Greater')(graph, squares, 0);
    const select = (t: Tensor, e: Tensor): Tensor => applyOp(graph, 'Select', [positive, t, e]).outputs[0];
    // √0 has no derivative: 1 stands in for it there.
    const safe = select(squares, onesLike(graph, squares));
    const length = select(sqrt(graph, safe), squares);
    const intermediate = mul(graph, values, limit);
    return identity(graph, truediv(graph, intermediate, binary('Maximum')(graph, length, limit)), scope);
  });
}

/** √Σ ‖t‖² over all tensors. */
export function globalNorm(graph: Graph, list: readonly (TensorLike | null)[], name: Name = null): Tensor {
  return graph.nameScope(name ?? 'global_norm', () => {
    const halves = convertAll(graph, list)
      .filter((t) => t !== null)
      .map((t) => applyOp(graph, 'L2Loss', [t]).outputs[0]);
    const half = reduceSum(graph, stack(graph, halves));
    return sqrt(graph, mul(graph, half, constant(graph, 2, { dtype: half.dtype })), 'global_norm');
  });
}

const convertAll = (graph: Graph, list: readonly (TensorLike | null)[]): (Tensor | null)[] =>
  list.map((t, i) => (t === null ? null : convertToTensor(graph, t, { name: `t_${i}` })));

/** All tensors scaled by one factor, so that their global norm is at most `clipNorm`; and that norm before. */
export function clipByGlobalNorm(
  graph: Graph,
  list: readonly (TensorLike | null)[],
  clipNorm: number | Tensor,
  { useNorm = null, name = null }: { useNorm?: Tensor | null; name?: Name } = {},
): readonly [clipped: (Tensor | null)[], norm: Tensor] {
  const size = useNorm ?? globalNorm(graph, list, name);
  const clipped = graph.nameScope(name ?? 'clip_by_global_norm', (scope) => {
    const inverse = truediv(graph, 1, size);
    const limit = truediv(graph, constant(graph, 1, { dtype: size.dtype }), clipNorm);
    const factor = mul(graph, clipNorm, binary('Minimum')(graph, inverse, limit));
    // Not a number, if the norm is not finite.
    const scale = add(graph, factor, sub(graph, size, size));
    return convertAll(graph, list).map((t, i) =>
      t === null ? null : identity(graph, mul(graph, t, scale), `${scope}_${i}`),
    );
  });
  return [clipped, size];
}
