import type { SubmissionDetails } from '@residual/store';

/**
 * The states in which an attempt may be cancelled by who looks at it. Where attempts are limited, a student's only
 * before it was begun: or one would read the first verdicts, cancel, and have the attempt back.
 */
export const cancellableStates = (
  { grade }: Pick<SubmissionDetails, 'grade'>,
  forStaff: boolean,
): readonly ('queued' | 'running')[] =>
  forStaff || grade.attemptLimit === null ? ['queued', 'running'] : ['queued'];
