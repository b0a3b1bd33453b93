// Ops that work value by value; those of two operands broadcast.
import { ANY, FLOATS, NUMBERS } from '../dtypes.ts';
import type { DType } from '../graphdef.ts';
import type { OpDef } from '../op-definition.ts';
import { broadcastShapes, mergeShapes } from '../shapes.ts';
import { broadcast, sameAsInput } from './rules.ts';

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
  shapes: ({ inputs }) => [mergeShapes(inputs[0].shape, inputs[1].shape)],
} satisfies OpDef;

/** Gradient given the gradient at the output and the input. */
const fromFeatures = {
  inputs: { gradients: 'T', features: 'T' },
  outputs: ['T'],
  types: { T: FLOATS },
  shapes: ({ inputs }) => [mergeShapes(inputs[0].shape, inputs[1].shape)],
} satisfies OpDef;

const activation = (types: readonly DType[]) =>
  ({ inputs: { features: 'T' }, outputs: ['T'], types: { T: types }, shapes: sameAsInput }) satisfies OpDef;

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
  FloorDiv: binary(NUMBERS),
  FloorMod: binary(NUMBERS),
  Pow: binary(NUMBERS),
  Maximum: binary(NUMBERS),
  Minimum: binary(NUMBERS),
  SquaredDifference: binary(NUMBERS),
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
        broadcastShapes(condition.shape, [shape[0]]);
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
  Tanh: unary(FLOATS),
  Sigmoid: unary(FLOATS),
  Softplus: activation(FLOATS),
  Relu: activation(NUMBERS),
  Abs: unary(NUMBERS),
  Sign: unary(NUMBERS),
  Floor: unary(FLOATS),
  Ceil: unary(FLOATS),
  Round: unary(NUMBERS),
  IsNan: test,
  IsFinite: test,
  SqrtGrad: fromOutput,
  RsqrtGrad: fromOutput,
  ReciprocalGrad: fromOutput,
  TanhGrad: fromOutput,
  SigmoidGrad: fromOutput,
  SoftplusGrad: fromFeatures,
  ReluGrad: fromFeatures,
} satisfies Record<string, OpDef>;
