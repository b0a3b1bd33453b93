// exp, log and what is made of them, for all lanes of a vector at once. Each is a function v128 → v128 of the module.
import { WasmFunction, type Local, type WasmModule } from './assembler.ts';
import type { Vector } from './opcodes.ts';

export type Float = 'f32' | 'f64';
export type MathFunction = 'exp' | 'log' | 'log1p' | 'expm1' | 'tanh' | 'sigmoid' | 'softplus';

/** Index of the function in the module, which has it from now on. */
export const mathFunction = (module: WasmModule, f: MathFunction, type: Float): number =>
  module.shared(`${f} ${type}`, () => new MathWriter(module, type).write(f));

type LaneOp =
  | 'abs'
  | 'neg'
  | 'nearest'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'min'
  | 'max'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'gt'
  | 'le'
  | 'ge';

/** Writes one function; names operations without their lanes. */
class MathWriter {
  readonly code = new WasmFunction(['v128'], ['v128']);
  readonly x = this.code.parameter(0);
  readonly #module: WasmModule;
  readonly #type: Float;

  constructor(module: WasmModule, type: Float) {
    this.#module = module;
    this.#type = type;
  }

  write(f: MathFunction): WasmFunction {
    switch (f) {
      case 'exp':
        return this.#type === 'f32' ? this.#exp32() : this.#exp64();
      case 'log':
        return this.#type === 'f32' ? this.#log32() : this.#log64();
      case 'log1p':
        return this.#log1p();
      case 'expm1':
        return this.#expm1();
      case 'tanh':
        return this.#tanh();
      case 'sigmoid':
        return this.#sigmoid();
      case 'softplus':
        return this.#softplus();
    }
  }

