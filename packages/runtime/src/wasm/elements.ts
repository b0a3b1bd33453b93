// Elements between memory and the stack. Bools are bytes in memory; masks in vectors.
import type { DType } from '@residual/graph';
import type { Local, WasmFunction } from './assembler.ts';
import type { Lanes } from './body-writer.ts';

export { BYTES } from '../compiler/buffers.ts';

/**
 * From the address on the stack.
 * @param repeat one element into all lanes
 */
export function loadElements(
  code: WasmFunction,
  dtype: DType,
  lanes: Lanes,
  repeat = false,
  offset = 0,
): void {
  if (dtype === 'bool') loadBools(code, lanes, repeat, offset);
  else if (lanes === 1)
    code.memory(dtype === 'int32' ? 'i32.load' : dtype === 'float32' ? 'f32.load' : 'f64.load', offset);
  else if (repeat) code.memory(dtype === 'float64' ? 'v128.load64_splat' : 'v128.load32_splat', offset);
  else code.memory('v128.load', offset);
}

function loadBools(code: WasmFunction, lanes: Lanes, repeat: boolean, offset: number): void {
  if (lanes === 1 || repeat) {
    code.memory('i32.load8_u', offset).i32(0).do('i32.ne');
    if (lanes > 1) code.i32(-1).do('i32.mul', 'i32x4.splat');
    return;
  }
  if (lanes === 4) code.memory('v128.load32_zero', offset);
  else code.zeros().laneMemory('v128.load16_lane', 0, offset);
  code.do('i16x8.extend_low_i8x16_u', 'i32x4.extend_low_i16x8_u');
  if (lanes === 4) code.zeros().do('i32x4.ne');
  else code.do('i64x2.extend_low_i32x4_u').zeros().do('i64x2.ne');
}

export function storeElements(
  code: WasmFunction,
  pointer: Local,
  value: Local,
  dtype: DType,
  lanes: Lanes,
): void {
  code.get(pointer);
  if (lanes === 1) {
    code.get(value);
    code.memory(
      dtype === 'bool'
        ? 'i32.store8'
        : dtype === 'int32'
          ? 'i32.store'
          : dtype === 'float32'
            ? 'f32.store'
            : 'f64.store',
    );
  } else if (dtype !== 'bool') code.get(value).memory('v128.store');
  else if (lanes === 4) {
    code.get(value).i32(1).do('i32x4.splat', 'v128.and').zeros().do('i16x8.narrow_i32x4_u').zeros();
    code.do('i8x16.narrow_i16x8_u').laneMemory('v128.store32_lane', 0);
  } else
    for (const lane of [0, 1]) {
      if (lane === 1) code.get(pointer);
      code
        .get(value)
        .lane('i64x2.extract_lane', lane)
        .do('i32.wrap_i64')
        .i32(1)
        .do('i32.and')
        .memory('i32.store8', lane);
    }
}
