import { describe, expect, test } from '@jest/globals';
import { computeGrades, revealAfter, sumGrades, type Grade } from './grades.ts';
import type { PolicyAssignment, PolicySubmission } from './judge.ts';
import { rulesOf, type Rules } from './rules.ts';

const DEADLINE = new Date('2027-01-31T22:59:59Z'); // 23:59:59 in Berlin
const HOUR = 3_600_000;

/** @param hours after the deadline */
const submission = (
  id: string,
  hours: number,
  points: string | null,
  state: PolicySubmission['state'] = 'graded',
): PolicySubmission => ({
  id,
  receivedAt: new Date(DEADLINE.getTime() + hours * HOUR),
  state,
  points,
  maxPoints: points === null ? null : '10',
});

const assignment = (rules: Partial<Rules>, more: Partial<PolicyAssignment> = {}): PolicyAssignment => ({
  slug: 'lr',
  deadline: DEADLINE,
  rules: { ...rulesOf(null, null), ...rules },
  submissions: [],
  extensions: [],
  override: null,
  chosen: null,
  ...more,
});

const extension = (hours: number, id = 'e1') => ({
  id,
  until: new Date(DEADLINE.getTime() + hours * HOUR),
  grantedAt: new Date('2027-02-20T00:00:00Z'),
});

function grade(one: PolicyAssignment, options: { lateDays?: number; now?: Date } = {}): Grade {
  const now = options.now ?? new Date('2027-03-01T00:00:00Z');
  return computeGrades({
    assignments: [one],
    lateDays: options.lateDays ?? 0,
    timeZone: 'Europe/Berlin',
    now,
  })[0];
}

describe('lateness', () => {
  test('takes a percentage of the points for each day, and says so', () => {
    const late = grade(assignment({ perDay: '10' }, { submissions: [submission('a', 5, '8.5')] }));
    expect(late).toMatchObject({ status: 'graded', points: '7.65', maxPoints: '10', daysLate: 1 });
    expect(late.explanation).toBe('8.5 of 10 − 10 % late = 7.65 (1 day late)');
  });

  test('takes nothing by default, and nothing from what arrives at the deadline itself', () => {
    expect(grade(assignment({}, { submissions: [submission('a', 5, '8.5')] })).explanation).toBe(
      '8.5 of 10 (1 day late, nothing taken off)',
    );
    expect(grade(assignment({ perDay: '10' }, { submissions: [submission('a', 0, '8.5')] })).points).toBe(
      '8.5',
    );
  });

  test('counts days by the midnights of the course, or by 24 hours', () => {
    // The deadline at noon on Sunday; received 13:00 on Monday, in Berlin.
    const deadline = new Date('2027-01-31T11:00:00Z');
    const submissions = [{ ...submission('a', 0, '10'), receivedAt: new Date('2027-02-01T12:00:00Z') }];
    expect(grade(assignment({ perDay: '10', days: 'calendar' }, { deadline, submissions })).points).toBe('9');
    expect(grade(assignment({ perDay: '10', days: '24h' }, { deadline, submissions })).points).toBe('8');
  });

  test('counts a day with 25 hours as one by the calendar and two by 24 hours', () => {
    const deadline = new Date('2027-10-30T21:59:59Z');
    // 23:59:59 of the next day, after the clock was put back
    const submissions = [{ ...submission('a', 0, '10'), receivedAt: new Date('2027-10-31T22:59:59Z') }];
    expect(grade(assignment({ perDay: '10' }, { deadline, submissions })).daysLate).toBe(1);
    expect(grade(assignment({ perDay: '10', days: '24h' }, { deadline, submissions })).daysLate).toBe(2);
  });

  test('begins after the minutes of grace, also on the second day', () => {
    const rules = { perDay: '10', graceMinutes: 10 };
    const daysLate = (hours: number): number =>
      grade(assignment(rules, { submissions: [submission('a', hours, '10')] })).daysLate;
    expect([daysLate(10 / 60), daysLate(11 / 60), daysLate(24 + 10 / 60), daysLate(24 + 11 / 60)]).toEqual([
      0, 1, 1, 2,
    ]);
  });

  test('takes off no more than the policy says', () => {
    const submissions = [submission('a', 24 * 20, '10')];
    expect(grade(assignment({ perDay: '10', atMost: '50' }, { submissions })).points).toBe('5');
    expect(grade(assignment({ perDay: '10' }, { submissions })).points).toBe('0');
  });

  test('is rounded once, half up, to four decimals', () => {
    // 7.3335 × 0.85 = 6.233475, and 0.0001 × 0.5 = 0.00005
    const reached = (points: string, perDay: string) =>
      grade(assignment({ perDay }, { submissions: [submission('a', 1, points)] })).points;
    expect(reached('7.3335', '15')).toBe('6.2335');
    expect(reached('0.0001', '50')).toBe('0.0001');
  });
});

