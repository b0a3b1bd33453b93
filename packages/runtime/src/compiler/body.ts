// What a fused kernel does at each index: a list of instructions, each on results of earlier ones.
import type { DType } from '@residual/graph';

/** Functions of one operand, named as the ops are. */
export const UNARY = [
  'Neg',
  'Square',
  'Sqrt',
  'Rsqrt',
  'Reciprocal',
  'Exp',
  'Log',
  'Log1p',
  'Expm1',
  'Sigmoid',
  'Tanh',
  'Softplus',
  'Abs',
  'Sign',
  'Floor',
  'Ceil',
  'Rint',
  'Relu',
  'IsNan',
  'IsInf',
  'IsFinite',
  'LogicalNot',
] as const;
export type Unary = (typeof UNARY)[number];

/** Functions of two operands of one dtype. */
export const BINARY = [
  'Add',
  'Sub',
  'Mul',
  'RealDiv',
  'DivNoNan',
  'Maximum',
  'Minimum',
  'SquaredDifference',
  'Less',
  'LessEqual',
  'Greater',
  'GreaterEqual',
  'Equal',
  'NotEqual',
  'LogicalAnd',
  'LogicalOr',
] as const;
export type Binary = (typeof BINARY)[number];

/** `x`, `y` and so on are places of earlier instructions; `dtype` is the result's. Comparisons give bool. */
export type Instruction =
  | { readonly op: 'input'; readonly input: number; readonly dtype: DType }
  | { readonly op: 'constant'; readonly value: number; readonly dtype: DType }
  | { readonly op: 'unary'; readonly f: Unary; readonly x: number; readonly dtype: DType }
  | {
      readonly op: 'binary';
      readonly f: Binary;
      readonly x: number;
      readonly y: number;
      readonly dtype: DType;
    }
  | {
      readonly op: 'select';
      readonly condition: number;
      readonly x: number;
      readonly y: number;
      readonly dtype: DType;
    }
  | { readonly op: 'cast'; readonly x: number; readonly dtype: DType };

export type Body = readonly Instruction[];
