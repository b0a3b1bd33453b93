import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findRepositoryByToken, findUserByPassword } from '@residual/store';
import { git } from '../e2e/student.ts';
import { residual } from '../support/command.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const SOURCE = join(import.meta.dirname, '../../assignments/linear-regression');
let home: string;
let assignments: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'residual-cli-'));
  assignments = join(home, 'assignments');
  await mkdir(assignments);
  await cp(SOURCE, join(assignments, 'lines'), { recursive: true });
});
afterAll(() => rm(home, { recursive: true, force: true }));

const run = (...args: string[]) =>
  residual(args, { RESIDUAL_HOME: home, DATABASE_URL: database.url, PUBLIC_URL: 'https://residual.example' });
const course = ['--course', 'ai'];
const publish = () => run('publish', ...course, '--assignments', assignments);

describe('a course made with commands', () => {
  test('is added once, with a slug and a time zone that exist', async () => {
    const add = (slug: string, zone: string) =>
      run('course', 'add', '--slug', slug, '--title', 'AI', '--time-zone', zone);
    expect((await add('AI', 'UTC')).stderr).toMatch(/^"AI" is no slug/);
    expect((await add('ai', 'Mars')).stderr).toMatch(/^"Mars" is no time zone/);
    expect(await add('ai', 'Europe/Istanbul')).toMatchObject({
      code: 0,
      stdout: 'AI: https://residual.example/courses/ai\n',
    });
    expect(await add('ai', 'UTC')).toMatchObject({ code: 1, stderr: 'There is a course "ai" already.\n' });
  });

  test('gets an instructor whose login works', async () => {
    const { stdout } = await run(
      'instructor',
      'add',
      ...course,
      '--name',
      'Hypatia',
      '--email',
      'h@example.org',
    );
    const password = /h@example\.org {2}password (\S+)/.exec(stdout)![1];
    expect(await findUserByPassword(database.store, 'h@example.org', password)).not.toBeNull();
    const { role } = await database.store.db.enrollment.findFirstOrThrow({
      where: { course: { slug: 'ai' }, user: { email: 'h@example.org' } },
    });
    expect(role).toBe('instructor');
  });

  test('publishes its assignments, and only changes again', async () => {
    expect(await publish()).toMatchObject({ code: 0, stdout: 'new        lines\n', stderr: '' });
    expect(await publish()).toMatchObject({ code: 0, stdout: 'unchanged  lines\n' });
  });

  test('gives its students what was published, and a new token or password on demand', async () => {
    const email = ['--email', 'ada@example.org'];
    const added = await run(
      'student',
      'add',
      ...course,
      '--name',
      'Ada',
      ...email,
      '--assignments',
      assignments,
    );
    const tokenOf = (text: string) => /ada:(\w+)@residual\.example\/git\/(\S+)/.exec(text)!;
    const [, first, path] = tokenOf(added.stdout);
    const files = await git(join(home, 'git', path), 'ls-tree', '--name-only', 'main:lines');
    expect(files.exitCode).toBe(0);

    const [, second] = tokenOf((await run('student', 'token', ...course, ...email)).stdout);
    expect(await findRepositoryByToken(database.store, first)).toBeNull();
    expect(await findRepositoryByToken(database.store, second)).toMatchObject({ path });

    const password = /password (\S+)/.exec((await run('student', 'password', ...email)).stdout)![1];
    expect(await findUserByPassword(database.store, 'ada@example.org', password)).not.toBeNull();
  });

  test('keeps what was published of a folder that is broken now, and publishes the others', async () => {
    await cp(SOURCE, join(assignments, 'more'), { recursive: true });
    const spec = join(assignments, 'lines/assignment.yaml');
    await writeFile(spec, (await readFile(spec, 'utf8')).replace('seed: 19', 'seed: 20'));
    const { code, stdout, stderr } = await publish();
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'new        more\n' });
    expect(stderr).toMatch(
      /calibration\.json: .*out of date.*run: npm run residual -- assignment calibrate \S*lines/,
    );
    expect(await database.store.db.assignment.count()).toBe(2);
  });

  test('warns of a deadline that has passed', async () => {
    const spec = join(assignments, 'more/assignment.yaml');
    await rm(join(assignments, 'lines'), { recursive: true });
    const text = (await readFile(spec, 'utf8')).replace(/^deadline:.*\n/m, '');
    await writeFile(spec, `deadline: 2020-01-31T23:59:59Z\n${text}`);
    const { code, stderr } = await publish();
    expect(code).toBe(0);
    expect(stderr).toContain('its deadline 2020-01-31T23:59:59Z has passed');
  });
});

