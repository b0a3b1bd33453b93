// What tfjs computes, op by op; the rest is left to the reference kernels. float64 it does not have, and int32 stays on
// the host, where TensorFlow keeps it too (shapes, axes and indices are wanted there).
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  boolAttr,
  listAttr,
  typeAttr,
  type Attr,
  type DType,
  type OpType,
  type TensorValue,
} from '@residual/graph';
import { broadcastShape } from '../js/elementwise.ts';
import { normaliseAxes } from '../js/reductions.ts';

export type Tfjs = typeof tfjs;

export interface TfjsCall {
  readonly tf: Tfjs;
  readonly attrs: Readonly<Record<string, Attr>>;
  /** Values of inputs that only say how (axes, shapes); on the host. */
  readonly host: (input: number) => TensorValue;
  /** An input on the device. */
  readonly tensor: (input: number) => Tensor;
  readonly shape: (input: number) => readonly number[];
}

export interface TfjsKernel {
  /** Kernels of tfjs that it is made of: a backend of tfjs may lack some. */
  readonly needs: readonly string[];
  readonly dtypes: readonly DType[];
  /** Null in a case that tfjs means otherwise: the reference kernel does it. */
  readonly run: (call: TfjsCall) => Tensor | null;
}

const FLOAT: readonly DType[] = ['float32'];
const FLOAT_OR_BOOL: readonly DType[] = ['float32', 'bool'];
const BOOL: readonly DType[] = ['bool'];

/** @param kernel of tfjs, which for most has the method's name with a capital letter */
const unary = (f: (tf: Tfjs, x: Tensor) => Tensor, kernel: string, dtypes = FLOAT): TfjsKernel => ({
  needs: [kernel],
  dtypes,
  run: ({ tf, tensor }) => f(tf, tensor(0)),
});

const binary = (
  f: (tf: Tfjs, x: Tensor, y: Tensor) => Tensor,
  kernel: string,
  dtypes = FLOAT,
): TfjsKernel => ({
  needs: [kernel],
  dtypes,
  run: ({ tf, tensor, shape }) => {
    // for its refusal
    broadcastShape(shape(0), shape(1));
    return f(tf, tensor(0), tensor(1));
  },
});

const reduction = (
  f: (tf: Tfjs, x: Tensor, axes: number[], keep: boolean) => Tensor,
  kernel: string,
  dtypes = FLOAT,
): TfjsKernel => ({
  needs: [kernel],
  dtypes,
  run: ({ tf, tensor, shape, host, attrs }) => {
    const axes = [...normaliseAxes(host(1), shape(0).length)];
    return axes.length === 0 ? tf.clone(tensor(0)) : f(tf, tensor(0), axes, boolAttr(attrs, 'keep_dims'));
  },
});

const rearrangement = (f: (call: TfjsCall) => Tensor | null, ...needs: string[]): TfjsKernel => ({
  needs,
  dtypes: FLOAT_OR_BOOL,
  run: f,
});

const same = rearrangement(({ tf, tensor }) => tf.clone(tensor(0)), 'Identity');

/** What a method of tfjs would refuse the reference kernel refuses in TensorFlow's words. */
const isPermutation = (axes: readonly number[], rank: number): boolean =>
  axes.length === rank && new Set(axes).size === rank && axes.every((axis) => axis >= 0 && axis < rank);

const product = (names: readonly [string, string], rank?: number): TfjsKernel => ({
  needs: ['BatchMatMul'],
  dtypes: FLOAT,
  run: ({ tf, tensor, shape, attrs }) => {
    const [a, b] = [shape(0), shape(1)];
    if (a.length !== b.length || a.length < 2 || (rank !== undefined && a.length !== rank)) return null;
    if (a.slice(0, -2).some((d, i) => d !== b[i])) return null;
    const [transposeA, transposeB] = names.map((name) => boolAttr(attrs, name));
    if (a.at(transposeA ? -2 : -1) !== b.at(transposeB ? -1 : -2)) return null;
    return tf.matMul(tensor(0), tensor(1), transposeA, transposeB);
  },
});

