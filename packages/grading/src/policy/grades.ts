// A student's grades in a course, from what was received and what the rules say. Pure, and always the whole: a policy,
// an extension or a result that changes changes the grades the next time they are asked for.
import { Decimal } from 'decimal.js';
import { explain } from './explain.ts';
import { attemptsUsed, deadlinesOf, judge, withinLimit, type PolicyAssignment } from './judge.ts';
import { allotLateDays, type LateDayOptions } from './late-days.ts';
import { cutOffOf, isCutOff, lateAfter } from './lateness.ts';
import type { Rules } from './rules.ts';

/**
 * `open`: nothing handed in, and there is time; `missing`: nothing that counts was handed in in time; `pending`: being
 * graded; `not graded`: our failure; `excused`: by staff. Only `graded` has points, and a zero is one of them.
 */
export type GradeStatus = 'open' | 'missing' | 'pending' | 'not graded' | 'graded' | 'excused';

export interface Grade {
  readonly status: GradeStatus;
  /** An exact decimal of up to four places. */
  readonly points: string | null;
  /** The same before it was rounded, for those who round it to fewer places: nothing is rounded twice. */
  readonly exactPoints: string | null;
  /** What the counted submission was graded out of. */
  readonly maxPoints: string | null;
  /** One line: how the points came about, `8.5 of 10 − 10 % late = 7.65 (1 day late)`. */
  readonly explanation: string;
  /** What counts. */
  readonly submissionId: string | null;
  /** By the rules, before staff set something else. */
  readonly computedPoints: string | null;
  readonly isOverridden: boolean;
  /** Of the counted submission, after extensions. */
  readonly daysLate: number;
  readonly lateDaysSpent: number;
  /** Per cent. */
  readonly percentOff: string;
  readonly attemptsUsed: number;
  readonly attemptLimit: number | null;
  /** The latest that holds for this student. */
  readonly deadline: Date | null;
  readonly isExtended: boolean;
  /** What is received later is late: the deadline and the minutes of grace. */
  readonly lateAfter: Date | null;
  readonly cutOff: Date | null;
  readonly counts: Rules['counts'];
}

/** From when on what was withheld may be shown to this student: nothing pushed later counts in full, or at all. */
export const revealAfter = (grade: Pick<Grade, 'cutOff' | 'lateAfter'>): Date | null =>
  grade.cutOff ?? grade.lateAfter;

export interface GradesOptions extends LateDayOptions {
  readonly now: Date;
}

/** In the order of the assignments. */
export function computeGrades(options: GradesOptions): Grade[] {
  const allotment = allotLateDays(options);
  return options.assignments.map((assignment) =>
    gradeOf(assignment, { ...options, lateDays: allotment.get(assignment.slug) ?? 0 }),
  );
}

/** The sum of what has points, exactly; null if nothing has. */
export function sumGrades(grades: readonly Pick<Grade, 'points'>[]): string | null {
  const points = grades.flatMap((grade) => (grade.points === null ? [] : [grade.points]));
  return points.length === 0 ? null : Decimal.sum(...points).toFixed();
}

function gradeOf(
  assignment: PolicyAssignment,
  { lateDays, timeZone, now }: Pick<GradesOptions, 'lateDays' | 'timeZone' | 'now'>,
): Grade {
  const { rules, override, submissions } = assignment;
  const judgement = judge(assignment, lateDays, timeZone);
  const deadline = deadlinesOf(assignment).at(-1) ?? null;
  const cutOff = deadline && assignment.deadline && cutOffOf(deadline, assignment.deadline, rules, timeZone);
  const inTime = submissions.filter(({ receivedAt }) => !isCutOff(receivedAt, cutOff, rules));
  const counting = new Set(withinLimit(assignment).map(({ id }) => id));
  const waits = inTime.some(({ id, state }) => state === 'pending' && counting.has(id));
  const failed = inTime.some(({ state }) => state === 'not graded');
  const computedPoints = judgement?.points.toFixed() ?? null;
  const ended = cutOff ?? deadline;

  let status: GradeStatus;
  if (override) status = override.points === null ? 'excused' : 'graded';
  else if (judgement) status = 'graded';
  else if (waits) status = 'pending';
  else if (failed) status = 'not graded';
  else status = ended && now > ended ? 'missing' : 'open';

  const facts = {
    status,
    points: override ? override.points && new Decimal(override.points).toFixed() : computedPoints,
    exactPoints: override
      ? override.points && new Decimal(override.points).toFixed()
      : (judgement?.exactPoints.toFixed() ?? null),
    maxPoints: judgement?.submission.maxPoints ?? null,
    submissionId: judgement?.submission.id ?? null,
    computedPoints,
    isOverridden: override !== null,
    daysLate: judgement?.daysLate ?? 0,
    lateDaysSpent: judgement?.lateDaysSpent ?? 0,
    percentOff: judgement?.percentOff.toFixed() ?? '0',
    attemptsUsed: attemptsUsed(assignment).length,
    attemptLimit: rules.limit,
    deadline,
    isExtended: deadline !== null && deadline.getTime() !== assignment.deadline?.getTime(),
    lateAfter: deadline && lateAfter(deadline, rules),
    cutOff,
    counts: rules.counts,
  };
  const explanation = explain({
    ...facts,
    judgement,
    override,
    waits,
    timeZone,
    rules,
    cutOffCount: submissions.length - inTime.length,
    beyondLimit: facts.attemptsUsed - counting.size,
  });
  return { ...facts, explanation };
}
