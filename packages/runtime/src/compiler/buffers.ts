// Which temporary lies in which buffer: one that nobody needs any more is used again.
import type { DType } from '@residual/graph';
import type { Program, ValueId } from './program.ts';
import { inputsOf, outputsOf, rootOf } from './traverse.ts';

export const BYTES: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 };

export function assignBuffers(program: Program): Program {
  const { values, kernels } = program;
  const lastUse = new Map<ValueId, number>();
  kernels.forEach((kernel, place) => {
    for (const value of [...inputsOf(kernel), ...outputsOf(kernel)])
      lastUse.set(rootOf(values, value), place);
  });
  for (const value of program.fetches) lastUse.set(rootOf(values, value), Infinity);
  const buffers = new Map<ValueId, number>();
  const bytes: number[] = [];
  const free: number[] = [];
  kernels.forEach((kernel, place) => {
    for (const id of outputsOf(kernel)) {
      const { dtype, shape, origin } = values[id];
      if (origin.kind !== 'temporary' || shape === null) continue;
      const size = BYTES[dtype] * shape.reduce((count, d) => count * d, 1);
      // The smallest that is large enough, else the largest, which grows.
      const fitting = free
        .map((buffer, i) => ({ i, bytes: bytes[buffer] }))
        .toSorted(
          (a, b) =>
            Number(a.bytes < size) - Number(b.bytes < size) ||
            (a.bytes < size ? b.bytes - a.bytes : a.bytes - b.bytes),
        );
      const buffer = fitting.length > 0 ? free.splice(fitting[0].i, 1)[0] : bytes.push(0) - 1;
      bytes[buffer] = Math.max(bytes[buffer], size);
      buffers.set(id, buffer);
    }
    for (const id of new Set(
      [...inputsOf(kernel), ...outputsOf(kernel)].map((value) => rootOf(values, value)),
    )) {
      const buffer = buffers.get(id);
      if (buffer !== undefined && lastUse.get(id) === place) free.push(buffer);
    }
  });
  return { ...program, buffers, bufferBytes: bytes };
}
