// The boundary between the isolate and its host, as both sides see it. Every call costs about 1 µs when its
// arguments are numbers, so arrays that are fed again and again are held by number.
// The host trusts none of it: a program that has taken over the isolate can call these with anything.
import type { DType, TypedArray } from '@residual/graph';

/** A dtype as a number on the boundary is its place in this list. */
export const DTYPE_CODES = ['float32', 'float64', 'int32', 'bool'] as const satisfies readonly DType[];

/** Most scalars that a run hands back through the shared scratch area, as (dtype code, value) pairs. */
export const SCRATCH_SCALARS = 64;

export interface HostTensor {
  dtype: number;
  shape: number[];
  data: TypedArray;
}

/**
 * What a run gives: nothing fetched; so many scalars in the scratch area; a failure (RunFailure in JSON);
 * or the tensors themselves.
 */
export type HostRunResult = undefined | number | string | HostTensor[];

export interface Host {
  print(text: string): void;
  openSession(): number;
  /** `json`: { nodes, lengths }; `bytes`: the tensors' arrays packed. A failure in JSON, or null. */
  extendGraph(session: number, json: string, bytes: Uint8Array): string | null;
  /** `json`: RunSignature. A plan, or a failure in JSON. */
  prepare(session: number, json: string): number | string;
  /** Keeps an array over shared memory for many runs; returns its number (≥ 0). */
  hold(data: TypedArray, dtype: number, ...shape: number[]): number;
  release(id: number): void;
  /** Keeps a copy of an array for the next run only; returns its number (< 0). */
  stage(data: TypedArray, dtype: number, ...shape: number[]): number;
  run(session: number, plan: number, ...feeds: number[]): HostRunResult;
  /** The same, watched; `options`: TraceOptions in JSON. What was seen waits for `takeTrace`. */
  runTraced(session: number, plan: number, options: string, ...feeds: number[]): HostRunResult;
  /** RunTrace in JSON, of the last run that was watched. */
  takeTrace(): string;
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
  'release',
  'stage',
  'run',
  'runTraced',
  'takeTrace',
  'closeSession',
  'submitGraph',
  'exceedNodes',
  'reachEnd',
] as const satisfies readonly (keyof Host)[];
