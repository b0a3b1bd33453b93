// A check that an assignment brings along: see docs/own-check.md.
import type { Rows, TaskCalibration } from '@residual/assignments';
import type { CheckOutcome, GraphContext } from '../checks/check.ts';
import type { Values } from '../student-graph.ts';

export interface CustomContext extends GraphContext {
  /** The program's last `w`, [dim]; null if it has none of the right size. */
  readonly finalWeights: Float64Array | null;
  /** Null in a task without a model. */
  readonly calibration: TaskCalibration | null;
  /** L(w) of the task's loss on some rows, in float64. @throws Error in a task without a model */
  lossAt(rows: Rows, w: ArrayLike<number>): number;
  /** ∇L(w), [dim]. @throws Error in a task without a model */
  gradientAt(rows: Rows, w: ArrayLike<number>): Float64Array;
  /** Rows to feed over `X` and `Y`: graph.run({ fetch: ['loss'] }, { feeds: feedRows(rows), w }). */
  feedRows(rows: Rows): Record<string, Values>;
  /** Six significant digits. */
  format(value: number): string;
}

export interface CustomCheck {
  /** What students read. */
  readonly title: string;
  /** @param options what assignment.yaml gives this check */
  run(context: CustomContext, options: Readonly<Record<string, unknown>>): CheckOutcome;
}

export type CustomChecks = ReadonlyMap<string, CustomCheck>;
