// Which value a variable has at each point of a run.
import { isFullyDefined, type Shape } from '@residual/graph';
import type { Dimensions } from '../backend.ts';
import type { PlannedVariable } from '../plan.ts';
import type { ProgramBuilder } from './program-builder.ts';
import type { ValueId } from './program.ts';

const dimensionsOf = (shape: Shape): Dimensions | null => (isFullyDefined(shape) ? shape : null);

export class VariableVersions {
  readonly #builder: ProgramBuilder;
  readonly #declared: ReadonlyMap<string, PlannedVariable>;
  readonly #present = new Map<string, { readonly id: ValueId; readonly version: number }>();
  /** Those that certainly have a value by now. */
  readonly #initialized = new Set<string>();

  constructor(builder: ProgramBuilder, declared: ReadonlyMap<string, PlannedVariable>) {
    this.#builder = builder;
    this.#declared = declared;
  }

  declared(name: string): PlannedVariable {
    return this.#declared.get(name)!;
  }

  /** The present value, which `node` reads; the run fails there if there is none. */
  read(name: string, node: string): ValueId {
    if (!this.#initialized.has(name)) {
      this.#builder.kernels.push({ kind: 'require', nodes: [node], variable: name });
      this.#initialized.add(name);
    }
    return this.#version(name).id;
  }

  /** The value after a write that `write` adds the kernels of. */
  next(name: string): ValueId {
    const version = this.#version(name).version + 1;
    const id = this.#add(name, version);
    this.#initialized.add(name);
    return id;
  }

  #version(name: string): { readonly id: ValueId; readonly version: number } {
    return this.#present.get(name) ?? { id: this.#add(name, 0), version: 0 };
  }

  #add(name: string, version: number): ValueId {
    const { dtype, shape } = this.declared(name);
    const origin = { kind: 'variable', name, version } as const;
    const id = this.#builder.value(dtype, dimensionsOf(shape), origin, `${name}:0`);
    this.#present.set(name, { id, version });
    return id;
  }
}
