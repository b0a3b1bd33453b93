import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUNNING_FILE, runningSchema } from '@residual/contracts';
import { openStore } from '@residual/store';
import { parse } from 'csv-parse/sync';
import { residual } from '../support/command.ts';
import { browserIsPresent, launchBrowser } from './browser.ts';
import { childrenOf, isRunning, processesBelow } from './processes.ts';
import { WorkingTree } from './student.ts';
import { ROOT, startSystem, stopSupervisor, type System } from './system.ts';

const solution = (assignment: string, task: string): string =>
  join(ROOT, 'assignments', assignment, 'solution', `${task}.ts`);

const LINEAR = ['closed-form', 'gradient-descent'];

describe('from a fresh start to a graded push', () => {
  let system: System;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'residual-students-'));
    system = await startSystem();
  }, 120_000);
  afterAll(async () => {
    await system.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const login = async (account: { email: string; password: string }): Promise<string> => {
    const response = await fetch(new URL('/login', system.demo.url), {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: new URL(system.demo.url).origin,
      },
      body: new URLSearchParams({ email: account.email, password: account.password }),
    });
    expect(response.status).toBe(303);
    return response.headers.getSetCookie()[0].split(';')[0];
  };

  test('the push answers with every check and the verdict, and the page and the CSV agree', async () => {
    const ada = system.demo.students[0];
    const tree = await WorkingTree.clone(ada.cloneUrl, join(folder, 'ada'));
    for (const task of LINEAR)
      await tree.lay(solution('linear-regression', task), `linear-regression/${task}.ts`);
    await tree.commit('solutions');
    const answer = await tree.push();
    expect(answer.exitCode).toBe(0);
    expect([...answer.verdicts]).toEqual(
      LINEAR.map((task) => [`linear-regression/${task}`, 'correct 10/10']),
    );

    const link = /https?:\/\/\S+\/submissions\/[0-9a-f-]+/.exec(answer.text)?.[0];
    expect(link).toBeDefined();
    const page = await fetch(link!, { headers: { cookie: await login(ada) } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('correct');

    const csv = await fetch(new URL('/courses/deep-learning/grades.csv', system.demo.url), {
      headers: { cookie: await login(system.demo.instructor) },
    });
    const grades: Record<string, string>[] = parse(await csv.text(), { columns: true });
    const hers = grades.find(({ email }) => email === ada.email);
    expect(hers).toMatchObject({ 'linear-regression points': '20', 'linear-regression max': '20' });
  }, 120_000);

  test('a student sees neither another student’s submission nor the grades', async () => {
    const [ada, emmy] = system.demo.students;
    const tree = await WorkingTree.clone(ada.cloneUrl, join(folder, 'ada-again'));
    await tree.write('linear-regression/notes.md', 'mine');
    await tree.lay(solution('linear-regression', 'closed-form'), 'linear-regression/closed-form.ts');
    await tree.commit('again');
    const link = /https?:\/\/\S+\/submissions\/[0-9a-f-]+/.exec((await tree.push()).text)![0];
    const cookie = await login(emmy);
    expect((await fetch(link, { headers: { cookie } })).status).toBe(404);
    const grades = new URL('/courses/deep-learning/grades.csv', system.demo.url);
    expect((await fetch(grades, { headers: { cookie } })).status).toBe(404);
  }, 120_000);

  test('residual check in the clone says of the public checks what the push then says', async () => {
    const tree = await WorkingTree.clone(system.demo.students[1].cloneUrl, join(folder, 'checked'));
    await tree.lay(solution('linear-regression', 'closed-form'), 'linear-regression/closed-form.ts');
    await tree.lay(
      join(ROOT, 'assignments/linear-regression/submissions/gradient-descent/ascent_partial.ts'),
      'linear-regression/gradient-descent.ts',
    );
    const checked = await residual(['check', tree.path, '--only', 'linear-regression'], {});
    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(/^linear-regression\/closed-form: correct 9\/9, before the push$/m);
    expect(checked.stdout.match(/ \(hidden\): checked on push$/gm)).toHaveLength(2);
    await tree.commit('checked');
    const pushed = new Set((await tree.push()).text.split('\n').map((line) => line.trimEnd()));
    // Marks, figures, messages and causes; not what is said of the whole, which is more after a push.
    const lines = checked.stdout
      .split('\n')
      .filter((line) => /^ {2}(✓|✗|Cause)|^ {4,}/.test(line) && !line.includes('checked on push'));
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.filter((line) => !pushed.has(line))).toEqual([]);
  }, 120_000);

  test('three students who push at once are all graded', async () => {
    const answers = await Promise.all(
      system.demo.students.map(async (student, index) => {
        const tree = await WorkingTree.clone(student.cloneUrl, join(folder, `at-once-${index}`));
        for (const task of ['fixed-data', 'placeholders'])
          await tree.lay(solution('logistic-regression', task), `logistic-regression/${task}.ts`);
        await tree.commit('at once');
        return tree.push();
      }),
    );
    for (const answer of answers) {
      expect(answer.exitCode).toBe(0);
      expect(answer.verdicts.get('logistic-regression/fixed-data')).toBe('correct 10/10');
      expect(answer.verdicts.get('logistic-regression/placeholders')).toBe('correct 10/10');
    }
  }, 120_000);

  test('a worker killed in the middle of grading leads to exactly one result', async () => {
    const gauss = system.demo.students[2];
    const tree = await WorkingTree.clone(gauss.cloneUrl, join(folder, 'gauss'));
    for (const task of LINEAR)
      await tree.lay(solution('linear-regression', task), `linear-regression/${task}.ts`);
    await tree.commit('while the worker dies');
    const push = tree.push();
    const worker = await gradingWorker(system);
    process.kill(worker, 'SIGKILL');
    const answer = await push;
    expect(answer.exitCode).toBe(0);
    for (const task of LINEAR) expect(answer.verdicts.get(`linear-regression/${task}`)).toBe('correct 10/10');
    // One result, on the page and in the database: the attempt was not graded twice.
    const submissionId = /^linear-regression: .*\/submissions\/([0-9a-f-]+)/m.exec(answer.text)![1];
    const { databaseUrl } = runningSchema.parse(
      JSON.parse(await readFile(join(system.home, RUNNING_FILE), 'utf8')),
    );
    const store = openStore(databaseUrl);
    try {
      const attempts = await store.db.attempt.findMany({
        where: { submissionId },
        include: { results: true },
      });
      expect(attempts).toHaveLength(1);
      expect(attempts[0].results.map(({ task }) => task).toSorted()).toEqual(LINEAR);
    } finally {
      await store.close();
    }
  }, 120_000);

  (browserIsPresent ? test : test.skip)(
    'an instructor sees the gradebook in a real browser',
    async () => {
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(String(error)));
        page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
        await page.goto(system.demo.url);
        await page.getByLabel(/e-?mail/i).fill(system.demo.instructor.email);
        await page.getByLabel(/password/i).fill(system.demo.instructor.password);
        await page.getByRole('button', { name: /log in|sign in/i }).click();
        await page.getByRole('link', { name: 'Gradebook', exact: true }).click();
        await page.getByText('Ada Lovelace').first().waitFor();
        expect(await page.getByRole('row', { name: /Ada Lovelace/ }).innerText()).toMatch(/\b20\s*\/\s*20\b/);
        expect(errors).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    120_000,
  );
});