export const TFJS_KERNELS: Partial<Record<OpType, TfjsKernel>> = {
  Identity: same,
  StopGradient: same,
  PlaceholderWithDefault: same,
  Neg: unary((tf, x) => tf.neg(x), 'Neg'),
  Square: unary((tf, x) => tf.square(x), 'Square'),
  Sqrt: unary((tf, x) => tf.sqrt(x), 'Sqrt'),
  Rsqrt: unary((tf, x) => tf.rsqrt(x), 'Rsqrt'),
  Reciprocal: unary((tf, x) => tf.reciprocal(x), 'Reciprocal'),
  Exp: unary((tf, x) => tf.exp(x), 'Exp'),
  Log: unary((tf, x) => tf.log(x), 'Log'),
  Sin: unary((tf, x) => tf.sin(x), 'Sin'),
  Cos: unary((tf, x) => tf.cos(x), 'Cos'),
  Tan: unary((tf, x) => tf.tan(x), 'Tan'),
  Tanh: unary((tf, x) => tf.tanh(x), 'Tanh'),
  Sigmoid: unary((tf, x) => tf.sigmoid(x), 'Sigmoid'),
  Relu: unary((tf, x) => tf.relu(x), 'Relu'),
  Abs: unary((tf, x) => tf.abs(x), 'Abs'),
  Floor: unary((tf, x) => tf.floor(x), 'Floor'),
  Ceil: unary((tf, x) => tf.ceil(x), 'Ceil'),
  LogicalNot: unary((tf, x) => tf.logicalNot(x), 'LogicalNot', BOOL),
  Add: binary((tf, x, y) => tf.add(x, y), 'Add'),
  Sub: binary((tf, x, y) => tf.sub(x, y), 'Sub'),
  Mul: binary((tf, x, y) => tf.mul(x, y), 'Multiply'),
  RealDiv: binary((tf, x, y) => tf.div(x, y), 'RealDiv'),
  Div: binary((tf, x, y) => tf.div(x, y), 'RealDiv'),
  SquaredDifference: binary((tf, x, y) => tf.squaredDifference(x, y), 'SquaredDifference'),
  Less: binary((tf, x, y) => tf.less(x, y), 'Less'),
  LessEqual: binary((tf, x, y) => tf.lessEqual(x, y), 'LessEqual'),
  Greater: binary((tf, x, y) => tf.greater(x, y), 'Greater'),
  GreaterEqual: binary((tf, x, y) => tf.greaterEqual(x, y), 'GreaterEqual'),
  Equal: binary((tf, x, y) => tf.equal(x, y), 'Equal'),
  NotEqual: binary((tf, x, y) => tf.notEqual(x, y), 'NotEqual'),
  LogicalAnd: binary((tf, x, y) => tf.logicalAnd(x, y), 'LogicalAnd', BOOL),
  LogicalOr: binary((tf, x, y) => tf.logicalOr(x, y), 'LogicalOr', BOOL),
  Select: {
    needs: ['Select'],
    dtypes: FLOAT_OR_BOOL,
    run: ({ tf, tensor, shape }) => {
      const [condition, t, e] = [shape(0), shape(1), shape(2)];
      const isAlike = [t, e].every(
        (s) => s.length === condition.length && s.every((d, i) => d === condition[i]),
      );
      return isAlike ? tf.where(tensor(0), tensor(1), tensor(2)) : null;
    },
  },
  Cast: {
    needs: ['Cast', 'NotEqual'],
    dtypes: FLOAT_OR_BOOL,
    // tfjs would cut 0.5 to 0 before it asks whether it is 0.
    run: ({ tf, tensor, attrs }) =>
      typeAttr(attrs, 'DstT') === 'bool' && typeAttr(attrs, 'SrcT') === 'float32'
        ? tf.notEqual(tensor(0), 0)
        : tf.cast(tensor(0), typeAttr(attrs, 'DstT') as 'float32' | 'bool'),
  },
  Sum: reduction((tf, x, axes, keep) => tf.sum(x, axes, keep), 'Sum'),
  Mean: reduction((tf, x, axes, keep) => tf.mean(x, axes, keep), 'Mean'),
  Max: reduction((tf, x, axes, keep) => tf.max(x, axes, keep), 'Max'),
  Min: reduction((tf, x, axes, keep) => tf.min(x, axes, keep), 'Min'),
  Prod: reduction((tf, x, axes, keep) => tf.prod(x, axes, keep), 'Prod'),
  MatMul: product(['transpose_a', 'transpose_b'], 2),
  BatchMatMul: product(['adj_x', 'adj_y']),
  ZerosLike: rearrangement(({ tf, tensor }) => tf.zerosLike(tensor(0)), 'ZerosLike'),
  Transpose: rearrangement(({ tf, tensor, host, shape }) => {
    const axes = [...host(1).data];
    return isPermutation(axes, shape(0).length) ? tf.transpose(tensor(0), axes) : null;
  }, 'Transpose'),
  Reshape: rearrangement(({ tf, tensor, host, shape }) => {
    const dims = [...host(1).data];
    const count = (list: readonly number[]): number => list.reduce((n, d) => n * d, 1);
    return count(shape(0)) > 0 && dims.every((d) => d > 0) && count(dims) === count(shape(0))
      ? tf.reshape(tensor(0), dims)
      : null;
  }, 'Reshape'),
  Squeeze: rearrangement(({ tf, tensor, attrs, shape }) => {
    const axes = listAttr(attrs, 'squeeze_dims');
    return axes.every((axis) => shape(0).at(axis) === 1)
      ? tf.squeeze(tensor(0), axes.length === 0 ? undefined : [...axes])
      : null;
  }, 'Reshape'),
};
