// Gradients of element-wise ops of two operands.
import { constant } from '../convert.ts';
import type { Tensor } from '../graph.ts';
import { onesLike, zerosLike } from '../ops/arrays.ts';
import { binary, operators, unary } from '../ops/elementwise.ts';
import { applyOp } from '../apply-op.ts';
import { reduceToOperands, sameKnownShapes, type GradientFunction, type GradientRule } from './rule.ts';

const { add, sub, mul, truediv } = operators;
const Mul = binary('Mul');
const RealDiv = binary('RealDiv');
const Neg = unary('Neg');

const where = (condition: Tensor, t: Tensor, e: Tensor): Tensor =>
  applyOp(condition.graph, 'Select', [condition, t, e]).outputs[0];

/** The larger (smaller) operand takes the gradient; at a tie, the first. */
const extremum =
  (test: 'GreaterEqual' | 'LessEqual'): GradientFunction =>
  (op, grad) => {
    const [x, y] = op.inputs;
    const zeros = zerosLike(op.graph, grad);
    const mask = binary(test)(op.graph, x, y);
    return reduceToOperands(x, y, where(mask, grad, zeros), where(mask, zeros, grad));
  };

export const binaryGradients = {
  Add: (op, grad) => {
    const [x, y] = op.inputs;
    return sameKnownShapes(x, y, grad) ? [grad, grad] : reduceToOperands(x, y, grad, grad);
  },
  Sub: (op, grad) => {
    const [x, y] = op.inputs;
    const negative = Neg(op.graph, grad);
    return sameKnownShapes(x, y, grad) ? [grad, negative] : reduceToOperands(x, y, grad, negative);
  },
  Mul: (op, grad) => {
    const [x, y] = op.inputs;
    const gx = Mul(op.graph, grad, y);
    if (sameKnownShapes(x, y, grad) && grad.dtype !== 'float64') return [gx, Mul(op.graph, grad, x)];
    return reduceToOperands(x, y, gx, Mul(op.graph, x, grad));
  },
  RealDiv: (op, grad) => {
    const [x, y] = op.inputs;
    const g = op.graph;
    const gx = RealDiv(g, grad, y);
    const gy = mul(g, grad, RealDiv(g, RealDiv(g, Neg(g, x), y), y));
    return reduceToOperands(x, y, gx, gy);
  },
  Pow: (op, grad) => {
    const [x, y] = op.inputs;
    const g = op.graph;
    const gx = mul(g, mul(g, grad, y), binary('Pow')(g, x, sub(g, y, 1)));
    // log x only where x > 0: elsewhere the derivative by y is not real, or 0.
    const positive = binary('Greater')(g, x, 0);
    const safe = where(positive, x, onesLike(g, x));
    const log = where(positive, unary('Log')(g, safe), zerosLike(g, x));
    return reduceToOperands(x, y, gx, mul(g, mul(g, grad, op.outputs[0]), log));
  },
  Maximum: extremum('GreaterEqual'),
  Minimum: extremum('LessEqual'),
  SquaredDifference: (op, grad) => {
    const [x, y] = op.inputs;
    const g = op.graph;
    const gx = g.controlDependencies([grad], () => {
      const two = constant(g, 2, { dtype: grad.dtype, name: 'scalar' });
      return mul(g, Mul(g, two, grad), sub(g, x, y));
    });
    const gy = Neg(g, gx);
    return sameKnownShapes(x, y, grad) ? [gx, gy] : reduceToOperands(x, y, gx, gy);
  },
  FloorDiv: 'constant',
  FloorMod: (op, grad) => {
    const [x, y] = op.inputs;
    const g = op.graph;
    const floor = binary('FloorDiv')(g, x, y);
    return reduceToOperands(x, y, grad, mul(g, grad, Neg(g, floor)));
  },
  Less: 'constant',
  LessEqual: 'constant',
  Greater: 'constant',
  GreaterEqual: 'constant',
  Equal: 'constant',
  NotEqual: 'constant',
  LogicalAnd: 'constant',
  LogicalOr: 'constant',
  LogicalNot: 'constant',
  Select: (op, grad) => {
    const [condition, t] = op.inputs;
    const zeros = zerosLike(op.graph, t);
    return [null, where(condition, grad, zeros), where(condition, zeros, grad)];
  },
  SqrtGrad: (op, grad) => {
    const g = op.graph;
    const ga = truediv(g, grad, op.inputs[0]);
    return [mul(g, Neg(g, ga), op.outputs[0]), mul(g, 0.5, ga)];
  },
  RsqrtGrad: 'missing',
  ReciprocalGrad: (op, grad) => {
    const g = op.graph;
    const [y, dy] = op.inputs;
    return [mul(g, mul(g, mul(g, -2, grad), dy), y), binary('ReciprocalGrad')(g, y, grad)];
  },
  TanhGrad: (op, grad) => {
    const g = op.graph;
    const [y, dy] = op.inputs;
    return g.controlDependencies([grad], () => [
      mul(g, mul(g, mul(g, grad, -2), dy), y),
      binary('TanhGrad')(g, y, grad),
    ]);
  },
  SigmoidGrad: (op, grad) => {
    const g = op.graph;
    const [y, dy] = op.inputs;
    return g.controlDependencies([grad], () => {
      const gb = mul(g, grad, dy);
      return [sub(g, gb, mul(g, mul(g, 2, gb), y)), binary('SigmoidGrad')(g, y, grad)];
    });
  },
  SoftplusGrad: (op, grad) => {
    const g = op.graph;
    const [dy, x] = op.inputs;
    return g.controlDependencies([grad], () => {
      const ddy = binary('SoftplusGrad')(g, grad, x);
      const spread = add(g, add(g, unary('Exp')(g, Neg(g, x)), 2), unary('Exp')(g, x));
      return [ddy, truediv(g, mul(g, grad, dy), spread)];
    });
  },
  ReluGrad: (op, grad) => {
    const x = op.inputs[1];
    return [binary('ReluGrad')(op.graph, grad, x), zerosLike(op.graph, x)];
  },
} satisfies Record<string, GradientRule>;
