// All that a program has to be compiled as CUDA C, as one source.
import type { DType } from '@residual/graph';
import type { Kernel, Program, ValueId } from '../../compiler/program.ts';
import { emitElementwise } from './elementwise.ts';
import type { EmittedKernel } from './emitted.ts';
import { PRELUDE } from './prelude.ts';
import { emitMovement, movementOf } from './regions.ts';
import { emitRowPass } from './row-pass.ts';
import { emitSolve, systemOf } from './solve.ts';

export interface EmittedProgram {
  /** Empty if there is nothing to compile. */
  readonly source: string;
  /** For each kernel of the program, those that do its work, in order; none where a library or the host does it. */
  readonly kernels: readonly (readonly EmittedKernel[])[];
  /** Bytes of scratch memory that suffice for each of them. */
  readonly scratch: number;
}

export function emitProgram(program: Program): EmittedProgram {
  const emitted = program.kernels.map((kernel, i) => emitKernel(kernel, `k${i}`, program));
  const all = emitted.flat();
  return {
    source: all.length === 0 ? '' : PRELUDE + all.map(({ source }) => source).join(''),
    kernels: emitted,
    scratch: all.reduce((most, { scratch }) => Math.max(most, scratch), 0),
  };
}

function emitKernel(kernel: Kernel, name: string, program: Program): EmittedKernel[] {
  const dtypeOf = (id: ValueId): DType => program.values[id].dtype;
  switch (kernel.kind) {
    case 'elementwise':
      return emitElementwise(kernel, `${name}_map`, dtypeOf);
    case 'row-pass':
      return emitRowPass(kernel, `${name}_rows`, dtypeOf);
    case 'op': {
      const system = systemOf(kernel, program);
      if (system !== null) return emitSolve(system, `${name}_solve`);
      const movement = movementOf(kernel, program);
      return movement === null ? [] : emitMovement(movement, name, dtypeOf);
    }
    case 'matmul':
    case 'require':
    case 'assign':
      return [];
  }
}
