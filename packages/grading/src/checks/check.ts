// What a check is: a question about one finished program, answered with figures.
import type { DataSet, Random, TaskCalibration } from '@residual/assignments';
import type {
  CheckName,
  CheckSpecOf,
  Diagnosis,
  LearningRateBoard,
  ModelTask,
  TaskSpec,
} from '@residual/contracts';
import type { GradedProgram } from '../program.ts';
import type { LeastSquares } from '../reference/least-squares.ts';
import type { ContractName, StudentGraph } from '../student-graph.ts';
import type { LossProbe, StepProbe } from '../evidence.ts';

/** What there is to look at in any task. */
export interface GraphContext {
  readonly task: TaskSpec;
  readonly data: DataSet;
  readonly program: GradedProgram;
  readonly graph: StudentGraph;
  /** The check's own numbers, from the attempt's seed: whether a program was made for the shown ones, these tell. */
  readonly random: Random;
  /**
   * Numbers for what is told with figures. They are the same in every attempt, so that whoever changes nothing reads
   * the same figures again, in the push and where they check their work themselves.
   */
  readonly shown: Random;
  /** Milliseconds, for figures of speed, which never count; without it there are none. */
  readonly clock?: () => number;
}

/** … and in a task in which a model is trained. */
export interface CheckContext extends GraphContext {
  readonly task: ModelTask;
  readonly calibration: TaskCalibration;
  /** The training inputs, factored once per assignment version. */
  leastSquares(): LeastSquares;
}

export interface CheckOutcome {
  readonly passed: boolean;
  /** How much of it is right, 0 to 1, where a part can be told; counts only if the assignment says so. */
  readonly share?: number;
  /** One line with what was measured, expected and tolerated; only of public data. */
  readonly figure?: string;
  /** What a failure means and what to look at; says nothing that hidden rows determine. */
  readonly message?: string;
  /** The same for a check that is hidden: says nothing about what was put in or came out. */
  readonly hiddenMessage?: string;
  /** A likely cause that the check itself has seen. */
  readonly diagnosis?: Diagnosis;
  /** Measurements on public data, for the diagnoses. */
  readonly losses?: readonly LossProbe[];
  readonly steps?: readonly StepProbe[];
  /** For pages, of public rows only. */
  readonly board?: LearningRateBoard;
}

/** A check that compares with the task's reference. */
export interface Check<N extends CheckName = CheckName> {
  readonly model: true;
  readonly title: string;
  /** Nodes that it cannot do without. */
  readonly needs: readonly ContractName[];
  run(context: CheckContext, spec: CheckSpecOf<N>): CheckOutcome;
}

/** A check that goes with any task, one without a model included. */
export interface GraphCheck<N extends CheckName = CheckName> {
  readonly model: false;
  readonly title: string;
  run(context: GraphContext, spec: CheckSpecOf<N>): CheckOutcome;
}
