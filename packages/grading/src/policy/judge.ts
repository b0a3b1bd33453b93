// Which submission to an assignment counts, and for how many points, given the late days that may be spent on it.
import { Decimal } from 'decimal.js';
import { afterPercent, cutOffOf, daysLate, isCutOff, percentOff, roundGrade } from './lateness.ts';
import type { Rules } from './rules.ts';

export interface PolicySubmission {
  readonly id: string;
  /** The server's. */
  readonly receivedAt: Date;
  /** `graded` if any grading of it counts; `cancelled` if it was, or if a newer push took its place. */
  readonly state: 'graded' | 'pending' | 'not graded' | 'cancelled';
  readonly points: string | null;
  readonly maxPoints: string | null;
}

export interface PolicyExtension {
  readonly id: string;
  readonly until: Date;
  readonly grantedAt: Date;
}

export interface PolicyAssignment {
  /** Unique in the course. */
  readonly slug: string;
  readonly deadline: Date | null;
  readonly rules: Rules;
  readonly submissions: readonly PolicySubmission[];
  /** The student's own and those of the student's groups. */
  readonly extensions: readonly PolicyExtension[];
  /** What staff set; `points` null: excused. */
  readonly override: { readonly points: string | null; readonly reason: string } | null;
  /** The submission that the student chose. */
  readonly chosen: string | null;
}

/** A submission that may count, by one of the deadlines that hold for it. */
export interface Judgement {
  readonly submission: PolicySubmission & { readonly points: string; readonly maxPoints: string };
  readonly daysLate: number;
  readonly lateDaysSpent: number;
  readonly percentOff: Decimal;
  readonly points: Decimal;
  /** Before they were rounded. */
  readonly exactPoints: Decimal;
}

export const byReceipt = (a: PolicySubmission, b: PolicySubmission): number =>
  a.receivedAt.getTime() - b.receivedAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Those that use up an attempt: our failures and what was cancelled do not. */
export const attemptsUsed = ({ submissions }: PolicyAssignment): PolicySubmission[] =>
  submissions.filter(({ state }) => state === 'graded' || state === 'pending').toSorted(byReceipt);

/** Those within the limit, by receipt. */
export function withinLimit(assignment: PolicyAssignment): PolicySubmission[] {
  const used = attemptsUsed(assignment);
  return assignment.rules.limit === null ? used : used.slice(0, assignment.rules.limit);
}

/** Every deadline that somebody gave the student, the earliest first; `null` alone where there is none. */
export function deadlinesOf({
  deadline,
  extensions,
}: Pick<PolicyAssignment, 'deadline' | 'extensions'>): readonly (Date | null)[] {
  if (!deadline) return [null];
  const later = extensions.map(({ until }) => until.getTime()).filter((until) => until > deadline.getTime());
  return [...new Set([deadline.getTime(), ...later])].toSorted((a, b) => a - b).map((time) => new Date(time));
}

/** The fewest late days that help as much as all that may be spent. */
function judgeLateness(
  submission: Judgement['submission'],
  days: number,
  { rules, lateDays }: { rules: Rules; lateDays: number },
): Judgement {
  let best: Judgement | undefined;
  for (let spent = 0; spent <= Math.min(days, lateDays); spent += 1) {
    const percent = percentOff(days - spent, rules);
    const exactPoints = afterPercent(submission.points, percent);
    const points = roundGrade(exactPoints);
    if (!best || points.greaterThan(best.points))
      best = { submission, daysLate: days, lateDaysSpent: spent, percentOff: percent, points, exactPoints };
    if (percent.isZero()) break;
  }
  return best!;
}

/** More points first; then fewer late days, less late, received earlier. */
const compare = (a: Judgement, b: Judgement): number =>
  b.points.comparedTo(a.points) ||
  a.lateDaysSpent - b.lateDaysSpent ||
  a.daysLate - b.daysLate ||
  byReceipt(a.submission, b.submission);

/**
 * An extension never lowers a grade: the grade is the best that any of the student's deadlines gives. (Where the
 * latest submission counts, a later cut-off alone could let a worse one in.)
 * @param lateDays how many may be spent
 * @returns null if nothing counts
 */
export function judge(assignment: PolicyAssignment, lateDays: number, timeZone: string): Judgement | null {
  const { rules, deadline: original } = assignment;
  const graded = withinLimit(assignment).filter(
    (submission): submission is Judgement['submission'] =>
      submission.state === 'graded' && submission.points !== null && submission.maxPoints !== null,
  );
  const judgements = deadlinesOf(assignment).flatMap((deadline): Judgement[] => {
    if (!deadline || !original)
      return candidates(assignment, graded).map((each) => judgeLateness(each, 0, { rules, lateDays: 0 }));
    const cutOff = cutOffOf(deadline, original, rules, timeZone);
    const accepted = graded.filter(({ receivedAt }) => !isCutOff(receivedAt, cutOff, rules));
    return candidates(assignment, accepted).map((each) =>
      judgeLateness(each, daysLate(each.receivedAt, deadline, rules, timeZone), { rules, lateDays }),
    );
  });
  return judgements.toSorted(compare)[0] ?? null;
}

/** @param accepted by receipt @returns those among which the best counts: one or none, unless the rule says "best" */
function candidates(
  { rules, chosen }: PolicyAssignment,
  accepted: readonly Judgement['submission'][],
): readonly Judgement['submission'][] {
  if (rules.counts === 'best') return accepted;
  const wanted = rules.counts === 'chosen' && accepted.find(({ id }) => id === chosen);
  return wanted ? [wanted] : accepted.slice(-1);
}
