// The seam between a Session and whatever evaluates its runs: the runtime in this process (tests, tools),
// the runtime of the sandbox process across the isolate's boundary, or the evaluator across a pipe (GPU).
// Only data crosses it. Failures are values, since an exception does not survive every boundary whole.
import type { NodeDef, TensorValue } from './graphdef.ts';
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
  openSession(): number;
  /** Adds the nodes the session has not seen yet; graphs only ever grow. */
  extendGraph(session: number, nodes: readonly NodeDef[]): Outcome<null>;
  /** Plans runs of this form once; the handle is good until the session closes. */
  prepare(session: number, signature: RunSignature): Outcome<number>;
  /** Runs a prepared form; `feeds` in the signature's order, results in the order of its fetches. */
  run(session: number, plan: number, feeds: readonly TensorValue[]): Outcome<readonly TensorValue[]>;
  /** The same, and tells how the run went. A target that cannot tell lacks it. */
  runTraced?(
    session: number,
    plan: number,
    feeds: readonly TensorValue[],
    options: TraceOptions,
  ): Outcome<{ readonly values: readonly TensorValue[]; readonly trace: RunTrace }>;
  /** Frees the session's variables and plans. Closing twice is harmless. */
  closeSession(session: number): void;
}
