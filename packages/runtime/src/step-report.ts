// What a traced run tells of programs that run kernel by kernel: each node once, with the device that it ran on.
import { CPU_DEVICE, type TensorValue } from '@residual/graph';
import type { Dimensions, StepObserver } from './backend.ts';
import type { Kernel, Program, ValueId } from './compiler/program.ts';
import type { Plan, Step } from './plan.ts';
import { outputsOf } from './compiler/traverse.ts';

/** Whoever is told looks at dtypes and shapes only. */
const UNSEEN = new Uint8Array();

export class StepReport {
  readonly #steps: ReadonlyMap<string, Step>;
  readonly #untold: Set<Step>;
  readonly #program: Program;
  readonly #observe: StepObserver;

  constructor(plan: Plan, program: Program, observe: StepObserver) {
    this.#steps = new Map(plan.steps.map((step) => [step.node, step]));
    this.#untold = new Set(plan.steps);
    this.#program = program;
    this.#observe = observe;
  }

  /** @param start of performance.now(); @param shapeOf for values of which only the run knew the shape */
  ran(
    kernel: Kernel,
    {
      start,
      device,
      shapeOf,
    }: {
      readonly start: number;
      readonly device: string;
      readonly shapeOf: (id: ValueId) => Dimensions | undefined;
    },
  ): void {
    // It looks whether a variable has a value: the node itself runs later.
    if (kernel.kind === 'require') return;
    const end = performance.now();
    for (const node of kernel.nodes) {
      const step = this.#steps.get(node);
      if (step === undefined || !this.#untold.delete(step)) continue;
      const outputs = outputsOf(kernel).map((id): TensorValue => {
        const { dtype, shape } = this.#program.values[id];
        return { dtype, shape: shape ?? shapeOf(id) ?? [], data: UNSEEN };
      });
      this.#observe(step, start, end, outputs, device);
    }
  }

  /** Nodes that left no kernel: what they give was known before the run, or is another's in another shape. */
  finish(): void {
    const now = performance.now();
    for (const step of this.#untold) {
      const outputs = step.outputs.map(({ dtype, shape }): TensorValue => ({
        dtype,
        shape: shape ?? [],
        data: UNSEEN,
      }));
      this.#observe(step, now, now, outputs, step.device ?? CPU_DEVICE);
    }
  }
}
