// Gradients of element-wise ops of one operand.
import { constant } from '../convert.ts';
import type { Graph, Tensor } from '../graph.ts';
import { isFloat } from '../dtypes.ts';
import { binary, cast, operators, unary } from '../ops/elementwise.ts';
import { zerosLike } from '../ops/arrays.ts';
import type { GradientFunction, GradientRule } from './rule.ts';

const { add, mul } = operators;
const Mul = binary('Mul');
const Neg = unary('Neg');
const Reciprocal = unary('Reciprocal');

/** grad · derivative(x); the derivative is not computed before the gradient has arrived. */
const times =
  (derivative: (g: Graph, x: Tensor) => Tensor): GradientFunction =>
  (op, grad) =>
    op.graph.controlDependencies([grad], () => [mul(op.graph, grad, derivative(op.graph, op.inputs[0]))]);

const fromOutput =
  (type: 'SqrtGrad' | 'RsqrtGrad' | 'ReciprocalGrad' | 'TanhGrad' | 'SigmoidGrad'): GradientFunction =>
  (op, grad) => [binary(type)(op.graph, op.outputs[0], grad)];

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
  Tanh: fromOutput('TanhGrad'),
  Sigmoid: fromOutput('SigmoidGrad'),
  Softplus: (op, grad) => [mul(op.graph, grad, unary('Sigmoid')(op.graph, op.inputs[0]))],
  Relu: (op, grad) => [binary('ReluGrad')(op.graph, grad, op.outputs[0])],
  Abs: (op, grad) => [mul(op.graph, grad, unary('Sign')(op.graph, op.inputs[0]))],
  Sign: zero,
  Floor: 'constant',
  Ceil: 'constant',
  Round: 'constant',
  IsNan: 'constant',
  IsFinite: 'constant',
  Cast: (op, grad) => {
    const to = op.inputs[0].dtype;
    return [isFloat(to) ? cast(op.graph, grad, to) : null];
  },
} satisfies Record<string, GradientRule>;
