// What kernels read and write, and programs with some of it replaced.
import type { Kernel, Program, Value, ValueId } from './program.ts';

/** Values that a kernel reads, each once for every place in it. */
export function inputsOf(kernel: Kernel): readonly ValueId[] {
  switch (kernel.kind) {
    case 'elementwise':
      return kernel.inputs.map(({ value }) => value);
    case 'matmul':
      return [kernel.a, kernel.b];
    case 'row-pass':
      return [kernel.matrix, ...kernel.vectors, ...kernel.inputs.map(({ value }) => value)];
    case 'op':
      return kernel.inputs.filter((value) => value !== null);
    case 'require':
      return [];
    case 'assign':
      return [kernel.input];
  }
}

export function outputsOf(kernel: Kernel): readonly ValueId[] {
  switch (kernel.kind) {
    case 'elementwise':
    case 'row-pass':
      return kernel.outputs.map(({ value }) => value);
    case 'matmul':
    case 'assign':
      return [kernel.output];
    case 'op':
      return [...new Set([...kernel.outputs, ...kernel.written])];
    case 'require':
      return [];
  }
}

/** The same kernel, reading other values. */
export function withInputs(kernel: Kernel, replace: (value: ValueId) => ValueId): Kernel {
  switch (kernel.kind) {
    case 'elementwise':
      return { ...kernel, inputs: kernel.inputs.map((input) => ({ ...input, value: replace(input.value) })) };
    case 'matmul':
      return { ...kernel, a: replace(kernel.a), b: replace(kernel.b) };
    case 'row-pass':
      return {
        ...kernel,
        matrix: replace(kernel.matrix),
        vectors: kernel.vectors.map(replace),
        inputs: kernel.inputs.map((input) => ({ ...input, value: replace(input.value) })),
      };
    case 'op':
      return { ...kernel, inputs: kernel.inputs.map((value) => (value === null ? null : replace(value))) };
    case 'require':
      return kernel;
    case 'assign':
      return { ...kernel, input: replace(kernel.input) };
  }
}

/** The value whose memory a value lies in: itself unless it is a view. */
export function rootOf(values: readonly Value[], id: ValueId): ValueId {
  let root = id;
  for (let { origin } = values[root]; origin.kind === 'view'; { origin } = values[root]) root = origin.of;
  return root;
}

/** Kernels that make each value. */
export function producersOf({ kernels }: Pick<Program, 'kernels'>): Map<ValueId, Kernel> {
  const producers = new Map<ValueId, Kernel>();
  for (const kernel of kernels) for (const value of outputsOf(kernel)) producers.set(value, kernel);
  return producers;
}

/** Kernels that read each value (or a view of it). Fetched values have null among their readers. */
export function readersOf({
  values,
  kernels,
  fetches,
}: Pick<Program, 'values' | 'kernels' | 'fetches'>): Map<ValueId, Set<Kernel | null>> {
  const readers = new Map<ValueId, Set<Kernel | null>>();
  const add = (value: ValueId, reader: Kernel | null): void => {
    const root = rootOf(values, value);
    const known = readers.get(root);
    if (known === undefined) readers.set(root, new Set([reader]));
    else known.add(reader);
  };
  for (const kernel of kernels) for (const value of inputsOf(kernel)) add(value, kernel);
  for (const value of fetches) add(value, null);
  return readers;
}

/** Whether it must stay in order among its like: it may fail, or change what a later one sees. */
export const isOrdered = (kernel: Kernel, values: readonly Value[]): boolean =>
  kernel.kind === 'op' ||
  kernel.kind === 'require' ||
  outputsOf(kernel).some((output) => values[output].origin.kind === 'variable');
