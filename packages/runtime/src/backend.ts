// What a backend is. A session of a backend owns the variables and turns plans into executables; what runs at all, in
// which order, and how failures are told is LocalTarget's. The plain `js` backend is the reference that every other
// is tested against.
import type { Attr, DType, Feed, OpType, TensorValue, TypedArray } from '@residual/graph';
import type { Plan, Step } from './plan.ts';

export type { Feed };

/** A shape that is wholly known. */
export type Dimensions = readonly number[];

export interface Backend {
  readonly name: string;
  readonly dtypes: readonly DType[];
  /** TensorFlow's names of the devices that it brings: `/job:localhost/replica:0/task:0/cpu:0`. */
  readonly devices: readonly string[];
  /** Whether one of its devices has a kernel for an op of these attributes; all have, unless told. */
  readonly supports?: Supports;
  /** Whether a device computes on after `run` has returned, so that reading a value may mean to wait. */
  readonly asynchronous?: boolean;
  openSession(): BackendSession;
  /** Gives back what sessions share (a device, a library). Closing twice is harmless. */
  close?(): void;
}

export type Supports = (device: string, op: OpType, attrs: Readonly<Record<string, Attr>>) => boolean;

/** Owns the variables of one session, in memory of its own, updated in place. */
export interface BackendSession {
  /**
   * @param feedShapes of the values that will be fed, in the order of `plan.feeds`
   * @throws nothing for a graph that cannot run: that is told by `run`, in its turn
   */
  compile(plan: Plan, feedShapes: readonly Dimensions[]): Executable;
  /** The present value, not to be written to, unchanged by later runs; null if nothing was ever assigned. */
  readVariable(name: string): TensorValue | null;
  /** dtype and shape have been checked. Keeps a copy. */
  writeVariable(name: string, value: TensorValue): void;
  /** Frees everything, executables included. Closing twice is harmless. */
  close(): void;
}

export interface Executable {
  /**
   * @param feeds in the plan's order, of the shapes it was compiled for; never written to, never kept
   * @returns the fetched values in the plan's order
   * A feed's contents never change under the same `id` and `version`, so that a backend may keep a copy of its own (in a
   * bounded cache) instead of taking the data anew at each run.
   * @throws RunError, the program's fault; BackendFailure, the device's
   */
  run(feeds: readonly Feed[], context: RunContext): readonly Fetched[];
  close(): void;
}

/** A value that a run has put out, or will have: a device computes on until somebody looks. */
export interface Fetched {
  readonly dtype: DType;
  readonly shape: Dimensions;
  /**
   * Waits, and copies out at the first look. Good after later runs too, until the session closes.
   * @throws RunError or BackendFailure, where a device tells only now
   */
  read(): TypedArray;
}

export interface RunContext {
  /** Random generators by node; their state lasts as long as the session. */
  readonly random: RandomSource;
  /**
   * Told of each step after it: when it began and ended (performance.now) and what it put out. Such a run goes op by
   * op, nothing fused.
   */
  readonly observe?: StepObserver;
}

/** `device`: where it really ran; where it was placed, unless told. */
export type StepObserver = (
  step: Step,
  start: number,
  end: number,
  outputs: readonly TensorValue[],
  device?: string,
) => void;

/** Draws of one random op: the same node continues its own sequence from run to run, alike on every backend. */
export interface RandomSource {
  generatorOf(node: string, seed: number, seed2: number): PhiloxState;
}

export interface PhiloxState {
  /** Key (2 × 32 bits) and counter (4 × 32 bits) of Philox 4×32-10. */
  readonly key: Uint32Array;
  readonly counter: Uint32Array;
}
