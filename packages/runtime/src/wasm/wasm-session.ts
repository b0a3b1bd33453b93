// A session of the wasm backend. Its memory is made with the first plan, and goes with it.
import type { TensorValue } from '@residual/graph';
import type { BackendSession, Dimensions, Executable } from '../backend.ts';
import { compilePlan } from '../compiler/compile-plan.ts';
import { copyOf } from '../js/js-backend.ts';
import type { Plan } from '../plan.ts';
import { SessionMemory } from './session-memory.ts';
import { WasmExecutable } from './wasm-executable.ts';

export class WasmSession implements BackendSession {
  readonly #mostBytes: number;
  readonly #threads: number;
  #memory: SessionMemory | null = null;

  constructor(mostBytes: number, threads: number) {
    this.#mostBytes = mostBytes;
    this.#threads = threads;
  }

  get memory(): SessionMemory {
    this.#memory ??= new SessionMemory(this.#mostBytes, this.#threads);
    return this.#memory;
  }

  compile(plan: Plan, feedShapes: readonly Dimensions[]): Executable {
    for (const [name, { dtype, shape }] of plan.variables) this.memory.variables.declare(name, dtype, shape);
    return new WasmExecutable(this.memory, plan, compilePlan(plan, feedShapes));
  }

  readVariable(name: string): TensorValue | null {
    const value = this.#memory?.variables.find(name) ?? null;
    return value === null ? null : copyOf(value);
  }

  writeVariable(name: string, value: TensorValue): void {
    this.memory.variables.write(name, copyOf(value));
  }

  close(): void {
    this.#memory?.close();
    this.#memory = null;
  }
}
