import type { AttemptDetails, SubmissionDetails } from '@residual/store';

/**
 * Whoever may see an open attempt may cancel it; but where attempts are limited, a student only before it was begun: or
 * one would read the first verdicts, cancel, and have the attempt back.
 */
export function mayCancel(
  { state }: Pick<AttemptDetails, 'state'>,
  { grade, forStaff }: { grade: Pick<SubmissionDetails['grade'], 'attemptLimit'>; forStaff: boolean },
): boolean {
  return state === 'queued' || (state === 'running' && (forStaff || grade.attemptLimit === null));
}
