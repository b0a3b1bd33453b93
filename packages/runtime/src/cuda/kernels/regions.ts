// Ops that only move values: joining, parting, slicing. Each comes to copies from a region of one tensor to a region of
// another, a kernel each.
import { intAttr } from '@residual/graph';
import type { OpKernel, Program, ValueId } from '../../compiler/program.ts';
import { rootOf } from '../../compiler/traverse.ts';
import { strided } from '../../js/indexing.ts';
import { RunError } from '../../run-error.ts';
import { C_TYPE } from './body.ts';
import { valueArgument, type DTypeOf, type EmittedKernel } from './emitted.ts';
import { offset } from './indexing.ts';
import { BLOCK } from './prelude.ts';
import { stridesOf } from '../../js/layout.ts';
import { countOf } from '../../js/kernel.ts';

interface Walk {
  readonly start: number;
  readonly strides: readonly number[];
}

interface RegionCopy {
  readonly from: ValueId;
  readonly to: ValueId;
  readonly shape: readonly number[];
  readonly read: Walk;
  readonly write: Walk;
}

export interface Movement {
  /** What is read, and what is written whole. */
  readonly reads: readonly ValueId[];
  readonly writes: readonly ValueId[];
  readonly copies: readonly RegionCopy[];
}

/** More parts than this are better joined by the host than launched one by one. */
const MOST_COPIES = 32;
const MOST_BLOCKS = 2048;

/**
 * What an op of known shapes and positions moves; null for any other, which the host does, failures included.
 */
export function movementOf(kernel: OpKernel, program: Program): Movement | null {
  const { values } = program;
  const { step, outputs } = kernel;
  const inputs = kernel.inputs.filter((input) => input !== null);
  if ([...inputs, ...outputs].some((id) => values[id].shape === null)) return null;
  const shapeOf = (id: ValueId): readonly number[] => values[id].shape!;
  /** The values of an input that the program knows. */
  const known = (input: number): readonly number[] | null => {
    const { origin } = values[rootOf(values, inputs[input])];
    return origin.kind === 'constant' ? Array.from(origin.data) : null;
  };
  const movement = (copies: readonly RegionCopy[]): Movement | null =>
    copies.length > MOST_COPIES
      ? null
      : { reads: [...new Set(copies.map(({ from }) => from))], writes: outputs, copies };

  switch (step.op) {
    case 'ConcatV2': {
      const axis = known(inputs.length - 1)?.[0];
      if (axis === undefined) return null;
      const rank = shapeOf(outputs[0]).length;
      return movement(join(inputs.slice(0, -1), outputs[0], axis < 0 ? axis + rank : axis, shapeOf));
    }
    case 'Pack': {
      const axis = intAttr(step.attrs, 'axis');
      const rank = shapeOf(outputs[0]).length;
      return movement(join(inputs, outputs[0], axis < 0 ? axis + rank : axis, shapeOf));
    }
    case 'Split':
    case 'SplitV': {
      const [value, axisInput] = step.op === 'Split' ? [1, 0] : [0, 2];
      const axis = known(axisInput)?.[0];
      const rank = shapeOf(inputs[value]).length;
      if (axis === undefined || (step.op === 'SplitV' && known(1) === null)) return null;
      return movement(part(inputs[value], outputs, axis < 0 ? axis + rank : axis, shapeOf));
    }
    case 'Unpack': {
      const axis = intAttr(step.attrs, 'axis');
      const rank = shapeOf(inputs[0]).length;
      return movement(part(inputs[0], outputs, axis < 0 ? axis + rank : axis, shapeOf));
    }
    case 'Slice': {
      const begin = known(1);
      const shape = shapeOf(outputs[0]);
      if (begin === null || known(2) === null) return null;
      const from = shapeOf(inputs[0]);
      if (begin.some((first, axis) => first < 0 || first + shape[axis] > from[axis])) return null;
      const strides = stridesOf(from);
      const start = begin.reduce((sum, first, axis) => sum + first * strides[axis], 0);
      const write = { start: 0, strides: stridesOf(shape) };
      return movement([{ from: inputs[0], to: outputs[0], shape, read: { start, strides }, write }]);
    }
    case 'StridedSlice': {
      if ([1, 2, 3].some((input) => known(input) === null)) return null;
      const spec = [1, 2, 3].map((input) => {
        const data = Int32Array.from(known(input)!);
        return { dtype: 'int32', shape: [data.length], data } as const;
      });
      const taken = takenBy(shapeOf(inputs[0]), spec, step.attrs);
      if (taken === null) return null;
      const shape = taken.lengths;
      const read = { start: taken.offset, strides: taken.strides };
      const write = { start: 0, strides: stridesOf(shape) };
      return movement([{ from: inputs[0], to: outputs[0], shape, read, write }]);
    }
    default:
      return null;
  }
}

/** Null for a slice that cannot be: the run tells, in its turn. */
function takenBy(...slice: Parameters<typeof strided>): ReturnType<typeof strided> | null {
  try {
    return strided(...slice);
  } catch (error) {
    if (error instanceof RunError) return null;
    throw error;
  }
}

type ShapeOf = (id: ValueId) => readonly number[];

/** Runs of values that lie side by side, one of each input in turn. */
function join(inputs: readonly ValueId[], to: ValueId, axis: number, shapeOf: ShapeOf): RegionCopy[] {
  const outer = countOf(shapeOf(to).slice(0, axis));
  const row = outer === 0 ? 0 : countOf(shapeOf(to)) / outer;
  let start = 0;
  return inputs.map((from) => {
    const run = outer === 0 ? 0 : countOf(shapeOf(from)) / outer;
    const write = { start, strides: [row, 1] };
    start += run;
    return { from, to, shape: [outer, run], read: { start: 0, strides: [run, 1] }, write };
  });
}

function part(from: ValueId, outputs: readonly ValueId[], axis: number, shapeOf: ShapeOf): RegionCopy[] {
  const joined = join(outputs, from, axis, shapeOf);
  return joined.map(({ from: output, shape, read, write }) => ({
    from,
    to: output,
    shape,
    read: write,
    write: read,
  }));
}

export const emitMovement = ({ copies }: Movement, name: string, dtypeOf: DTypeOf): EmittedKernel[] =>
  copies
    .filter(({ shape }) => countOf(shape) > 0)
    .map((copy, i) => emitCopy(copy, `${name}_copy${i}`, dtypeOf));

function emitCopy(
  { from, to, shape, read, write }: RegionCopy,
  name: string,
  dtypeOf: DTypeOf,
): EmittedKernel {
  const size = countOf(shape);
  const type = C_TYPE[dtypeOf(to)];
  const place = ({ start, strides }: Walk): string => `${start} + ${offset('i', shape, strides)}`;
  const source = `
extern "C" __global__ void ${name}(const ${type} *from, ${type} *to) {
  for (int i = blockIdx.x * ${BLOCK} + threadIdx.x; i < ${size}; i += gridDim.x * ${BLOCK})
    to[${place(write)}] = from[${place(read)}];
}
`;
  return {
    name,
    source,
    arguments: [valueArgument(from), valueArgument(to)],
    grid: [Math.min(Math.ceil(size / BLOCK), MOST_BLOCKS), 1],
    scratch: 0,
  };
}
