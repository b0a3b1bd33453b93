import { expect, test } from '@jest/globals';
import { shortLine } from './logs.ts';

test('a line of the log is its time, level, message and what else it says', () => {
  const time = Date.UTC(2027, 0, 31, 12, 3, 4);
  const common = { time, pid: 1, hostname: 'h', name: 'server' };
  expect(
    shortLine(JSON.stringify({ level: 30, ...common, pushId: 'p-1', changed: 2, msg: 'push confirmed' })),
  ).toBe('2027-01-31 12:03:04 info push confirmed pushId=p-1 changed=2');
  const err = { type: 'Error', message: 'no', stack: 'Error: no\n    at x.ts:1' };
  expect(shortLine(JSON.stringify({ level: 50, ...common, err, msg: 'not graded' }))).toBe(
    '2027-01-31 12:03:04 ERROR not graded\n    Error: no\n        at x.ts:1',
  );
});

test('what is no line of ours stays as it is', () => {
  for (const line of ['LOG:  database system is ready', '{"a":1}', '[', 'null'])
    expect(shortLine(line)).toBe(line);
});
