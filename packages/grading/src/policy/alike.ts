// Whether it makes a difference to a grade which of two times something was received at.
import { deadlinesOf, type PolicyAssignment } from './judge.ts';
import { cutOffOf, daysLate, isCutOff } from './lateness.ts';

/**
 * By every deadline that the student has, with grace: equally late, and both accepted or neither. Lateness that costs
 * nothing counts as well, since a policy may change and then holds for what was received before.
 */
export function isJudgedAlike(
  times: readonly [Date, Date],
  assignment: Pick<PolicyAssignment, 'deadline' | 'extensions' | 'rules'>,
  timeZone: string,
): boolean {
  const { deadline: original, rules } = assignment;
  return deadlinesOf(assignment).every((deadline) => {
    if (!deadline || !original) return true;
    const cutOff = cutOffOf(deadline, original, rules, timeZone);
    const [one, other] = times.map((at) => ({
      days: daysLate(at, deadline, rules, timeZone),
      isCutOff: isCutOff(at, cutOff, rules),
    }));
    return one.days === other.days && one.isCutOff === other.isCutOff;
  });
}
