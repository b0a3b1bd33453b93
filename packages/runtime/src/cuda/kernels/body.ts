// A body as statements of CUDA C: one local variable an instruction.
import type { DType } from '@residual/graph';
import type { Binary, Body, Instruction, Unary } from '../../compiler/body.ts';

/** Types in memory. */
export const C_TYPE: { readonly [K in DType]: string } = {
  float32: 'float',
  float64: 'double',
  int32: 'int',
  bool: 'boolean',
};

/** Types of local variables. */
const LOCAL: { readonly [K in DType]: string } = { ...C_TYPE, bool: 'bool' };

type Operation<Arity extends (...operands: string[]) => string> = {
  readonly float: Arity;
  /** Absent where it means the same. */
  readonly int?: Arity;
};

const call1 =
  (name: string) =>
  (x: string): string =>
    `${name}(${x})`;
const infix =
  (operator: string) =>
  (x: string, y: string): string =>
    `${x} ${operator} ${y}`;

const UNARY: { readonly [K in Unary]: Operation<(x: string) => string> } = {
  Neg: { float: (x) => `-${x}`, int: (x) => `sub(0, ${x})` },
  Square: { float: (x) => `${x} * ${x}`, int: (x) => `mul(${x}, ${x})` },
  Sqrt: { float: call1('sqrt') },
  Rsqrt: { float: (x) => `1 / sqrt(${x})` },
  Reciprocal: { float: (x) => `1 / ${x}` },
  Exp: { float: call1('exp') },
  Log: { float: call1('log') },
  Log1p: { float: call1('log1p') },
  Expm1: { float: call1('expm1') },
  Sigmoid: { float: call1('sigmoid') },
  Tanh: { float: call1('tanh') },
  Softplus: { float: call1('softplus') },
  Abs: { float: call1('fabs'), int: (x) => `${x} < 0 ? sub(0, ${x}) : ${x}` },
  Sign: { float: call1('sign') },
  Floor: { float: call1('floor') },
  Ceil: { float: call1('ceil') },
  Rint: { float: call1('rint') },
  Relu: { float: call1('relu') },
  IsNan: { float: call1('is_nan') },
  IsInf: { float: call1('is_inf') },
  IsFinite: { float: call1('is_finite') },
  LogicalNot: { float: (x) => `!${x}` },
};

const BINARY: { readonly [K in Binary]: Operation<(x: string, y: string) => string> } = {
  Add: { float: infix('+'), int: (x, y) => `add(${x}, ${y})` },
  Sub: { float: infix('-'), int: (x, y) => `sub(${x}, ${y})` },
  Mul: { float: infix('*'), int: (x, y) => `mul(${x}, ${y})` },
  RealDiv: { float: infix('/') },
  DivNoNan: { float: (x, y) => `${y} == 0 ? 0 : ${x} / ${y}` },
  Maximum: { float: (x, y) => `maximum(${x}, ${y})` },
  Minimum: { float: (x, y) => `minimum(${x}, ${y})` },
  Less: { float: infix('<') },
  LessEqual: { float: infix('<=') },
  Greater: { float: infix('>') },
  GreaterEqual: { float: infix('>=') },
  Equal: { float: infix('==') },
  NotEqual: { float: infix('!=') },
  LogicalAnd: { float: infix('&&') },
  LogicalOr: { float: infix('||') },
};

/** Local variable of an instruction's result. */
export const result = (instruction: number): string => `v${instruction}`;

/**
 * @param read the expression for the value of input i at the present index
 * @returns one statement an instruction, each on a line of its own
 */
export function emitBody(body: Body, read: (input: number) => string): string {
  return body
    .map((instruction, i) => `${LOCAL[instruction.dtype]} ${result(i)} = ${emit(instruction, body, read)};`)
    .join('\n    ');
}

function emit(instruction: Instruction, body: Body, read: (input: number) => string): string {
  switch (instruction.op) {
    case 'input':
      return instruction.dtype === 'bool' ? `${read(instruction.input)} != 0` : read(instruction.input);
    case 'constant':
      return literal(instruction.value, instruction.dtype);
    case 'unary': {
      const { float, int } = UNARY[instruction.f];
      const form = body[instruction.x].dtype === 'int32' ? (int ?? float) : float;
      return form(result(instruction.x));
    }
    case 'binary': {
      const { float, int } = BINARY[instruction.f];
      const form = body[instruction.x].dtype === 'int32' ? (int ?? float) : float;
      return form(result(instruction.x), result(instruction.y));
    }
    case 'select':
      return `${result(instruction.condition)} ? ${result(instruction.x)} : ${result(instruction.y)}`;
    case 'cast':
      return cast(result(instruction.x), body[instruction.x].dtype, instruction.dtype);
  }
}

function cast(x: string, from: DType, to: DType): string {
  if (to === 'bool') return `${x} != 0`;
  if (to === 'int32' && from !== 'bool' && from !== 'int32') return `to_int(${x})`;
  return `(${LOCAL[to]})${x}`;
}

/** Exactly the value; finite floats in their shortest decimal form, which reads back as the same bits. */
export function literal(value: number, dtype: DType): string {
  if (dtype === 'bool') return value === 0 ? 'false' : 'true';
  // −2³¹ is no literal of C's: it would be the negative of one that does not fit.
  if (dtype === 'int32') return `(int)${value}LL`;
  if (!Number.isFinite(value) || Object.is(value, -0)) {
    const bits = new BigInt64Array(Float64Array.of(value).buffer)[0];
    return `(${C_TYPE[dtype]})constant(${bits === -(2n ** 63n) ? '(-9223372036854775807LL - 1)' : `${bits}LL`})`;
  }
  const text = String(value);
  return `${/[.e]/.test(text) ? text : `${text}.0`}${dtype === 'float32' ? 'f' : ''}`;
}
