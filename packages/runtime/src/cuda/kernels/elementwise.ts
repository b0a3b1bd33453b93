// Element-wise kernels: a thread an element, in a loop that any number of threads serves. What is folded over some axes
// is emitted apart (fold.ts), once for each set of axes; nothing is stored before all folds have read.
import type { ElementwiseKernel, ElementwiseOutput, ValueId } from '../../compiler/program.ts';
import { C_TYPE, emitBody, result } from './body.ts';
import { valueArgument, type DTypeOf, type EmittedKernel } from './emitted.ts';
import { emitFold } from './fold.ts';
import { offset } from './indexing.ts';
import { BLOCK } from './prelude.ts';
import { countOf } from '../../js/kernel.ts';

/** More blocks than this only wait for each other. */
const MOST_BLOCKS = 2048;

/** Kernels that have to run one after the other. @param name of the first; the others add to it */
export function emitElementwise(kernel: ElementwiseKernel, name: string, dtypeOf: DTypeOf): EmittedKernel[] {
  const groups = new Map<string, ElementwiseOutput[]>();
  for (const output of kernel.outputs) {
    const key = output.reduce === null ? '' : output.reduce.axes.join();
    groups.set(key, [...(groups.get(key) ?? []), output]);
  }
  const stored = groups.get('') ?? [];
  groups.delete('');
  const folds = [...groups.values()].flatMap((outputs, i) =>
    emitFold({ ...kernel, outputs }, `${name}_fold${i}`, dtypeOf),
  );
  return stored.length === 0 ? folds : [...folds, emitStores(kernel, stored, name, dtypeOf)];
}

function emitStores(
  kernel: ElementwiseKernel,
  outputs: readonly ElementwiseOutput[],
  name: string,
  dtypeOf: DTypeOf,
): EmittedKernel {
  const { shape, inputs, body } = kernel;
  const size = countOf(shape);
  const read = (input: number): string => `in${input}[${offset('i', shape, inputs[input].strides)}]`;
  const source = `
extern "C" __global__ void ${name}(${parameters(inputs, outputs, dtypeOf)}) {
  for (int i = blockIdx.x * ${BLOCK} + threadIdx.x; i < ${size}; i += gridDim.x * ${BLOCK}) {
    ${emitBody(body, read)}
    ${outputs.map(({ instruction }, i) => `out${i}[i] = ${result(instruction)};`).join('\n    ')}
  }
}
`;
  return {
    name,
    source,
    arguments: [...inputs, ...outputs].map(({ value }) => valueArgument(value)),
    grid: [Math.min(Math.ceil(size / BLOCK), MOST_BLOCKS), 1],
    scratch: 0,
  };
}

const parameters = (
  inputs: readonly { readonly value: ValueId }[],
  outputs: readonly { readonly value: ValueId }[],
  dtypeOf: DTypeOf,
): string =>
  [
    ...inputs.map(({ value }, i) => `const ${C_TYPE[dtypeOf(value)]} *in${i}`),
    ...outputs.map(({ value }, i) => `${C_TYPE[dtypeOf(value)]} *out${i}`),
  ].join(', ');
