// What a check is: a question about one finished program, answered with figures.
import type { DataSet, Random, TaskCalibration } from '@residual/assignments';
import type { TaskSpec } from '@residual/contracts';
import type { GradedProgram } from '../program.ts';
import type { LeastSquares } from '../reference/least-squares.ts';
import type { ContractName, StudentGraph } from '../student-graph.ts';
import type { LossProbe, StepProbe } from '../evidence.ts';

export interface CheckContext {
  readonly task: TaskSpec;
  readonly calibration: TaskCalibration;
  readonly data: DataSet;
  readonly program: GradedProgram;
  readonly graph: StudentGraph;
  /** The check's own numbers, from the attempt's seed. */
  readonly random: Random;
  /** The training inputs, factored once per assignment version. */
  leastSquares(): LeastSquares;
}

export interface CheckOutcome {
  readonly passed: boolean;
  /** One line with what was measured, expected and tolerated; only of public data. */
  readonly figure?: string;
  /** What a failure means and what to look at; says nothing that hidden rows determine. */
  readonly message?: string;
  /** Measurements on public data, for the diagnoses. */
  readonly losses?: readonly LossProbe[];
  readonly steps?: readonly StepProbe[];
}

export interface Check {
  readonly title: string;
  /** Nodes that it cannot do without. */
  readonly needs: readonly ContractName[];
  run(context: CheckContext): CheckOutcome;
}
