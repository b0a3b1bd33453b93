// Builders of element-wise nodes. `name` null takes TensorFlow's default.
import { applyOp } from '../apply-op.ts';
import { convertToTensor, dtypeOf, type TensorLike } from '../convert.ts';
import { isDType } from '../dtypes.ts';
import { GraphTypeError } from '../errors.ts';
import { Tensor, type Graph } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import type { OpType } from '../op-types.ts';
import { VariableBase } from '../convert.ts';

export type Unary = (graph: Graph, x: TensorLike, name?: string | null) => Tensor;
export type Binary = (graph: Graph, x: TensorLike, y: TensorLike, name?: string | null) => Tensor;

export const unary =
  (type: OpType): Unary =>
  (graph, x, name = null) =>
    applyOp(graph, type, [x], { name }).outputs[0];

export const binary =
  (type: OpType): Binary =>
  (graph, x, y, name = null) =>
    applyOp(graph, type, [x, y], { name }).outputs[0];

/** One that Python wraps: scope `scope`, operands converted as `x` and `y`. */
function operator(scope: string, body: (graph: Graph, x: Tensor, y: Tensor, name: string) => Tensor): Binary {
  return (graph, x, y, name = null) =>
    graph.nameScope(name ?? scope, (inner) => {
      const hint = dtypeOf(x) ?? dtypeOf(y);
      const left = convertToTensor(graph, x, { dtype: isTensor(x) ? undefined : hint, name: 'x' });
      return body(graph, left, convertToTensor(graph, y, { dtype: left.dtype, name: 'y' }), inner);
    });
}

const isTensor = (x: TensorLike): boolean => x instanceof Tensor || x instanceof VariableBase;

const plain = (type: OpType) => (graph: Graph, x: Tensor, y: Tensor, name: string) =>
  applyOp(graph, type, [x, y], { name }).outputs[0];

/** As Python's `/` on tensors: int32 operands become float64 first. */
export const truediv = operator('truediv', (graph, x, y, name) => {
  if (x.dtype !== 'int32') return plain('RealDiv')(graph, x, y, name);
  return plain('RealDiv')(graph, cast(graph, x, 'float64'), cast(graph, y, 'float64'), name);
});

/** x / y, and 0 where y is 0. */
export const divNoNan = operator('div_no_nan', (graph, x, y, name) => {
  if (x.dtype !== 'int32') return plain('DivNoNan')(graph, x, y, name);
  return plain('DivNoNan')(graph, cast(graph, x, 'float64'), cast(graph, y, 'float64'), name);
});

/** Python 2's `/`: whole numbers are divided downwards. */
export const div = operator('div', (graph, x, y, name) =>
  plain(x.dtype === 'int32' ? 'FloorDiv' : 'RealDiv')(graph, x, y, name),
);

/** One that Python wraps: scope and operand are named as given. */
export const named =
  (type: OpType, operand: string): Unary =>
  (graph, x, name = null) =>
    graph.nameScope(
      name ?? type,
      (scope) =>
        applyOp(graph, type, [convertToTensor(graph, x, { name: operand })], { name: scope }).outputs[0],
    );

/** Python's operators on tensors: `a + b` makes `add`, its number operand `add/y`. */
export const operators = {
  add: operator('add', plain('Add')),
  sub: operator('sub', plain('Sub')),
  mul: operator('mul', plain('Mul')),
  truediv,
  floordiv: operator('floordiv', plain('FloorDiv')),
  mod: operator('mod', plain('FloorMod')),
  pow: operator('pow', plain('Pow')),
} as const;

/** A Cast node, or `x` itself if it has that dtype. @throws GraphTypeError for what is no dtype */
export function cast(graph: Graph, x: TensorLike, dtype: DType, name: string | null = null): Tensor {
  if (!isDType(dtype))
    throw new GraphTypeError(
      `tf.cast needs one of tf.float32, tf.float64, tf.int32 and tf.bool; got ${String(dtype)}`,
    );
  return graph.nameScope(name ?? 'Cast', (scope) => {
    const tensor = convertToTensor(graph, x, { name: 'x' });
    if (tensor.dtype === dtype) return tensor;
    return applyOp(graph, 'Cast', [tensor], { name: scope, attrs: { DstT: { type: dtype } } }).outputs[0];
  });
}
