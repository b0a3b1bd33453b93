// Writes WebAssembly modules: functions over one imported memory.
import {
  LANE,
  LANE_MEMORY,
  MEMORY,
  PLAIN,
  SATURATING,
  VECTOR,
  VECTOR_MEMORY,
  type MemoryAccess,
  type Simple,
} from './opcodes.ts';

export const TYPE_CODES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type WasmType = keyof typeof TYPE_CODES;

/** A local variable of a function. */
export interface Local {
  readonly index: number;
  readonly type: WasmType;
}

const EMPTY_BLOCK = 0x40;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && (byte & 0x40) === 0) || (rest === -1n && (byte & 0x40) !== 0)) {
      bytes.push(byte);
      return bytes;
    }
    bytes.push(byte | 0x80);
  }
}

const float32 = (value: number): Uint8Array => new Uint8Array(Float32Array.of(value).buffer);
const float64 = (value: number): Uint8Array => new Uint8Array(Float64Array.of(value).buffer);

/** The instructions of one function. Each method appends one, or what its name says; all return the function. */
export class WasmFunction {
  readonly parameters: readonly WasmType[];
  readonly results: readonly WasmType[];
  readonly #locals: WasmType[] = [];
  readonly #code: number[] = [];

  constructor(parameters: readonly WasmType[], results: readonly WasmType[] = []) {
    this.parameters = parameters;
    this.results = results;
  }

  parameter(index: number): Local {
    return { index, type: this.parameters[index] };
  }

  local(type: WasmType): Local {
    return { index: this.parameters.length + this.#locals.push(type) - 1, type };
  }

  get(local: Local): this {
    return this.#emit(0x20, ...unsigned(local.index));
  }

  set(local: Local): this {
    return this.#emit(0x21, ...unsigned(local.index));
  }

  tee(local: Local): this {
    return this.#emit(0x22, ...unsigned(local.index));
  }

  i32(value: number): this {
    return this.#emit(0x41, ...signed(BigInt(value | 0)));
  }

  i64(value: bigint): this {
    return this.#emit(0x42, ...signed(value));
  }

  f32(value: number): this {
    return this.#emit(0x43, ...float32(value));
  }

  f64(value: number): this {
    return this.#emit(0x44, ...float64(value));
  }

  /** A constant in all lanes. */
  splat(type: 'f32' | 'f64', value: number): this {
    const bytes = type === 'f32' ? float32(value) : float64(value);
    this.#emit(0xfd, 0x0c);
    for (let i = 0; i < 16; i += bytes.length) this.#emit(...bytes);
    return this;
  }

  zeros(): this {
    return this.#emit(0xfd, 0x0c, ...new Array<number>(16).fill(0));
  }

  do(...names: readonly Simple[]): this {
    for (const name of names) {
      if (name in PLAIN) this.#emit(PLAIN[name as keyof typeof PLAIN]);
      else if (name in SATURATING) this.#emit(0xfc, SATURATING[name as keyof typeof SATURATING]);
      else this.#emit(0xfd, ...unsigned(VECTOR[name as keyof typeof VECTOR]));
    }
    return this;
  }

  /** Reads from, or writes to, the address on the stack plus `offset` bytes. */
  memory(name: MemoryAccess, offset = 0): this {
    if (name in MEMORY) this.#emit(MEMORY[name as keyof typeof MEMORY]);
    else this.#emit(0xfd, VECTOR_MEMORY[name as keyof typeof VECTOR_MEMORY]);
    // Nothing is said of alignment.
    return this.#emit(0, ...unsigned(offset));
  }

  laneMemory(name: keyof typeof LANE_MEMORY, lane: number, offset = 0): this {
    return this.#emit(0xfd, LANE_MEMORY[name], 0, ...unsigned(offset), lane);
  }

  lane(name: keyof typeof LANE, lane: number): this {
    return this.#emit(0xfd, LANE[name], lane);
  }

  /** Lanes of two vectors: bytes 0 to 15 are the first one's, 16 to 31 the second one's. */
  shuffle(bytes: readonly number[]): this {
    return this.#emit(0xfd, 0x0d, ...bytes);
  }

  call(index: number): this {
    return this.#emit(0x10, ...unsigned(index));
  }

  if(then: () => void, otherwise?: () => void): this {
    this.#emit(0x04, EMPTY_BLOCK);
    then();
    if (otherwise !== undefined) {
      this.#emit(0x05);
      otherwise();
    }
    return this.#emit(0x0b);
  }

  /** Runs `body` while its last value on the stack (i32) is not 0; at least once. */
  loop(body: () => void): this {
    this.#emit(0x03, EMPTY_BLOCK);
    body();
    return this.#emit(0x0d, 0, 0x0b);
  }

  /** Counts `counter` from 0 by `step` while it is below `end`. */
  count(counter: Local, end: number, step: number, body: () => void): this {
    if (end <= 0) return this;
    this.i32(0).set(counter);
    return this.loop(() => {
      body();
      this.get(counter).i32(step).do('i32.add').tee(counter).i32(end).do('i32.lt_u');
    });
  }

  /** The same up to what `end` holds, which may be 0. */
  countTo(counter: Local, end: Local, step: number, body: () => void): this {
    return this.get(end).if(() => {
      this.i32(0).set(counter);
      this.loop(() => {
        body();
        this.get(counter).i32(step).do('i32.add').tee(counter).get(end).do('i32.lt_u');
      });
    });
  }

  bytes(): number[] {
    const locals = this.#locals.flatMap((type) => [1, TYPE_CODES[type]]);
    const body = [...unsigned(this.#locals.length), ...locals, ...this.#code, 0x0b];
    return [...unsigned(body.length), ...body];
  }

  #emit(...bytes: readonly number[]): this {
    for (const byte of bytes) this.#code.push(byte);
    return this;
  }
}

const text = (value: string): number[] => {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
};
const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
];
const list = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];