describe('the cut-off', () => {
  test('leaves out what arrives after it, which is missing and no zero', () => {
    const late = grade(assignment({ cutOff: 0 }, { submissions: [submission('a', 1, '10')] }));
    expect(late).toMatchObject({ status: 'missing', points: null, submissionId: null });
    expect(late.explanation).toBe(
      'nothing that counts was handed in; 1 submission after the cut-off 2027-01-31 23:59 does not count',
    );
  });

  test('is so many days of the course after the deadline, and moves with an extension', () => {
    const submissions = [submission('a', 49, '10')];
    expect(grade(assignment({ cutOff: 2 }, { submissions })).status).toBe('missing');
    expect(grade(assignment({ cutOff: 2 }, { submissions, extensions: [extension(24)] })).points).toBe('10');
  });

  test('may be a moment, which moves as far as the deadline', () => {
    const rules = { cutOff: '2027-02-02T11:00:00Z' };
    const submissions = [submission('a', 40, '10')];
    expect(grade(assignment(rules, { submissions })).status).toBe('missing');
    expect(grade(assignment(rules, { submissions, extensions: [extension(5)] })).status).toBe('graded');
  });
});

describe('an extension', () => {
  test('granted after the push makes it in time', () => {
    const submissions = [submission('a', 30, '8')];
    expect(grade(assignment({ perDay: '10' }, { submissions })).points).toBe('6.4');
    const extended = grade(assignment({ perDay: '10' }, { submissions, extensions: [extension(48)] }));
    expect(extended).toMatchObject({ points: '8', isExtended: true });
    expect(extended.explanation).toBe('8 of 10 (extended to 2027-02-02 23:59)');
  });

  test('earlier than the deadline changes nothing; of several the latest holds', () => {
    const submissions = [submission('a', 30, '8')];
    const extensions = [extension(48), extension(-100, 'e2'), extension(24, 'e3')];
    expect(grade(assignment({ perDay: '10' }, { submissions, extensions })).points).toBe('8');
  });

  test('that lets a worse latest submission in keeps the better grade', () => {
    const submissions = [submission('a', -1, '9'), submission('b', 30, '2')];
    const one = assignment({ cutOff: 0 }, { submissions, extensions: [extension(48)] });
    expect(grade(one)).toMatchObject({ points: '9', submissionId: 'a' });
  });
});

describe('the submission that counts', () => {
  const submissions = [submission('a', -3, '9'), submission('b', -2, '10'), submission('c', 30, '8')];

  test('is the latest, the best after lateness, or the one the student chose', () => {
    const rules = { perDay: '10' };
    expect(grade(assignment({ ...rules, counts: 'latest' }, { submissions }))).toMatchObject({
      submissionId: 'c',
      points: '6.4',
    });
    expect(grade(assignment({ ...rules, counts: 'best' }, { submissions })).submissionId).toBe('b');
    const chosen = (id: string | null) =>
      grade(assignment({ ...rules, counts: 'chosen' }, { submissions, chosen: id })).submissionId;
    expect([chosen('a'), chosen(null), chosen('unknown')]).toEqual(['a', 'c', 'c']);
  });

  test('is within the limit of attempts, which our failures and cancelled ones do not use up', () => {
    const tries = [
      submission('a', -9, '1'),
      submission('b', -8, null, 'not graded'),
      submission('c', -7, null, 'cancelled'),
      submission('d', -6, '5'),
      submission('e', -5, '9'),
    ];
    const limited = grade(assignment({ limit: 2 }, { submissions: tries }));
    expect(limited).toMatchObject({ submissionId: 'd', attemptsUsed: 3, attemptLimit: 2 });
    expect(limited.explanation).toBe('5 of 10; 1 submission beyond the limit of 2 does not count');
  });

  test('stays while another one is graded, and when we fail to grade it', () => {
    const wait = [submission('a', -3, '9'), submission('b', -2, null, 'pending')];
    expect(grade(assignment({}, { submissions: wait }))).toMatchObject({ status: 'graded', points: '9' });
    expect(grade(assignment({}, { submissions: wait })).explanation).toBe(
      '9 of 10; another submission is being graded',
    );
    const failed = [submission('a', -3, '9'), submission('b', -2, null, 'not graded')];
    expect(grade(assignment({}, { submissions: failed })).points).toBe('9');
  });
});

