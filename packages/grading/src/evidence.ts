// What the checks have measured on public data and what the graph looks like: all that diagnoses may draw on.
// Nothing here depends on hidden rows.
import type { DataSet, Rows } from '@residual/assignments';
import type { ModelTask } from '@residual/contracts';
import type { GradedProgram } from './program.ts';
import type { StudentGraph } from './student-graph.ts';

/** The student's `loss` at one w on some rows. */
export interface LossProbe {
  readonly rows: Rows;
  readonly w: Float64Array;
  readonly measured: number;
  readonly reference: number;
  /** Relative. */
  readonly tolerance: number;
}

/** One run of `train` from one w on some rows. */
export interface StepProbe {
  readonly rows: Rows;
  readonly before: Float64Array;
  readonly after: Float64Array;
}

export interface Evidence {
  readonly task: ModelTask;
  readonly training: Rows;
  readonly validation: Rows;
  readonly graph: StudentGraph;
  readonly trainRuns: number;
  /** See GradedProgram. */
  readonly growths: number;
  readonly trajectory: GradedProgram['trajectory'];
  /** Training loss that is asked for. */
  readonly bar: number;
  /** See TaskCalibration. */
  readonly generalisationGap: number;
  readonly losses: readonly LossProbe[];
  /** `loss` was looked at and is not right: what follows from it says nothing. */
  readonly lossFailed: boolean;
  readonly steps: readonly StepProbe[];
  /** One run of `train` was looked at and is not right. */
  readonly stepFailed: boolean;
  /** w at the end, null if there is none of the right size. */
  readonly finalWeights: Float64Array | null;
  /** Losses along the runs of `train`; NaN and Infinity included. */
  readonly curve: {
    readonly steps: readonly number[];
    readonly training: readonly number[];
    readonly validation: readonly number[];
  };
}

/** The program's last `w` as [dim] numbers, null if it has none or one of another size. */
export function findFinalWeights(program: GradedProgram, { training }: DataSet): Float64Array | null {
  const value = program.variables.get('w');
  return value && value.data.length === training.dim ? Float64Array.from(value.data) : null;
}
