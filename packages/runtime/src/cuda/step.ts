// What a kernel of a program becomes: something that is prepared once and run many times.
import type { RunContext } from '../backend.ts';
import type { ValueId } from '../compiler/program.ts';

export interface DeviceStep {
  readonly kind: 'device';
  /** Names of the nodes whose work it does. */
  readonly nodes: readonly string[];
  readonly reads: readonly ValueId[];
  readonly writes: readonly ValueId[];
  /** Whether it may be part of a CUDA graph: it only enqueues, and always the same. */
  readonly isReplayable: boolean;
  /** Tells it where its values are, whenever that has changed. */
  bind(address: (id: ValueId) => number): void;
  enqueue(): void;
  free(): void;
}

export interface HostStep {
  readonly kind: 'host';
  run(context: RunContext): void;
}

export interface RequireStep {
  readonly kind: 'require';
  readonly variable: string;
  readonly node: string;
}

export type RunStep = DeviceStep | HostStep | RequireStep;
