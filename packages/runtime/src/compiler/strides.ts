// The index space of element-wise kernels: axes merged where every operand walks through them as through one, and
// split where a producer has more of them.
import { stridesOf } from '../js/layout.ts';

/** One operand's step per axis, in elements. */
export type Strides = readonly number[];

export interface Space {
  readonly shape: readonly number[];
  readonly strides: readonly Strides[];
  /** Axes that are folded away, ascending. */
  readonly folded: readonly number[];
}

/** Without axes of length 1, and with neighbours merged where all operands allow it. Row-major order is kept. */
export function collapse({ shape, strides, folded }: Space): Space {
  const isFolded = new Set(folded);
  const axes: { extent: number; steps: number[]; folded: boolean }[] = [];
  shape.forEach((extent, axis) => {
    if (extent === 1) return;
    const steps = strides.map((operand) => operand[axis]);
    const last = axes.at(-1);
    const merges =
      last !== undefined &&
      last.folded === isFolded.has(axis) &&
      last.steps.every((step, operand) => step === steps[operand] * extent);
    if (merges) axes[axes.length - 1] = { extent: last.extent * extent, steps, folded: last.folded };
    else axes.push({ extent, steps, folded: isFolded.has(axis) });
  });
  return {
    shape: axes.map(({ extent }) => extent),
    strides: strides.map((_, operand) => axes.map(({ steps }) => steps[operand])),
    folded: axes.flatMap((axis, i) => (axis.folded ? [i] : [])),
  };
}

/** Splits one axis into several (their product is its extent). */
export function split({ shape, strides, folded }: Space, axis: number, extents: readonly number[]): Space {
  const more = extents.length - 1;
  return {
    shape: shape.toSpliced(axis, 1, ...extents),
    strides: strides.map((operand) => {
      const steps = new Array<number>(extents.length);
      for (let i = more, step = operand[axis]; i >= 0; i--) {
        steps[i] = step;
        step *= extents[i];
      }
      return operand.toSpliced(axis, 1, ...steps);
    }),
    folded: folded.flatMap((at) =>
      at < axis ? [at] : at > axis ? [at + more] : extents.map((_, i) => at + i),
    ),
  };
}

/** Whether walking so over `shape` meets every element once, in the order in which they lie. */
export const isInOrder = (shape: readonly number[], strides: Strides): boolean => {
  const own = stridesOf(shape);
  return shape.every((extent, axis) => extent === 1 || strides[axis] === own[axis]);
};

/**
 * How the axes of `space` walk through a row-major tensor of `extents` when an operand steps through it by
 * `steps`: for each axis of the space (split where it covers several of the tensor's) the tensor's axis, or null
 * where it stands still. Null if it walks in any other way.
 */
export function align(
  space: Space,
  steps: Strides,
  extents: readonly number[],
): { readonly space: Space; readonly axes: readonly (number | null)[] } | null {
  const own = stridesOf(extents);
  let result = space;
  const axes: (number | null)[] = [];
  for (let axis = 0, at = 0; axis < space.shape.length; axis++, at++) {
    const step = steps[axis];
    const extent = space.shape[axis];
    if (step === 0) {
      axes.push(null);
      continue;
    }
    // The innermost of the tensor's axes that it covers, then outwards until the extents agree.
    let inner = own.findLastIndex((stride, i) => stride === step && extents[i] > 1);
    if (inner < 0) return null;
    const last = inner;
    let covered = extents[inner];
    while (covered < extent && inner > 0) covered *= extents[--inner];
    if (covered !== extent) return null;
    const parts = Array.from({ length: last - inner + 1 }, (_, i) => inner + i);
    if (parts.length > 1) {
      result = split(
        result,
        at,
        parts.map((part) => extents[part]),
      );
      at += parts.length - 1;
    }
    axes.push(...parts);
  }
  const walked = axes.filter((axis) => axis !== null);
  return new Set(walked).size === walked.length ? { space: result, axes } : null;
}
