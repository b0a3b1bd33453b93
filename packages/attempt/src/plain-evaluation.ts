import type { Evaluation, ProgramError, TaskSpec, Verdict } from '@residual/contracts';

/** A verdict that no check was needed for: no points, nothing measured. */
export function plainEvaluation(
  task: TaskSpec,
  verdict: Verdict,
  summary: string,
  error?: ProgramError,
): Evaluation {
  return {
    verdict,
    points: '0',
    maxPoints: task.points,
    summary,
    checks: [],
    diagnoses: [],
    ...(error === undefined ? {} : { error }),
  };
}
