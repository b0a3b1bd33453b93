import { describe, expect, test } from '@jest/globals';
import type { TaskReport } from '@residual/contracts';
import { html, renderDocument } from '../design/html.ts';
import { taskSection } from './task-section.ts';

const report: TaskReport = {
  task: 'descent',
  verdict: 'wrong',
  points: '0',
  maxPoints: '10',
  summary: 'A summary.',
  checks: [],
  diagnoses: [],
  output: { text: '', truncated: false },
  timings: { programMs: 12, gradingMs: 3 },
  receipt: { assignmentVersion: 'v1', runtime: 'residual', backend: 'js', seed: 1 },
};
const page = (changes: Partial<TaskReport>): string =>
  renderDocument(html`<main>${taskSection({ ...report, ...changes }, [])}</main>`);

describe('the section of a task', () => {
  const long = { text: 'step\n'.repeat(2_000), truncated: true };

  test.each(['time limit', 'memory limit', 'output limit'] as const)(
    'opens what a program printed before its %s',
    (verdict) => expect(page({ verdict, output: long })).toContain('<details class="output" open>'),
  );

  test('leaves long output of others closed', () => {
    expect(page({ output: long })).toContain('<details class="output">');
  });

  test('says that a program printed nothing only of one that ran', () => {
    expect(page({})).toMatch(/The program printed nothing.*program 12 ms/);
    expect(page({ timings: { programMs: 0, gradingMs: 0 } })).not.toMatch(/printed nothing|program 0 ms/);
  });
});