/** Of any memory. */
export const MOST_PAGES = 65_536;

/** Functions that call each other by the index that `add` gives. Those added first must not call later ones. */
export class WasmModule {
  readonly #functions: { readonly code: WasmFunction; readonly name: string | null }[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #memory: readonly number[];

  /** @param isShared whether its memory is one that threads share */
  constructor({ isShared = false }: { readonly isShared?: boolean } = {}) {
    // Of any size; shared ones have to name the most that there may be.
    this.#memory = isShared ? [0x03, 0x00, ...unsigned(MOST_PAGES)] : [0x00, 0x00];
  }

  /** @param name to export it by */
  add(code: WasmFunction, name: string | null = null): number {
    return this.#functions.push({ code, name }) - 1;
  }

  /** The function of that key, made if it is not there yet. */
  shared(key: string, make: () => WasmFunction): number {
    let index = this.#byKey.get(key);
    if (index === undefined) {
      index = this.add(make());
      this.#byKey.set(key, index);
    }
    return index;
  }

  /** @returns a module that imports `memory` from `env` */
  bytes(): Uint8Array<ArrayBuffer> {
    const types = this.#functions.map(({ code: { parameters, results } }) => [
      0x60,
      ...list(parameters.map((type) => [TYPE_CODES[type]])),
      ...list(results.map((type) => [TYPE_CODES[type]])),
    ]);
    const exports = this.#functions.flatMap(({ name }, index) =>
      name === null ? [] : [[...text(name), 0x00, ...unsigned(index)]],
    );
    return Uint8Array.from([
      // "\0asm", version 1
      0x00,
      0x61,
      0x73,
      0x6d,
      0x01,
      0x00,
      0x00,
      0x00,
      ...section(1, list(types)),
      ...section(2, list([[...text('env'), ...text('memory'), 0x02, ...this.#memory]])),
      ...section(3, list(this.#functions.map((_, index) => unsigned(index)))),
      ...section(7, list(exports)),
      ...section(10, list(this.#functions.map(({ code }) => code.bytes()))),
    ]);
  }
}

/** Whether the engine has fused multiply-add for vectors. */
export function hasRelaxedSimd(): boolean {
  const module = new WasmModule();
  module.add(new WasmFunction([], ['v128']).zeros().zeros().zeros().do('f32x4.relaxed_madd'));
  return WebAssembly.validate(module.bytes());
}
