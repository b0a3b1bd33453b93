// What a fused kernel does at each index: a list of instructions, each on results of earlier ones.
import type { DType, OpType, TypedArray } from '@residual/graph';
import { allocate } from '../js/kernel.ts';
import { elementwise } from '../js/elementwise.ts';
import { nn } from '../js/nn.ts';

/** Functions of one operand, named as the ops are. Those of FLOATS take no integers. */
// prettier-ignore
export const UNARY = [
  'Neg', 'Square', 'Abs', 'Sign', 'Relu', 'LogicalNot', 'IsNan', 'IsInf', 'IsFinite',
  'Sqrt', 'Rsqrt', 'Reciprocal', 'Exp', 'Expm1', 'Log', 'Log1p', 'Sigmoid', 'Tanh', 'Softplus',
  'Floor', 'Ceil', 'Rint',
] as const satisfies readonly OpType[];
export type Unary = (typeof UNARY)[number];

/** Functions of two operands of one dtype. Integers are not divided here: they might fail. */
// prettier-ignore
export const BINARY = [
  'Add', 'Sub', 'Mul', 'RealDiv', 'DivNoNan', 'Maximum', 'Minimum',
  'Less', 'LessEqual', 'Greater', 'GreaterEqual', 'Equal', 'NotEqual', 'LogicalAnd', 'LogicalOr',
] as const satisfies readonly OpType[];
export type Binary = (typeof BINARY)[number];

const GIVES_BOOL: ReadonlySet<string> = new Set<Unary | Binary>([
  ...(['LogicalNot', 'IsNan', 'IsInf', 'IsFinite'] as const),
  ...([
    'Less',
    'LessEqual',
    'Greater',
    'GreaterEqual',
    'Equal',
    'NotEqual',
    'LogicalAnd',
    'LogicalOr',
  ] as const),
]);

/** `x`, `y` and so on are places of earlier instructions; `dtype` is the result's. */
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

/** Places of the instructions that one works on. */
export function operandsOf(instruction: Instruction): readonly number[] {
  switch (instruction.op) {
    case 'input':
    case 'constant':
      return [];
    case 'unary':
    case 'cast':
      return [instruction.x];
    case 'binary':
      return [instruction.x, instruction.y];
    case 'select':
      return [instruction.condition, instruction.x, instruction.y];
  }
}

/** What the results at `places` need, themselves included. */
export function neededPlaces(body: Body, places: readonly number[]): Set<number> {
  const needed = new Set(places);
  for (let place = body.length - 1; place >= 0; place--)
    if (needed.has(place)) for (const operand of operandsOf(body[place])) needed.add(operand);
  return needed;
}

/**
 * Grows a body. What is there already is not added again, and what has only constants for operands is computed now,
 * by the reference kernels, in the precision of its dtype.
 */
export class BodyBuilder {
  readonly #instructions: Instruction[] = [];
  readonly #places = new Map<string, number>();

  get body(): Body {
    return this.#instructions;
  }

  dtypeOf(place: number): DType {
    return this.#instructions[place].dtype;
  }

  input(input: number, dtype: DType): number {
    return this.#add({ op: 'input', input, dtype });
  }

  constant(value: number, dtype: DType): number {
    return this.#add({ op: 'constant', value: rounded(value, dtype), dtype });
  }

  unary(f: Unary, x: number): number {
    const value = this.#constant(x);
    const dtype = this.dtypeOf(x);
    const result = GIVES_BOOL.has(f) ? 'bool' : dtype;
    if (value !== undefined) return this.constant(evaluate(f, dtype, [value]), result);
    return this.#add({ op: 'unary', f, x, dtype: result });
  }

  binary(f: Binary, x: number, y: number): number {
    const values = [this.#constant(x), this.#constant(y)];
    const dtype = this.dtypeOf(x);
    const result = GIVES_BOOL.has(f) ? 'bool' : dtype;
    if (values[0] !== undefined && values[1] !== undefined)
      return this.constant(evaluate(f, dtype, [values[0], values[1]]), result);
    // Exact for every x, NaN and zeros included.
    if (f === 'Mul' && values[1] === 1) return x;
    if (f === 'Mul' && values[0] === 1) return y;
    if (f === 'RealDiv' && values[1] === 1) return x;
    return this.#add({ op: 'binary', f, x, y, dtype: result });
  }

  select(condition: number, x: number, y: number): number {
    const value = this.#constant(condition);
    if (value !== undefined) return value === 0 ? y : x;
    return this.#add({ op: 'select', condition, x, y, dtype: this.dtypeOf(x) });
  }

  cast(x: number, dtype: DType): number {
    if (this.dtypeOf(x) === dtype) return x;
    const value = this.#constant(x);
    if (value !== undefined) return this.constant(dtype === 'bool' ? Number(value !== 0) : value, dtype);
    return this.#add({ op: 'cast', x, dtype });
  }

  /**
   * Adds all of another body, or of it only what is needed.
   * @param input what stands for its input i
   * @returns where each of its instructions is now
   */
  append(
    body: Body,
    input: (index: number, dtype: DType) => number,
    needed?: ReadonlySet<number>,
  ): readonly number[] {
    const places: number[] = [];
    body.forEach((instruction, place) =>
      places.push(needed?.has(place) === false ? -1 : this.#copy(instruction, places, input)),
    );
    return places;
  }

  #copy(
    instruction: Instruction,
    places: readonly number[],
    input: (index: number, dtype: DType) => number,
  ): number {
    switch (instruction.op) {
      case 'input':
        return input(instruction.input, instruction.dtype);
      case 'constant':
        return this.constant(instruction.value, instruction.dtype);
      case 'unary':
        return this.unary(instruction.f, places[instruction.x]);
      case 'binary':
        return this.binary(instruction.f, places[instruction.x], places[instruction.y]);
      case 'select':
        return this.select(places[instruction.condition], places[instruction.x], places[instruction.y]);
      case 'cast':
        return this.cast(places[instruction.x], instruction.dtype);
    }
  }

  #constant(place: number): number | undefined {
    const instruction = this.#instructions[place];
    return instruction.op === 'constant' ? instruction.value : undefined;
  }

  #add(instruction: Instruction): number {
    const key = keyOf(instruction);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#instructions.push(instruction) - 1;
    this.#places.set(key, place);
    return place;
  }
}

function keyOf(instruction: Instruction): string {
  const { op, dtype } = instruction;
  switch (op) {
    case 'input':
      return `input ${instruction.input}`;
    case 'constant':
      return `${Object.is(instruction.value, -0) ? '-0' : instruction.value} ${dtype}`;
    case 'unary':
      return `${instruction.f} ${instruction.x}`;
    case 'binary':
      return `${instruction.f} ${instruction.x} ${instruction.y}`;
    case 'select':
      return `select ${instruction.condition} ${instruction.x} ${instruction.y}`;
    case 'cast':
      return `${dtype} of ${instruction.x}`;
  }
}

function rounded(value: number, dtype: DType): number {
  const one: TypedArray = allocate(dtype, 1);
  one[0] = value;
  return one[0];
}

function evaluate(f: Unary | Binary, dtype: DType, operands: readonly number[]): number {
  const kernel = f === 'Relu' || f === 'Softplus' ? nn[f] : elementwise[f];
  const call = { node: '', attrs: {}, variables: [], context: undefined as never };
  const inputs = operands.map((value) => {
    const data = allocate(dtype, 1);
    data[0] = value;
    return { dtype, shape: [], data };
  });
  return kernel(inputs, call)[0].data[0];
}
