// What a push with real git may be answered: who may push, what is refused, what is graded.
import { randomBytes } from 'node:crypto';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { GradingWorker } from '@residual/queue';
import { hashPassword, hashToken } from '@residual/store';
import { useDatabase } from '../support/database.ts';
import {
  Clone,
  git,
  lastLines,
  type PushCourse,
  startGrader,
  startPushCourse,
} from '../support/push-course.ts';

let course: PushCourse;
let grader: GradingWorker;
// Before useDatabase: jest ends things in the order in which they are written here.
afterAll(async () => {
  await grader.close();
  await course.close();
});
const database = useDatabase();
beforeAll(async () => {
  course = await startPushCourse(database);
  grader = await startGrader(database);
}, 120_000);

const countPushes = (repositoryId: string): Promise<number> =>
  database.store.db.push.count({ where: { repositoryId } });

describe('who may come in', () => {
  test('a wrong token is asked for again and told what it should be', async () => {
    const { exitCode, text } = await git(course.folder, 'clone', course.ada.cloneUrl('wrong'), 'nowhere');
    expect(exitCode).toBe(128);
    expect(text).toContain('This push token is not valid. Use the clone address you were given');
    const anonymous = await fetch(
      `${course.url()}/git/deep-learning/ada.git/info/refs?service=git-upload-pack`,
    );
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  test('a token that was replaced or has expired opens nothing, and says which and what to do', async () => {
    const { repositoryId } = course.carl;
    const { db } = database.store;
    const [revokedAt, expiresAt] = [new Date('2026-11-01T10:00:00Z'), new Date('2026-11-02T10:00:00Z')];
    await db.pushToken.create({ data: { tokenHash: hashToken('r'), repositoryId, revokedAt } });
    await db.pushToken.create({ data: { tokenHash: hashToken('e'), repositoryId, expiresAt } });
    const clone = await Clone.make(course, course.carl);
    await clone.commit({ 'linear-regression/closed-form.ts': '// late\n' });
    for (const [token, what] of [
      ['r', 'This push token was replaced on 2026-11-01 10:00 (UTC) [token].'],
      ['e', 'This push token expired on 2026-11-02 10:00 (UTC) [token].'],
    ]) {
      const { exitCode, text } = await clone.push(course.carl.cloneUrl(token), 'main');
      expect(exitCode).toBe(128);
      expect(text).toContain(what);
      expect(text).toContain('ask your instructor for a new one');
      expect((await git(course.folder, 'ls-remote', course.carl.cloneUrl(token))).exitCode).toBe(128);
    }
    expect((await git(course.folder, 'ls-remote', course.carl.cloneUrl())).exitCode).toBe(0);
  });

  test("another student's repository does not exist, to read or to write", async () => {
    const url = course.emmy.cloneUrl(course.ada.token);
    const missing = course.emmy.cloneUrl(course.ada.token).replace('emmy.git', 'nobody.git');
    const clone = await Clone.make(course, course.ada);
    for (const address of [url, missing]) {
      expect((await git(course.folder, 'clone', address, 'nowhere')).text).toMatch(/not found/);
      expect((await clone.push(address, 'main')).text).toMatch(/not found/);
    }
  });

  test.each([
    '/git/deep-learning/ada.git/HEAD',
    '/git/deep-learning/../ada.git/info/refs',
    '/git/',
    '/git/x.git',
  ])('no file is served at %s', async (path) => {
    const authorization = `Basic ${Buffer.from(`ada:${course.ada.token}`).toString('base64')}`;
    const url = `${course.url()}${path}`;
    expect((await fetch(url, { headers: { authorization } })).status).toBe(404);
  });
});

describe('staff', () => {
  test("may fetch a student's repository with e-mail and password, and not push to it; others see nothing", async () => {
    const { db } = database.store;
    const { id } = await db.course.findFirstOrThrow();
    for (const role of ['instructor', 'student'] as const)
      await db.enrollment.create({
        data: {
          role,
          course: { connect: { id } },
          user: {
            create: {
              name: role,
              email: `${role}@example.edu`,
              passwordHash: await hashPassword('correct horse'),
            },
          },
        },
      });
    const as = (role: string, password: string): string =>
      course.ada.cloneUrl(encodeURIComponent(password)).replace('//ada:', `//${role}%40example.edu:`);
    const list = (address: string) => git(course.folder, 'ls-remote', address);
    expect((await list(as('instructor', 'correct horse'))).exitCode).toBe(0);
    expect((await list(as('instructor', 'wrong'))).exitCode).toBe(128);
    expect((await list(as('student', 'correct horse'))).text).toMatch(/not found/);
    const clone = await Clone.make(course, course.ada);
    await clone.commit({ 'notes.txt': 'x' });
    const push = await clone.push(as('instructor', 'correct horse'), 'main');
    expect(push.text).toContain('Staff may fetch');
    expect(push.exitCode).toBe(128);
  });
});

describe('what is refused', () => {
  test('pushes that come too fast, with the time to wait', async () => {
    await course.restart({ PUSHES_IN_FIVE_MINUTES: '1' });
    const clone = await Clone.make(course, course.carl);
    await clone.commit({ 'notes.txt': 'fast' });
    expect((await clone.push()).exitCode).toBe(0);
    await clone.commit({ 'notes.txt': 'faster' });
    expect((await clone.push()).text).toMatch(/\[pushes in five minutes\].* push again in \d+ s/);
    await course.restart();
  });

  test('anything while a repository or the disk is full', async () => {
    const clone = await Clone.make(course, course.carl);
    await clone.commit({ 'notes.txt': 'more' });
    await course.restart({ REPOSITORY_MAX_MEGABYTES: '0.001' });
    expect((await clone.push()).text).toContain('[repository size]');
    await course.restart({ MIN_FREE_MEGABYTES: '1000000000' });
    expect((await clone.push()).text).toContain('[free disk]');
    await course.restart();
    expect((await clone.push()).exitCode).toBe(0);
  });

  let clone: Clone;
  let before: number;
  const refused = async (...args: string[]): Promise<string> => {
    const { exitCode, lines } = await clone.push(...args);
    expect(exitCode).toBe(1);
    expect(lines).toContain('Residual: this push is refused; nothing has changed on the server.');
    expect(await countPushes(course.emmy.repositoryId)).toBe(before);
    return lines.join('\n');
  };
  const fresh = async (): Promise<void> => {
    clone = await Clone.make(course, course.emmy);
    before = await countPushes(course.emmy.repositoryId);
  };

  test('a branch other than main, with the command that pushes it to main', async () => {
    await fresh();
    await clone.commit({ 'notes.txt': 'x' });
    const text = await refused('origin', 'HEAD:try');
    expect(text).toContain('error: only the branch main is graded, not try [branch]');
    expect(text).toContain('hint: git push origin try:main');
  });

  test('main together with a tag, and the deletion of main', async () => {
    await fresh();
    await clone.commit({ 'notes.txt': 'x' });
    await clone.git('tag', 'v1');
    expect(await refused('origin', 'main', 'v1')).toContain('tags are not kept here');
    expect(await refused('origin', ':main')).toContain('main cannot be deleted');
  });

  test('a history that drops what the server has, even with force', async () => {
    await fresh();
    await clone.git('commit', '--quiet', '--amend', '-m', 'another seed');
    expect(await refused('--force', 'origin', 'main')).toMatch(
      /git fetch && git reset --soft origin\/main &&\s+git commit/,
    );
  });

  test('a history that drops a graded commit: which one, and of which assignment', async () => {
    await fresh();
    const graded = await clone.commit({ 'linear-regression/closed-form.ts': '// correct\n' });
    expect((await clone.push()).exitCode).toBe(0);
    before = await countPushes(course.emmy.repositoryId);
    await clone.git('commit', '--quiet', '--amend', '-m', 'amended');
    const { course: row } = await database.store.db.enrollment.findUniqueOrThrow({
      where: { id: course.ada.enrollmentId },
      include: { course: true },
    });
    const setPolicy = (policy: object) =>
      database.store.db.course.update({ where: { id: row.id }, data: { policy } });
    const refusal = `${graded.slice(0, 7)} was graded (linear-regression) [history]`;
    const force = async (): Promise<string> =>
      (await refused('--force', 'origin', 'main')).replace(/\s+/g, ' ');
    expect(await force()).toContain(refusal);
    await setPolicy({ forcePush: 'allowed' });
    const { assignmentId } = await database.store.db.submission.findFirstOrThrow({
      where: { push: { newCommit: graded } },
    });
    const keep = (policy: object) =>
      database.store.db.assignment.update({ where: { id: assignmentId }, data: { policy } });
    await keep({ forcePush: 'refused' });
    expect(await force()).toContain(refusal);
    await keep({});
    try {
      const taken = await clone.push('--force', 'origin', 'main');
      expect(taken.exitCode).toBe(0);
      expect(taken.text).toContain('linear-regression: unchanged, its verdict stands');
      expect(await database.store.db.push.count({ where: { newCommit: graded } })).toBe(1);
    } finally {
      await setPolicy({});
    }
  });

  test('a symbolic link', async () => {
    await fresh();
    await symlink('/etc/passwd', join(clone.path, 'linear-regression', 'data'));
    await clone.commit();
    expect(await refused()).toContain('linear-regression/data is a symbolic link');
  });

  test('a submodule', async () => {
    await fresh();
    const head = await clone.git('rev-parse', 'HEAD');
    await clone.git('update-index', '--add', '--cacheinfo', `160000,${head},lib`);
    await clone.git('commit', '--quiet', '-m', 'submodule');
    expect(await refused()).toContain('lib is a submodule');
  });

  test('a huge file, by its name and size', async () => {
    await fresh();
    await clone.commit({ 'data/big.bin': new Uint8Array(6_000_000) });
    expect(await refused()).toContain('data/big.bin has 6 MB; a file may have 5 MB');
  });

  test('a small upload that unfolds to a huge file', async () => {
    await fresh();
    await clone.commit({ 'zeros.bin': new Uint8Array(200_000_000) });
    expect(await refused()).toContain('zeros.bin has 200 MB');
  }, 120_000);

  test('an upload larger than any allowed push, while it is still coming in', async () => {
    await fresh();
    await clone.commit({ 'noise.bin': randomBytes(60_000_000) });
    const { exitCode, text } = await clone.push();
    expect(exitCode).not.toBe(0);
    expect(text).toMatch(/exceeds maximum allowed size/);
    expect(await countPushes(course.emmy.repositoryId)).toBe(before);
  }, 120_000);

  test('two languages for one task', async () => {
    await fresh();
    await clone.commit({ 'linear-regression/closed-form.js': '// correct' });
    expect(await refused()).toContain(
      'error: linear-regression/closed-form has 2 programs: linear-regression/closed-form.js and',
    );
  });

  test('a name that would write to the terminal', async () => {
    await fresh();
    await clone.commit({ 'a\u001b[2Jb': 'x' });
    const text = await refused();
    expect(text).toContain('[file name]');
    expect(text).not.toContain('\u001b[2J');
  });
});

describe('what is graded', () => {
  test('a push answers with the checks, the score, the link and the verdicts last', async () => {
    const clone = await Clone.make(course, course.ada);
    const commit = await clone.commit({ 'linear-regression/closed-form.ts': '// correct\n' });
    const result = await clone.push();
    expect(result.exitCode).toBe(0);
    const submission = await database.store.db.submission.findFirstOrThrow({
      where: { push: { newCommit: commit } },
      include: { push: true, files: true, attempts: { include: { outbox: true } } },
    });
    expect(submission.files.map(({ path }) => path).toSorted()).toEqual([
      'closed-form.ts',
      'gradient-descent.ts',
    ]);
    expect(submission.push.confirmedAt).not.toBeNull();
    expect(submission.attempts).toMatchObject([{ number: 1, reason: 'first', state: 'graded' }]);
    expect(submission.attempts[0].outbox?.dispatchedAt).not.toBeNull();
    const time = submission.receivedAt.toISOString().slice(11, 19);
    const answer = result.lines.slice(
      0,
      result.lines.findIndex((line) => line.startsWith('To http')),
    );
    expect(answer.slice(answer.indexOf(`Residual: received ${commit.slice(0, 7)} at ${time} UTC`))).toEqual([
      `Residual: received ${commit.slice(0, 7)} at ${time} UTC`,
      'linear-regression: grading ...',
      '',
      'linear-regression/closed-form',
      '  ✓ 10/10  loss-value: loss 0.25, expected 0.25',
      '  correct, 10/10 points. The program says correct.',
      '',
      'linear-regression/gradient-descent',
      '  ✗ 0/10   The loss is right',
      '      loss 0.25, expected 0.25',
      '  wrong, 0/10 points. The program says wrong.',
      '',
      `linear-regression: 10/20 points, http://residual.test/submissions/${submission.id}`,
      'linear-regression: grade 10 of 20',
      '',
      'linear-regression/closed-form: correct 10/10',
      'linear-regression/gradient-descent: wrong 0/10',
    ]);
  });

  test('an unchanged folder repeats its standing verdict', async () => {
    const clone = await Clone.make(course, course.ada);
    await clone.commit({ 'logistic-regression/fixed-data.ts': '// time limit\n' });
    const result = await clone.push();
    expect(result.lines.find((line) => line.startsWith('linear-regression: unchanged'))).toMatch(
      /^linear-regression: unchanged, its verdict stands: http:\/\/residual\.test\/submissions\//,
    );
    expect(lastLines(result)).toEqual([
      'linear-regression/closed-form: correct 10/10',
      'linear-regression/gradient-descent: wrong 0/10',
      'logistic-regression/fixed-data: time limit 0/10',
      'logistic-regression/placeholders: wrong 0/10',
    ]);
    expect(
      await database.store.db.submission.count({ where: { enrollmentId: course.ada.enrollmentId } }),
    ).toBe(2);
  });

  test('a push that changes no folder grades nothing and repeats every verdict', async () => {
    const clone = await Clone.make(course, course.ada);
    await clone.commit({ 'README.md': 'changed' });
    const result = await clone.push();
    expect(result.text).toContain("Nothing new to grade: this push changes no assignment's folder");
    expect(lastLines(result)).toHaveLength(4);
    expect(
      await database.store.db.submission.count({ where: { enrollmentId: course.ada.enrollmentId } }),
    ).toBe(2);
  });

  test('the untouched starter is no submission', async () => {
    const clone = await Clone.make(course, course.carl);
    await clone.commit({ 'README.md': 'hello' });
    const result = await clone.push();
    expect(result.exitCode).toBe(0);
    expect(lastLines(result)).toEqual([]);
    expect(
      await database.store.db.submission.count({ where: { enrollmentId: course.carl.enrollmentId } }),
    ).toBe(0);
  });

  test('a folder without any program says which are missing', async () => {
    const clone = await Clone.make(course, course.carl);
    await clone.git('mv', 'linear-regression/closed-form.ts', 'linear-regression/closed_form.ts');
    await clone.git('rm', '--quiet', 'linear-regression/gradient-descent.ts');
    await clone.commit();
    const result = await clone.push();
    expect(result.lines.join(' ')).toMatch(
      /linear-regression: changed, but it has no program to grade: closed-form or\s+gradient-descent is missing \(\.ts, \.js, \.py, \.ipynb\)/,
    );
    expect(
      await database.store.db.submission.count({ where: { enrollmentId: course.carl.enrollmentId } }),
    ).toBe(0);
  });

  test('the same commit pushed twice is one push and one submission', async () => {
    const clone = await Clone.make(course, course.carl);
    const commit = await clone.commit({ 'logistic-regression/fixed-data.ts': '// correct\n' });
    const results = await Promise.all([clone.push(), clone.push(), clone.push()]);
    expect(results.filter(({ exitCode }) => exitCode === 0).length).toBeGreaterThan(0);
    expect((await clone.push()).text).toContain('Everything up-to-date');
    const pushes = await database.store.db.push.findMany({
      where: { newCommit: commit },
      include: { submissions: { include: { attempts: true } } },
    });
    expect(pushes).toHaveLength(1);
    expect(pushes[0].submissions).toHaveLength(1);
    expect(pushes[0].submissions[0].attempts).toHaveLength(1);
  });

  test('three students who push at once each get their own verdict', async () => {
    const students = [course.ada, course.emmy, course.carl];
    const clones = await Promise.all(students.map((student) => Clone.make(course, student)));
    const verdicts = ['correct', 'compile error', 'memory limit'];
    for (const [i, clone] of clones.entries())
      await clone.commit({ 'logistic-regression/placeholders.ts': `// ${verdicts[i]}\n` });
    const results = await Promise.all(clones.map((clone) => clone.push()));
    for (const [i, result] of results.entries()) {
      expect(result.exitCode).toBe(0);
      const points = verdicts[i] === 'correct' ? '10/10' : '0/10';
      expect(lastLines(result)).toContain(`logistic-regression/placeholders: ${verdicts[i]} ${points}`);
    }
  });

  test('a large push comes in chunks and is taken whole', async () => {
    const clone = await Clone.make(course, course.emmy);
    const commit = await clone.commit({
      'notes/a.bin': randomBytes(4_500_000),
      'notes/b.bin': randomBytes(4_500_000),
    });
    expect((await clone.push()).exitCode).toBe(0);
    const again = await Clone.make(course, course.emmy);
    expect(await again.git('rev-parse', 'HEAD')).toBe(commit);
  });

  test('one id in the log leads from a push to its attempt', () => {
    const received = course.log().find(({ msg }) => msg === 'attempt queued');
    const about = course.log().filter(({ pushId }) => pushId === received?.pushId);
    expect(about.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(['push received', 'push confirmed', 'attempt queued', 'push answered']),
    );
    expect(JSON.stringify(course.log())).not.toContain(course.ada.token);
  });
});

afterEach(() => {
  const failures = course.log().filter(({ level }) => Number(level) >= 50);
  expect(failures).toEqual([]);
});
