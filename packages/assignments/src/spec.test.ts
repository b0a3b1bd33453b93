import { describe, expect, test } from '@jest/globals';
import { AssignmentError } from './assignment-error.ts';
import { parseAssignmentSpec } from './spec.ts';

const VALID = `title: A title
summary: A summary
data:
  source: glyphs
  seed: 1
  rows: 10
  hiddenSeed: 2
  hiddenRows: 10
tasks:
  - name: descent
    title: Descent
    points: 2.5
    dtype: float32
    loss: logistic
    reference: { method: gradient-descent, learningRate: 0.1, steps: 10 }
    checks:
      - { check: loss-value, points: 1.2, required: true }
      - check: training-loss
        points: "1.3"
`;

function problems(text: string) {
  try {
    parseAssignmentSpec('test', text);
  } catch (error) {
    if (error instanceof AssignmentError) return error.problems;
    throw error;
  }
  return [];
}
const edited = (from: string, to: string) => {
  expect(VALID).toContain(from);
  return VALID.replace(from, to);
};

describe('parseAssignmentSpec', () => {
  test('reads points as exact decimals and fills in the defaults', () => {
    const [task] = parseAssignmentSpec('test', VALID).tasks;
    expect(task.points).toBe('2.5');
    expect(task.checks.map(({ points }) => points)).toEqual(['1.2', '1.3']);
    expect(task.checks[1]).toMatchObject({ required: false, hidden: false });
    expect(task.limits.wallClockSeconds).toBe(60);
  });

  test('reads what lateness costs and which attempts count', () => {
    const policy = `deadline: 2027-01-31T23:59
late: { perDay: 12.5, cutOff: 2027-02-03T12:00:00 }
attempts: { limit: none, counts: best }
`;
    expect(parseAssignmentSpec('test', policy + VALID)).toMatchObject({
      deadline: '2027-01-31T23:59',
      late: { perDay: '12.5', cutOff: '2027-02-03T12:00:00' },
      attempts: { limit: 'none', counts: 'best' },
    });
  });

  test.each([
    [
      'a percentage beyond 100',
      `late: { perDay: 110 }\n${VALID}`,
      { line: 1, field: 'late.perDay', remedy: 'write a percentage from 0 to 100, such as 10' },
    ],
    [
      'a cut-off that is no time',
      `late: { cutOff: soon }\n${VALID}`,
      { field: 'late.cutOff', remedy: 'write a number of days after the deadline, a date and time, or none' },
    ],
    [
      'an unknown key',
      edited('    dtype: float32', '    dtpye: float32'),
      { line: 13, column: 5, field: 'tasks[0].dtpye', remedy: 'did you mean "dtype"?' },
    ],
    [
      'an unknown key inside a union',
      edited('hiddenSeed: 2', 'hidenSeed: 2'),
      { line: 7, field: 'data.hidenSeed', remedy: 'did you mean "hiddenSeed"?' },
    ],
    [
      'a value of the wrong type',
      edited('  rows: 10', '  rows: many'),
      { line: 6, field: 'data.rows', message: 'is a string', remedy: 'write a number' },
    ],
    [
      'a missing value',
      edited('    title: Descent\n', ''),
      { line: 10, field: 'tasks[0].title', message: 'is missing' },
    ],
    [
      'points that do not add up',
      edited('points: 2.5', 'points: 3'),
      { line: 12, column: 13, field: 'tasks[0].points', message: /add up to 2\.5/ },
    ],
    [
      'an unknown check',
      edited('check: training-loss', 'check: traning-loss'),
      { line: 18, field: 'tasks[0].checks[1].check', remedy: 'did you mean "training-loss"?' },
    ],
    [
      'a check that stands twice',
      edited('check: training-loss', 'check: loss-value'),
      { line: 18, field: 'tasks[0].checks[1].check', message: /twice/ },
    ],
    [
      'a check that does not go with the reference',
      edited('check: training-loss', 'check: closed-form-update'),
      { line: 18, remedy: 'use "update-gradient"' },
    ],
    [
      'an unknown source of data',
      edited('source: glyphs', 'source: glyph'),
      { line: 4, field: 'data.source', remedy: 'did you mean "glyphs"?' },
    ],
    [
      'an unknown method of the reference',
      edited('method: gradient-descent', 'method: newton'),
      { line: 15, field: 'tasks[0].reference.method', message: 'unknown value "newton"' },
    ],
    [
      'a name that is no slug',
      edited('name: descent', 'name: My Task'),
      { line: 10, field: 'tasks[0].name', remedy: /lower-case words/ },
    ],
    ['bad indentation', edited('  seed: 1', ' seed: 1'), { line: 5, message: /not valid YAML/ }],
  ])('names place and remedy of %s', (_what, text, expected) => {
    const [problem] = problems(text);
    expect(problem?.file).toBe('assignment.yaml');
    for (const [key, value] of Object.entries(expected))
      if (value instanceof RegExp) expect(Reflect.get(problem, key)).toMatch(value);
      else expect([key, Reflect.get(problem, key)]).toEqual([key, value]);
  });

  test('names every mistake at once', () => {
    const text = VALID.replace('title: A title', 'titel: A title').replace('rows: 10', 'rows: -1');
    expect(problems(text).map(({ field }) => field)).toEqual(expect.arrayContaining(['titel', 'data.rows']));
  });

  test('refuses a second task of the same name', () => {
    const task = VALID.slice(VALID.indexOf('  - name'));
    expect(problems(VALID + task)[0]).toMatchObject({ line: 20, field: 'tasks[1].name' });
  });
});
