// Ops that work value by value; those of two operands broadcast.
import { ANY, FLOATS, NUMBERS } from '../dtypes.ts';
import type { DType } from '../graphdef.ts';
import type { OpDef } from '../op-definition.ts';
import { mergeShapes } from '../shapes.ts';
import { broadcast, sameAsBoth, sameAsInput } from './rules.ts';

/** The order in which remainders list their dtypes. */
const INT32_FIRST: readonly DType[] = ['int32', 'float32', 'float64'];

const unary = (types: readonly DType[]) =>
  ({ inputs: { x: 'T' }, outputs: ['T'], types: { T: types }, shapes: sameAsInput }) satisfies OpDef;

const binary = (types: readonly DType[]) =>
  ({ inputs: { x: 'T', y: 'T' }, outputs: ['T'], types: { T: types }, shapes: broadcast }) satisfies OpDef;

const comparison = (types: readonly DType[]) =>
  ({ inputs: { x: 'T', y: 'T' }, outputs: ['bool'], types: { T: types }, shapes: broadcast }) satisfies OpDef;

const logical = { inputs: { x: 'bool', y: 'bool' }, outputs: ['bool'], shapes: broadcast } satisfies OpDef;

/** Gradient given the output y and the gradient dy at it. */
const fromOutput = {
  inputs: { y: 'T', dy: 'T' },
  outputs: ['T'],
  types: { T: FLOATS },
  shapes: sameAsBoth,
} satisfies OpDef;

const test = {
  inputs: { x: 'T' },
  outputs: ['bool'],
  types: { T: FLOATS },
  shapes: sameAsInput,
} satisfies OpDef;

export const elementwise = {
  Add: binary(NUMBERS),
  Sub: binary(NUMBERS),
  Mul: binary(NUMBERS),
  RealDiv: binary(NUMBERS),
  /** Integers are cut towards zero. */
  Div: binary(NUMBERS),
  /** x / y, and 0 where y is 0. */
  DivNoNan: binary(FLOATS),
  TruncateDiv: binary(NUMBERS),
  TruncateMod: binary(INT32_FIRST),
  FloorDiv: binary(NUMBERS),
  FloorMod: binary(INT32_FIRST),
  Pow: binary(NUMBERS),
  Maximum: binary(NUMBERS),
  Minimum: binary(NUMBERS),
  SquaredDifference: binary(NUMBERS),
  /** Angle of the point (x, y); the first operand is y. */
  Atan2: { inputs: { y: 'T', x: 'T' }, outputs: ['T'], types: { T: FLOATS }, shapes: broadcast },
  /** x · log y, and 0 where x is 0. */
  Xlogy: binary(FLOATS),
  /** x / y, and 0 where x is 0. */
  Xdivy: binary(FLOATS),
  Less: comparison(NUMBERS),
  LessEqual: comparison(NUMBERS),
  Greater: comparison(NUMBERS),
  GreaterEqual: comparison(NUMBERS),
  Equal: comparison(ANY),
  NotEqual: comparison(ANY),
  LogicalAnd: logical,
  LogicalOr: logical,
  LogicalNot: { inputs: { x: 'bool' }, outputs: ['bool'], shapes: sameAsInput },
  /** condition ? t : e. t and e of one shape; condition of that shape, a scalar, or a vector choosing rows. */
  Select: {
    inputs: { condition: 'bool', t: 'T', e: 'T' },
    outputs: ['T'],
    types: { T: ANY },
    shapes: ({ inputs: [condition, t, e] }) => {
      const shape = mergeShapes(t.shape, e.shape);
      if (condition.shape === null || shape === null || condition.shape.length === 0) return [shape];
      if (condition.shape.length === 1 && shape.length > 1) {
        mergeShapes(condition.shape, [shape[0]]);
        return [shape];
      }
      return [mergeShapes(shape, condition.shape)];
    },
  },
  Neg: unary(NUMBERS),
  Square: unary(NUMBERS),
  Sqrt: unary(FLOATS),
  Rsqrt: unary(FLOATS),
  Reciprocal: unary(NUMBERS),
  Exp: unary(FLOATS),
  Expm1: unary(FLOATS),
  Log: unary(FLOATS),
  Log1p: unary(FLOATS),
  Sin: unary(FLOATS),
  Cos: unary(FLOATS),
  Tan: unary(FLOATS),
  Asin: unary(FLOATS),
  Acos: unary(FLOATS),
  Atan: unary(FLOATS),
  Sinh: unary(FLOATS),
  Cosh: unary(FLOATS),
  Tanh: unary(FLOATS),
  Asinh: unary(FLOATS),
  Acosh: unary(FLOATS),
  Atanh: unary(FLOATS),
  Erf: unary(FLOATS),
  Erfc: unary(FLOATS),
  /** log |Γ(x)| */
  Lgamma: unary(FLOATS),
  /** Derivative of lgamma. */
  Digamma: unary(FLOATS),
  /** Derivative of order a of digamma. */
  Polygamma: { inputs: { a: 'T', x: 'T' }, outputs: ['T'], types: { T: FLOATS }, shapes: broadcast },
  Sigmoid: unary(FLOATS),
  Abs: unary(NUMBERS),
  Sign: unary(NUMBERS),
  Floor: unary(FLOATS),
  Ceil: unary(FLOATS),
  Round: unary(NUMBERS),
  Rint: unary(FLOATS),
  IsNan: test,
  IsInf: test,
  IsFinite: test,
  SqrtGrad: fromOutput,
  RsqrtGrad: fromOutput,
  ReciprocalGrad: fromOutput,
  TanhGrad: fromOutput,
  SigmoidGrad: fromOutput,
} satisfies Record<string, OpDef>;
