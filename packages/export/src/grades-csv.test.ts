import { describe, expect, test } from '@jest/globals';
import type { AssignmentSpec } from '@residual/contracts';
import { parse } from 'csv-parse/sync';
import { gradesCsv, type GradesTable } from './grades-csv.ts';

const receivedAt = new Date('2026-03-01T23:59:59.500Z');
const graded = {
  receivedAt,
  late: false,
  submissions: 2,
  state: 'graded',
  verdict: 'partial',
  score: { points: '7.3333', maxPoints: '10' },
  best: { points: '8.5' },
  onTime: { points: '6' },
} as const;

const grade = {
  status: 'graded',
  points: '6.6',
  explanation: '7.3333 of 10 − 10 % late = 6.6 (1 day late)',
  daysLate: 1,
  lateDaysSpent: 0,
  attemptsUsed: 2,
};
const none = {
  ...grade,
  status: 'missing',
  points: null,
  explanation: 'nothing',
  daysLate: 0,
  attemptsUsed: 0,
};

const task = { points: '5.5' } as AssignmentSpec['tasks'][number];
const specs = new Map([['v1', { tasks: [task, task] } as Partial<AssignmentSpec> as AssignmentSpec]]);

function read(rows: GradesTable['rows']): Record<string, string>[] {
  return parse(gradesCsv({ assignments: [{ slug: 'lr', versionHash: 'v1' }], rows }, specs), {
    columns: true,
  });
}
const student = (standing: GradesTable['rows'][number]['standings'][number], name = 'Ada') =>
  read([{ name, email: 'ada@example.org', standings: [standing], grades: [standing ? grade : none] }])[0];

describe('the CSV of grades', () => {
  test('keeps points as the decimals they are', () => {
    expect(student(graded)).toEqual({
      name: 'Ada',
      email: 'ada@example.org',
      'lr grade': '6.6',
      'lr grade status': 'graded',
      'lr grade explanation': '7.3333 of 10 − 10 % late = 6.6 (1 day late)',
      'lr points': '7.3333',
      'lr max': '10',
      'lr best points': '8.5',
      'lr on-time points': '6',
      'lr verdict': 'partial',
      'lr late': 'no',
      'lr submitted at': '2026-03-01T23:59:59.500Z',
      'lr submissions': '2',
      'lr days late': '1',
      'lr late days spent': '0',
      'lr attempts used': '2',
    });
  });

  test('writes a zero as 0 and a missing score as nothing', () => {
    const zero = student({ ...graded, verdict: 'wrong', score: { points: '0', maxPoints: '10' } });
    expect(zero['lr points']).toBe('0');
    const missing = student(null);
    expect(missing['lr points']).toBe('');
    expect(missing).toMatchObject({
      'lr verdict': 'not submitted',
      'lr grade': '',
      'lr grade status': 'missing',
    });
  });

  test('says out of how many points, with a score or without', () => {
    expect(student(graded)['lr max']).toBe('10');
    expect(student(null)['lr max']).toBe('11');
    expect(student({ ...graded, state: 'queued', score: null })['lr max']).toBe('11');
  });

  test('tells a failure of ours from a submission that is still graded', () => {
    const failed = student({ ...graded, state: 'not_graded', verdict: null, score: null });
    expect(failed).toMatchObject({ 'lr points': '', 'lr verdict': 'not graded' });
    const running = student({ ...graded, state: 'running', verdict: null, score: null });
    expect(running).toMatchObject({ 'lr points': '', 'lr verdict': 'grading' });
  });

  test('keeps the score while a regrade runs', () => {
    expect(student({ ...graded, state: 'running' })).toMatchObject({
      'lr points': '7.3333',
      'lr verdict': 'partial',
    });
  });

  test('quotes commas, quotes and line breaks', () => {
    expect(student(graded, 'Lovelace, "Ada"\nKing').name).toBe('Lovelace, "Ada"\nKing');
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('takes the power from the formula %j', (name) => {
    expect(student(graded, name).name).toBe(`'${name}`);
  });
});
