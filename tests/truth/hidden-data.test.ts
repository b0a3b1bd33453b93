// What the push and the student's page say of programs that try to get hidden rows out is the same for other hidden rows.
import { describe, expect, test } from '@jest/globals';
import type { Evaluation, TaskReport } from '@residual/contracts';
import { taskBlock } from '@residual/answer';
import { html, renderDocument } from '../../apps/server/src/web/design/html.ts';
import type { Reading } from '../../apps/server/src/web/submission/reading.ts';
import { taskSection } from '../../apps/server/src/web/submission/task-section.ts';
import { ATTACKS, gradeAttack, OTHER_DATA } from '../../packages/grading/src/testing/hidden-data-attacks.ts';
import { DATA } from '../../packages/grading/src/testing/tiny-course.ts';

/** Points and marks of hidden checks tell whether they passed, which a student may know. */
const withoutHiddenMarks = (evaluation: Evaluation): TaskReport => ({
  ...evaluation,
  task: 'descent',
  points: '0',
  verdict: 'partial',
  summary: '',
  checks: evaluation.checks.map((check) =>
    check.hidden ? { ...check, status: 'failed', points: '0', message: undefined } : check,
  ),
  output: { text: '', truncated: false },
  timings: { programMs: 1, gradingMs: 1 },
  receipt: { assignmentVersion: 'v', runtime: 'r', backend: 'b', seed: 1 },
});

const pushed = (report: TaskReport): string => taskBlock(report, 'tiny').join('\n');
const STUDENT: Reading = {
  language: 'en',
  forStaff: false,
  afterDeadline: false,
  timeZone: 'UTC',
  files: [],
  earlier: null,
  graphs: new Map(),
  drawingOf: () => '',
};
const page = (report: TaskReport): string =>
  renderDocument(html`<main>${taskSection(report, STUDENT)}</main>`);

describe.each(Object.entries(ATTACKS))('%s', (_attack, parts) => {
  const [report, other] = [DATA, OTHER_DATA].map((data) => withoutHiddenMarks(gradeAttack(parts, data)));

  test('is answered alike in the push', () => expect(pushed(other)).toBe(pushed(report)));
  test('is shown alike on the page', () => expect(page(other)).toBe(page(report)));
});
