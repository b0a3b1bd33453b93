// A session on the device: its variables, its executables, and what was fetched and not yet read.
import type { TensorValue } from '@residual/graph';
import type { BackendSession, Dimensions, Executable } from '../backend.ts';
import type { Program } from '../compiler/program.ts';
import { copyOf } from '../js/js-backend.ts';
import type { Plan } from '../plan.ts';
import type { Device } from './device.ts';
import { CudaExecutable } from './executable.ts';
import { FeedCache } from './feed-cache.ts';
import { FetchedCopies } from './fetches.ts';
import { DeviceVariables } from './variables.ts';

export type Compile = (plan: Plan, feedShapes: readonly Dimensions[]) => Program;

export class CudaSession implements BackendSession {
  readonly #device: Device;
  readonly #compile: Compile;
  readonly #variables: DeviceVariables;
  readonly #copies: FetchedCopies;
  readonly #feeds: FeedCache;
  readonly #executables = new Set<Executable>();
  #closed = false;

  constructor(device: Device, compile: Compile) {
    this.#device = device;
    this.#compile = compile;
    this.#variables = new DeviceVariables(device);
    this.#copies = new FetchedCopies(device);
    this.#feeds = new FeedCache(device);
  }

  compile(plan: Plan, feedShapes: readonly Dimensions[]): Executable {
    for (const [name, { shape }] of plan.variables) this.#variables.declare(name, shape);
    const program = this.#compile(plan, feedShapes);
    const memory = {
      device: this.#device,
      variables: this.#variables,
      copies: this.#copies,
      feeds: this.#feeds,
    };
    const executable = this.#device.use(() => new CudaExecutable(plan, program, memory));
    this.#executables.add(executable);
    return {
      run: (feeds, context) => this.#device.use(() => executable.run(feeds, context)),
      close: () => {
        if (this.#executables.delete(executable) && this.#device.lost === null) executable.close();
      },
    };
  }

  readVariable(name: string): TensorValue | null {
    return this.#device.use(() => this.#variables.find(name));
  }

  writeVariable(name: string, value: TensorValue): void {
    this.#variables.write(name, copyOf(value));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#device.lost !== null) return;
    this.#copies.close();
    for (const executable of this.#executables) executable.close();
    this.#executables.clear();
    this.#feeds.close();
    this.#variables.clear();
  }
}
