// Points are exact decimals: 0.1 + 0.2 is 0.3 here.
import type { CheckResult, CheckSpec, Points, Verdict } from '@residual/contracts';
import { Decimal } from 'decimal.js';
import type { CheckOutcome } from './checks/check.ts';

export const addPoints = (points: readonly Points[]): Points =>
  points.reduce((sum, p) => sum.plus(p), new Decimal(0)).toFixed();

/** All points of a check that passed; of one that is right in part, that part if the assignment says so. */
export function pointsOfCheck(
  { points, partial }: Pick<CheckSpec, 'points' | 'partial'>,
  { passed, share = 0 }: Pick<CheckOutcome, 'passed' | 'share'>,
): Points {
  if (passed) return points;
  if (partial === 'none' || !(share > 0 && share <= 1)) return '0';
  return new Decimal(points).times(share).toDecimalPlaces(2, Decimal.ROUND_DOWN).toFixed();
}

/** All points: correct; some: partial; none: wrong. */
export function scoreChecks(checks: readonly CheckResult[]): {
  verdict: Verdict;
  points: Points;
  maxPoints: Points;
} {
  const points = addPoints(checks.map((check) => check.points));
  const maxPoints = addPoints(checks.map((check) => check.maxPoints));
  const all = checks.every(({ status }) => status === 'passed');
  const verdict = all ? 'correct' : new Decimal(points).isZero() ? 'wrong' : 'partial';
  return { verdict, points, maxPoints };
}
