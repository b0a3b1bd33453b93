// Gradients of element-wise ops of two operands.
import { NDArray } from '../array/ndarray.ts';
import { constant } from '../convert.ts';
import type { Graph, Tensor } from '../graph.ts';
import { onesLike, reshape, shape, zerosLike } from '../ops/arrays.ts';
import { binary, cast, divNoNan, operators, unary, type Binary } from '../ops/elementwise.ts';
import { reduceSum } from '../ops/reductions.ts';
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

/** Second derivatives of what has the form dy · (c − y²). */
const twiceScaled =
  (type: 'ReciprocalGrad' | 'TanhGrad'): GradientFunction =>
  (op, grad) => {
    const g = op.graph;
    const [y, dy] = op.inputs;
    return g.controlDependencies([grad], () => [
      mul(g, mul(g, mul(g, grad, -2), dy), y),
      binary(type)(g, y, grad),
    ]);
  };

/** Of a quotient that `divide` computes. */
const quotient =
  (divide: Binary): GradientFunction =>
  (op, grad) => {
    const g = op.graph;
    const [x, y] = op.inputs;
    const gx = divide(g, grad, y);
    const gy = mul(g, grad, divide(g, divide(g, Neg(g, x), y), y));
    return reduceToOperands(x, y, gx, gy);
  };

/** Where x is 0 so is the result, whatever y. `partials` are the derivatives by x (for x ≠ 0) and by y. */
const zeroAtZero =
  (
    partials: (g: Graph, isNotZero: Tensor, x: Tensor, y: Tensor) => readonly [byX: Tensor, byY: Tensor],
  ): GradientFunction =>
  (op, grad) => {
    const g = op.graph;
    const [x, y] = op.inputs;
    const shapes = [shape(g, x), shape(g, y)];
    const axes = applyOp(g, 'BroadcastGradientArgs', shapes).outputs;
    return g.controlDependencies([grad], () => {
      // 0.0 in TensorFlow, not 0.
      const zero = cast(g, NDArray.from(0, 'float32'), x.dtype);
      const isNotZero = cast(g, binary('NotEqual')(g, x, zero), x.dtype);
      return partials(g, isNotZero, x, y).map((partial, i) =>
        reshape(g, reduceSum(g, mul(g, partial, grad), { axis: axes[i] }), shapes[i]),
      );
    });
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
  RealDiv: quotient(RealDiv),
  Div: quotient(truediv),
  DivNoNan: quotient(divNoNan),
  TruncateDiv: 'constant',
  TruncateMod: 'missing',
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
  /** Of the angle of (x, y): the first operand is y. */
  Atan2: (op, grad) => {
    const g = op.graph;
    const [y, x] = op.inputs;
    return g.controlDependencies([grad], () => {
      const square = unary('Square');
      const scaled = truediv(g, grad, add(g, square(g, y), square(g, x)));
      return reduceToOperands(y, x, mul(g, x, scaled), mul(g, Neg(g, y), scaled));
    });
  },
  Xlogy: zeroAtZero((g, isNotZero, x, y) => [binary('Xlogy')(g, isNotZero, y), binary('Xdivy')(g, x, y)]),
  Xdivy: zeroAtZero((g, isNotZero, x, y) => [
    binary('Xdivy')(g, isNotZero, y),
    binary('Xdivy')(g, Neg(g, x), operators.pow(g, y, 2)),
  ]),
  /** By x only: the order is a whole number. */
  Polygamma: (op, grad) => {
    const g = op.graph;
    const [n, x] = op.inputs;
    const shapes = [shape(g, n), shape(g, x)];
    const axes = applyOp(g, 'BroadcastGradientArgs', shapes).outputs;
    return g.controlDependencies([grad], () => {
      const partial = binary('Polygamma')(g, add(g, n, 1), x);
      return [null, reshape(g, reduceSum(g, mul(g, partial, grad), { axis: axes[1] }), shapes[1])];
    });
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
    return g.controlDependencies([grad], () => {
      const ga = truediv(g, grad, op.inputs[0]);
      return [mul(g, Neg(g, ga), op.outputs[0]), mul(g, 0.5, ga)];
    });
  },
  RsqrtGrad: (op, grad) => {
    const g = op.graph;
    const [y, dy] = op.inputs;
    return g.controlDependencies([grad], () => [
      mul(g, mul(g, mul(g, -1.5, grad), dy), unary('Square')(g, y)),
      binary('RsqrtGrad')(g, y, grad),
    ]);
  },
  ReciprocalGrad: twiceScaled('ReciprocalGrad'),
  TanhGrad: twiceScaled('TanhGrad'),
  SigmoidGrad: (op, grad) => {
    const g = op.graph;
    const [y, dy] = op.inputs;
    return g.controlDependencies([grad], () => {
      const gb = mul(g, grad, dy);
      return [sub(g, gb, mul(g, mul(g, 2, gb), y)), binary('SigmoidGrad')(g, y, grad)];
    });
  },
} satisfies Record<string, GradientRule>;
