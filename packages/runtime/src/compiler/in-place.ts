// The new value of a variable is computed where the variable lies, where nobody else needs the old one any more.
import type { ElementwiseKernel, Kernel, Program, ValueId } from './program.ts';
import { isInOrder } from './strides.ts';
import { inputsOf, outputsOf, readersOf, rootOf } from './traverse.ts';

export function updateInPlace(program: Program): Program {
  const { values } = program;
  const readers = readersOf(program);
  let kernels: readonly Kernel[] = program.kernels;
  let updated = 0;
  for (const assign of program.kernels) {
    // What lies in another variable has to stay there.
    if (assign.kind !== 'assign' || values[assign.input].origin.kind !== 'temporary') continue;
    const place = kernels.indexOf(assign);
    const made = kernels.findLastIndex(
      (kernel, at) => at < place && outputsOf(kernel).includes(assign.input),
    );
    const maker = kernels[made];
    if (maker === undefined || !canWrite(maker, assign.input, values[assign.output].origin, program))
      continue;
    if (values[assign.input].dtype !== values[assign.output].dtype) continue;
    if ([...(readers.get(assign.input) ?? [])].some((reader) => reader !== assign)) continue;
    const between = kernels.slice(made + 1, place);
    if (!canWait(maker, between, program)) continue;
    const writer = {
      ...maker,
      nodes: [...maker.nodes, ...assign.nodes],
      outputs: maker.outputs.map((output) =>
        output.value === assign.input ? { ...output, value: assign.output } : output,
      ),
    };
    kernels = [...kernels.slice(0, made), ...between, writer, ...kernels.slice(place + 1)];
    updated++;
  }
  if (updated === 0) return program;
  return { ...program, kernels, notes: [...program.notes, `${updated} variables updated in place`] };
}

/** Whether it may write straight into the variable: of the variable it reads, if at all, the element that it writes. */
function canWrite(
  maker: Kernel | undefined,
  value: ValueId,
  origin: Program['values'][number]['origin'],
  { values }: Program,
): maker is ElementwiseKernel {
  if (maker?.kind !== 'elementwise' || origin.kind !== 'variable') return false;
  if (maker.outputs.some((output) => output.reduce !== null) || maker.outputs[0].value !== value)
    return false;
  return maker.inputs.every((input) => {
    const read = values[rootOf(values, input.value)].origin;
    const isSame = read.kind === 'variable' && read.name === origin.name;
    return !isSame || isInOrder(maker.shape, input.strides);
  });
}

/** Whether it can run after `between` instead of before. */
function canWait(maker: ElementwiseKernel, between: readonly Kernel[], { values }: Program): boolean {
  const made = new Set(outputsOf(maker));
  const read = new Set(
    maker.inputs.flatMap(({ value }) => {
      const { origin } = values[rootOf(values, value)];
      return origin.kind === 'variable' ? [origin.name] : [];
    }),
  );
  return between.every(
    (kernel) =>
      inputsOf(kernel).every((input) => !made.has(rootOf(values, input))) &&
      outputsOf(kernel).every((output) => {
        const { origin } = values[output];
        return origin.kind !== 'variable' || !read.has(origin.name);
      }),
  );
}
