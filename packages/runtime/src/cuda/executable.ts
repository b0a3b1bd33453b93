// Runs a program on the device. The first run with given addresses enqueues its kernels one by one; the second
// captures them as a CUDA graph, and from then on a run is one launch. Programs with ops that the host does, or that
// wait for an answer, are enqueued every time.
import { CPU_DEVICE } from '@residual/graph';
import type { Executable, Feed, Fetched, RunContext, StepObserver } from '../backend.ts';
import type { Kernel, Program, ValueId } from '../compiler/program.ts';
import { inputsOf, outputsOf } from '../compiler/traverse.ts';
import type { Plan } from '../plan.ts';
import { RunError } from '../run-error.ts';
import { StepReport } from '../step-report.ts';
import { uninitialized } from '../variable-store.ts';
import { assignStep } from './assign-step.ts';
import { CUDA_DEVICE } from './cuda-placement.ts';
import type { Block } from './device-memory.ts';
import type { Device } from './device.ts';
import { emittedStep } from './emitted-step.ts';
import type { FeedCache } from './feed-cache.ts';
import type { FetchedCopies } from './fetches.ts';
import { Graph } from './graph.ts';
import { hostStep } from './host-step.ts';
import { emitProgram } from './kernels/emit-program.ts';
import type { EmittedKernel } from './kernels/emitted.ts';
import { movementOf } from './kernels/regions.ts';
import { systemOf } from './kernels/solve.ts';
import { matmulStep } from './matmul-step.ts';
import type { Module } from './module-cache.ts';
import { Places } from './places.ts';
import { solveStep } from './solve-step.ts';
import type { DeviceStep, RunStep } from './step.ts';
import type { DeviceVariables } from './variables.ts';

export interface SessionMemory {
  readonly device: Device;
  readonly variables: DeviceVariables;
  readonly copies: FetchedCopies;
  readonly feeds: FeedCache;
}

export class CudaExecutable implements Executable {
  readonly #plan: Plan;
  readonly #program: Program;
  readonly #session: SessionMemory;
  readonly #places: Places;
  readonly #steps: readonly RunStep[];
  readonly #module: Module | null;
  readonly #scratchBytes: number;
  #scratch: Block | null = null;
  readonly #isReplayable: boolean;
  /** What the device reads that a run finds: feeds, constants, variables; each once. */
  readonly #found: readonly ValueId[];
  /** Where all that was at the last run. */
  #lastFound: readonly number[] | null = null;
  #graph: Graph | null = null;
  readonly #removeReclaimer: () => void;
  #isRunning = false;

