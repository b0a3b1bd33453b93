// Writes the code of a body: for all lanes of a vector at once, or for one element.
import type { DType } from '@residual/graph';
import { neededPlaces, operandsOf, type Body, type Instruction } from '../compiler/body.ts';
import type { Local, WasmFunction, WasmModule, WasmType } from './assembler.ts';
import { mathFunction, type Float, type MathFunction } from './math.ts';
import type { Simple, Vector } from './opcodes.ts';

/** Elements that are computed at a time. Bools are masks of all ones in vectors, 0 or 1 alone. */
export type Lanes = 1 | 2 | 4;

/** How many elements of a body fit a vector: 4 of 32 bits, 2 of 64; 1 where it mixes them, or converts integers. */
export function lanesOf(body: Body): Lanes {
  const dtypes = new Set(body.map(({ dtype }) => dtype));
  const converts = body.some(
    (instruction) => instruction.op === 'cast' && (instruction.dtype === 'int32' || dtypes.has('int32')),
  );
  if (converts) return 1;
  if (dtypes.has('float64')) return dtypes.has('float32') || dtypes.has('int32') ? 1 : 2;
  return dtypes.has('float32') || dtypes.has('int32') ? 4 : 1;
}

const SCALAR: Readonly<Record<DType, WasmType>> = {
  float32: 'f32',
  float64: 'f64',
  int32: 'i32',
  bool: 'i32',
};

export interface BodyPlaces {
  readonly body: Body;
  /** Leaves input i on the stack, in the form that `lanes` asks for. */
  readonly input: (input: number, lanes: Lanes) => void;
  /** Instructions whose results are wanted. */
  readonly wanted: readonly number[];
  /** Inputs that are the same at every index: what depends on these alone is computed once, by `writeUniform`. */
  readonly isUniform: (input: number) => boolean;
}

export class BodyWriter {
  readonly #module: WasmModule;
  readonly #code: WasmFunction;
  readonly #places: BodyPlaces;
  readonly #needed: ReadonlySet<number>;
  readonly #uniform: readonly boolean[];
  /** Results of uniform instructions, one element and (made when asked for) in all lanes. */
  readonly #alone = new Map<number, Local>();
  readonly #spread = new Map<string, Local>();

  constructor(module: WasmModule, code: WasmFunction, places: BodyPlaces) {
    this.#module = module;
    this.#code = code;
    this.#places = places;
    this.#needed = neededPlaces(places.body, places.wanted);
    const uniform: boolean[] = [];
    for (const instruction of places.body)
      uniform.push(
        instruction.op === 'input'
          ? places.isUniform(instruction.input)
          : operandsOf(instruction).every((operand) => uniform[operand]),
      );
    this.#uniform = uniform;
  }

  /** Before all loops. @param lanes that the body will be written with */
  writeUniform(lanes: readonly Lanes[]): void {
    const { body } = this.#places;
    body.forEach((instruction, place) => {
      if (!this.#needed.has(place) || !this.#uniform[place]) return;
      this.#write(instruction, 1, (operand) => this.#alone.get(operand)!);
      const local = this.#code.local(SCALAR[instruction.dtype]);
      this.#code.set(local);
      this.#alone.set(place, local);
      for (const count of lanes) if (count > 1) this.#spreadOut(place, instruction.dtype, count);
    });
  }

  /** @returns where the result of each wanted instruction is */
  write(lanes: Lanes): ReadonlyMap<number, Local> {
    const results = new Map<number, Local>();
    const resultOf = (place: number): Local =>
      this.#uniform[place]
        ? lanes === 1
          ? this.#alone.get(place)!
          : this.#spread.get(`${place} ${lanes}`)!
        : results.get(place)!;
    this.#places.body.forEach((instruction, place) => {
      if (!this.#needed.has(place)) return;
      if (!this.#uniform[place]) {
        this.#write(instruction, lanes, resultOf);
        const local = this.#code.local(lanes === 1 ? SCALAR[instruction.dtype] : 'v128');
        this.#code.set(local);
        results.set(place, local);
      } else results.set(place, resultOf(place));
    });
    return results;
  }