describe('a grade without points', () => {
  test('says why, and is never a zero', () => {
    const status = (one: Partial<PolicyAssignment>, now?: Date): string => {
      const { status: found, points } = grade(assignment({}, one), { now });
      expect(points).toBeNull();
      return found;
    };
    expect(status({}, new Date(DEADLINE.getTime() - 1))).toBe('open');
    expect(status({}, new Date(DEADLINE.getTime() + 1))).toBe('missing');
    expect(status({ deadline: null })).toBe('open');
    expect(status({ submissions: [submission('a', -1, null, 'pending')] })).toBe('pending');
    expect(status({ submissions: [submission('a', -1, null, 'not graded')] })).toBe('not graded');
    expect(status({ override: { points: null, reason: 'ill' } })).toBe('excused');
  });

  test('differs from a zero that was earned', () => {
    expect(grade(assignment({}, { submissions: [submission('a', -1, '0')] }))).toMatchObject({
      status: 'graded',
      points: '0',
    });
  });
});

describe('an override', () => {
  test('takes the place of the computed grade, which is told beside it', () => {
    const override = { points: '9.5', reason: 'marked by hand' };
    const set = grade(assignment({ perDay: '10' }, { submissions: [submission('a', 5, '8.5')], override }));
    expect(set).toMatchObject({ points: '9.5', computedPoints: '7.65', isOverridden: true });
    expect(set.explanation).toBe(
      '9.5, set by staff: marked by hand (by the rules: 8.5 of 10 − 10 % late = 7.65 (1 day late))',
    );
  });
});

describe('late days', () => {
  const rules = { perDay: '10' };
  const due = (slug: string, days: number, submissions: PolicySubmission[], more = {}): PolicyAssignment =>
    assignment(rules, {
      slug,
      deadline: new Date(DEADLINE.getTime() + days * 24 * HOUR),
      submissions,
      ...more,
    });

  test('are spent before anything is taken off', () => {
    const one = assignment(rules, { submissions: [submission('a', 30, '10')] });
    expect(grade(one, { lateDays: 1 })).toMatchObject({ points: '9', lateDaysSpent: 1, daysLate: 2 });
    expect(grade(one, { lateDays: 1 }).explanation).toBe(
      '10 of 10 − 10 % late = 9 (2 days late, 1 late day spent)',
    );
    expect(grade(one, { lateDays: 5 })).toMatchObject({ points: '10', lateDaysSpent: 2 });
  });

  test('are one budget for all assignments, spent in the order of their deadlines', () => {
    const first = due('first', 0, [submission('a', 30, '10')]);
    const second = due('second', 7, [submission('b', 7 * 24 + 30, '10')]);
    const grades = computeGrades({
      assignments: [second, first],
      lateDays: 3,
      timeZone: 'UTC',
      now: DEADLINE,
    });
    expect(grades.map(({ points, lateDaysSpent }) => [points, lateDaysSpent])).toEqual([
      ['9', 1],
      ['10', 2],
    ]);
    expect(sumGrades(grades)).toBe('19');
  });

  test('come back to the others with an extension', () => {
    const first = due('first', 0, [submission('a', 30, '10')], { extensions: [extension(48)] });
    const second = due('second', 7, [submission('b', 7 * 24 + 30, '10')]);
    const options = { lateDays: 2, timeZone: 'UTC', now: DEADLINE };
    expect(computeGrades({ ...options, assignments: [first, second] }).map(({ points }) => points)).toEqual([
      '10',
      '10',
    ]);
  });

  test('stay with the others where an extension would take them for a better submission', () => {
    // Five days late; with three days' extension and both late days it would be worth more than what was in time.
    const submissions = [submission('a', -1, '9.5'), submission('b', 97, '10')];
    const first = assignment({ ...rules, counts: 'best' }, { slug: 'first', submissions });
    const second = due('second', 7, [submission('c', 7 * 24 + 30, '10')]);
    const points = (extended: PolicyAssignment): (string | null)[] =>
      computeGrades({
        assignments: [extended, second],
        lateDays: 2,
        timeZone: 'UTC',
        now: DEADLINE,
      }).map((each) => each.points);
    expect(points(first)).toEqual(['9.5', '10']);
    expect(points({ ...first, extensions: [extension(72)] })).toEqual(['9.5', '10']);
  });

  test('are not spent where they do not help', () => {
    const one = assignment(rules, { submissions: [submission('a', 30, '0')] });
    expect(grade(one, { lateDays: 2 }).lateDaysSpent).toBe(0);
    const marked = assignment({}, { submissions: [submission('a', 30, '10')] });
    expect(grade(marked, { lateDays: 2 }).lateDaysSpent).toBe(0);
  });
});

describe('what is withheld until the deadline', () => {
  test('stays so for a student with an extension, and while late submissions are still taken', () => {
    const after = (hours: number) => new Date(DEADLINE.getTime() + hours * HOUR);
    expect(revealAfter(grade(assignment({})))).toEqual(DEADLINE);
    expect(revealAfter(grade(assignment({}, { extensions: [extension(30)] })))).toEqual(after(30));
    expect(revealAfter(grade(assignment({ cutOff: 2 })))).toEqual(after(48));
    expect(revealAfter(grade(assignment({}, { deadline: null })))).toBeNull();
  });
});
