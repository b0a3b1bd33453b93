// The rules that hold for an assignment: its own, then the course's, then "nothing is taken off, the latest counts".
import type { AssignmentPolicy, CoursePolicy } from '@residual/contracts';

export interface Rules {
  /** Per cent taken off for each day late, an exact decimal. */
  readonly perDay: string;
  readonly days: 'calendar' | '24h';
  readonly graceMinutes: number;
  /** The most per cent that lateness takes off. */
  readonly atMost: string;
  /** Days after the deadline, a moment (ISO 8601 with its offset), or none. */
  readonly cutOff: number | string | null;
  readonly useLateDays: boolean;
  /** How many submissions count; null: all. */
  readonly limit: number | null;
  readonly counts: 'latest' | 'best' | 'chosen';
}

const DEFAULTS: Rules = {
  perDay: '0',
  days: 'calendar',
  graceMinutes: 0,
  atMost: '100',
  cutOff: null,
  useLateDays: true,
  limit: null,
  counts: 'latest',
};

const defined = <T extends object>(record: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(record ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;

export function rulesOf(course: CoursePolicy | null, assignment: AssignmentPolicy | null): Rules {
  const late = { ...defined(course?.late), ...defined(assignment?.late) };
  const attempts = { ...defined(course?.attempts), ...defined(assignment?.attempts) };
  const { cutOff, ...lateRest } = late;
  const { limit, ...attemptsRest } = attempts;
  return {
    ...DEFAULTS,
    ...lateRest,
    ...attemptsRest,
    cutOff: cutOff === undefined || cutOff === 'none' ? null : cutOff,
    limit: limit === undefined || limit === 'none' ? null : limit,
  };
}

/** Whether a push may take commits that were graded for an assignment out of main again. */
export const mayDropGraded = (course: CoursePolicy | null, assignment: AssignmentPolicy | null): boolean =>
  (assignment?.forcePush ?? course?.forcePush) === 'allowed';
