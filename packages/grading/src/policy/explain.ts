// The line that says how a grade came about.
import type { Grade } from './grades.ts';
import type { Judgement, PolicyAssignment } from './judge.ts';
import type { Rules } from './rules.ts';
import { formatMoment } from './zoned-time.ts';

export interface ExplainOptions extends Omit<Grade, 'explanation'> {
  readonly judgement: Judgement | null;
  readonly override: PolicyAssignment['override'];
  /** Something that counts is still being graded. */
  readonly waits: boolean;
  readonly timeZone: string;
  readonly rules: Rules;
  /** Received after the cut-off. */
  readonly cutOffCount: number;
  readonly beyondLimit: number;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

export function explain(options: ExplainOptions): string {
  const { override, status, judgement } = options;
  if (override && override.points === null) return `excused: ${override.reason}`;
  const computed = judgement ? calculation(judgement, options) : null;
  if (override)
    return `${options.points}, set by staff: ${override.reason}${computed ? ` (by the rules: ${computed})` : ''}`;
  if (computed !== null) return withNotes(computed, options);
  switch (status) {
    case 'pending':
      return withNotes('being graded', options);
    case 'not graded':
      return withNotes('not graded: the fault is ours, and no attempt is used up', options);
    case 'missing':
      return withNotes('nothing that counts was handed in', options);
    default:
      return withNotes('nothing handed in yet', options);
  }
}

function calculation(
  { submission, daysLate, lateDaysSpent, percentOff, points }: Judgement,
  { deadline, isExtended, timeZone }: ExplainOptions,
): string {
  const raw = `${submission.points} of ${submission.maxPoints}`;
  const formula = percentOff.isZero() ? raw : `${raw} − ${percentOff.toFixed()} % late = ${points.toFixed()}`;
  const circumstances = [
    ...(daysLate > 0 ? [`${count(daysLate, 'day')} late`] : []),
    ...(lateDaysSpent > 0 ? [`${count(lateDaysSpent, 'late day')} spent`] : []),
    ...(daysLate > 0 && lateDaysSpent === 0 && percentOff.isZero() ? ['nothing taken off'] : []),
    ...(isExtended && deadline ? [`extended to ${formatMoment(deadline, timeZone)}`] : []),
  ];
  return circumstances.length > 0 ? `${formula} (${circumstances.join(', ')})` : formula;
}

function withNotes(
  text: string,
  { waits, status, cutOff, cutOffCount, beyondLimit, rules, timeZone }: ExplainOptions,
): string {
  const notes = [
    ...(waits && status === 'graded' ? ['another submission is being graded'] : []),
    ...(cutOffCount > 0 && cutOff
      ? [
          `${count(cutOffCount, 'submission')} after the cut-off ${formatMoment(cutOff, timeZone)} ${cutOffCount === 1 ? 'does' : 'do'} not count`,
        ]
      : []),
    ...(beyondLimit > 0
      ? [
          `${count(beyondLimit, 'submission')} beyond the limit of ${rules.limit} ${beyondLimit === 1 ? 'does' : 'do'} not count`,
        ]
      : []),
  ];
  return [text, ...notes].join('; ');
}