describe('stopping and starting again', () => {
  test('keeps everything, copes with a killed run, and leaves no process behind', async () => {
    const home = await mkdtemp(join(tmpdir(), 'residual-home-'));
    const folder = await mkdtemp(join(tmpdir(), 'residual-student-'));
    try {
      const first = await startSystem({ home });
      const tree = await WorkingTree.clone(first.demo.students[0].cloneUrl, join(folder, 'ada'));
      await tree.lay(solution('linear-regression', 'closed-form'), 'linear-regression/closed-form.ts');
      await tree.commit('before');
      const before = await tree.push();
      const family = await processesBelow(first.supervisor.pid!);
      expect(family.length).toBeGreaterThan(2);
      first.supervisor.kill('SIGKILL');

      const second = await startSystem({ home });
      expect(second.demo.students[0].password).toBe(first.demo.students[0].password);
      await tree.write('logistic-regression/notes.md', 'nothing to grade');
      await tree.write('README.md', 'nothing to grade');
      await tree.commit('after');
      const url = new URL(second.demo.students[0].cloneUrl);
      const moved = await WorkingTree.clone(url.href, join(folder, 'again'));
      await moved.write('README.md', 'hello');
      await moved.commit('after');
      const after = await moved.push();
      expect(after.verdicts.get('linear-regression/closed-form')).toBe(
        before.verdicts.get('linear-regression/closed-form'),
      );
      const all = await processesBelow(second.supervisor.pid!);
      expect(await stopSupervisor(second.supervisor)).toBe(0);
      const isAlive = await Promise.all([...family, ...all].map(isRunning));
      expect(isAlive).not.toContain(true);
    } finally {
      await rm(home, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    }
  }, 180_000);
});

/** Waits until a worker has started a program, and names that worker. */
async function gradingWorker(system: System): Promise<number> {
  for (;;) {
    for (const child of await childrenOf(system.supervisor.pid!)) {
      if (!child.command.includes('worker/src/main.ts')) continue;
      // A sandbox that has left its warm pool burns processor time.
      const busy = (await childrenOf(child.pid)).some((grandchild) => grandchild.cpuTicks > 30);
      if (busy) return child.pid;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
