import { expect, test } from '@jest/globals';
import type { TaskSpec } from '@residual/contracts';
import { evaluationOfOutcome } from './report.ts';

const task = { points: '10' } as TaskSpec;
const run = (text: string) => ({ output: { text, truncated: false }, programMs: 1 });

test('a limit says what to look for and the last whole line that was printed', () => {
  const detail = 'The program ran longer than 60 s.';
  const summaryOf = (text: string) =>
    evaluationOfOutcome(task, 'a.ts', { kind: 'time limit', detail, ...run(text) })?.summary;
  expect(summaryOf('step 1\nstep 2\nst')).toBe(
    `${detail} Look for a loop without an end, or too many steps. The last line it printed: step 2`,
  );
  expect(summaryOf('')).toContain('It printed no whole line.');
});

test('a compile error is said in the error, and its place only in the summary', () => {
  const error = {
    kind: 'SyntaxError',
    message: 'odd',
    site: { file: 'a.ts', line: 3, column: 1 },
    stack: [],
  };
  expect(evaluationOfOutcome(task, 'a.ts', { kind: 'compile error', error, ...run('') })).toMatchObject({
    summary: 'a.ts does not compile (line 3).',
    error,
  });
});
