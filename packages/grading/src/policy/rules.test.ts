import { describe, expect, test } from '@jest/globals';
import { mayDropGraded, rulesOf } from './rules.ts';

describe('the rules of an assignment', () => {
  test("are its own, then the course's, then none", () => {
    const course = { late: { perDay: '10', cutOff: 7 }, attempts: { limit: 5 }, lateDays: 3 };
    expect(rulesOf(course, { late: { perDay: '20' }, attempts: { counts: 'best' } })).toEqual({
      perDay: '20',
      days: 'calendar',
      graceMinutes: 0,
      atMost: '100',
      cutOff: 7,
      useLateDays: true,
      limit: 5,
      counts: 'best',
    });
    expect(rulesOf(null, null)).toMatchObject({ perDay: '0', cutOff: null, limit: null, counts: 'latest' });
  });

  test('allow a forced push where the assignment does, or else the course', () => {
    expect(mayDropGraded({ forcePush: 'allowed' }, {})).toBe(true);
    expect(mayDropGraded({ forcePush: 'allowed' }, { forcePush: 'refused' })).toBe(false);
    expect(mayDropGraded(null, { forcePush: 'allowed' })).toBe(true);
    expect(mayDropGraded(null, null)).toBe(false);
  });

  test('can lift what the course sets', () => {
    const course = { late: { cutOff: 7 }, attempts: { limit: 5 } };
    expect(rulesOf(course, { late: { cutOff: 'none' }, attempts: { limit: 'none' } })).toMatchObject({
      cutOff: null,
      limit: null,
    });
  });
});
