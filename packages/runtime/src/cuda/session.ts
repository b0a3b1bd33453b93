// A session on the device: its variables, its executables, and what was fetched and not yet read.
import { CPU_DEVICE, type TensorValue } from '@residual/graph';
import type { BackendSession, Dimensions, Executable } from '../backend.ts';
import type { CompileOptions } from '../compiler/compile-plan.ts';
import type { Program } from '../compiler/program.ts';
import { copyOf } from '../js/js-backend.ts';
import type { Plan, Step } from '../plan.ts';
import type { Device } from './device.ts';
import { CudaExecutable } from './executable.ts';
import { FeedCache } from './feed-cache.ts';
import { FetchedCopies } from './fetches.ts';
import { DeviceVariables } from './variables.ts';

export type Compile = (plan: Plan, feedShapes: readonly Dimensions[], options?: CompileOptions) => Program;

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
    const memory = {
      device: this.#device,
      variables: this.#variables,
      copies: this.#copies,
      feeds: this.#feeds,
    };
    const make = (fuse: boolean): CudaExecutable => {
      const leave = ({ device }: Step): boolean => device === CPU_DEVICE;
      const program = this.#compile(plan, feedShapes, { fuse, leave });
      const executable = this.#device.use(() => new CudaExecutable(plan, program, memory));
      this.#executables.add(executable);
      return executable;
    };
    const executable = make(true);
    /** Op by op, for whoever watches. */
    let watched: CudaExecutable | null = null;
    return {
      run: (feeds, context) => {
        const used = context.observe === undefined ? executable : (watched ??= make(false));
        return this.#device.use(() => used.run(feeds, context));
      },
      close: () => {
        for (const made of [executable, watched])
          if (made !== null && this.#executables.delete(made) && this.#device.lost === null) made.close();
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
