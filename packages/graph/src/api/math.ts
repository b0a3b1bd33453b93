// tf's element-wise mathematics, reductions and linear algebra.
import { convertToTensor, dtypeOf, type TensorLike } from '../convert.ts';
import { isFloat } from '../dtypes.ts';
import { ValueError } from '../errors.ts';
import type { Tensor } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import type { OpType } from '../op-types.ts';
import { binary, cast, div, divNoNan, truediv, unary, type Binary } from '../ops/elementwise.ts';
import { addN, argument, reduction, type ReduceOptions, type Reduction } from '../ops/reductions.ts';
import {
  countNonzero,
  cumprod,
  cumsum,
  reduceLogSumExp,
  reduceStd,
  reduceVariance,
} from '../ops/statistics.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

type Named = NameOr<object>;
type UnaryFunction = (x: TensorLike, name?: Named) => Tensor;
type BinaryFunction = (x: TensorLike, y: TensorLike, name?: Named) => Tensor;
interface Running {
  readonly axis?: TensorLike;
  readonly exclusive?: boolean;
  readonly reverse?: boolean;
}
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
  const wrapped =
    (build: Binary): BinaryFunction =>
    (x, y, name) =>
      build(context.graphOf(x, y), x, y, optionsOf(name).name);
  const composed =
    (build: Reduction): ReduceFunction =>
    (x, options) =>
      build(context.graphOf(x), x, optionsOf(options));
  const reduce =
    (type: OpType): ReduceFunction =>
    (x, options) =>
      reduction(type)(context.graphOf(x), x, optionsOf(options));

  return {
    add: two('Add'),
    subtract: two('Sub'),
    multiply: two('Mul'),
    /** True division, as Python's `/`: int32 operands give float64. */
    divide: wrapped(truediv),
    truediv: wrapped(truediv),
    realdiv: two('RealDiv'),
    /** x / y, and 0 where y is 0. */
    divNoNan: wrapped(divNoNan),
    /** Python 2's `/`: integers are divided downwards. */
    div: wrapped(div),
    floorDiv: wrapped((graph, x, y, name) =>
      graph.nameScope(name ?? 'floordiv', (scope) => binary('FloorDiv')(graph, x, y, scope)),
    ),
    /** Cut towards zero. */
    truncateDiv: two('TruncateDiv'),
    truncateMod: two('TruncateMod'),
    mod: two('FloorMod'),
    pow: two('Pow'),
    maximum: two('Maximum'),
    minimum: two('Minimum'),
    squaredDifference: two('SquaredDifference'),
    /** Angle of the point (x, y); y comes first. */
    atan2: two('Atan2'),
    /** x · log y, and 0 where x is 0. */
    xlogy: two('Xlogy'),
    /** x / y, and 0 where x is 0. */
    xdivy: wrapped((graph, x, y, name) =>
      graph.nameScope(name ?? 'xdivy', () => binary('Xdivy')(graph, x, y)),
    ),
    less: two('Less'),
    lessEqual: two('LessEqual'),
    greater: two('Greater'),
    greaterEqual: two('GreaterEqual'),
    equal: two('Equal'),
    notEqual: two('NotEqual'),
    logicalAnd: two('LogicalAnd'),
    logicalOr: two('LogicalOr'),
    logicalNot: one('LogicalNot'),
    logicalXor: ((x, y, name) => {
      const graph = context.graphOf(x, y);
      const either = binary('LogicalOr')(graph, x, y);
      const notBoth = unary('LogicalNot')(graph, binary('LogicalAnd')(graph, x, y));
      return binary('LogicalAnd')(graph, either, notBoth, optionsOf(name).name ?? 'LogicalXor');
    }) as BinaryFunction,
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
    asin: one('Asin'),
    acos: one('Acos'),
    atan: one('Atan'),
    sinh: one('Sinh'),
    cosh: one('Cosh'),
    tanh: one('Tanh'),
    asinh: one('Asinh'),
    acosh: one('Acosh'),
    atanh: one('Atanh'),
    erf: one('Erf'),
    erfc: one('Erfc'),
    /** log |Γ(x)| */
    lgamma: one('Lgamma'),
    /** Derivative of lgamma. */
    digamma: one('Digamma'),
    /** Derivative of order a of digamma. */
    polygamma: two('Polygamma'),
    sigmoid: one('Sigmoid'),
    /** log(1 + exp(x)), without overflow. */
    softplus: one('Softplus'),
    /** log(sigmoid(x)), without overflow. */
    logSigmoid: ((x, name) => {
      const graph = context.graphOf(x);
      return graph.nameScope(optionsOf(name).name ?? 'LogSigmoid', (scope) => {
        const tensor = convertToTensor(graph, x, { name: 'x' });
        return unary('Neg')(graph, unary('Softplus')(graph, unary('Neg')(graph, tensor)), scope);
      });
    }) as UnaryFunction,
    relu: one('Relu'),
    floor: one('Floor'),
    ceil: one('Ceil'),
    rint: one('Rint'),
    /** Halves go to the even neighbour; integers stay as they are. */
    round: ((x, name) => {
      const graph = context.graphOf(x);
      const tensor = convertToTensor(graph, x, { name: 'x' });
      return isFloat(tensor.dtype) ? unary('Round')(graph, tensor, optionsOf(name).name) : tensor;
    }) as UnaryFunction,
    isNan: one('IsNan'),
    isInf: one('IsInf'),
    isFinite: one('IsFinite'),
    cast: (x: TensorLike, dtype: DType, name?: Named): Tensor =>
      cast(context.graphOf(x), x, dtype, optionsOf(name).name),
    toFloat: (x: TensorLike, name?: Named): Tensor =>
      cast(context.graphOf(x), x, 'float32', optionsOf(name).name ?? 'ToFloat'),
    toDouble: (x: TensorLike, name?: Named): Tensor =>
      cast(context.graphOf(x), x, 'float64', optionsOf(name).name ?? 'ToDouble'),
    toInt32: (x: TensorLike, name?: Named): Tensor =>
      cast(context.graphOf(x), x, 'int32', optionsOf(name).name ?? 'ToInt32'),
    /** `scalar` · x */
    scalarMul: (scalar: number | Tensor, x: TensorLike, name?: Named): Tensor => {
      const graph = context.graphOf(scalar, x);
      const factor = convertToTensor(graph, scalar, {
        dtype: typeof scalar === 'number' ? dtypeOf(x) : undefined,
        name: 'scalar',
      });
      if (factor.staticShape !== null && factor.staticShape.length > 0)
        throw new ValueError(
          `The input scalar must be a 0-D value. Received shape ${factor.shape.toString()}.`,
        );
      return binary('Mul')(graph, factor, x, optionsOf(name).name);
    },

    /** Sum over `axis` (all axes if absent); `keepDims` keeps folded axes as 1. */
    reduceSum: reduce('Sum'),
    reduceMean: reduce('Mean'),
    reduceProd: reduce('Prod'),
    reduceMax: reduce('Max'),
    reduceMin: reduce('Min'),
    reduceAll: reduce('All'),
    reduceAny: reduce('Any'),
    /** √Σ x² */
    reduceEuclideanNorm: reduce('EuclideanNorm'),
    reduceVariance: composed(reduceVariance),
    reduceStd: composed(reduceStd),
    /** log Σ eˣ, without overflow. */
    reduceLogSumExp: composed(reduceLogSumExp),
    /** How many values are not 0 (or true). */
    countNonzero: (
      x: TensorLike,
      options?: NameOr<Omit<ReduceOptions, 'name'> & { readonly dtype?: DType }>,
    ): Tensor => countNonzero(context.graphOf(x), x, optionsOf(options)),
    /** Running sums along `axis` (0); `exclusive` leaves each value itself out, `reverse` runs from the end. */
    cumsum: (x: TensorLike, options?: NameOr<Running>): Tensor =>
      cumsum(context.graphOf(x), x, optionsOf(options)),
    cumprod: (x: TensorLike, options?: NameOr<Running>): Tensor =>
      cumprod(context.graphOf(x), x, optionsOf(options)),
    argMax: (x: TensorLike, axis = 0, name?: Named): Tensor =>
      argument('ArgMax')(context.graphOf(x), x, axis, optionsOf(name).name),
    argMin: (x: TensorLike, axis = 0, name?: Named): Tensor =>
      argument('ArgMin')(context.graphOf(x), x, axis, optionsOf(name).name),
    addN: (inputs: readonly TensorLike[], name?: Named): Tensor =>
      addN(context.graphOf(...inputs), inputs, optionsOf(name).name),
  };
}
