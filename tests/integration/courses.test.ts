import { describe, expect, test } from '@jest/globals';
import {
  addRepository,
  createCourse,
  createUser,
  enroll,
  findRepositoryByToken,
  findUserByPassword,
  getAssignmentBundle,
  issuePushToken,
  listAssignments,
  publishAssignment,
  setPassword,
  type Store,
} from '@residual/store';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

async function addStudent(store: Store, courseSlug: string, email: string) {
  const course = await createCourse(store, { slug: courseSlug, title: courseSlug });
  const userId = await createUser(store, { name: 'Ada', email, password: 'first' });
  const { id: enrollmentId } = await enroll(store, { courseId: course.id, userId, role: 'student' });
  const path = `${courseSlug}/ada.git`;
  return { course, userId, path, repositoryId: await addRepository(store, { enrollmentId, path }) };
}

describe('accounts', () => {
  test('are found however the e-mail address is written, and only once each', async () => {
    const { store } = database;
    const id = await createUser(store, { name: 'Emmy', email: ' Emmy@Example.org ', password: 'secret' });
    expect(await findUserByPassword(store, 'emmy@example.ORG', 'secret')).toMatchObject({ id });
    await expect(
      createUser(store, { name: 'Emmy', email: 'EMMY@example.org', password: 'x' }),
    ).rejects.toThrow();
  });

  test('are lost to whoever knew the old password', async () => {
    const { store } = database;
    const email = 'changed@example.org';
    const id = await createUser(store, { name: 'Carl', email, password: 'old' });
    await setPassword(store, id, 'new');
    expect(await findUserByPassword(store, email, 'old')).toBeNull();
    expect(await findUserByPassword(store, email, 'new')).toMatchObject({ id });
  });
});

describe('push tokens', () => {
  test('open their repository and are no password', async () => {
    const { store } = database;
    const { path, repositoryId } = await addStudent(store, 'tokens', 'ada@example.org');
    const token = await issuePushToken(store, repositoryId);
    expect(await findRepositoryByToken(store, token)).toMatchObject({ path, repositoryId });
    expect(await findUserByPassword(store, 'ada@example.org', token)).toBeNull();
    expect(await findRepositoryByToken(store, 'first')).toBeNull();
  });

  test('open nothing after they expired', async () => {
    const { store } = database;
    const { repositoryId } = await addStudent(store, 'expiry', 'late@example.org');
    const token = await issuePushToken(store, repositoryId, { expiresAt: new Date(Date.now() - 1) });
    expect(await findRepositoryByToken(store, token)).toBeNull();
  });
});

describe('publishing an assignment', () => {
  const assignment = {
    slug: 'linear',
    title: 'Linear',
    position: 1,
    deadline: null,
    bundle: new Uint8Array([1, 2, 3]),
  };

  test('replaces its version, keeps the old one and repeats itself without harm', async () => {
    const { store } = database;
    const { id } = await createCourse(store, { slug: 'publishing', title: 'Publishing' });
    const publish = (hash: string) => publishAssignment(store, id, { ...assignment, hash });
    expect(await publish('one')).toBe('new');
    expect(await publish('one')).toBe('unchanged');
    expect(await publish('two')).toBe('changed');
    expect(await listAssignments(store, id)).toMatchObject([{ slug: 'linear', versionHash: 'two' }]);
    expect(new Uint8Array(await getAssignmentBundle(store, 'one'))).toEqual(assignment.bundle);
  });

  test('moves its deadline', async () => {
    const { store } = database;
    const { id } = await createCourse(store, { slug: 'deadlines', title: 'Deadlines' });
    const deadline = new Date('2027-01-31T22:59:59Z');
    await publishAssignment(store, id, { ...assignment, hash: 'early', deadline });
    expect(await listAssignments(store, id)).toMatchObject([{ deadline }]);
    await publishAssignment(store, id, { ...assignment, hash: 'late' });
    expect(await listAssignments(store, id)).toMatchObject([{ deadline: null }]);
  });
});
