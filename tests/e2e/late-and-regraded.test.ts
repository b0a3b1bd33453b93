// A late push, an extension granted afterwards, and a regrade after a check has changed: with the real command.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RUNNING_FILE } from '@residual/contracts';
import { findSubmission, openStore } from '@residual/store';
import { residual } from '../support/command.ts';
import { WorkingTree } from './student.ts';
import { ROOT, startSystem, type System } from './system.ts';

const SLUG = 'linear-regression';
const SOURCE = join(ROOT, 'assignments', SLUG);
const COURSE = ['--course', 'deep-learning'];
const WHY = ['--by', 'instructor@example.org', '--reason', 'end to end'];

let system: System;
let folder: string;
let student: { name: string; email: string; cloneUrl: string };

/** An hour after the deadline, a day late costs a tenth. */
const LATE = `deadline: ${new Date(Date.now() - 3_600_000).toISOString()}\nlate: { perDay: 10 }\n`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'residual-late-'));
  await cp(SOURCE, join(folder, 'assignments', SLUG), { recursive: true });
  await editSpec((yaml) => `${LATE}${yaml}`);
  system = await startSystem({ assignments: join(folder, 'assignments') });
  [student] = system.demo.students;
}, 180_000);
afterAll(async () => {
  await system?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function editSpec(edit: (yaml: string) => string): Promise<void> {
  const file = join(folder, 'assignments', SLUG, 'assignment.yaml');
  const yaml = await readFile(file, 'utf8');
  const edited = edit(yaml);
  if (edited === yaml) throw new Error('the assignment has another form than this test believes');
  await writeFile(file, edited);
}

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await residual(args, {
    RESIDUAL_HOME: system.home,
    RESIDUAL_ASSIGNMENTS: join(folder, 'assignments'),
  });
  if (code !== 0) throw new Error(`residual ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  return stdout;
}
const json = async (...args: string[]) => JSON.parse(await run(...args, '--json'));
const gradeOf = async () => (await json('grade', 'show', ...COURSE, '--student', student.email))[0];

describe('a late push', () => {
  test('is graded with what lateness costs, and says so', async () => {
    const tree = await WorkingTree.clone(student.cloneUrl, join(folder, 'clone'));
    // X and Y as placeholders where constants are asked for: one check of one point fails.
    await tree.lay(join(SOURCE, 'submissions/closed-form/placeholders_partial.ts'), `${SLUG}/closed-form.ts`);
    await tree.lay(join(SOURCE, 'solution/gradient-descent.ts'), `${SLUG}/gradient-descent.ts`);
    await tree.commit('late');
    const answer = await tree.push();
    expect(answer.verdicts.get(`${SLUG}/closed-form`)).toBe('partial 9/10');
    expect(answer.text).toContain(`${SLUG}: received after the deadline, marked late`);
    expect(answer.text).toContain(`${SLUG}: grade 19 of 20 − 10 % late = 17.1 (1 day late)`);
  }, 120_000);

  test('gets its points back when an extension is granted afterwards', async () => {
    await run('extension', 'grant', SLUG, ...COURSE, '--student', student.email, '--days', '2', ...WHY);
    expect(await gradeOf()).toMatchObject({ points: '19', isExtended: true, daysLate: 0 });
    const csv = await run('export', ...COURSE);
    expect(csv).toContain('19 of 20 (extended to');
  }, 60_000);
});

describe('a regrade after a check has changed', () => {
  let id: string;
  test('shows who loses and why, and changes nothing', async () => {
    await editSpec((yaml) =>
      yaml
        .replace('fixed-as-constants, points: 1', 'fixed-as-constants, points: 3')
        .replace('closed-form-update, points: 3', 'closed-form-update, points: 1'),
    );
    await run('publish', ...COURSE, '--by', 'instructor@example.org');
    const preview = await json('regrade', SLUG, ...COURSE, '--preview', '--wait', ...WHY);
    expect(preview).toMatchObject({ state: 'open', attempts: { total: 1, ended: 1, notGraded: 0 } });
    expect(preview.changes).toMatchObject([
      {
        before: '19',
        after: '17',
        checks: [
          { task: 'closed-form', check: 'fixed-as-constants', before: '0/1', after: '0/3' },
          { task: 'closed-form', check: 'closed-form-update', before: '3/3', after: '1/1' },
        ],
        grade: { before: { points: '19' }, after: { points: '17' } },
      },
    ]);
    ({ id } = preview);
    expect((await gradeOf()).points).toBe('19');
    expect(await run('regrade', 'show', id)).toContain(
      '1 would lose, 0 would gain, 0 would keep their grade.',
    );
  }, 120_000);

  test('counts once it is published; the old result is kept and can be reproduced', async () => {
    await run('regrade', 'publish', id, ...WHY);
    const { points, attemptsUsed, submissionId } = await gradeOf();
    expect([points, attemptsUsed]).toEqual(['17', 1]);
    const entries = await json('audit', ...COURSE);
    expect(entries.map(({ action }: { action: string }) => action)).toEqual([
      'regrade published',
      'regrade started',
      'assignment changed',
      'extension granted',
      // the demo's instructor
      'role changed',
    ]);
    const { databaseUrl } = JSON.parse(await readFile(join(system.home, RUNNING_FILE), 'utf8'));
    const store = openStore(databaseUrl);
    const { attempts } = (await findSubmission(store, submissionId))!;
    await store.close();
    expect(attempts.map((attempt) => attempt.points)).toEqual(['17', '19']);
    expect(await json('reproduce', attempts[1].id)).toMatchObject({
      outcome: 'bit-identical',
      receipt: [],
      differences: [],
    });
  }, 120_000);
});
