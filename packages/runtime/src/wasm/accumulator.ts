// What a reduction has gathered so far. Sums and products of floats are kept in float64, as the reference keeps them.
// Vectors are of floats only.
import type { DType } from '@residual/graph';
import type { Reducer } from '../compiler/program.ts';
import type { Local, WasmFunction } from './assembler.ts';
import type { Lanes } from './body-writer.ts';
import { storeElements } from './elements.ts';
import type { Simple } from './opcodes.ts';

export class Accumulator {
  readonly #code: WasmFunction;
  readonly #by: Reducer;
  readonly #dtype: DType;
  /** One element at a time. */
  readonly #alone: Local;
  /** Lanes of a vector at a time: for sums of float32 the first two lanes, then the other two. */
  readonly #vectors: readonly Local[];

  constructor(code: WasmFunction, by: Reducer, dtype: DType, lanes: Lanes) {
    this.#code = code;
    this.#by = by;
    this.#dtype = dtype;
    this.#alone = code.local(
      dtype === 'int32' || dtype === 'bool' ? 'i32' : this.#isWide ? 'f64' : FLOAT[dtype],
    );
    const count = lanes === 1 ? 0 : this.#isWide && dtype === 'float32' ? 2 : 1;
    this.#vectors = Array.from({ length: count }, () => code.local('v128'));
  }

  get #isWide(): boolean {
    const adds = this.#by === 'sum' || this.#by === 'mean' || this.#by === 'prod';
    return adds && this.#dtype !== 'int32';
  }

  start(): void {
    const { value, splat } = this.#neutral();
    value().set(this.#alone);
    for (const vector of this.#vectors) splat().set(vector);
  }

  add(result: Local, lanes: Lanes): void {
    const code = this.#code;
    if (lanes === 1) {
      code.get(this.#alone).get(result);
      if (this.#isWide && this.#dtype === 'float32') code.do('f64.promote_f32');
      this.#combine(this.#alone, 1);
      code.set(this.#alone);
      return;
    }
    if (this.#vectors.length === 2) {
      code.get(this.#vectors[0]).get(result).do('f64x2.promote_low_f32x4');
      this.#combine(this.#vectors[0], 2);
      code.set(this.#vectors[0]);
      code.get(this.#vectors[1]).get(result).get(result).shuffle(HIGH_TO_LOW).do('f64x2.promote_low_f32x4');
      this.#combine(this.#vectors[1], 2);
      code.set(this.#vectors[1]);
      return;
    }
    code.get(this.#vectors[0]).get(result);
    this.#combine(this.#vectors[0], lanes);
    code.set(this.#vectors[0]);
  }

  /**
   * Stores what was gathered.
   * @param lanes for as many elements at once; 1 folds the lanes of vectors too
   * @param count how many values were folded into each
   */
  finish(pointer: Local, lanes: Lanes, count: number): void {
    const code = this.#code;
    if (lanes > 1) {
      const result = code.local('v128');
      const [low, high] = this.#vectors;
      for (const vector of this.#vectors) this.#divide(vector, count, true);
      if (high === undefined) code.get(low).set(result);
      else {
        code.get(low).do('f32x4.demote_f64x2_zero').get(high).do('f32x4.demote_f64x2_zero');
        code.shuffle(LOWS).set(result);
      }
      storeElements(code, pointer, result, this.#dtype, lanes);
      return;
    }
    this.#foldLanes();
    this.#divide(this.#alone, count, false);
    if (this.#isWide && this.#dtype === 'float32') {
      const rounded = code.local('f32');
      code.get(this.#alone).do('f32.demote_f64').set(rounded);
      storeElements(code, pointer, rounded, this.#dtype, 1);
    } else storeElements(code, pointer, this.#alone, this.#dtype, 1);
  }

  #divide(local: Local, count: number, isVector: boolean): void {
    if (this.#by !== 'mean') return;
    const code = this.#code.get(local);
    if (isVector) code.splat('f64', count).do('f64x2.div').set(local);
    else code.f64(count).do('f64.div').set(local);
  }

  #foldLanes(): void {
    const code = this.#code;
    for (const vector of this.#vectors) {
      const isWide = this.#isWide || this.#dtype === 'float64';
      const lanes = isWide ? 2 : 4;
      for (let lane = 0; lane < lanes; lane++) {
        code.get(this.#alone).get(vector);
        code.lane(isWide ? 'f64x2.extract_lane' : 'f32x4.extract_lane', lane);
        this.#combine(this.#alone, 1);
        code.set(this.#alone);
      }
    }
  }

  /** Of the two on the stack; `first` is the lower of them. */
  #combine(first: Local, lanes: Lanes): void {
    const code = this.#code;
    const name = OPERATION[this.#by];
    if (name === 'and' || name === 'or') code.do(`i32.${name}`);
    else if (this.#dtype === 'int32') {
      if (name === 'add' || name === 'mul') code.do(`i32.${name}`);
      else {
        const second = code.local('i32');
        code
          .tee(second)
          .get(first)
          .get(second)
          .do(name === 'max' ? 'i32.gt_s' : 'i32.lt_s', 'select');
      }
    } else {
      const isWide = this.#isWide || this.#dtype === 'float64';
      const type = lanes === 1 ? (isWide ? 'f64' : 'f32') : isWide ? 'f64x2' : 'f32x4';
      code.do(`${type}.${name}` as Simple);
    }
  }

  #neutral(): { value: () => WasmFunction; splat: () => WasmFunction } {
    const code = this.#code;
    const number = NEUTRAL[this.#by];
    if (this.#dtype === 'int32' || this.#dtype === 'bool') {
      const integer = number === -Infinity ? -0x8000_0000 : number === Infinity ? 0x7fff_ffff : number;
      return { value: () => code.i32(integer), splat: () => code.i32(integer).do('i32x4.splat') };
    }
    const isWide = this.#isWide || this.#dtype === 'float64';
    return {
      value: () => (isWide ? code.f64(number) : code.f32(number)),
      splat: () => code.splat(isWide ? 'f64' : 'f32', number),
    };
  }
}

const FLOAT = { float32: 'f32', float64: 'f64' } as const;

const OPERATION = {
  sum: 'add',
  mean: 'add',
  prod: 'mul',
  max: 'max',
  min: 'min',
  all: 'and',
  any: 'or',
} as const satisfies Record<Reducer, string>;

const NEUTRAL = {
  sum: 0,
  mean: 0,
  prod: 1,
  max: -Infinity,
  min: Infinity,
  all: 1,
  any: 0,
} as const satisfies Record<Reducer, number>;

const HIGH_TO_LOW = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
const LOWS = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
