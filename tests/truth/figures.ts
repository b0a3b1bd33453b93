// What the truth of the grader is measured by.
import type { Graded } from './grader.ts';

export interface TruthFigures {
  readonly programs: number;
  /** Programs that are wrong and got all points. */
  readonly falseAccepts: readonly Graded[];
  /** Programs that are right and did not. */
  readonly falseRejects: readonly Graded[];
  /** Wrong programs that got another verdict than theirs: partial for wrong, a limit for an error. */
  readonly otherVerdicts: readonly Graded[];
  /** Programs whose cause is known. */
  readonly withCause: number;
  /** … and whose first diagnosis is another, or none. */
  readonly misdiagnosed: readonly Graded[];
}

const isRight = ({ program }: Graded): boolean => program.verdict === 'correct';
const accepted = ({ evaluation }: Graded): boolean => evaluation.verdict === 'correct';

export function measureTruth(graded: readonly Graded[]): TruthFigures {
  const withCause = graded.filter(({ program }) => program.cause !== null);
  return {
    programs: graded.length,
    falseAccepts: graded.filter((one) => !isRight(one) && accepted(one)),
    falseRejects: graded.filter((one) => isRight(one) && !accepted(one)),
    otherVerdicts: graded.filter(
      (one) => !isRight(one) && !accepted(one) && one.evaluation.verdict !== one.program.verdict,
    ),
    withCause: withCause.length,
    misdiagnosed: withCause.filter(
      ({ program, evaluation }) => evaluation.diagnoses[0]?.name !== program.cause,
    ),
  };
}

/** At least so many of the wrong programs with a known cause get the right diagnosis. */
export const LEAST_DIAGNOSED = 0.9;

export const meetsTargets = ({
  falseAccepts,
  falseRejects,
  misdiagnosed,
  withCause,
}: TruthFigures): boolean =>
  falseAccepts.length === 0 &&
  falseRejects.length === 0 &&
  (withCause === 0 || 1 - misdiagnosed.length / withCause >= LEAST_DIAGNOSED);
