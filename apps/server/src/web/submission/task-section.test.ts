import { describe, expect, test } from '@jest/globals';
import type { TaskReport } from '@residual/contracts';
import { html, renderDocument } from '../design/html.ts';
import type { Reading } from './reading.ts';
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
const student: Reading = {
  language: 'en',
  forStaff: false,
  afterDeadline: false,
  timeZone: 'UTC',
  files: [],
  earlier: null,
  graphs: new Map(),
  drawingOf: (task) => `/${task}.svg`,
};
const page = (changes: Partial<TaskReport>, reading: Partial<Reading> = {}): string =>
  renderDocument(html`<main>${taskSection({ ...report, ...changes }, { ...student, ...reading })}</main>`);

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

  const earlierText = 'const eta = 0.5;\nrun(eta);\n';
  const earlier = {
    id: 'the-earlier',
    receivedAt: new Date('2026-11-18T09:12:04Z'),
    files: [{ path: 'descent.ts', text: earlierText }],
  };

  test('shows what has changed since the submission before, with signs, not colours alone', () => {
    const files = [{ path: 'descent.ts', text: earlierText.replace('0.5', '0.05') }];
    const changed = page({ file: 'descent.ts' }, { files, earlier });
    expect(changed).toMatch(/aria-label="removed"[^>]*>−<[^]*const eta = 0\.5;/);
    expect(changed).toMatch(/aria-label="added"[^>]*>\+<[^]*const eta = 0\.05;/);
    expect(page({ file: 'descent.ts' }, { files: earlier.files, earlier })).toContain('is the same as in');
  });

  test('shows the board of learning rates, its own among them', () => {
    const board = {
      baseline: 0.001,
      horizon: 1000,
      target: 0.25,
      most: 500,
      board: [
        { eta: 0.001, steps: 1000 },
        { eta: 0.01, steps: 99 },
        { eta: 1, steps: null },
      ],
      own: { eta: 0.02, steps: 51 },
    };
    const text = page({ board })
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');
    expect(text).toMatch(
      /η = 0.001 baseline 1,000 runs η = 0.01 99 runs η = 0.02 yours 51 runs η = 1 never within 1,000 runs/,
    );
  });

  test('speaks German around what the grader wrote, which it marks as English', () => {
    const checks = [
      {
        name: 'a',
        title: 'loss is the mean',
        status: 'failed',
        points: '0',
        maxPoints: '1.5',
        hidden: false,
      } as const,
    ];
    const german = page({ checks }, { language: 'de' });
    expect(german).toContain('<span lang="en">loss is the mean</span>');
    expect(german).toContain('0<small>/1,5</small>');
    expect(german).toContain('falsch');
  });
});
