// Ops that work value by value.
import { floatAttr, typeAttr, type OpType } from '@residual/graph';
import type { Binary, BodyBuilder, Unary } from '../body.ts';
import { ofFloats, pointwise, type Rule } from './rule.ts';
import { stridesOf } from '../../js/layout.ts';

const unary = (f: Unary): Rule => pointwise((b, x) => b.unary(f, x));
const binary = (f: Binary): Rule => pointwise((b, x, y) => b.binary(f, x, y));

const floats = (rule: Parameters<typeof pointwise>[0]): Rule => ofFloats(pointwise(rule));

/** A number of the dtype that `like` has. */
const number = (b: BodyBuilder, value: number, like: number): number => b.constant(value, b.dtypeOf(like));

/** 0 where x is 0 (and y is a number), else f(x, y). */
const zeroAt =
  (f: (b: BodyBuilder, x: number, y: number) => number) =>
  (b: BodyBuilder, x: number, y: number): number => {
    const isZero = b.binary(
      'LogicalAnd',
      b.binary('Equal', x, number(b, 0, x)),
      b.unary('LogicalNot', b.unary('IsNan', y)),
    );
    return b.select(isZero, number(b, 0, x), f(b, x, y));
  };

const mul = (b: BodyBuilder, ...factors: readonly number[]): number =>
  factors.reduce((product, factor) => b.binary('Mul', product, factor));

/** Powers that are products. */
const pow: Rule = (lowering) => {
  const { builder, inputs } = lowering;
  const exponent = builder.known(inputs[1]);
  if (exponent === undefined || exponent.data.length !== 1) return null;
  const rules: Readonly<Record<number, Parameters<typeof pointwise>[0]>> = {
    1: (_, x) => x,
    2: (b, x) => b.unary('Square', x),
    3: (b, x) => mul(b, b.unary('Square', x), x),
  };
  const rule = rules[exponent.data[0]];
  return rule === undefined ? null : ofFloats(pointwise(rule))(lowering);
};

/** A condition of the operands' shape, or a scalar; a vector that chooses rows walks along the first axis. */
const select: Rule = (lowering) => {
  const { builder, step, inputs, output } = lowering;
  const [condition, x, y] = inputs;
  const chooses = builder.shapeOf(condition);
  const { shape } = output;
  const same = (value: number): boolean => builder.shapeOf(value).join() === shape.join();
  if (!same(x) || !same(y)) return null;
  const rows = chooses.length === 1 && shape.length > 1;
  if (rows ? chooses[0] !== shape[0] : chooses.length > 0 && !same(condition)) return null;
  const whole = { strides: stridesOf(shape) };
  return [
    builder.elementwise(step.node, {
      name: `${step.node}:0`,
      dtype: output.dtype,
      result: shape,
      shape,
      inputs: [
        rows
          ? { value: condition, strides: shape.map((_, axis) => (axis === 0 ? 1 : 0)) }
          : { value: condition, strides: chooses.length === 0 ? shape.map(() => 0) : whole.strides },
        { value: x, ...whole },
        { value: y, ...whole },
      ],
      rule: (b, c, t, e) => b.select(c, t, e),
    }),
  ];
};

const cast: Rule = (lowering) => {
  const dtype = typeAttr(lowering.step.attrs, 'DstT');
  return pointwise((b, x) => b.cast(x, dtype))(lowering);
};

