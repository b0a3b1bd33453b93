// Gradients of element-wise ops of one operand.
import { constant } from '../convert.ts';
import type { Graph, Tensor } from '../graph.ts';
import { isFloat } from '../dtypes.ts';
import { binary, cast, operators, unary } from '../ops/elementwise.ts';
import { zerosLike } from '../ops/arrays.ts';
import type { GradientFunction, GradientRule } from './rule.ts';

const { add, mul, truediv } = operators;
const Mul = binary('Mul');
const Neg = unary('Neg');
const Reciprocal = unary('Reciprocal');
const square = unary('Square');

/** grad · derivative(x); the derivative is not computed before the gradient has arrived. */
const times =
  (derivative: (g: Graph, x: Tensor) => Tensor): GradientFunction =>
  (op, grad) =>
    op.graph.controlDependencies([grad], () => [mul(op.graph, grad, derivative(op.graph, op.inputs[0]))]);

const fromOutput =
  (type: 'SqrtGrad' | 'RsqrtGrad' | 'ReciprocalGrad'): GradientFunction =>
  (op, grad) => [binary(type)(op.graph, op.outputs[0], grad)];

/** As above, not before the gradient has arrived. */
const gated =
  (type: 'TanhGrad' | 'SigmoidGrad'): GradientFunction =>
  (op, grad) =>
    op.graph.controlDependencies([grad], () => [binary(type)(op.graph, op.outputs[0], grad)]);

function oneMinusSquare(g: Graph, x: Tensor): Tensor {
  const squared = square(g, x);
  return binary('Sub')(g, constant(g, 1, { dtype: x.dtype }), squared);
}

/** grad · factor · e^−x² */
const bell =
  (factor: number): GradientFunction =>
  (op, grad) => {
    const g = op.graph;
    const scale = constant(g, factor, { dtype: grad.dtype });
    return g.controlDependencies([grad], () => {
      const scaled = mul(g, grad, scale);
      return [mul(g, scaled, unary('Exp')(g, Neg(g, square(g, op.inputs[0]))))];
    });
  };

const zero: GradientFunction = (op) => [zerosLike(op.graph, op.inputs[0])];

export const unaryGradients = {
  Neg: (op, grad) => [Neg(op.graph, grad)],
  Square: (op, grad) =>
    op.graph.controlDependencies([grad], () => {
      const [x] = op.inputs;
      const two = constant(op.graph, 2, { dtype: x.dtype });
      return [Mul(op.graph, grad, Mul(op.graph, x, two))];
    }),
  Sqrt: fromOutput('SqrtGrad'),
  Rsqrt: fromOutput('RsqrtGrad'),
  Reciprocal: fromOutput('ReciprocalGrad'),
  Exp: (op, grad) => op.graph.controlDependencies([grad], () => [mul(op.graph, grad, op.outputs[0])]),
  Expm1: times((g, x) => unary('Exp')(g, x)),
  Log: times((g, x) => Reciprocal(g, x)),
  Log1p: times((g, x) => Reciprocal(g, add(g, 1, x))),
  Sin: times((g, x) => unary('Cos')(g, x)),
  Cos: (op, grad) =>
    op.graph.controlDependencies([grad], () => {
      const negative = Neg(op.graph, grad);
      return [mul(op.graph, negative, unary('Sin')(op.graph, op.inputs[0]))];
    }),
  Tan: (op, grad) =>
    op.graph.controlDependencies([grad], () => {
      const secant = Reciprocal(op.graph, unary('Cos')(op.graph, op.inputs[0]));
      return [mul(op.graph, unary('Square')(op.graph, secant), grad)];
    }),
  Asin: times((g, x) => Reciprocal(g, unary('Sqrt')(g, oneMinusSquare(g, x)))),
  Acos: (op, grad) =>
    op.graph.controlDependencies([grad], () => {
      const g = op.graph;
      const inverse = Reciprocal(g, unary('Sqrt')(g, oneMinusSquare(g, op.inputs[0])));
      return [mul(g, Neg(g, grad), inverse)];
    }),
  Atan: times((g, x) => {
    const squared = square(g, x);
    return Reciprocal(g, binary('Add')(g, constant(g, 1, { dtype: x.dtype }), squared));
  }),
  Sinh: times((g, x) => unary('Cosh')(g, x)),
  Cosh: times((g, x) => unary('Sinh')(g, x)),
  Tanh: gated('TanhGrad'),
  Asinh: (op, grad) =>
    op.graph.controlDependencies([grad], () => [
      truediv(op.graph, grad, unary('Cosh')(op.graph, op.outputs[0])),
    ]),
  Acosh: (op, grad) =>
    op.graph.controlDependencies([grad], () => [
      truediv(op.graph, grad, unary('Sinh')(op.graph, op.outputs[0])),
    ]),
  Atanh: times((g, x) => Reciprocal(g, oneMinusSquare(g, x))),
  Erf: bell(2 / Math.sqrt(Math.PI)),
  Erfc: bell(-2 / Math.sqrt(Math.PI)),
  Lgamma: times((g, x) => unary('Digamma')(g, x)),
  Digamma: times((g, x) => binary('Polygamma')(g, constant(g, 1, { dtype: x.dtype }), x)),
  Sigmoid: gated('SigmoidGrad'),
  Abs: (op, grad) => [mul(op.graph, grad, unary('Sign')(op.graph, op.inputs[0]))],
  Sign: zero,
  Floor: 'constant',
  Ceil: 'constant',
  Round: 'constant',
  Rint: 'constant',
  IsNan: 'constant',
  IsInf: 'constant',
  IsFinite: 'constant',
  Cast: (op, grad) => {
    const to = op.inputs[0].dtype;
    return [isFloat(to) ? cast(op.graph, grad, to) : null];
  },
} satisfies Record<string, GradientRule>;
