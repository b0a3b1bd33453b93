// The seam between a Session and whatever evaluates its runs: the runtime in this process (tests, tools),
// the runtime of the sandbox process across the isolate's boundary, or the evaluator across a pipe (GPU).
// Only data crosses it. Failures are values, since an exception does not survive every boundary whole.
import type { NodeDef, TensorValue, TypedArray } from './graphdef.ts';
import type { RunTrace, TraceOptions } from './run-trace.ts';

/** A failure of a run, in TensorFlow's words. `op` is the node to blame; the client adds where it was made. */
export interface RunFailure {
  /** TensorFlow's error class. */
  readonly kind:
    | 'InvalidArgumentError'
    | 'FailedPreconditionError'
    | 'ResourceExhaustedError'
    | 'UnimplementedError'
    | 'InternalError';
  readonly message: string;
  readonly op?: string;
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: RunFailure };

/**
 * A value that is fed. `id` names the memory, so that it has to cross a boundary once only. With `version` too its
 * contents never change under this pair, so that copies of them may be kept; without, they may be others at each run.
 */
export interface Feed extends TensorValue {
  readonly id?: number;
  readonly version?: number;
}

/** A value that a run has put out, or will have: a device computes on until somebody looks. */
export interface FetchedValue extends TensorValue {
  /** As `read` gives it, for those who know that nothing can go wrong any more. */
  readonly data: TypedArray;
  /** Waits for it. The array is the reader's own, the same at each call, and good after the session has closed. */
  read(): Outcome<TypedArray>;
}

/** What is fixed between runs of the same form: names of tensors (`a:0`) fed and fetched, ops only run. */
export interface RunSignature {
  readonly feeds: readonly string[];
  readonly fetches: readonly string[];
  readonly targets: readonly string[];
}

/** Opaque handles are small integers: they cross any boundary at no cost. */
export interface SessionTarget {
  /** Names of the devices there are; one CPU if absent. */
  readonly devices?: readonly string[];
  /** Whether a device computes on after `run` has returned, so that reading a value may mean to wait. */
  readonly asynchronous?: boolean;
  openSession(): number;
  /** Adds the nodes the session has not seen yet; graphs only ever grow. */
  extendGraph(session: number, nodes: readonly NodeDef[]): Outcome<null>;
  /** Plans runs of this form once; the handle is good until the session closes. */
  prepare(session: number, signature: RunSignature): Outcome<number>;
  /**
   * Starts a run of a prepared form; `feeds` in the signature's order, results in the order of its fetches. What
   * fails only later is told by `read`.
   */
  run(session: number, plan: number, feeds: readonly Feed[]): Outcome<readonly FetchedValue[]>;
  /** The same, and tells how the run went. A target that cannot tell lacks it. */
  runTraced?(
    session: number,
    plan: number,
    feeds: readonly Feed[],
    options: TraceOptions,
  ): Outcome<{ readonly values: readonly FetchedValue[]; readonly trace: RunTrace }>;
  /** Frees the session's variables and plans. Closing twice is harmless. */
  closeSession(session: number): void;
}
