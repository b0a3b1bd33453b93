// Watches one run and tells how it went: time and outputs of each step, and the graphs that the devices ran.
import type { RunSignature, RunTrace, StepTrace, TraceOptions } from '@residual/graph';
import type { StepObserver } from './backend.ts';
import { clientGraph } from './client-graph.ts';
import type { GraphIndex } from './graph-index.ts';
import { partition } from './partition.ts';
import { clientDevice } from './placement.ts';

const MICROSECONDS = 1000;

export class RunTracer {
  readonly #graph: GraphIndex;
  readonly #devices: readonly string[];
  readonly #options: TraceOptions;
  readonly #placed: ReadonlyMap<string, string>;
  readonly #steps: StepTrace[] = [];

  /** @param placed the device of each node */
  constructor(
    graph: GraphIndex,
    devices: readonly string[],
    placed: ReadonlyMap<string, string>,
    options: TraceOptions,
  ) {
    this.#graph = graph;
    this.#devices = devices;
    this.#options = options;
    this.#placed = placed;
  }

  /** For RunContext. */
  get observe(): StepObserver | undefined {
    if (!this.#options.stepStats) return undefined;
    return ({ node, op }, start, end, outputs, device) => {
      this.#steps.push({
        node,
        op,
        inputs: this.#graph.find(node)!.def.input,
        device: device ?? this.#placed.get(node)!,
        start: (performance.timeOrigin + start) * MICROSECONDS,
        duration: (end - start) * MICROSECONDS,
        outputs: outputs.map(({ dtype, shape }) => ({ dtype, shape })),
      });
    };
  }

  /** @param nextNumber numbers the nodes that carry tensors between devices */
  finish(signature: RunSignature, nextNumber: () => number): RunTrace {
    if (!this.#options.partitionGraphs) return { partitions: [], steps: this.#steps };
    const graph = clientGraph(this.#graph, signature, this.#placed, clientDevice(this.#devices));
    return { partitions: partition(graph, this.#graph, nextNumber), steps: this.#steps };
  }
}
