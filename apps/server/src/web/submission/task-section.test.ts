import { describe, expect, test } from '@jest/globals';
import type { TaskReport } from '@residual/contracts';
import { html, renderDocument } from '../design/html.ts';
import { type Looking, taskSection } from './task-section.ts';

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
const page = (changes: Partial<TaskReport>, looking: Partial<Looking> = {}): string =>
  renderDocument(
    html`<main>
      ${taskSection({ ...report, ...changes }, { files: [], forStaff: false, afterDeadline: false, ...looking })}
    </main>`,
  );

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
    expect(page({})).not.toMatch(/checks 3 ms/);
    expect(page({ timings: { programMs: 0, gradingMs: 0 } })).not.toMatch(/printed nothing|program 0 ms/);
  });

  test('shows the seed and the time that checks took to staff only', () => {
    const receipt = { ...report.receipt, seed: 987_654 };
    expect(page({ receipt })).not.toMatch(/987654|<dt>seed|checks\s+3 ms/);
    expect(page({ receipt }, { forStaff: true })).toMatch(/checks\s+3 ms[^]*987654/);
  });

  test('shows the figure of a hidden check after the deadline, and to staff before', () => {
    const checks = [
      {
        name: 'secret',
        title: 'A check',
        status: 'failed',
        points: '0',
        maxPoints: '1',
        hidden: true,
      } as const,
    ];
    const changes = { checks, afterDeadline: [{ check: 'secret', figure: 'loss 0.7' }] };
    expect(page(changes)).not.toContain('0.7');
    expect(page(changes, { afterDeadline: true })).toContain('0.7');
    expect(page(changes, { forStaff: true })).toContain('0.7');
  });
});
