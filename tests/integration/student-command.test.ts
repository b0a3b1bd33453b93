import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createCourse,
  createUser,
  enroll,
  findRepositoryByToken,
  findUserByPassword,
  listEnrollments,
} from '@residual/store';
import { git } from '../e2e/student.ts';
import { residual } from '../support/command.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
let environment: Record<string, string>;

beforeAll(async () => {
  const home = await mkdtemp(join(tmpdir(), 'residual-cli-'));
  environment = { RESIDUAL_HOME: home, DATABASE_URL: database.url, PUBLIC_URL: 'https://residual.example' };
  await createCourse(database.store, { slug: 'deep-learning', title: 'Deep Learning' });
});
afterAll(() => rm(environment.RESIDUAL_HOME, { recursive: true, force: true }));

const add = (email: string, course = 'deep-learning') =>
  residual(['student', 'add', '--course', course, '--name', 'Grace Hopper', '--email', email], environment);

describe('residual student add', () => {
  test('prints a login and an address to clone that both work', async () => {
    const { code, stdout } = await add('Grace@Example.org');
    expect(code).toBe(0);
    const password = /grace@example\.org {2}password (\S+)/.exec(stdout)![1];
    expect(await findUserByPassword(database.store, 'grace@example.org', password)).not.toBeNull();
    const [, token, path] = /git clone https:\/\/grace:(\w[\w-]*)@residual\.example\/git\/(\S+)/.exec(
      stdout,
    )!;
    expect(await findRepositoryByToken(database.store, token)).toMatchObject({ path });
    const log = await git(join(environment.RESIDUAL_HOME, 'git', path), 'log', '--oneline', 'main');
    expect(log.exitCode).toBe(0);
  });

  test('gives a student who is there already another token, and leaves the password', async () => {
    const { code, stdout } = await add('grace@example.org');
    expect(code).toBe(0);
    expect(stdout).toContain('with the password of the account there already was');
    expect(await database.store.db.pushToken.count()).toBe(2);
  });

  test('refuses who teaches the course, and leaves the role', async () => {
    const { store } = database;
    const course = await createCourse(store, { slug: 'staffed', title: 'Staffed' });
    const email = 'emmy@example.org';
    const userId = await createUser(store, { name: 'Emmy', email, password: 'x' });
    await enroll(store, { courseId: course.id, userId, role: 'assistant' });
    const { code, stderr } = await add(email, 'staffed');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'emmy@example.org is assistant of Staffed: enrol the student with another address',
    );
    expect(await listEnrollments(store, course.id)).toMatchObject([{ role: 'assistant', repository: null }]);
  });

  test('says in one line what is wrong', async () => {
    expect(await add('grace')).toMatchObject({ code: 1, stderr: '"grace" is no e-mail address.\n' });
    expect(await add('x@example.org', 'nowhere')).toMatchObject({
      code: 1,
      stderr: 'There is no course "nowhere".\n',
    });
  });
});