describe('a deadline', () => {
  test("is read by the course's clock, and so is a cut-off", async () => {
    const spec = join(assignments, 'more/assignment.yaml');
    const text = (await readFile(spec, 'utf8')).replace(/^deadline:.*\n/m, '');
    await writeFile(
      spec,
      `deadline: 2099-01-31T23:59:59\nlate: { perDay: 10, cutOff: 2099-02-03T12:00 }\n${text}`,
    );
    expect((await publish()).stderr).toBe('');
    // Istanbul is three hours ahead of UTC, all year.
    expect(await database.store.db.assignment.findFirstOrThrow({ where: { slug: 'more' } })).toMatchObject({
      deadline: new Date('2099-01-31T20:59:59Z'),
      policy: { late: { perDay: '10', cutOff: '2099-02-03T09:00:00.000Z' } },
    });
  });
});

describe('commands about grades', () => {
  const ada = ['--student', 'ada@example.org'];
  const why = ['--reason', 'ill', '--by', 'h@example.org'];
  const error = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(1);
    return stderr;
  };

  test('excuse a student, tell why, and take it back', async () => {
    const grade = async () => JSON.parse((await run('grade', 'show', ...course, ...ada, '--json')).stdout);
    const excused = await run('grade', 'excuse', 'more', ...course, ...ada, ...why);
    expect(excused.stdout).toBe('ada@example.org, more\n    nothing handed in yet\n  → excused: ill\n');
    expect(await grade()).toMatchObject([
      { assignment: 'lines', status: 'open' },
      { assignment: 'more', status: 'excused' },
    ]);
    await run('grade', 'reset', 'more', ...course, ...ada, ...why);
    const { stdout } = await run('audit', ...course, '--about', 'ada@', '--json');
    expect(JSON.parse(stdout)).toMatchObject([
      { actor: 'h@example.org', action: 'override removed', before: { excused: true } },
      { actor: 'h@example.org', action: 'override set', subject: 'more ada@example.org', reason: 'ill' },
    ]);
  });

  test('set a policy from a file, or say what is wrong with it', async () => {
    const file = join(home, 'policy.yaml');
    await writeFile(file, 'lateDays: 3\nlate: { perDay: 150 }\n');
    expect(await error('policy', 'set', file, ...course)).toContain('write a percentage from 0 to 100');
    await writeFile(file, 'lateDays: 3\nlate: { perDay: 15, cutOff: 7 }\n');
    expect((await run('policy', 'set', file, ...course)).stdout).toBe(
      'The policy of AI is set; 0 grades change.\n',
    );
    expect((await run('policy', 'show', ...course)).stdout).toBe(
      'late:\n  perDay: "15"\n  cutOff: 7\nlateDays: 3\n',
    );
  });

  test('say in a line or two what is missing', async () => {
    const grant = (...args: string[]) => error('extension', 'grant', 'more', ...course, ...args);
    expect(await grant(...why, '--days', '2')).toMatch(/^Say for whom: --student/);
    expect(await grant(...why, ...ada)).toMatch(/^Say until when: --until/);
    expect(await grant(...why, ...ada, '--until', '2099-01-01')).toMatch(
      /^2099-01-01 23:59 \(Europe\/Istanbul\) is not after the deadline of more, 2099-01-31 23:59/,
    );
    expect(await error('regrade', 'nothing', ...course, ...why)).toBe(
      'AI has no assignment "nothing". There are: lines, more.\n',
    );
    expect(await error('regrade', 'more', ...course, ...why)).toMatch(/^There is nothing to grade again/);
    expect(await error('cancel', 'this')).toBe('"this" is not the id of an attempt.\n');
  });
});
