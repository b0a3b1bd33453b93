// A program's kernel that was emitted as CUDA C: one or more launches, one after the other.
import type { ValueId } from '../compiler/program.ts';
import type { Device } from './device.ts';
import type { EmittedKernel } from './kernels/emitted.ts';
import { Launch } from './launch.ts';
import type { Module } from './module-cache.ts';
import type { DeviceStep } from './step.ts';

export interface EmittedStepOptions {
  readonly device: Device;
  /** Null if there are no kernels. */
  readonly module: Module | null;
  readonly kernels: readonly EmittedKernel[];
  readonly nodes: readonly string[];
  readonly reads: readonly ValueId[];
  readonly writes: readonly ValueId[];
  /** Where the scratch memory is that all steps of an executable take in turn. */
  readonly scratch: () => number;
}

/** A step that can also launch its kernels one by one. */
export interface EmittedStep extends DeviceStep {
  launch(index: number): void;
}

export function emittedStep(options: EmittedStepOptions): EmittedStep {
  const { device, module, kernels, nodes, reads, writes, scratch } = options;
  const launches = kernels.map(
    ({ name, grid, arguments: { length } }) =>
      new Launch(device.api.driver, module!.kernel(name), grid, length),
  );
  return {
    kind: 'device',
    nodes,
    reads,
    writes,
    isReplayable: true,
    bind(address) {
      kernels.forEach((kernel, i) =>
        kernel.arguments.forEach((argument, index) =>
          launches[i].setParameter(
            index,
            argument.kind === 'value' ? address(argument.value) : scratch() + argument.offset,
          ),
        ),
      );
    },
    enqueue() {
      for (const launch of launches) launch.enqueue(device.stream);
    },
    launch(index) {
      launches[index].enqueue(device.stream);
    },
    free() {
      for (const launch of launches) launch.free();
    },
  };
}
