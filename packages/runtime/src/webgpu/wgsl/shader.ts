// A shader and how it is started: what it binds, and how many workgroups it takes.
import type { DType } from '@residual/graph';
import type { ValueId } from '../../compiler/program.ts';
import { PRELUDE, storedAs } from './body.ts';

/** A value of the program, or memory that only this kernel's dispatches know. */
export type Operand = ValueId | `scratch ${string}`;

export interface Binding {
  readonly operand: Operand;
  /** Its name in the shader. */
  readonly name: string;
  readonly dtype: DType;
  readonly writes: boolean;
}

export interface Dispatch {
  readonly code: string;
  /** In the order of their numbers in the shader. */
  readonly bindings: readonly Binding[];
  readonly groups: readonly [number, number, number];
  /** Elements (4 bytes each) of each scratch operand that it writes. */
  readonly scratch?: Readonly<Record<string, number>>;
}

/** Threads of a workgroup. */
export const WIDTH = 64;
/** Of workgroups along one axis. */
const MOST_GROUPS = 65_535;

/** Workgroups for so many threads; the shader finds its thread's number with THREAD. */
export function groupsFor(threads: number): readonly [number, number, number] {
  const groups = Math.ceil(threads / WIDTH);
  return groups <= MOST_GROUPS ? [groups, 1, 1] : [MOST_GROUPS, Math.ceil(groups / MOST_GROUPS), 1];
}

/** The same for workgroups that work on one thing each, whose number is GROUP. */
export const groupsOf = (count: number): readonly [number, number, number] =>
  count <= MOST_GROUPS ? [count, 1, 1] : [MOST_GROUPS, Math.ceil(count / MOST_GROUPS), 1];

export const GROUP = `(group.x + group.y * ${MOST_GROUPS}u)`;
export const THREAD = `(${GROUP} * ${WIDTH}u + local)`;

/** @param body of the main function; @param declarations before it */
export function shader(bindings: readonly Binding[], body: string, declarations = ''): string {
  const lines = bindings.map(
    ({ name, dtype, writes }, i) =>
      `@group(0) @binding(${i}) var<storage, ${writes ? 'read_write' : 'read'}> ${name}: array<${storedAs(dtype)}>;`,
  );
  return `${lines.join('\n')}
${PRELUDE}${declarations}
@compute @workgroup_size(${WIDTH})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
${body}
}
`;
}

/** Binds each operand once, for writing if anybody writes to it: no memory may be bound both ways. */
export class Bindings {
  readonly #list: Binding[] = [];
  readonly #rootOf: (operand: Operand) => Operand;

  /** @param rootOf operands of one root share their memory */
  constructor(rootOf: (operand: Operand) => Operand) {
    this.#rootOf = rootOf;
  }

  get list(): readonly Binding[] {
    return this.#list;
  }

  /** @returns its name in the shader */
  add(operand: Operand, dtype: DType, writes = false): string {
    const root = this.#rootOf(operand);
    const known = this.#list.findIndex((binding) => binding.operand === root);
    if (known < 0) {
      const name = `m${this.#list.length}`;
      this.#list.push({ operand: root, name, dtype, writes });
      return name;
    }
    if (writes) this.#list[known] = { ...this.#list[known], writes };
    return this.#list[known].name;
  }
}
