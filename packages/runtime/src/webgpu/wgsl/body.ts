// Fused bodies as WGSL. In memory every value has 4 bytes: float32 as f32, bool as u32 of 0 or 1.
import type { DType } from '@residual/graph';
import type { Binary, Body, Unary } from '../../compiler/body.ts';

/** dtypes that the device computes. Integers stay on the host, as they do with TensorFlow. */
export const DEVICE_DTYPES: readonly DType[] = ['float32', 'bool'];

/** How a value lies in memory. */
export const storedAs = (dtype: DType): string => (dtype === 'bool' ? 'u32' : 'f32');

export const load = (dtype: DType, element: string): string =>
  dtype === 'bool' ? `(${element} != 0u)` : element;
export const store = (dtype: DType, value: string): string =>
  dtype === 'bool' ? `select(0u, 1u, ${value})` : value;

const UNARY: Readonly<Record<Unary, (x: string) => string>> = {
  Neg: (x) => `-${x}`,
  Square: (x) => `${x} * ${x}`,
  Abs: (x) => `abs(${x})`,
  Sign: (x) => `sign(${x})`,
  Relu: (x) => `select(0f, ${x}, ${x} > 0f || is_nan(${x}))`,
  LogicalNot: (x) => `!${x}`,
  IsNan: (x) => `is_nan(${x})`,
  IsInf: (x) => `is_inf(${x})`,
  IsFinite: (x) => `is_finite(${x})`,
  Sqrt: (x) => `square_root(${x})`,
  Rsqrt: (x) => `1f / square_root(${x})`,
  Reciprocal: (x) => `1f / ${x}`,
  Exp: (x) => `exponential(${x})`,
  Expm1: (x) => `exp_minus_1(${x})`,
  Log: (x) => `logarithm(${x})`,
  Log1p: (x) => `log_1_plus(${x})`,
  Sigmoid: (x) => `sigmoid(${x})`,
  Tanh: (x) => `hyperbolic_tangent(${x})`,
  Softplus: (x) => `select(max(${x}, 0f) + log_1_plus(exponential(-abs(${x}))), ${x}, is_nan(${x}))`,
  Floor: (x) => `floor(${x})`,
  Ceil: (x) => `ceil(${x})`,
  Rint: (x) => `round(${x})`,
};

const BINARY: Readonly<Record<Binary, (x: string, y: string) => string>> = {
  Add: (x, y) => `${x} + ${y}`,
  Sub: (x, y) => `${x} - ${y}`,
  Mul: (x, y) => `${x} * ${y}`,
  RealDiv: (x, y) => `${x} / ${y}`,
  DivNoNan: (x, y) => `select(${x} / ${y}, 0f, ${y} == 0f)`,
  Maximum: (x, y) => `select(${y}, ${x}, ${x} >= ${y} || is_nan(${x}))`,
  Minimum: (x, y) => `select(${y}, ${x}, ${x} <= ${y} || is_nan(${x}))`,
  Less: (x, y) => `${x} < ${y}`,
  LessEqual: (x, y) => `${x} <= ${y}`,
  Greater: (x, y) => `${x} > ${y}`,
  GreaterEqual: (x, y) => `${x} >= ${y}`,
  Equal: (x, y) => `${x} == ${y}`,
  NotEqual: (x, y) => `${x} != ${y}`,
  LogicalAnd: (x, y) => `${x} && ${y}`,
  LogicalOr: (x, y) => `${x} || ${y}`,
};

/**
 * What WGSL lacks. Its compilers may assume that no number is infinite or none, hence the bits; and its functions may
 * give anything where the result is infinite or none, hence the cases.
 */
export const PRELUDE = `
var<private> infinity_bits: u32 = 0x7f800000u;
var<private> nan_bits: u32 = 0x7fc00000u;
fn is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > infinity_bits; }
fn is_inf(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) == infinity_bits; }
fn is_finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) < infinity_bits; }
fn nan() -> f32 { return bitcast<f32>(nan_bits); }
fn infinity() -> f32 { return bitcast<f32>(infinity_bits); }
fn exponential(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (x > 88.72284f) { return infinity(); }
  if (x < -104f) { return 0f; }
  return exp(x);
}
fn logarithm(x: f32) -> f32 {
  if (is_nan(x) || x < 0f) { return nan(); }
  if (x == 0f) { return -infinity(); }
  if (is_inf(x)) { return x; }
  return log(x);
}
fn square_root(x: f32) -> f32 {
  if (is_nan(x) || x < 0f) { return nan(); }
  if (is_inf(x)) { return x; }
  return sqrt(x);
}
fn sigmoid(x: f32) -> f32 { let e = exponential(-abs(x)); return select(e, 1f, x >= 0f) / (1f + e); }
// Kahan's: the rounding of exp and of the sum cancels.
fn exp_minus_1(x: f32) -> f32 {
  let u = exponential(x);
  if (u == 1f) { return x; }
  if (u - 1f == -1f) { return -1f; }
  if (!is_finite(u)) { return u; }
  return (u - 1f) * x / log(u);
}
fn log_1_plus(x: f32) -> f32 {
  let u = 1f + x;
  if (u == 1f) { return x; }
  if (!is_finite(u) || u <= 0f) { return logarithm(u); }
  return log(u) * x / (u - 1f);
}
fn hyperbolic_tangent(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  return tanh(clamp(x, -15f, 15f));
}
`;

function literal(value: number, dtype: DType): string {
  if (dtype === 'bool') return value === 0 ? 'false' : 'true';
  if (Number.isNaN(value)) return 'bitcast<f32>(nan_bits)';
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return `${single < 0 ? '-' : ''}bitcast<f32>(infinity_bits)`;
  return single < 0 || Object.is(single, -0) ? `(-${-single}f)` : `${single}f`;
}

/** Statements that leave the result of instruction i in `v<i>`. @param input WGSL of input i, as it is computed with */
export function bodyCode(body: Body, input: (index: number) => string): string {
  return body
    .map((instruction, place) => {
      const code = (): string => {
        switch (instruction.op) {
          case 'input':
            return input(instruction.input);
          case 'constant':
            return literal(instruction.value, instruction.dtype);
          case 'unary':
            return UNARY[instruction.f](`v${instruction.x}`);
          case 'binary':
            return BINARY[instruction.f](`v${instruction.x}`, `v${instruction.y}`);
          case 'select':
            return `select(v${instruction.y}, v${instruction.x}, v${instruction.condition})`;
          case 'cast': {
            const from = body[instruction.x].dtype;
            if (from === instruction.dtype) return `v${instruction.x}`;
            return instruction.dtype === 'bool'
              ? `v${instruction.x} != 0f`
              : `select(0f, 1f, v${instruction.x})`;
          }
        }
      };
      return `  let v${place}: ${instruction.dtype === 'bool' ? 'bool' : 'f32'} = ${code()};`;
    })
    .join('\n');
}
