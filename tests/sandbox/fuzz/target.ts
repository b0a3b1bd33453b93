// What is fuzzed: a way into our own processes, and the property that nothing but a typed refusal comes of it.
import type fc from 'fast-check';

export interface FuzzTarget {
  readonly name: string;
  /** Made once; holds for every input. */
  readonly property: () => fc.IRawProperty<unknown> | Promise<fc.IRawProperty<unknown>>;
  /** Of the time, beside the others; 1 unless given. */
  readonly weight?: number;
}

type ErrorClass = abstract new (...args: never[]) => Error;

/** The result; null for one of the refusals. @throws whatever else was thrown */
export function orRefusal<T>(action: () => T, ...refusals: readonly ErrorClass[]): T | null {
  try {
    return action();
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return null;
    throw error;
  }
}
