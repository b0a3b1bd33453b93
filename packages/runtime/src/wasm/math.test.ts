// Against JavaScript's own functions, which are within one unit in the last place.
import { expect, test } from '@jest/globals';
import { WasmFunction, WasmModule } from './assembler.ts';
import { mathFunction, type Float, type MathFunction } from './math.ts';

const REFERENCE: Readonly<Record<MathFunction, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  expm1: Math.expm1,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
};

/** Applies a function to each value, in the first lane. */
function compiled(f: MathFunction, type: Float): (x: number) => number {
  const module = new WasmModule();
  const code = new WasmFunction([type], [type]);
  const vector = type === 'f32' ? 'f32x4' : 'f64x2';
  const index = mathFunction(module, f, type);
  code.get(code.parameter(0)).do(`${vector}.splat`).call(index).lane(`${vector}.extract_lane`, 0);
  module.add(code, 'run');
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { env: { memory } });
  return exports.run as (x: number) => number;
}

/** From near 0 to where results overflow, on both sides, and evenly in between. */
const VALUES = [
  ...Array.from({ length: 400 }, (_, i) => 10 ** (i / 25 - 13)),
  ...Array.from({ length: 800 }, (_, i) => i * 0.9937 + 0.01),
].flatMap((x) => [x, -x]);

const ULP = { f32: 2 ** -23, f64: 2 ** -52 } as const;

test.each(
  (Object.keys(REFERENCE) as MathFunction[]).flatMap((f) => [[f, 'f32'] as const, [f, 'f64'] as const]),
)('%s of %s is a few units in the last place off at most', (f, type) => {
  const run = compiled(f, type);
  const round = type === 'f32' ? Math.fround : (x: number): number => x;
  let worst = 0;
  for (const value of VALUES) {
    const x = round(value);
    const expected = REFERENCE[f](x);
    const actual = run(x);
    if (!Number.isFinite(round(expected))) expect(actual).toBe(round(expected));
    else if (Math.abs(expected) < (type === 'f32' ? 1.2e-38 : 2.3e-308))
      expect(Math.abs(actual)).toBeLessThan(1.2e-38);
    else worst = Math.max(worst, Math.abs(actual - expected) / Math.abs(expected) / ULP[type]);
  }
  expect(worst).toBeLessThan(5);
});

test.each(['f32', 'f64'] as const)('at the ends %s are what IEEE 754 has them be', (type) => {
  const at = (f: MathFunction): number[] => [NaN, Infinity, -Infinity, 0, -0].map(compiled(f, type));
  expect(at('exp')).toEqual([NaN, Infinity, 0, 1, 1]);
  expect(at('log')).toEqual([NaN, Infinity, NaN, -Infinity, -Infinity]);
  expect(at('log1p')).toEqual([NaN, Infinity, NaN, 0, -0]);
  expect(at('expm1')).toEqual([NaN, Infinity, -1, 0, -0]);
  expect(at('tanh')).toEqual([NaN, 1, -1, 0, -0]);
  expect(at('sigmoid')).toEqual([NaN, 1, 0, 0.5, 0.5]);
  expect(at('softplus').slice(0, 3)).toEqual([NaN, Infinity, 0]);
});

test('numbers below the normal ones have logarithms', () => {
  expect(compiled('log', 'f64')(5e-324)).toBeCloseTo(-744.4400719213812, 10);
  expect(compiled('log', 'f32')(2 ** -149)).toBeCloseTo(-149 * Math.LN2, 4);
});
