// tf's element-wise mathematics, reductions and linear algebra.
import type { TensorLike } from '../convert.ts';
import type { Tensor } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import type { OpType } from '../op-types.ts';
import { binary, cast, operators, truediv, unary } from '../ops/elementwise.ts';
import { matmul, matrixInverse, matrixSolve, type MatMulOptions } from '../ops/matrices.ts';
import { addN, argument, reduction, type ReduceOptions } from '../ops/reductions.ts';
import { applyOp } from '../apply-op.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

type Named = NameOr<object>;
type UnaryFunction = (x: TensorLike, name?: Named) => Tensor;
type BinaryFunction = (x: TensorLike, y: TensorLike, name?: Named) => Tensor;
type ReduceFunction = (x: TensorLike, options?: NameOr<Omit<ReduceOptions, 'name'>>) => Tensor;

export function mathApi(context: Context) {
  const one =
    (type: OpType): UnaryFunction =>
    (x, name) =>
      unary(type)(context.graphOf(x), x, optionsOf(name).name);
  const two =
    (type: OpType): BinaryFunction =>
    (x, y, name) =>
      binary(type)(context.graphOf(x, y), x, y, optionsOf(name).name);
  const reduce =
    (type: OpType): ReduceFunction =>
    (x, options) =>
      reduction(type)(context.graphOf(x), x, optionsOf(options));

  return {
    add: two('Add'),
    subtract: two('Sub'),
    multiply: two('Mul'),
    /** True division, as Python's `/`: int32 operands give float64. */
    divide: ((x, y, name) => truediv(context.graphOf(x, y), x, y, optionsOf(name).name)) as BinaryFunction,
    floorDiv: ((x, y, name) =>
      operators.floordiv(context.graphOf(x, y), x, y, optionsOf(name).name)) as BinaryFunction,
    mod: two('FloorMod'),
    pow: two('Pow'),
    maximum: two('Maximum'),
    minimum: two('Minimum'),
    squaredDifference: two('SquaredDifference'),
    less: two('Less'),
    lessEqual: two('LessEqual'),
    greater: two('Greater'),
    greaterEqual: two('GreaterEqual'),
    equal: two('Equal'),
    notEqual: two('NotEqual'),
    logicalAnd: two('LogicalAnd'),
    logicalOr: two('LogicalOr'),
    logicalNot: one('LogicalNot'),
    /** condition ? x : y, value by value. */
    where: (condition: TensorLike, x: TensorLike, y: TensorLike, name?: Named): Tensor =>
      applyOp(context.graphOf(condition, x, y), 'Select', [condition, x, y], { name: optionsOf(name).name })
        .outputs[0],

    negative: one('Neg'),
    abs: one('Abs'),
    sign: one('Sign'),
    square: one('Square'),
    sqrt: one('Sqrt'),
    rsqrt: one('Rsqrt'),
    reciprocal: one('Reciprocal'),
    exp: one('Exp'),
    expm1: one('Expm1'),
    log: one('Log'),
    log1p: one('Log1p'),
    sin: one('Sin'),
    cos: one('Cos'),
    tan: one('Tan'),
    tanh: one('Tanh'),
    sigmoid: one('Sigmoid'),
    /** log(1 + exp(x)), without overflow. */
    softplus: one('Softplus'),
    /** log(sigmoid(x)), without overflow. */
    logSigmoid: ((x, name) => {
      const graph = context.graphOf(x);
      return graph.nameScope(optionsOf(name).name ?? 'LogSigmoid', (scope) =>
        unary('Neg')(graph, unary('Softplus')(graph, unary('Neg')(graph, x)), scope),
      );
    }) as UnaryFunction,
    relu: one('Relu'),
    floor: one('Floor'),
    ceil: one('Ceil'),
    round: one('Round'),
    isNan: one('IsNan'),
    isFinite: one('IsFinite'),
    /** x cut to [low, high]. */
    clipByValue: (x: TensorLike, low: TensorLike, high: TensorLike, name?: Named): Tensor => {
      const graph = context.graphOf(x, low, high);
      return graph.nameScope(optionsOf(name).name ?? 'clip_by_value', (scope) =>
        binary('Maximum')(graph, binary('Minimum')(graph, x, high), low, scope),
      );
    },
    cast: (x: TensorLike, dtype: DType, name?: Named): Tensor =>
      cast(context.graphOf(x), x, dtype, optionsOf(name).name),

    /** Sum over `axis` (all axes if absent); `keepDims` keeps folded axes as 1. */
    reduceSum: reduce('Sum'),
    reduceMean: reduce('Mean'),
    reduceProd: reduce('Prod'),
    reduceMax: reduce('Max'),
    reduceMin: reduce('Min'),
    reduceAll: reduce('All'),
    reduceAny: reduce('Any'),
    argMax: (x: TensorLike, axis = 0, name?: Named): Tensor =>
      argument('ArgMax')(context.graphOf(x), x, axis, optionsOf(name).name),
    argMin: (x: TensorLike, axis = 0, name?: Named): Tensor =>
      argument('ArgMin')(context.graphOf(x), x, axis, optionsOf(name).name),
    addN: (inputs: readonly TensorLike[], name?: Named): Tensor =>
      addN(context.graphOf(...inputs), inputs, optionsOf(name).name),

    /** Matrix product; `transposeA` and `transposeB` transpose an operand first. */
    matmul: (a: TensorLike, b: TensorLike, options?: NameOr<Omit<MatMulOptions, 'name'>>): Tensor =>
      matmul(context.graphOf(a, b), a, b, optionsOf(options)),
    matrixInverse: (x: TensorLike, options?: NameOr<{ readonly adjoint?: boolean }>): Tensor => {
      const { adjoint, name } = optionsOf(options);
      return matrixInverse(context.graphOf(x), x, adjoint, name);
    },
    /** The x with matrix · x = rhs. */
    matrixSolve: (
      matrix: TensorLike,
      rhs: TensorLike,
      options?: NameOr<{ readonly adjoint?: boolean }>,
    ): Tensor => {
      const { adjoint, name } = optionsOf(options);
      return matrixSolve(context.graphOf(matrix, rhs), matrix, rhs, adjoint, name);
    },
  };
}