  #spreadOut(place: number, dtype: DType, lanes: Lanes): void {
    const code = this.#code.get(this.#alone.get(place)!);
    if (dtype === 'bool') code.i32(0).do('i32.ne').i32(-1).do('i32.mul', 'i32x4.splat');
    else code.do(`${laneName(dtype, lanes)}.splat` as Vector);
    const local = code.local('v128');
    code.set(local);
    this.#spread.set(`${place} ${lanes}`, local);
  }

  #write(instruction: Instruction, lanes: Lanes, operand: (place: number) => Local): void {
    const code = this.#code;
    const { body } = this.#places;
    switch (instruction.op) {
      case 'input':
        this.#places.input(instruction.input, lanes);
        return;
      case 'constant':
        if (instruction.dtype === 'float32') code.f32(instruction.value);
        else if (instruction.dtype === 'float64') code.f64(instruction.value);
        else code.i32(instruction.value);
        return;
      case 'unary':
        this.#unary(instruction.f, operand(instruction.x), body[instruction.x].dtype, lanes);
        return;
      case 'binary':
        this.#binary(
          instruction.f,
          operand(instruction.x),
          operand(instruction.y),
          body[instruction.x].dtype,
          lanes,
        );
        return;
      case 'select':
        code.get(operand(instruction.x)).get(operand(instruction.y)).get(operand(instruction.condition));
        code.do(lanes === 1 ? 'select' : 'v128.bitselect');
        return;
      case 'cast':
        this.#cast(operand(instruction.x), body[instruction.x].dtype, instruction.dtype, lanes);
    }
  }

  #unary(f: (Instruction & { op: 'unary' })['f'], x: Local, dtype: DType, lanes: Lanes): void {
    const code = this.#code;
    const t = laneName(dtype, lanes);
    const op = (name: string): WasmFunction => code.do(`${t}.${name}` as Simple);
    const number = (value: number): WasmFunction => this.#number(value, dtype, lanes);
    switch (f) {
      case 'Neg':
        if (dtype === 'int32' && lanes === 1) code.i32(0).get(x).do('i32.sub');
        else {
          code.get(x);
          op('neg');
        }
        return;
      case 'Square':
        code.get(x).get(x);
        op('mul');
        return;
      case 'Abs':
        if (dtype === 'int32' && lanes === 1) {
          code.i32(0).get(x).do('i32.sub').get(x).get(x).i32(0).do('i32.lt_s', 'select');
          return;
        }
        code.get(x);
        op('abs');
        return;
      case 'Sign':
        // 1, −1, or x itself, which is 0 or NaN.
        number(1);
        number(-1);
        code.get(x).get(x);
        number(0);
        this.#compare('lt', dtype, lanes);
        this.#choose(lanes);
        code.get(x);
        number(0);
        this.#compare('gt', dtype, lanes);
        this.#choose(lanes);
        return;
      case 'Relu':
        if (dtype === 'int32') {
          this.#extreme(
            'gt',
            () => code.get(x),
            () => number(0),
            lanes,
          );
          return;
        }
        code.get(x);
        number(0);
        op('max');
        return;
      case 'LogicalNot':
        code.get(x).do(lanes === 1 ? 'i32.eqz' : 'v128.not');
        return;
      case 'IsNan':
        code.get(x).get(x);
        op('ne');
        return;
      case 'IsInf':
      case 'IsFinite':
        code.get(x);
        op('abs');
        number(Infinity);
        op(f === 'IsInf' ? 'eq' : 'lt');
        return;
      case 'Sqrt':
        code.get(x);
        op('sqrt');
        return;
      case 'Rsqrt':
        number(1);
        code.get(x);
        op('sqrt');
        op('div');
        return;
      case 'Reciprocal':
        number(1);
        code.get(x);
        op('div');
        return;
      case 'Floor':
      case 'Ceil':
        code.get(x);
        op(f === 'Floor' ? 'floor' : 'ceil');
        return;
      case 'Rint':
        code.get(x);
        op('nearest');
        return;
      default:
        this.#math(MATH[f], x, dtype === 'float32' ? 'f32' : 'f64', lanes);
    }
  }

  #math(f: MathFunction, x: Local, type: Float, lanes: Lanes): void {
    const code = this.#code.get(x);
    const vector = type === 'f32' ? 'f32x4' : 'f64x2';
    if (lanes === 1) code.do(`${vector}.splat`);
    code.call(mathFunction(this.#module, f, type));
    if (lanes === 1) code.lane(`${vector}.extract_lane`, 0);
  }

  #binary(f: (Instruction & { op: 'binary' })['f'], x: Local, y: Local, dtype: DType, lanes: Lanes): void {
    const code = this.#code;
    const t = laneName(dtype, lanes);
    const both = (name: string): void => {
      code
        .get(x)
        .get(y)
        .do(`${t}.${name}` as Simple);
    };
    const compared = (name: Comparison): void => {
      code.get(x).get(y);
      this.#compare(name, dtype, lanes);
    };
    switch (f) {
      case 'Add':
        return both('add');
      case 'Sub':
        return both('sub');
      case 'Mul':
        return both('mul');
      case 'RealDiv':
        return both('div');
      case 'DivNoNan':
        this.#number(0, dtype, lanes);
        both('div');
        code.get(y);
        this.#number(0, dtype, lanes);
        this.#compare('eq', dtype, lanes);
        this.#choose(lanes);
        return;
      case 'Maximum':
      case 'Minimum':
        if (dtype === 'int32')
          this.#extreme(
            f === 'Maximum' ? 'gt' : 'lt',
            () => code.get(x),
            () => code.get(y),
            lanes,
          );
        else both(f === 'Maximum' ? 'max' : 'min');
        return;
      case 'Less':
        return compared('lt');
      case 'LessEqual':
        return compared('le');
      case 'Greater':
        return compared('gt');
      case 'GreaterEqual':
        return compared('ge');
      case 'Equal':
        return compared('eq');
      case 'NotEqual':
        return compared('ne');
      case 'LogicalAnd':
        code
          .get(x)
          .get(y)
          .do(lanes === 1 ? 'i32.and' : 'v128.and');
        return;
      case 'LogicalOr':
        code
          .get(x)
          .get(y)
          .do(lanes === 1 ? 'i32.or' : 'v128.or');
    }
  }

  /** The larger or smaller of two integers. */
  #extreme(better: 'gt' | 'lt', x: () => void, y: () => void, lanes: Lanes): void {
    x();
    y();
    if (lanes > 1) {
      this.#code.do(better === 'gt' ? 'i32x4.max_s' : 'i32x4.min_s');
      return;
    }
    x();
    y();
    this.#compare(better, 'int32', 1);
    this.#code.do('select');
  }

  #compare(name: Comparison, dtype: DType, lanes: Lanes): void {
    if (dtype === 'bool' && lanes === 2) {
      // Masks of 64 bits: equal where no bit differs.
      this.#code.do('v128.xor');
      if (name === 'eq') this.#code.do('v128.not');
      return;
    }
    const isInteger = dtype === 'int32' || dtype === 'bool';
    const suffix = isInteger && name !== 'eq' && name !== 'ne' ? '_s' : '';
    this.#code.do(`${laneName(dtype, lanes)}.${name}${suffix}` as Simple);
  }

  /** The first of the two below a condition where that holds. */
  #choose(lanes: Lanes): void {
    this.#code.do(lanes === 1 ? 'select' : 'v128.bitselect');
  }

  #number(value: number, dtype: DType, lanes: Lanes): WasmFunction {
    const code = this.#code;
    if (dtype === 'int32' || dtype === 'bool') {
      code.i32(value);
      return lanes === 1 ? code : code.do('i32x4.splat');
    }
    const type = dtype === 'float32' ? 'f32' : 'f64';
    if (lanes > 1) return code.splat(type, value);
    return type === 'f32' ? code.f32(value) : code.f64(value);
  }

  #cast(x: Local, from: DType, to: DType, lanes: Lanes): void {
    const code = this.#code;
    if (lanes > 1) {
      if (from === 'bool') {
        // A mask lets through the bits of 1.
        code.get(x);
        this.#number(1, to, lanes);
        code.do('v128.and');
      } else if (to === 'bool') {
        code.get(x);
        this.#number(0, from, lanes);
        this.#compare('ne', from, lanes);
      } else throw new TypeError(`no conversion of ${from} to ${to} in lanes`);
      return;
    }
    code.get(x);
    if (to === 'bool') {
      this.#number(0, from, 1);
      this.#compare('ne', from, 1);
    } else if (to === 'int32') {
      // As JavaScript stores into an Int32Array: modulo 2³², and 0 for what is not finite.
      if (from === 'float32' || from === 'float64') {
        const type = SCALAR[from] as Float;
        code.do(`i64.trunc_sat_${type}_s`, 'i32.wrap_i64').i32(0).get(x).do(`${type}.abs`);
        this.#number(2 ** 63, from, 1).do(`${type}.lt`, 'select');
      }
    } else if (from === 'int32' || from === 'bool')
      code.do(to === 'float32' ? 'f32.convert_i32_s' : 'f64.convert_i32_s');
    else code.do(to === 'float32' ? 'f32.demote_f64' : 'f64.promote_f32');
  }
}

type Comparison = 'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne';

const MATH = {
  Exp: 'exp',
  Expm1: 'expm1',
  Log: 'log',
  Log1p: 'log1p',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softplus: 'softplus',
} as const;

/** `f32x4`, or without lanes `f32`. */
export function laneName(dtype: DType, lanes: Lanes): string {
  if (lanes === 1) return SCALAR[dtype];
  return dtype === 'float32' ? 'f32x4' : dtype === 'float64' ? 'f64x2' : 'i32x4';
}
