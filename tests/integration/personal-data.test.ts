// A person of a course in full swing: handed over, then forgotten; and what a course that ended long ago forgets.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { taskReportSchema } from '@residual/contracts';
import { commitFiles, initBareRepository } from '@residual/git';
import {
  addNote,
  applyRetention,
  erasePerson,
  grantExtension,
  issuePushToken,
  openLoginSession,
  readGrades,
  setOverride,
  startRegrade,
} from '@residual/store';
import { Client } from 'pg';
import { makeCourseInProgress, type CourseInProgress } from '../support/course-in-progress.ts';
import { residual } from '../support/command.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
let folder: string;
let course: CourseInProgress;
let environment: Record<string, string>;
let courseId: string;

const ADA = 'ada@example.edu';
const repository = (name: string): string => join(folder, 'home/git/deep-learning', `${name}.git`);

beforeAll(async () => {
  const { store } = database;
  folder = await mkdtemp(join(tmpdir(), 'residual-person-'));
  environment = { RESIDUAL_HOME: join(folder, 'home'), DATABASE_URL: database.url };
  course = await makeCourseInProgress(store);
  const ada = await store.db.enrollment.findFirstOrThrow({
    where: { user: { email: ADA } },
    include: { repository: true },
  });
  courseId = ada.courseId;
  await initBareRepository(repository('ada-lovelace'));
  const files = new Map([['a.ts', Buffer.from('1')]]);
  const author = { name: 'Ada', email: ADA };
  await commitFiles(repository('ada-lovelace'), { branch: 'main', message: 'x', author, files });
  await store.db.user.create({ data: { email: `n${ADA}`, name: 'Nada', passwordHash: 'x' } });
  await openLoginSession(store, ada.userId, { now: new Date(), lifetimeMs: 3_600_000 });
  await issuePushToken(store, ada.repository!.id);
  const assignment = await store.db.assignment.findFirstOrThrow({ where: { slug: 'linear-regression' } });
  const by = course.instructor;
  await setOverride(store, {
    enrollmentId: ada.id,
    assignmentId: assignment.id,
    points: '17.5',
    reason: 'Ada Lovelace showed it at the board',
    by,
  });
  await addNote(store, { enrollmentId: ada.id, text: 'ill in May', writtenBy: by });
  await grantExtension(store, {
    assignmentId: assignment.id,
    target: { kind: 'student', id: ada.id, name: ADA },
    until: new Date('2027-01-01T00:00:00Z'),
    reason: `${ADA} was ill; so was n${ADA}.`,
    by,
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The whole database as text, programs as they are. */
async function contents(): Promise<string> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
    );
    const parts: string[] = [];
    for (const { name } of tables)
      for (const { row } of (
        await client.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM "${name}" t`)
      ).rows)
        parts.push(`${name} ${row}`);
    return parts.join('\n');
  } finally {
    await client.end();
  }
}

describe('residual person', () => {
  test('export writes all that is known, and nothing that opens a door', async () => {
    const out = join(folder, 'ada');
    const { code, stderr } = await residual(['person', 'export', ADA, '--out', out], environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const account = await readFile(join(out, 'account.json'), 'utf8');
    expect(JSON.parse(account)).toMatchObject({ email: ADA, name: 'Ada Lovelace', sessions: [{}] });
    expect(account).not.toMatch(/hash/i);
    const [of] = JSON.parse(await readFile(join(out, 'courses.json'), 'utf8')) as Record<string, unknown>[];
    expect(of).toMatchObject({
      course: { slug: 'deep-learning' },
      grades: { 'linear-regression': '17.5' },
      notes: [{ text: 'ill in May' }],
      extensions: [{}],
      repository: { tokens: [{}] },
    });
    expect(of.submissions).toHaveLength(3);
    const program = join(out, 'submissions/deep-learning/linear-regression');
    const text = await readFile(join(program, course.submissions.adaCorrect, 'closed-form.ts'), 'utf8');
    expect(text).toContain('matrixInverse');
    const audit = JSON.parse(await readFile(join(out, 'audit.json'), 'utf8')) as { action: string }[];
    expect(audit.map(({ action }) => action)).toEqual(['extension granted', 'override set']);
    expect(existsSync(join(out, 'repositories/deep-learning/ada-lovelace.git/HEAD'))).toBe(true);
  });

  test('erase asks first, and waits for what is being graded', async () => {
    expect((await residual(['person', 'erase', ADA], environment)).stderr).toContain('Say --yes');
    await expect(erasePerson(database.store, { email: 'gauss@example.edu', by: 'test' })).rejects.toThrow(
      'cancel them first',
    );
    expect(await database.store.db.user.count({ where: { email: 'gauss@example.edu' } })).toBe(1);
  });

  test('erase leaves neither address nor name, but for others’; the audit log keeps what was done', async () => {
    const others = await database.store.db.submission.count({
      where: { enrollment: { user: { email: { not: ADA } } } },
    });
    const entries = await database.store.db.auditEntry.findMany({ orderBy: { id: 'asc' } });
    const { code, stdout, stderr } = await residual(
      ['person', 'erase', ADA, '--yes', '--json', '--by', 'the office'],
      environment,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { pseudonym } = JSON.parse(stdout) as { pseudonym: string };
    const left = await contents();
    expect(left).not.toMatch(/(?<!n)ada@example\.edu|Ada Lovelace|ada-lovelace/i);
    expect(left).toContain(`${pseudonym} was ill; so was n${ADA}.`);
    expect(existsSync(repository('ada-lovelace'))).toBe(false);
    expect(await database.store.db.submission.count()).toBe(others);
    const after = await database.store.db.auditEntry.findMany({ orderBy: { id: 'asc' } });
    const facts = (list: typeof after) => list.map(({ id, at, action }) => ({ id, at, action }));
    expect(facts(after).slice(0, entries.length)).toEqual(facts(entries));
    expect(after.at(-1)).toMatchObject({
      actor: 'the office',
      action: 'person erased',
      subject: pseudonym,
      before: { 'linear-regression': '17.5' },
    });
  });

  test('erasing opens no other way to change the audit log', async () => {
    const { db } = database.store;
    const refused = 'only ever added to';
    await expect(db.$executeRaw`UPDATE "AuditEntry" SET "subject" = 'x'`).rejects.toThrow(refused);
    await expect(db.$executeRaw`DELETE FROM "AuditEntry"`).rejects.toThrow(refused);
    await expect(
      db.$transaction([
        db.$executeRaw`SELECT set_config('residual.erasing', 'on', true)`,
        db.$executeRaw`UPDATE "AuditEntry" SET "at" = now()`,
      ]),
    ).rejects.toThrow(refused);
  });
});

describe('residual retention', () => {
  test('leaves a course alone until it has ended for so long', async () => {
    const before = await contents();
    const { code, stdout } = await residual(['retention', 'run', '--dry-run'], environment);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'No course ended more than 365 days ago.\n' });
    expect(await contents()).toBe(before);
  });

  test('forgets programs and output of one that has, and no points; what may be graded yet keeps its programs', async () => {
    const { store } = database;
    const students = await store.db.enrollment.findMany({ where: { role: 'student' } });
    const query = { courseId, enrollmentIds: students.map(({ id }) => id), now: new Date() };
    const grades = await readGrades(store, query);
    const before = new Date('2030-01-01T00:00:00Z');
    const done = await applyRetention(store, { before, by: 'test' });
    expect(done.programs).toBeGreaterThan(0);
    expect(done.outputs).toBeGreaterThan(0);
    expect(await readGrades(store, query)).toEqual(grades);
    const kept = await store.db.submissionFile.findMany({ distinct: ['submissionId'] });
    const { carlWaiting, graceNotGraded } = course.submissions;
    expect(kept.map(({ submissionId }) => submissionId).toSorted()).toEqual(
      [carlWaiting, graceNotGraded].toSorted(),
    );
    for (const { report, graph } of await store.db.taskResult.findMany()) {
      expect(taskReportSchema.parse(report).output.text).toBe('');
      expect(graph).toBeNull();
    }
    expect(await applyRetention(store, { before, by: 'test' })).toMatchObject({ programs: 0, outputs: 0 });
  });

  test('keeps what has no programs any more from being graded again', async () => {
    const { store } = database;
    const { id: assignmentId } = await store.db.assignment.findFirstOrThrow({
      where: { slug: 'linear-regression' },
    });
    const regrade = await startRegrade(store, { assignmentId, reason: 'test', by: 'test' });
    if (regrade.kind !== 'started') throw new Error(regrade.kind);
    const again = await store.db.attempt.findMany({ where: { regradeId: regrade.id } });
    expect(again.map(({ submissionId }) => submissionId)).toEqual([course.submissions.graceNotGraded]);
  });
});
