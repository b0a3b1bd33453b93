// How late something is, and what that takes off. The server's time of receipt is the only clock.
import { Decimal } from 'decimal.js';
import type { Rules } from './rules.ts';
import { addDays, midnightsBetween } from './zoned-time.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The time that a submission is judged by: its receipt less the minutes of grace. */
const judgedAt = (receivedAt: Date, { graceMinutes }: Rules): Date =>
  new Date(receivedAt.getTime() - graceMinutes * MINUTE_MS);

/** The last moment of receipt that is in time. */
export const lateAfter = (deadline: Date, { graceMinutes }: Rules): Date =>
  new Date(deadline.getTime() + graceMinutes * MINUTE_MS);

/**
 * 0 for what arrives by the deadline. Later, `24h` counts begun periods of 24 hours, and `calendar` the midnights
 * in the course's time zone since the deadline, but one at least.
 */
export function daysLate(receivedAt: Date, deadline: Date, rules: Rules, timeZone: string): number {
  const at = judgedAt(receivedAt, rules);
  const late = at.getTime() - deadline.getTime();
  if (late <= 0) return 0;
  if (rules.days === '24h') return Math.ceil(late / DAY_MS);
  return Math.max(1, midnightsBetween(deadline, at, timeZone));
}

/**
 * @param deadline the one that holds for the student
 * @param original the assignment's own: a cut-off that is a moment moves with an extension
 */
export function cutOffOf(deadline: Date, original: Date, rules: Rules, timeZone: string): Date | null {
  const { cutOff } = rules;
  if (cutOff === null) return null;
  if (typeof cutOff === 'number') return addDays(deadline, cutOff, timeZone);
  const moved = Date.parse(cutOff) + deadline.getTime() - original.getTime();
  // A cut-off before the deadline would refuse what is in time.
  return new Date(Math.max(moved, deadline.getTime()));
}

export const isCutOff = (receivedAt: Date, cutOff: Date | null, rules: Rules): boolean =>
  cutOff !== null && judgedAt(receivedAt, rules).getTime() > cutOff.getTime();

/** Per cent that so many days take off, exactly. */
export const percentOff = (days: number, { perDay, atMost }: Rules): Decimal =>
  Decimal.min(new Decimal(perDay).times(days), atMost);

/** Exactly: points have four decimals and percentages two, so eight are enough. */
export const afterPercent = (points: string, percent: Decimal): Decimal =>
  new Decimal(points).times(new Decimal(100).minus(percent)).dividedBy(100);

/** Points have four decimals, and so have grades: this is the only place where one is rounded, half up, once. */
export const roundGrade = (points: Decimal): Decimal => points.toDecimalPlaces(4, Decimal.ROUND_HALF_UP);
