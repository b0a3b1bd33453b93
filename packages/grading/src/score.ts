// Points are exact decimals: 0.1 + 0.2 is 0.3 here.
import type { CheckResult, Points, Verdict } from '@residual/contracts';
import { Decimal } from 'decimal.js';

export const addPoints = (points: readonly Points[]): Points =>
  points.reduce((sum, p) => sum.plus(p), new Decimal(0)).toFixed();

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
