// What a backend is: it turns a plan into something that runs. The plain `js` backend is the reference that every
// other is tested against.
import type { DType, TensorValue } from '@residual/graph';
import type { Plan, Step } from './plan.ts';
import type { VariableStore } from './variable-store.ts';

export interface RunContext {
  readonly variables: VariableStore;
  /** Random generators by node; their state lasts as long as the session. */
  readonly random: RandomSource;
  /** Told of each step after it: when it began and ended (performance.now) and what it put out. */
  readonly observe?: (step: Step, start: number, end: number, outputs: readonly TensorValue[]) => void;
}

/** Draws of one random op: the same node continues its own sequence from run to run. */
export interface RandomSource {
  generatorOf(node: string, seed: number, seed2: number): PhiloxState;
}

export interface PhiloxState {
  /** Key (2 × 32 bits) and counter (4 × 32 bits) of Philox 4×32-10. */
  readonly key: Uint32Array;
  readonly counter: Uint32Array;
}

export interface Executable {
  /**
   * @param feeds in the plan's order; never written to
   * @returns the fetched values in the plan's order; they may share memory with feeds, constants and variables
   * @throws RunError
   */
  run(feeds: readonly TensorValue[], context: RunContext): readonly TensorValue[];
}

export interface Backend {
  readonly name: string;
  readonly dtypes: readonly DType[];
  compile(plan: Plan): Executable;
}
