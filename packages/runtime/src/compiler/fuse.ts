// Element-wise kernels computed where they are read, so that what lies between them never reaches memory.
import { BodyBuilder } from './body.ts';
import { compact, removeDeadCode } from './dead-code.ts';
import { isOverwritten } from './order.ts';
import type { ElementwiseKernel, Kernel, Program, StridedInput, ValueId } from './program.ts';
import { align, collapse, type Space } from './strides.ts';
import { outputsOf, readersOf } from './traverse.ts';
import { stridesOf } from '../js/layout.ts';

/** A body longer than this runs out of registers, and takes long to compile. */
const MOST_INSTRUCTIONS = 150;
/** Computed again for each reader rather than stored, if it has no more arithmetic than this. */
const CHEAP = 3;

export interface FuseOptions {
  /** Only what reads nothing: constants that fill a shape. */
  readonly onlyFilled?: boolean;
}

export function fuseElementwise(program: Program, { onlyFilled = false }: FuseOptions = {}): Program {
  const kernels = [...program.kernels];
  const makers = new Map<ValueId, { kernel: ElementwiseKernel; place: number }>();
  const readers = readersOf(program);
  let fused = 0;
  kernels.forEach((kernel, place) => {
    if (kernel.kind !== 'elementwise') return;
    let reader = kernel;
    for (let i = 0; i < reader.inputs.length;) {
      const maker = makers.get(reader.inputs[i].value);
      const joined =
        maker !== undefined &&
        isWorthIt(maker.kernel, reader, i, readers, onlyFilled) &&
        !isOverwritten({ ...program, kernels }, maker.kernel, maker.place, place)
          ? inline(maker.kernel, reader, i)
          : null;
      if (joined === null) i++;
      else {
        reader = joined;
        fused++;
        // Inputs have moved; those that were refused are refused again.
        i = 0;
      }
    }
    kernels[place] = reader;
    if (reader.outputs.length === 1 && reader.outputs[0].reduce === null)
      makers.set(reader.outputs[0].value, { kernel: reader, place });
  });
  if (fused === 0) return program;
  return removeDeadCode({ ...program, kernels });
}

function isWorthIt(
  maker: ElementwiseKernel,
  reader: ElementwiseKernel,
  input: number,
  readers: ReadonlyMap<ValueId, ReadonlySet<Kernel | null>>,
  onlyFilled: boolean,
): boolean {
  if (maker.shape.includes(0) || reader.shape.includes(0)) return false;
  if (maker.inputs.length === 0) return true;
  if (onlyFilled || maker.body.length + reader.body.length > MOST_INSTRUCTIONS) return false;
  const work = maker.body.filter(({ op }) => op !== 'input' && op !== 'constant').length;
  const isAlone = (readers.get(outputsOf(maker)[0])?.size ?? 0) <= 1;
  const isCheap =
    work <= CHEAP && !maker.body.some((instruction) => instruction.op === 'unary' && isSlow(instruction.f));
  if (!isAlone && !isCheap) return false;
  // Standing still on it, the reader would compute it anew for each of its elements. What has no axes at all is
  // computed once before the loop.
  const repeats = reader.inputs[input].strides.includes(0);
  return !repeats || maker.shape.length === 0 || work === 0;
}

// prettier-ignore
const SLOW: ReadonlySet<string> = new Set([
  'Exp', 'Expm1', 'Log', 'Log1p', 'Sigmoid', 'Tanh', 'Softplus', 'Sqrt', 'Rsqrt', 'Reciprocal',
]);
const isSlow = (f: string): boolean => SLOW.has(f);

/** The reader with its input computed in place. Null if they walk through it in different ways. */
export function inline(
  maker: ElementwiseKernel,
  reader: ElementwiseKernel,
  input: number,
): ElementwiseKernel | null {
  const folded = reader.outputs.find(({ reduce }) => reduce !== null)?.reduce?.axes ?? [];
  const space: Space = { shape: reader.shape, strides: reader.inputs.map(({ strides }) => strides), folded };
  const found = walkThrough(maker, space, reader.inputs[input].strides);
  if (found === null) return null;
  const { space: split, walked } = found;
  const inputs: StridedInput[] = [
    ...reader.inputs.map(({ value }, i) => ({ value, strides: split.strides[i] })),
    ...maker.inputs.map(({ value }, i) => ({ value, strides: walked[i] })),
  ];
  const builder = new BodyBuilder();
  const made = builder.append(maker.body, (index, dtype) =>
    builder.input(reader.inputs.length + index, dtype),
  );
  const result = made[maker.outputs[0].instruction];
  const places = builder.append(reader.body, (index, dtype) =>
    index === input ? result : builder.input(index, dtype),
  );
  return simplified({
    ...reader,
    nodes: [...maker.nodes, ...reader.nodes],
    shape: split.shape,
    inputs,
    body: builder.body,
    outputs: reader.outputs.map((output) => ({
      ...output,
      instruction: places[output.instruction],
      reduce: output.reduce === null ? null : { ...output.reduce, axes: split.folded },
    })),
  });
}

/** How the maker's inputs are walked through when its result is by `steps`; the space has its axes split for it. */
function walkThrough(
  maker: ElementwiseKernel,
  space: Space,
  steps: readonly number[],
): { readonly space: Space; readonly walked: readonly (readonly number[])[] } | null {
  // Along one axis a step of the result is as many of each input.
  if (maker.shape.length <= 1)
    return {
      space,
      walked: maker.inputs.map(({ strides: [stride = 0] }) => steps.map((step) => step * stride)),
    };
  const aligned = align(space, steps, maker.shape);
  if (aligned === null) return null;
  const walked = maker.inputs.map(({ strides }) =>
    aligned.axes.map((axis) => (axis === null ? 0 : strides[axis])),
  );
  return { space: aligned.space, walked };
}

/** Without what nobody needs, and with the fewest axes. Whole outputs are in order, whatever the axes. */
function simplified(kernel: ElementwiseKernel): ElementwiseKernel {
  const needed = compact(kernel);
  const folded = needed.outputs.find(({ reduce }) => reduce !== null)?.reduce?.axes ?? [];
  const own = stridesOf(needed.shape);
  const space = collapse({
    shape: needed.shape,
    strides: [own, ...needed.inputs.map(({ strides }) => strides)],
    folded,
  });
  return {
    ...needed,
    shape: space.shape,
    inputs: needed.inputs.map((input, i) => ({ ...input, strides: space.strides[i + 1] })),
    outputs: needed.outputs.map((output) => ({
      ...output,
      reduce: output.reduce === null ? null : { ...output.reduce, axes: space.folded },
    })),
  };
}
