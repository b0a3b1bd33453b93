// What holds for every course, whatever its policy and however its students hand in.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { computeGrades, sumGrades, type Grade } from './grades.ts';
import type { PolicyAssignment, PolicyExtension, PolicySubmission } from './judge.ts';
import type { Rules } from './rules.ts';

const START = Date.parse('2027-03-01T00:00:00Z');
const HOUR = 3_600_000;
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];

const time = fc.integer({ min: 0, max: 24 * 60 }).map((hours) => new Date(START + hours * HOUR));
const percent = fc.constantFrom('0', '5', '10', '12.5', '33.33', '100');

const rules: fc.Arbitrary<Rules> = fc.record({
  perDay: percent,
  days: fc.constantFrom('calendar', '24h'),
  graceMinutes: fc.constantFrom(0, 15, 600),
  atMost: fc.constantFrom('30', '50', '100'),
  cutOff: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 0, max: 10 }),
    time.map((at) => at.toISOString()),
  ),
  useLateDays: fc.boolean(),
  limit: fc.option(fc.integer({ min: 1, max: 4 })),
  counts: fc.constantFrom('latest', 'best', 'chosen'),
});

/** Points with four decimals, as ten-thousandths. */
const tenThousandths = fc.integer({ min: 0, max: 100_000 });
const decimal = (value: number): string =>
  `${Math.floor(value / 10_000)}.${String(value % 10_000).padStart(4, '0')}`;

let ids = 0;
const submission: fc.Arbitrary<PolicySubmission> = fc
  .record({
    receivedAt: time,
    state: fc.constantFrom('graded', 'graded', 'graded', 'pending', 'not graded', 'cancelled'),
    points: tenThousandths,
  })
  .map(({ receivedAt, state, points }) => ({
    id: `s${(ids += 1)}`,
    receivedAt,
    state,
    points: state === 'graded' ? decimal(points) : null,
    maxPoints: state === 'graded' ? '10' : null,
  }));

const extension: fc.Arbitrary<PolicyExtension> = fc
  .record({ until: time, grantedAt: time })
  .map((each) => ({ id: `e${(ids += 1)}`, ...each }));

const assignment: fc.Arbitrary<PolicyAssignment> = fc
  .record({
    deadline: fc.option(time, { freq: 8 }),
    rules,
    submissions: fc.array(submission, { maxLength: 5 }),
    extensions: fc.array(extension, { maxLength: 2 }),
    chosen: fc.nat({ max: 4 }),
  })
  .map(({ chosen, ...each }) => ({
    ...each,
    slug: `a${(ids += 1)}`,
    override: null,
    chosen: each.submissions[chosen]?.id ?? null,
  }));

const course = fc.record({
  assignments: fc.array(assignment, { minLength: 1, maxLength: 4 }),
  lateDays: fc.integer({ min: 0, max: 6 }),
  timeZone: fc.constantFrom(...ZONES),
  now: time,
});
type Course = typeof course extends fc.Arbitrary<infer T> ? T : never;

const points = (grades: readonly Grade[]): (string | null)[] => grades.map((grade) => grade.points);
/** Independent of the code under test: text to ten-thousandths. */
const exact = (text: string): bigint => {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0'));
};
const withAssignment = (of: Course, index: number, change: Partial<PolicyAssignment>): Course => ({
  ...of,
  assignments: of.assignments.map((each, i) => (i === index ? { ...each, ...change } : each)),
});
const runs = { numRuns: 400 };

describe('the grades of any course', () => {
  test('do not depend on the order of assignments, submissions and extensions', () => {
    fc.assert(
      fc.property(course, fc.integer(), (of, seed) => {
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((value, i) => ({ value, key: Math.imul(seed ^ (i + 1), 2654435761) }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ value }) => value);
        const other = shuffled(of.assignments).map((each) => ({
          ...each,
          submissions: shuffled(each.submissions),
          extensions: shuffled(each.extensions),
        }));
        const bySlug = new Map(
          computeGrades({ ...of, assignments: other }).map((grade, i) => [other[i].slug, grade]),
        );
        expect(of.assignments.map(({ slug }) => bySlug.get(slug))).toEqual(computeGrades(of));
      }),
      runs,
    );
  });

  test('are never lowered by an extension, of whatever assignment', () => {
    fc.assert(
      fc.property(course, fc.nat(), extension, (of, pick, granted) => {
        const index = pick % of.assignments.length;
        // Granted last, as every new one is.
        const last = { ...granted, grantedAt: new Date(START + 10_000 * HOUR) };
        const extensions = [...of.assignments[index].extensions, last];
        const before = points(computeGrades(of));
        const after = points(computeGrades(withAssignment(of, index, { extensions })));
        for (const [i, earlier] of before.entries())
          if (earlier !== null) expect(exact(after[i] ?? '-1')).toBeGreaterThanOrEqual(exact(earlier));
      }),
      { numRuns: 1500 },
    );
  });

  test('lose no attempt when one is refunded, and nothing that counted stops counting', () => {
    fc.assert(
      fc.property(course, fc.nat(), fc.nat(), (of, a, s) => {
        const index = a % of.assignments.length;
        const { submissions } = of.assignments[index];
        if (submissions.length === 0) return;
        const refunded = submissions[s % submissions.length];
        const after = submissions.map((each) =>
          each === refunded ? { ...each, state: 'cancelled' as const, points: null, maxPoints: null } : each,
        );
        const [before, now] = [of, withAssignment(of, index, { submissions: after })].map(
          (each) => computeGrades({ ...each, lateDays: 0 })[index],
        );
        expect(now.attemptsUsed).toBeLessThanOrEqual(before.attemptsUsed);
        const counted = submissions.find(({ id }) => id === before.submissionId);
        if (of.assignments[index].rules.counts === 'best' && counted && counted !== refunded)
          expect(exact(now.points!)).toBeGreaterThanOrEqual(exact(before.points!));
      }),
      runs,
    );
  });

  test('spend no more late days than there are, and none beyond what is late', () => {
    fc.assert(
      fc.property(course, (of) => {
        const grades = computeGrades(of);
        const spent = grades.map(({ lateDaysSpent }) => lateDaysSpent);
        expect(spent.reduce((sum, days) => sum + days, 0)).toBeLessThanOrEqual(of.lateDays);
        for (const grade of grades) expect(grade.lateDaysSpent).toBeLessThanOrEqual(grade.daysLate);
      }),
      runs,
    );
  });

  test('are exact: points less the percentage, rounded half up, and summed without error', () => {
    fc.assert(
      fc.property(course, (of) => {
        const grades = computeGrades(of);
        let sum = 0n;
        for (const [i, { points: given, percentOff, submissionId }] of grades.entries()) {
          if (given === null) continue;
          const raw = of.assignments[i].submissions.find(({ id }) => id === submissionId)!.points!;
          const rest = 1_000_000n - exact(percentOff);
          expect(exact(given)).toBe((exact(raw) * rest * 2n + 1_000_000n) / 2_000_000n);
          sum += exact(given);
        }
        const total = sumGrades(grades);
        if (total !== null) expect(exact(total)).toBe(sum);
      }),
      runs,
    );
  });
});
