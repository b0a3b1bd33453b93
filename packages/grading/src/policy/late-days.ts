// A student's late days are one budget for the whole course.
import { judge, type PolicyAssignment } from './judge.ts';

export interface LateDayOptions {
  readonly assignments: readonly PolicyAssignment[];
  readonly lateDays: number;
  readonly timeZone: string;
}

/** Days that may be spent, by slug. */
export type LateDayAllotment = ReadonlyMap<string, number>;

/**
 * Late days are spent in the order of the assignments' own deadlines, on the submission that counts, as many as help it
 * and are left. An extension granted gives its days back to the others, unless that would lower a grade: for then
 * a "best" submission may be one that spends more.
 */
export function allotLateDays(options: LateDayOptions): LateDayAllotment {
  const extensions = new Map(
    options.assignments.flatMap((assignment) =>
      assignment.extensions.map((each) => [each.id, each] as const),
    ),
  );
  const inOrder = [...extensions.values()].toSorted(
    (a, b) => a.grantedAt.getTime() - b.grantedAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const granted = new Set<string>();
  const given = () =>
    options.assignments.map((assignment) => ({
      ...assignment,
      extensions: assignment.extensions.filter(({ id }) => granted.has(id)),
    }));
  let allotment = spendInOrder({ ...options, assignments: given() });
  for (const { id } of inOrder) {
    granted.add(id);
    const assignments = given();
    const candidate = spendInOrder({ ...options, assignments });
    const lowersNone = assignments.every((assignment) => {
      const before = judge(assignment, allotment.get(assignment.slug) ?? 0, options.timeZone);
      const after = judge(assignment, candidate.get(assignment.slug) ?? 0, options.timeZone);
      return !before || after?.points.greaterThanOrEqualTo(before.points);
    });
    if (lowersNone) allotment = candidate;
  }
  return allotment;
}

function spendInOrder({ assignments, lateDays, timeZone }: LateDayOptions): LateDayAllotment {
  const allotment = new Map<string, number>();
  let left = lateDays;
  const due = assignments
    .filter(({ deadline, rules, override }) => deadline && rules.useLateDays && !override)
    .toSorted((a, b) => a.deadline!.getTime() - b.deadline!.getTime() || (a.slug < b.slug ? -1 : 1));
  for (const assignment of due) {
    const spent = judge(assignment, left, timeZone)?.lateDaysSpent ?? 0;
    allotment.set(assignment.slug, spent);
    left -= spent;
  }
  return allotment;
}
