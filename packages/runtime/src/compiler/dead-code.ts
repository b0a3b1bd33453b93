// Leaves out kernels and outputs of kernels that nobody reads, and what bodies compute for them. What may fail stays:
// the run has to.
import { BodyBuilder, neededPlaces } from './body.ts';
import type { ElementwiseKernel, Kernel, Program, StridedInput, ValueId } from './program.ts';
import { inputsOf, isOrdered, outputsOf, rootOf } from './traverse.ts';

export function removeDeadCode(program: Program): Program {
  const { values } = program;
  const needed = new Set(program.fetches.map((id) => rootOf(values, id)));
  const isNeeded = (id: ValueId): boolean => needed.has(id) || values[id].origin.kind === 'variable';
  const kept: Kernel[] = [];
  for (const kernel of program.kernels.toReversed()) {
    const trimmed = trim(kernel, isNeeded);
    if (!isOrdered(trimmed, values) && !outputsOf(trimmed).some(isNeeded)) continue;
    kept.push(trimmed);
    for (const input of inputsOf(trimmed)) needed.add(rootOf(values, input));
  }
  const removed = program.kernels.length - kept.length;
  if (removed === 0 && kept.every((kernel, i) => kernel === program.kernels[program.kernels.length - 1 - i]))
    return program;
  return { ...program, kernels: kept.toReversed() };
}

function trim(kernel: Kernel, isNeeded: (id: ValueId) => boolean): Kernel {
  if (kernel.kind !== 'elementwise' && kernel.kind !== 'row-pass') return kernel;
  const needed = kernel.outputs.filter(({ value }) => isNeeded(value)).length;
  if (needed === kernel.outputs.length || needed === 0) return kernel;
  return kernel.kind === 'elementwise'
    ? compact({ ...kernel, outputs: kernel.outputs.filter(({ value }) => isNeeded(value)) })
    : { ...kernel, outputs: kernel.outputs.filter(({ value }) => isNeeded(value)) };
}

/** Without the instructions and inputs that no output needs, each input once. */
export function compact(kernel: ElementwiseKernel): ElementwiseKernel {
  const needed = neededPlaces(
    kernel.body,
    kernel.outputs.map(({ instruction }) => instruction),
  );
  const builder = new BodyBuilder();
  const inputs: StridedInput[] = [];
  const places = new Map<string, number>();
  const moved = builder.append(
    kernel.body,
    (index, dtype) => {
      const input = kernel.inputs[index];
      const key = `${input.value} ${input.strides.join()}`;
      const place = places.get(key) ?? inputs.push(input) - 1;
      places.set(key, place);
      return builder.input(place, dtype);
    },
    needed,
  );
  return {
    ...kernel,
    inputs,
    body: builder.body,
    outputs: kernel.outputs.map((output) => ({ ...output, instruction: moved[output.instruction] })),
  };
}
