// acc += a · b for all lanes, with one rounding where the engine can.
import { hasRelaxedSimd, type Local, type WasmFunction } from './assembler.ts';
import type { Float } from './math.ts';

let relaxed: boolean | undefined;

export function multiplyAdd(
  code: WasmFunction,
  type: Float,
  accumulator: Local,
  a: () => void,
  b: () => void,
): void {
  relaxed ??= hasRelaxedSimd();
  const lanes = type === 'f32' ? 'f32x4' : 'f64x2';
  if (relaxed) {
    a();
    b();
    code.get(accumulator).do(`${lanes}.relaxed_madd`).set(accumulator);
  } else {
    code.get(accumulator);
    a();
    b();
    code.do(`${lanes}.mul`, `${lanes}.add`).set(accumulator);
  }
}
