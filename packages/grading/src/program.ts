// A finished program as the grader sees it: the sandbox's message, parsed and decoded by the evaluator.
import type { ProgramError } from '@residual/contracts';
import type { NodeDef, TensorValue } from '@residual/graph';

export interface GradedProgram {
  readonly nodes: readonly NodeDef[];
  /** Values at the end of the session that last ran `train`, by name. */
  readonly variables: ReadonlyMap<string, TensorValue>;
  /** Runs of `train` in that session. */
  readonly trainRuns: number;
  /** Runs of any kind in all sessions. */
  readonly sessionRuns: number;
  /** Runs that found new nodes in the graph after the first run of their session. */
  readonly growths: number;
  /** `w` after so many runs of `train`. */
  readonly trajectory: { readonly steps: readonly number[]; readonly values: readonly TensorValue[] };
  /** Set when the program ended with an error. */
  readonly error?: ProgramError;
}