  constructor(plan: Plan, program: Program, session: SessionMemory) {
    this.#plan = plan;
    this.#program = program;
    this.#session = session;
    const { device } = session;
    this.#places = new Places(program, session);
    const emitted = emitProgram(program);
    this.#scratchBytes = emitted.scratch;
    this.#module = emitted.source === '' ? null : device.modules.load(emitted.source);
    this.#steps = program.kernels.map((kernel, i) => this.#prepare(kernel, emitted.kernels[i]));
    this.#isReplayable = this.#steps.every((step) =>
      step.kind === 'device' ? step.isReplayable : step.kind === 'require',
    );
    this.#found = this.#findable();
    this.#removeReclaimer = device.memory.addReclaimer(() => {
      if (!this.#isRunning) this.#freeMemory();
    });
  }

  run(feeds: readonly Feed[], context: RunContext): readonly Fetched[] {
    this.#isRunning = true;
    try {
      this.#places.begin(feeds);
      if (context.observe !== undefined) this.#runWatched(context, context.observe);
      else if (!this.#replay()) for (const step of this.#steps) this.#runStep(step, context);
      return this.#program.fetches.map((id) => this.#session.copies.fetch(id, this.#places));
    } finally {
      this.#places.end();
      this.#isRunning = false;
    }
  }

  close(): void {
    this.#removeReclaimer();
    this.#freeMemory();
    for (const step of this.#steps) if (step.kind === 'device') step.free();
    this.#module?.release();
  }

  /** Waits after each step, so that it is told how long that took. */
  #runWatched(context: RunContext, observe: StepObserver): void {
    const report = new StepReport(this.#plan, this.#program, observe);
    this.#steps.forEach((step, i) => {
      const start = performance.now();
      this.#runStep(step, context);
      this.#session.device.staging.synchronize();
      report.ran(this.#program.kernels[i], {
        start,
        device: step.kind === 'device' ? CUDA_DEVICE : CPU_DEVICE,
        shapeOf: (id) => this.#places.host(id).shape,
      });
    });
    report.finish();
  }

  /** @returns false if the run has to be enqueued step by step */
  #replay(): boolean {
    if (!this.#isReplayable || !this.#areVariablesReady()) return false;
    const found = this.#found.map((id) => this.#places.address(id));
    const isKnown = this.#lastFound !== null && found.every((address, i) => address === this.#lastFound![i]);
    if (!isKnown) {
      this.#dropGraph();
      this.#lastFound = found;
      return false;
    }
    const { device } = this.#session;
    this.#graph ??= new Graph(device.api.driver, device.stream, () => {
      for (const step of this.#steps) if (step.kind === 'device') step.enqueue();
    });
    this.#graph.launch();
    for (const step of this.#steps) if (step.kind === 'device') this.#tellWrites(step);
    return true;
  }

  #areVariablesReady(): boolean {
    const { variables } = this.#session;
    return (
      this.#steps.every((step) => step.kind !== 'require' || variables.isInitialized(step.variable)) &&
      this.#found.every((id) => {
        const { origin } = this.#program.values[id];
        return origin.kind !== 'variable' || variables.isInitialized(origin.name);
      })
    );
  }

  #runStep(step: RunStep, context: RunContext): void {
    switch (step.kind) {
      case 'require': {
        if (this.#session.variables.isInitialized(step.variable)) return;
        const { kind, message } = uninitialized(step.variable);
        throw new RunError(kind, message, step.node);
      }
      case 'host':
        step.run(context);
        return;
      case 'device': {
        for (const id of step.reads) this.#places.address(id);
        const written = new Set(step.writes);
        step.bind((id) => (written.has(id) ? this.#places.addressToWrite(id) : this.#places.address(id)));
        step.enqueue();
        this.#tellWrites(step);
      }
    }
  }

  #tellWrites({ writes }: DeviceStep): void {
    for (const id of writes) this.#places.wroteOnDevice(id);
  }

  #prepare(kernel: Kernel, emitted: readonly EmittedKernel[]): RunStep {
    const { device, variables } = this.#session;
    switch (kernel.kind) {
      case 'elementwise':
      case 'row-pass':
        return this.#emittedStep(kernel.nodes, emitted, inputsOf(kernel), outputsOf(kernel));
      case 'matmul':
        return matmulStep(kernel, this.#program.values[kernel.output].dtype, device);
      case 'assign':
        return assignStep(kernel, this.#program, device);
      case 'require':
        return { kind: 'require', variable: kernel.variable, node: kernel.nodes[0] };
      case 'op': {
        if (kernel.step.device === CPU_DEVICE) return hostStep(kernel, this.#places, variables);
        const system = systemOf(kernel, this.#program);
        if (system !== null) {
          const scratch = (): number => this.#scratchAddress();
          const module = this.#module;
          return solveStep({ device, module, kernels: emitted, scratch, system, step: kernel.step });
        }
        const movement = movementOf(kernel, this.#program);
        if (movement !== null)
          return this.#emittedStep(kernel.nodes, emitted, movement.reads, movement.writes);
        return hostStep(kernel, this.#places, variables);
      }
    }
  }

  #emittedStep(
    nodes: readonly string[],
    kernels: readonly EmittedKernel[],
    reads: readonly ValueId[],
    writes: readonly ValueId[],
  ): DeviceStep {
    const { device } = this.#session;
    const scratch = (): number => this.#scratchAddress();
    return emittedStep({ device, module: this.#module, kernels, nodes, reads, writes, scratch });
  }

  #scratchAddress(): number {
    this.#scratch ??= this.#session.device.memory.allocate(this.#scratchBytes);
    return this.#scratch.address;
  }

  #findable(): ValueId[] {
    const found = new Set<ValueId>();
    for (const step of this.#steps)
      if (step.kind === 'device')
        for (const id of [...step.reads, ...step.writes]) {
          const root = this.#places.root(id);
          if (this.#program.values[root].origin.kind !== 'temporary') found.add(root);
        }
    return [...found];
  }

  #freeMemory(): void {
    this.#dropGraph();
    this.#lastFound = null;
    this.#places.free();
    if (this.#scratch !== null) this.#session.device.memory.free(this.#scratch);
    this.#scratch = null;
  }

  #dropGraph(): void {
    this.#graph?.free();
    this.#graph = null;
  }
}