  #do(...ops: readonly LaneOp[]): this {
    const lanes = this.#type === 'f32' ? 'f32x4' : 'f64x2';
    this.code.do(...ops.map((op): Vector => `${lanes}.${op}`));
    return this;
  }

  #splat(value: number): this {
    this.code.splat(this.#type, value);
    return this;
  }

  #call(f: MathFunction): this {
    this.code.call(mathFunction(this.#module, f, this.#type));
    return this;
  }

  #local(): Local {
    return this.code.local('v128');
  }

  /** The polynomial in x of these coefficients, the highest first. */
  #horner(x: Local, coefficients: readonly number[]): this {
    coefficients.forEach((coefficient, i) => {
      if (i > 0) {
        this.code.get(x);
        this.#do('mul');
      }
      this.#splat(coefficient);
      if (i > 0) this.#do('add');
    });
    return this;
  }

  /** n = round(x / ln 2) and r = x − n·ln 2 in two parts; x is kept between ±bound first. */
  #reduce(bound: number, high: number, low: number): { n: Local; r: Local } {
    const n = this.#local();
    const r = this.#local();
    this.code.get(this.x);
    this.#splat(bound).#do('min').#splat(-bound).#do('max');
    this.code.tee(r);
    this.#splat(Math.LOG2E).#do('mul', 'nearest');
    this.code.set(n);
    this.code.get(r).get(n);
    this.#splat(high).#do('mul', 'sub');
    this.code.get(n);
    this.#splat(low).#do('mul', 'sub');
    this.code.set(r);
    return { n, r };
  }

  /**
   * eˣ = 2ⁿ·eʳ, |r| ≤ ln 2 / 2, eʳ by its series to r¹³. 2ⁿ is multiplied in two halves, so that both are numbers
   * even where the result overflows or is subnormal.
   */
  #exp64(): WasmFunction {
    const { code } = this;
    const { n, r } = this.#reduce(1400, 6.9314718036912381649e-1, 1.90821492927058770002e-10);
    const exponent = this.#local();
    const half = this.#local();
    const factorials = [1];
    for (let i = 1; i <= 13; i++) factorials.push(factorials[i - 1] * i);
    this.#horner(
      r,
      factorials
        .slice(2)
        .toReversed()
        .map((f) => 1 / f),
    );
    // 1 + (r + r²·p)
    code.get(r);
    this.#do('mul');
    code.get(r);
    this.#do('mul');
    code.get(r);
    this.#do('add').#splat(1).#do('add');
    code.get(n).do('i32x4.trunc_sat_f64x2_s_zero', 'i64x2.extend_low_i32x4_s').set(exponent);
    code.get(exponent).i32(1).do('i64x2.shr_s').tee(half);
    const power = (): void => {
      code.i64(1023n).do('i64x2.splat', 'i64x2.add').i32(52).do('i64x2.shl', 'f64x2.mul');
    };
    power();
    code.get(exponent).get(half).do('i64x2.sub');
    power();
    return code;
  }

  /** The same with the coefficients of Cephes' expf (Moshier). */
  #exp32(): WasmFunction {
    const { code } = this;
    const { n, r } = this.#reduce(170, 0.693359375, -2.1219444e-4);
    const exponent = this.#local();
    const half = this.#local();
    this.#horner(
      r,
      [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
    );
    code.get(r);
    this.#do('mul');
    code.get(r);
    this.#do('mul');
    code.get(r);
    this.#do('add').#splat(1).#do('add');
    code.get(n).do('i32x4.trunc_sat_f32x4_s').set(exponent);
    code.get(exponent).i32(1).do('i32x4.shr_s').tee(half);
    const power = (): void => {
      code.i32(127).do('i32x4.splat', 'i32x4.add').i32(23).do('i32x4.shl', 'f32x4.mul');
    };
    power();
    code.get(exponent).get(half).do('i32x4.sub');
    power();
    return code;
  }

  /** log x = k·ln 2 + log m, √½ ≤ m < √2, log m as in FreeBSD's e_log.c. */
  #log64(): WasmFunction {
    const { code, x } = this;
    const small = this.#local();
    const bits = this.#local();
    const k = this.#local();
    const f = this.#local();
    const s = this.#local();
    const z = this.#local();
    const half = this.#local();
    // Subnormal numbers are scaled up first.
    code.get(x);
    this.#splat(2.2250738585072014e-308).#do('lt');
    code.set(small);
    code.get(x);
    this.#splat(2 ** 54).#do('mul');
    code.get(x).get(small).do('v128.bitselect').tee(bits);
    code.i64(0x3fe6a09e00000000n).do('i64x2.splat', 'i64x2.sub').i32(52).do('i64x2.shr_s').set(k);
    code.get(bits).get(k).i32(52).do('i64x2.shl', 'i64x2.sub');
    this.#splat(1).#do('sub');
    code.set(f);
    code.get(k).get(k).shuffle([0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);
    code.do('f64x2.convert_low_i32x4_s').get(small);
    this.#splat(54);
    code.do('v128.and');
    this.#do('sub');
    code.set(k);
    code.get(f).get(f);
    this.#splat(2).#do('add', 'div');
    code.tee(s).get(s);
    this.#do('mul');
    code.set(z);
    code.get(f).get(f);
    this.#do('mul').#splat(0.5).#do('mul');
    code.set(half);
    code.get(k);
    this.#splat(6.9314718036912381649e-1).#do('mul');
    code.get(half).get(s).get(half);
    this.#horner(
      z,
      [
        1.479819860511658591e-1, 1.531383769920937332e-1, 1.818357216161805012e-1, 2.222219843214978396e-1,
        2.857142874366239149e-1, 3.999999999940941908e-1, 6.66666666666673513e-1,
      ],
    );
    code.get(z);
    this.#do('mul', 'add', 'mul');
    code.get(k);
    this.#splat(1.90821492927058770002e-10).#do('mul', 'add', 'sub');
    code.get(f);
    this.#do('sub', 'sub');
    return this.#logAtEnds();
  }

  /** Coefficients of Cephes' logf (Moshier). */
  #log32(): WasmFunction {
    const { code, x } = this;
    const small = this.#local();
    const bits = this.#local();
    const k = this.#local();
    const f = this.#local();
    const z = this.#local();
    code.get(x);
    this.#splat(1.1754943508222875e-38).#do('lt');
    code.set(small);
    code.get(x);
    this.#splat(2 ** 25).#do('mul');
    code.get(x).get(small).do('v128.bitselect').tee(bits);
    code.i32(0x3f3504f3).do('i32x4.splat', 'i32x4.sub').i32(23).do('i32x4.shr_s').set(k);
    code.get(bits).get(k).i32(23).do('i32x4.shl', 'i32x4.sub');
    this.#splat(1).#do('sub');
    code.set(f);
    code.get(k).do('f32x4.convert_i32x4_s').get(small);
    this.#splat(25);
    code.do('v128.and');
    this.#do('sub');
    code.set(k);
    code.get(f).get(f);
    this.#do('mul');
    code.set(z);
    // f + (f³·p − 2.1e-4·k − f²/2) + 0.693·k
    code.get(f);
    this.#horner(
      f,
      [
        7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
        2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
      ],
    );
    code.get(f);
    this.#do('mul');
    code.get(z);
    this.#do('mul');
    code.get(k);
    this.#splat(-2.1219444e-4).#do('mul', 'add');
    code.get(z);
    this.#splat(0.5).#do('mul', 'sub', 'add');
    code.get(k);
    this.#splat(0.693359375).#do('mul', 'add');
    return this.#logAtEnds();
  }

  /** −∞ at 0, NaN below, ∞ at ∞; the rest is on the stack. */
  #logAtEnds(): WasmFunction {
    const { code, x } = this;
    const result = this.#local();
    code.set(result);
    this.#splat(-Infinity);
    code.get(result).get(x);
    this.#splat(0).#do('eq');
    code.do('v128.bitselect').set(result);
    this.#splat(NaN);
    code.get(result).get(x);
    this.#splat(0).#do('lt');
    code.do('v128.bitselect').set(result);
    // x itself where it is ∞ or NaN.
    code.get(x).get(result).get(x);
    this.#splat(Infinity).#do('eq');
    code.get(x).get(x);
    this.#do('ne');
    code.do('v128.or', 'v128.bitselect');
    return code;
  }

  /** log u + (x − (u − 1)) / u for u = 1 + x rounded (Goldberg, 1991). */
  #log1p(): WasmFunction {
    const { code, x } = this;
    const u = this.#local();
    code.get(x);
    this.#splat(1).#do('add');
    code.tee(u);
    this.#call('log');
    code.get(x).get(u);
    this.#splat(1).#do('sub', 'sub');
    code.get(u);
    this.#do('div');
    // Not at u = 0 and u = ∞, where log says it all.
    code.get(u).get(u);
    this.#do('sub').#splat(0).#do('eq');
    code.do('v128.and').get(u);
    this.#splat(0).#do('ne');
    code.do('v128.and');
    this.#do('add');
    // −0 stays −0.
    const result = this.#local();
    code.set(result).get(x).get(result).get(x);
    this.#splat(0).#do('eq');
    code.do('v128.bitselect');
    return code;
  }

  /** (u − 1)·(x / log u) for u = eˣ rounded (Kahan). */
  #expm1(): WasmFunction {
    const { code, x } = this;
    const u = this.#local();
    const result = this.#local();
    code.get(x);
    this.#call('exp');
    code.tee(u);
    this.#splat(1).#do('sub');
    code.get(x).get(u);
    this.#call('log').#do('div', 'mul');
    code.set(result);
    // u − 1 where it is −1 or u is ∞: there is nothing to correct.
    code.get(u);
    this.#splat(1).#do('sub');
    code.get(result).get(u);
    this.#splat(EPSILON).#do('lt');
    code.get(u);
    this.#splat(Infinity).#do('eq');
    code.do('v128.or', 'v128.bitselect').set(result);
    code.get(x).get(result).get(u);
    this.#splat(1).#do('eq');
    code.do('v128.bitselect');
    return code;
  }

  /** −t / (t + 2) for t = e^(−2|x|) − 1, with the sign of x. */
  #tanh(): WasmFunction {
    const { code, x } = this;
    const t = this.#local();
    code.get(x);
    this.#do('abs').#splat(-2).#do('mul').#call('expm1');
    code.tee(t);
    this.#do('neg');
    code.get(t);
    this.#splat(2).#do('add', 'div');
    return this.#withSignOfX();
  }

  #withSignOfX(): WasmFunction {
    const { code, x } = this;
    code.get(x);
    this.#splat(-0);
    code.do('v128.and', 'v128.or');
    return code;
  }

  /** 1/(1 + e) or e/(1 + e) for e = e^(−|x|). */
  #sigmoid(): WasmFunction {
    const { code, x } = this;
    const e = this.#local();
    code.get(x);
    this.#do('abs', 'neg').#call('exp');
    code.set(e);
    this.#splat(1);
    code.get(e).get(x);
    this.#splat(0).#do('ge');
    code.do('v128.bitselect').get(e);
    this.#splat(1).#do('add', 'div');
    return code;
  }

  /** max(x, 0) + log(1 + e^(−|x|)) */
  #softplus(): WasmFunction {
    const { code, x } = this;
    code.get(x);
    this.#splat(0).#do('max');
    code.get(x);
    this.#do('abs', 'neg').#call('exp').#call('log1p').#do('add');
    return code;
  }
}

/** Below this u − 1 is −1, or as good. */
const EPSILON = 1e-30;
