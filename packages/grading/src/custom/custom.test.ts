// A check that an assignment brings along: the ten lines of docs/own-check.md, and what goes wrong with others.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { LocalTarget } from '@residual/runtime';
import { calibrateTask } from '../calibration/calibrate-task.ts';
import { gradeTask } from '../grade-task.ts';
import { runInProcess } from '../testing/run-in-process.ts';
import { DATA, programOf, tinyTask } from '../testing/tiny-course.ts';
import { loadCustomChecks } from './load.ts';

const page = readFileSync(new URL('../../../../docs/own-check.md', import.meta.url), 'utf8');
const EXAMPLE = /```ts\n([^]*?)```/.exec(page)![1];
const FILE = 'checks/small-weights.ts';

const load = (source: string) =>
  loadCustomChecks('tiny', new Map([[FILE, new TextEncoder().encode(source)]]));

async function grade(source: string, options: object = {}) {
  const task = tinyTask('descent', [{ check: 'custom', file: FILE, options }]);
  const customChecks = await load(source);
  const program = runInProcess(programOf('descent'), DATA);
  const calibration = calibrateTask(task, DATA);
  return gradeTask({
    task,
    calibration,
    data: DATA,
    program,
    customChecks,
    target: new LocalTarget(),
    seed: 1,
  });
}

describe('a check of one’s own', () => {
  test('is ten lines', () => {
    const lines = EXAMPLE.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('//'));
    expect(lines.length).toBeLessThanOrEqual(10);
  });

  test('grades as the page says', async () => {
    expect(await grade(EXAMPLE)).toMatchObject({ verdict: 'correct', points: '1' });
    const { verdict, checks } = await grade(EXAMPLE, { most: 0.001 });
    expect(verdict).toBe('wrong');
    expect(checks[0]).toMatchObject({
      name: 'small-weights',
      title: 'no weight is large',
      figure: expect.stringMatching(/^the largest weight is \d/),
    });
  });

  test.each([
    ['no check', 'export default 3;', /does not export a check/],
    ['no TypeScript', 'export default {', /does not load/],
    [
      'an import that is not there',
      "import { x } from './other.ts'; export default { title: x, run() {} };",
      /types only/,
    ],
  ])('that is %s is the assignment’s mistake', async (_what, source, message) => {
    await expect(load(source)).rejects.toThrow(message);
  });

  test.each([
    ['throws', "export default { title: 't', run() { throw new Error('oh'); } };", /fails: oh/],
    ['answers nothing', "export default { title: 't', run() {} };", /does not say whether/],
  ])('that %s gives nobody a zero', async (_what, source, message) => {
    await expect(grade(source)).rejects.toThrow(message);
  });
});
