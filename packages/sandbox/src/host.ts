// The boundary between the isolate and its host, as both sides see it. Every call costs about 1 µs when its
// arguments are numbers, so that is all that crosses in a run: small values lie in shared memory, arrays that are fed
// again and again are held by number.
// The host trusts none of it: a program that has taken over the isolate can call these with anything.
import type { DType, TypedArray } from '@residual/graph';

/** A dtype as a number on the boundary is its place in this list. */
export const DTYPE_CODES = ['float32', 'float64', 'int32', 'bool'] as const satisfies readonly DType[];

export interface Host {
  print(text: string): void;
  openSession(): number;
  /** `json`: { nodes, lengths }; `bytes`: the tensors' arrays packed. A failure in JSON, or null. */
  extendGraph(session: number, json: string, bytes: Uint8Array): string | null;
  /** `json`: RunSignature. A plan, or a failure in JSON. */
  prepare(session: number, json: string): number | string;
  /**
   * Keeps an array for many runs and returns its number (≥ 0). The host sees what is written to one over shared
   * memory. `settled`: nobody writes to it without a call of `change`.
   */
  hold(data: TypedArray, settled: boolean, dtype: number, ...shape: number[]): number;
  /** The contents of an array that is held are others now. */
  change(id: number, settled: boolean): void;
  release(id: number): void;
  /** Keeps an array for the next run only; returns its number (≥ 0) among those. */
  stage(data: TypedArray, dtype: number, ...shape: number[]): number;
  /**
   * Feeds and results lie in the scratch area, as exchange.ts tells. Returns how many values were fetched, or a
   * failure (RunFailure in JSON).
   */
  run(session: number, plan: number, feeds: number): number | string;
  /** The same, watched; `options`: TraceOptions in JSON. What was seen waits for `takeTrace`. */
  runTraced(session: number, plan: number, feeds: number, options: string): number | string;
  /** RunTrace in JSON, of the last run that was watched. */
  takeTrace(): string;
  /** A fetched value that the host has kept; once. Or a failure in JSON. */
  read(id: number): TypedArray | string;
  closeSession(session: number): void;
  /** The default graph at the end: { nodes, lengths } and the packed arrays. */
  submitGraph(json: string, bytes: Uint8Array): void;
  /** The program has made more nodes than it may, in all its graphs together. */
  exceedNodes(): void;
  /** The program has reached its end (and is not waiting for something that never comes). */
  reachEnd(): void;
}

/** The order in which the callbacks are handed over. */
export const HOST_CALLS = [
  'print',
  'openSession',
  'extendGraph',
  'prepare',
  'hold',
  'change',
  'release',
  'stage',
  'run',
  'runTraced',
  'takeTrace',
  'read',
  'closeSession',
  'submitGraph',
  'exceedNodes',
  'reachEnd',
] as const satisfies readonly (keyof Host)[];
