// Compiled kernels. The same kernel on the same shapes is compiled once in a process, and linked to each memory once.
import type { DType } from '@residual/graph';
import type { ElementwiseKernel, Program, RowPassKernel, ValueId } from '../compiler/program.ts';
import { exactly } from '../compiler/exact-json.ts';
import { inputsOf, outputsOf } from '../compiler/traverse.ts';
import { RecentlyUsed } from '../recently-used.ts';
import { WasmModule, type WasmFunction } from './assembler.ts';
import { writeElementwise, type KernelTypes } from './elementwise.ts';
import type { Heap } from './heap.ts';
import { writeRowPass } from './row-pass.ts';

export type CompiledKernel = ElementwiseKernel | RowPassKernel;

/** Runs on the values whose addresses stand in the table at `table`: inputs, then outputs. */
export type Run = (table: number) => void;

const MOST_MODULES = 1_024;

interface Entry {
  readonly key: string;
  readonly module: WebAssembly.Module;
}

const entries = new Map<string, Entry>();
const recent = new RecentlyUsed<Entry>(MOST_MODULES, ({ key }) => entries.delete(key));

/** Kernels linked to one memory. */
export class LinkedKernels {
  readonly #imports: WebAssembly.Imports;
  readonly #isShared: boolean;
  /** By module, so that what falls out of the cache is forgotten here too. */
  readonly #runs = new WeakMap<WebAssembly.Module, Run>();

  constructor({ memory, isShared }: Heap) {
    this.#imports = { env: { memory } };
    this.#isShared = isShared;
  }

  link(kernel: CompiledKernel, program: Program): Run {
    const module = moduleOf(kernel, program, this.#isShared);
    let run = this.#runs.get(module);
    if (run === undefined) {
      run = new WebAssembly.Instance(module, this.#imports).exports.run as Run;
      this.#runs.set(module, run);
    }
    return run;
  }
}

/** Values in the order of a kernel's table. */
export const tableOf = (kernel: CompiledKernel): readonly ValueId[] => [
  ...inputsOf(kernel),
  ...outputsOf(kernel),
];

function moduleOf(kernel: CompiledKernel, { values }: Program, isShared: boolean): WebAssembly.Module {
  const dtype = (value: ValueId): DType => values[value].dtype;
  const types: KernelTypes = { inputs: inputsOf(kernel).map(dtype), outputs: outputsOf(kernel).map(dtype) };
  const key = `${keyOf(kernel, types)}${isShared ? ' shared' : ''}`;
  let entry = entries.get(key);
  if (entry === undefined) {
    const module = new WasmModule({ isShared });
    module.add(write(module, kernel, types), 'run');
    entry = { key, module: new WebAssembly.Module(module.bytes()) };
    entries.set(key, entry);
  }
  recent.use(entry);
  return entry.module;
}

function write(module: WasmModule, kernel: CompiledKernel, types: KernelTypes): WasmFunction {
  return kernel.kind === 'elementwise'
    ? writeElementwise(module, kernel, types)
    : writeRowPass(module, kernel, types);
}

/** All that the code depends on. */
function keyOf(kernel: CompiledKernel, types: KernelTypes): string {
  const form =
    kernel.kind === 'elementwise'
      ? {
          shape: kernel.shape,
          inputs: kernel.inputs.map(({ strides }) => strides),
          body: kernel.body,
          outputs: kernel.outputs.map(({ instruction, reduce }) => ({ instruction, reduce })),
        }
      : {
          rows: kernel.rows,
          columns: kernel.columns,
          vectors: kernel.vectors.length,
          inputs: kernel.inputs.map(({ stride }) => stride),
          body: kernel.body,
          outputs: kernel.outputs.map(({ kind, instruction }) => ({ kind, instruction })),
        };
  return JSON.stringify([kernel.kind, types, form], exactly);
}