export const elementwise: Partial<Record<OpType, Rule>> = {
  Add: binary('Add'),
  Sub: binary('Sub'),
  Mul: binary('Mul'),
  RealDiv: floats((b, x, y) => b.binary('RealDiv', x, y)),
  Div: floats((b, x, y) => b.binary('RealDiv', x, y)),
  DivNoNan: floats((b, x, y) => b.binary('DivNoNan', x, y)),
  Pow: pow,
  Maximum: binary('Maximum'),
  Minimum: binary('Minimum'),
  SquaredDifference: floats((b, x, y) => b.unary('Square', b.binary('Sub', x, y))),
  Xlogy: floats(zeroAt((b, x, y) => mul(b, x, b.unary('Log', y)))),
  Xdivy: floats(zeroAt((b, x, y) => b.binary('RealDiv', x, y))),
  Less: binary('Less'),
  LessEqual: binary('LessEqual'),
  Greater: binary('Greater'),
  GreaterEqual: binary('GreaterEqual'),
  Equal: binary('Equal'),
  NotEqual: binary('NotEqual'),
  LogicalAnd: binary('LogicalAnd'),
  LogicalOr: binary('LogicalOr'),
  LogicalNot: unary('LogicalNot'),
  Select: select,
  Cast: cast,
  Neg: unary('Neg'),
  Square: unary('Square'),
  Abs: unary('Abs'),
  Sign: unary('Sign'),
  Relu: unary('Relu'),
  Sqrt: floats((b, x) => b.unary('Sqrt', x)),
  Rsqrt: floats((b, x) => b.unary('Rsqrt', x)),
  Reciprocal: floats((b, x) => b.unary('Reciprocal', x)),
  Exp: unary('Exp'),
  Expm1: unary('Expm1'),
  Log: unary('Log'),
  Log1p: unary('Log1p'),
  Sigmoid: unary('Sigmoid'),
  Tanh: unary('Tanh'),
  Softplus: unary('Softplus'),
  Floor: floats((b, x) => b.unary('Floor', x)),
  Ceil: floats((b, x) => b.unary('Ceil', x)),
  Rint: floats((b, x) => b.unary('Rint', x)),
  Round: floats((b, x) => b.unary('Rint', x)),
  IsNan: unary('IsNan'),
  IsInf: unary('IsInf'),
  IsFinite: unary('IsFinite'),
  Relu6: floats((b, x) => b.binary('Minimum', b.unary('Relu', x), number(b, 6, x))),
  LeakyRelu: (lowering) => {
    // An attribute is a float32.
    const alpha = Math.fround(floatAttr(lowering.step.attrs, 'alpha'));
    return floats((b, x) =>
      b.select(b.binary('Greater', x, number(b, 0, x)), x, mul(b, number(b, alpha, x), x)),
    )(lowering);
  },
  Elu: floats((b, x) => b.select(b.binary('Less', x, number(b, 0, x)), b.unary('Expm1', x), x)),
  Softsign: floats((b, x) => b.binary('RealDiv', x, b.binary('Add', number(b, 1, x), b.unary('Abs', x)))),
  // From the output y and the gradient dy at it.
  SqrtGrad: floats((b, y, dy) => b.binary('RealDiv', mul(b, dy, number(b, 0.5, y)), y)),
  RsqrtGrad: floats((b, y, dy) => mul(b, dy, number(b, -0.5, y), y, y, y)),
  ReciprocalGrad: floats((b, y, dy) => mul(b, b.unary('Neg', dy), y, y)),
  TanhGrad: floats((b, y, dy) => mul(b, dy, b.binary('Sub', number(b, 1, y), b.unary('Square', y)))),
  SigmoidGrad: floats((b, y, dy) => mul(b, dy, y, b.binary('Sub', number(b, 1, y), y))),
  // From the gradient at the output and the input, or for Elu the output.
  SoftplusGrad: floats((b, dy, x) => mul(b, dy, b.unary('Sigmoid', x))),
  ReluGrad: floats((b, dy, x) => b.select(b.binary('Greater', x, number(b, 0, x)), dy, number(b, 0, dy))),
  EluGrad: floats((b, dy, y) =>
    b.select(b.binary('Less', y, number(b, 0, y)), mul(b, dy, b.binary('Add', y, number(b, 1, y))), dy),
  ),
  AddN: floats((b, ...terms) => terms.reduce((sum, term) => b.binary('Add', sum, term))),
  BiasAdd: pointwise((b, x, bias) => b.binary('Add', x, bias)),
};
