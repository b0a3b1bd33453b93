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
    expect(stderr).toMatch(/calibration\.json: .*out of date.*run: npm run residual -- calibrate \S*lines/);
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
