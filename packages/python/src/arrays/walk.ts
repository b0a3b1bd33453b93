// Going through arrays of any strides in as few and as long straight runs as possible.
import type { Shape } from './shapes.ts';

/** Axes of length 1 left out and neighbours joined where every array allows it; the strides by array. */
export function coalesce(
  shape: Shape,
  arrays: readonly (readonly number[])[],
): { readonly shape: number[]; readonly strides: number[][] } {
  const joined: number[] = [];
  const strides: number[][] = arrays.map(() => []);
  for (let i = 0; i < shape.length; i++) {
    const length = shape[i];
    if (length === 1) continue;
    const last = joined.length - 1;
    if (last >= 0 && arrays.every((array, k) => strides[k][last] === array[i] * length)) {
      joined[last] *= length;
      arrays.forEach((array, k) => (strides[k][last] = array[i]));
    } else {
      joined.push(length);
      arrays.forEach((array, k) => strides[k].push(array[i]));
    }
  }
  return { shape: joined, strides };
}

/** One straight run: its length, and where each array's first element lies. The innermost strides stay the same. */
export type Run = (length: number, offsets: readonly number[], strides: readonly number[]) => void;

/** Calls `run` for each run along the last axis, in row-major order. Nothing for an empty shape of length 0. */
export function walk(
  shape: Shape,
  offsets: readonly number[],
  arrays: readonly (readonly number[])[],
  run: Run,
): void {
  const { shape: lengths, strides } = coalesce(shape, arrays);
  walkAsGiven(lengths, offsets, strides, run);
}

/** {@link walk} without joining axes. */
export function walkAsGiven(
  lengths: readonly number[],
  offsets: readonly number[],
  strides: readonly (readonly number[])[],
  run: Run,
): void {
  for (const length of lengths) if (length === 0) return;
  const inner = lengths.length - 1;
  if (inner < 0) {
    run(
      1,
      offsets,
      strides.map(() => 0),
    );
    return;
  }
  const length = lengths[inner];
  const steps = strides.map((array) => array[inner]);
  const at = offsets.slice();
  if (inner === 0) {
    run(length, at, steps);
    return;
  }
  const index = new Array<number>(inner).fill(0);
  for (;;) {
    run(length, at, steps);
    let axis = inner - 1;
    for (; axis >= 0; axis--) {
      index[axis]++;
      for (let k = 0; k < at.length; k++) at[k] += strides[k][axis];
      if (index[axis] < lengths[axis]) break;
      for (let k = 0; k < at.length; k++) at[k] -= strides[k][axis] * lengths[axis];
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
