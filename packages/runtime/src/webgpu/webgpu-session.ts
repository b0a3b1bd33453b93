import { CPU_DEVICE, type TensorValue } from '@residual/graph';
import type { BackendSession, Dimensions, Executable } from '../backend.ts';
import { compilePlan } from '../compiler/compile-plan.ts';
import { copyOf } from '../js/js-backend.ts';
import type { Plan } from '../plan.ts';
import type { DeviceLink } from './device-link.ts';
import { FeedBuffers } from './feed-buffers.ts';
import { WebgpuExecutable } from './webgpu-executable.ts';
import { WebgpuVariables } from './webgpu-variables.ts';

/** What the executables of a session share. */
export interface SessionParts {
  readonly link: DeviceLink;
  readonly variables: WebgpuVariables;
  readonly feeds: FeedBuffers;
}

export class WebgpuSession implements BackendSession {
  readonly #parts: SessionParts;
  readonly #executables = new Set<WebgpuExecutable>();

  constructor(link: DeviceLink) {
    this.#parts = { link, variables: new WebgpuVariables(link), feeds: new FeedBuffers(link) };
  }

  compile(plan: Plan, feedShapes: readonly Dimensions[]): Executable {
    for (const [name, { shape }] of plan.variables) this.#parts.variables.declare(name, shape);
    const programOf = (fuse: boolean) =>
      compilePlan(plan, feedShapes, { fuse, leave: ({ device }) => device === CPU_DEVICE });
    const executable = new WebgpuExecutable(this.#parts, plan, programOf, () =>
      this.#executables.delete(executable),
    );
    this.#executables.add(executable);
    return executable;
  }

  readVariable(name: string): TensorValue | null {
    return this.#parts.variables.find(name);
  }

  writeVariable(name: string, value: TensorValue): void {
    this.#parts.variables.write(name, copyOf(value));
  }

  close(): void {
    for (const executable of this.#executables) executable.close();
    this.#parts.variables.clear();
    this.#parts.feeds.clear();
    this.#parts.link.flush();
  }
}
