import { expect, test } from '@jest/globals';
import { isJudgedAlike } from './alike.ts';
import { rulesOf } from './rules.ts';

const at = (time: string): Date => new Date(`2027-01-${time}:00Z`);
const deadline = at('10T12:00');
const extended = [{ id: 'e', until: at('12T12:00'), grantedAt: at('01T00:00') }];
type Late = NonNullable<Parameters<typeof rulesOf>[1]>['late'];

test.each<[string, [string, string], boolean, { late?: Late; isExtended?: boolean }]>([
  ['both in time', ['09T00:00', '10T12:00'], true, {}],
  ['one in time, one late', ['10T12:00', '10T12:01'], false, {}],
  ['the later one within the grace', ['10T12:00', '10T12:15'], true, { late: { graceMinutes: 15 } }],
  ['the later one past the grace', ['10T12:00', '10T12:16'], false, { late: { graceMinutes: 15 } }],
  ['late on the same day', ['10T12:01', '10T23:59'], true, {}],
  ['late on two days of the calendar', ['10T23:59', '11T00:01'], true, {}],
  ['one midnight and two later', ['11T23:59', '12T00:01'], false, {}],
  ['late within the same 24 hours', ['10T12:01', '11T12:00'], true, { late: { days: '24h' } }],
  ['late in two periods of 24 hours', ['11T12:00', '11T12:01'], false, { late: { days: '24h' } }],
  ['one before a cut-off in the middle of a day', ['11T10:00', '11T14:00'], false, { late: { cutOff: 1 } }],
  [
    'both in time by the extension, one by the deadline',
    ['10T12:00', '11T00:00'],
    false,
    { isExtended: true },
  ],
  [
    'both before the extended deadline, late the same days',
    ['11T08:00', '11T09:00'],
    true,
    { isExtended: true },
  ],
  ['in time and late by the extension', ['12T12:00', '12T12:01'], false, { isExtended: true }],
])('%s', (_name, [one, other], alike, { late, isExtended = false }) => {
  const assignment = { deadline, rules: rulesOf(null, { late }), extensions: isExtended ? extended : [] };
  expect(isJudgedAlike([at(one), at(other)], assignment, 'UTC')).toBe(alike);
  expect(isJudgedAlike([at(other), at(one)], assignment, 'UTC')).toBe(alike);
});

test('without a deadline everything is', () => {
  const assignment = { deadline: null, rules: rulesOf(null, { late: { cutOff: 0 } }), extensions: extended };
  expect(isJudgedAlike([at('01T00:00'), at('31T00:00')], assignment, 'UTC')).toBe(true);
});
