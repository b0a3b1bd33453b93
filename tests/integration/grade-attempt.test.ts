// The worker's way from an attempt's row to its results, with the real sandbox, evaluator and database.
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadAssignmentFolder, type AssignmentFolder } from '@residual/assignments';
import type { GradingEvent } from '@residual/contracts';
import type { GradingContext } from '@residual/queue';
import { createSandbox, type Sandbox } from '@residual/sandbox';
import { cancelAttempt, findSubmission, findTaskGraph, getAttemptResult } from '@residual/store';
import { pino } from 'pino';
import { startEvaluator, type EvaluatorClient } from '../../worker/src/evaluator-client.ts';
import { gradeAttempt } from '../../worker/src/grade-attempt.ts';
import { useDatabase } from '../support/database.ts';

const ASSIGNMENT = join(import.meta.dirname, '../../assignments/linear-regression');
const program = (path: string): string => readFileSync(join(ASSIGNMENT, path), 'utf8');
const CLOSED_FORM = program('solution/closed-form.ts');
const DESCENT = program('solution/gradient-descent.ts');

let sandbox: Sandbox;
let evaluator: EvaluatorClient;
// Before useDatabase: jest ends things in the order in which they are written here.
afterAll(async () => {
  await Promise.all([sandbox.close(), evaluator.close()]);
});
const database = useDatabase();

let folder: AssignmentFolder;
let place: { assignmentId: string; enrollmentId: string; repositoryId: string };
beforeAll(async () => {
  sandbox = await createSandbox();
  evaluator = startEvaluator({ timeoutMs: 60_000 });
  folder = await loadAssignmentFolder(ASSIGNMENT);
  const { db } = database.store;
  const course = await db.course.create({ data: { slug: 'deep-learning', title: 'Deep learning' } });
  await putVersion(folder.hash, folder.bundle);
  const assignment = await db.assignment.create({
    data: {
      courseId: course.id,
      slug: folder.slug,
      title: folder.spec.title,
      position: 1,
      versionHash: folder.hash,
    },
  });
  const { id: enrollmentId } = await db.enrollment.create({
    data: {
      role: 'student',
      course: { connect: { id: course.id } },
      user: { create: { name: 'Ada', email: 'ada@example.edu', passwordHash: '' } },
    },
  });
  const repository = await db.repository.create({ data: { enrollmentId, path: 'deep-learning/ada.git' } });
  place = { assignmentId: assignment.id, enrollmentId, repositoryId: repository.id };
}, 60_000);

async function putVersion(hash: string, bundle: Uint8Array): Promise<void> {
  await database.store.db.assignmentVersion.create({
    data: { hash, slug: 'linear-regression', bundle: new Uint8Array(bundle) },
  });
}

async function submit(files: Record<string, string>, versionHash = folder.hash) {
  const { db } = database.store;
  const newCommit = createHash('sha1').update(randomUUID()).digest('hex');
  const receivedAt = new Date();
  const push = await db.push.create({
    data: { repositoryId: place.repositoryId, oldCommit: '0'.repeat(40), newCommit, receivedAt },
  });
  const submission = await db.submission.create({
    data: {
      pushId: push.id,
      enrollmentId: place.enrollmentId,
      assignmentId: place.assignmentId,
      treeHash: newCommit,
      receivedAt,
      files: {
        create: Object.entries(files).map(([path, text]) => ({
          path,
          content: new TextEncoder().encode(text),
        })),
      },
      attempts: { create: { number: 1, versionHash } },
    },
    include: { attempts: true },
  });
  return { submissionId: submission.id, attemptId: submission.attempts[0].id };
}

async function grade(attemptId: string, context: Partial<GradingContext> & { using?: EvaluatorClient } = {}) {
  const events: GradingEvent[] = [];
  const { using = evaluator, ...rest } = context;
  await gradeAttempt(
    { store: database.store, sandbox, evaluator: using, log: pino({ level: 'silent' }), name: 'test worker' },
    { attemptId },
    {
      report: async (event) => void events.push(event),
      signal: new AbortController().signal,
      attemptsMade: 0,
      lastTry: false,
      ...rest,
    },
  );
  return events;
}

const newestAttempt = async (submissionId: string) =>
  (await findSubmission(database.store, submissionId))!.attempts[0];

describe('an attempt', () => {
  test('is graded task by task, announced as it goes, and written with exact points', async () => {
    const { submissionId, attemptId } = await submit({
      'closed-form.ts': CLOSED_FORM,
      'gradient-descent.ts': DESCENT,
    });
    const events = await grade(attemptId);
    expect(events.map((event) => ('task' in event ? `${event.type} ${event.task}` : event.type))).toEqual([
      'started',
      'task started closed-form',
      'task finished closed-form',
      'task started gradient-descent',
      'task finished gradient-descent',
      'finished',
    ]);
    const attempt = await newestAttempt(submissionId);
    expect(attempt).toMatchObject({ state: 'graded', points: '20', maxPoints: '20', worker: 'test worker' });
    expect(attempt.reports.map(({ task, verdict, file }) => [task, verdict, file])).toEqual([
      ['closed-form', 'correct', 'closed-form.ts'],
      ['gradient-descent', 'correct', 'gradient-descent.ts'],
    ]);
    const [{ receipt, output }] = attempt.reports;
    expect(receipt).toMatchObject({ assignmentVersion: folder.hash, backend: 'wasm' });
    expect(output.text).toContain('loss on validation data');
  });

  test('takes Python and notebooks, and names cell and line of what fails there', async () => {
    const cell = (source: string) => ({ cell_type: 'code', metadata: {}, source });
    const [first, ...rest] = program('solution-python/gradient-descent.py').split('\n\n\n');
    const { submissionId, attemptId } = await submit({
      'closed-form.py': program('solution-python/closed-form.py'),
      'gradient-descent.ipynb': JSON.stringify({
        nbformat: 4,
        cells: [cell(`%matplotlib inline\n${first}`), ...rest.map(cell), cell('print(eta)\neta / 0')],
      }),
    });
    await grade(attemptId);
    const { reports } = await newestAttempt(submissionId);
    expect(reports[0]).toMatchObject({ verdict: 'correct', points: '10', file: 'closed-form.py' });
    expect(reports[1]).toMatchObject({
      verdict: 'runtime error',
      file: 'gradient-descent.ipynb',
      error: { kind: 'ZeroDivisionError', site: { line: 2 }, sourceLine: 'eta / 0' },
    });
    expect(reports[1].error!.site!.file).toMatch(/^gradient-descent\.ipynb, cell \d$/);
  });

  test('keeps the graph of each program, its large constants as shapes alone', async () => {
    const { attemptId } = await submit({ 'closed-form.ts': CLOSED_FORM });
    await grade(attemptId);
    const graph = await findTaskGraph(database.store, { attemptId, task: 'closed-form' });
    const X = graph!.nodes.find(({ name }) => name === 'X')!;
    expect(X).toMatchObject({ op: 'Const', attr: { value: { tensor: { shape: [607, 576] } } } });
    expect(X.attr.value).not.toHaveProperty('tensor.values');
    expect(X.outputs).toEqual([{ dtype: 'float64', shape: [607, 576] }]);
    expect(X.site).toMatchObject({ file: 'closed-form.ts' });
    expect(await findTaskGraph(database.store, { attemptId, task: 'gradient-descent' })).toBeNull();
  });

  test('gives each task its own verdict, whatever becomes of the other', async () => {
    const { submissionId, attemptId } = await submit({
      'closed-form.ts': 'import tf from "tensorflow";\n\nconst a: number = tf.constant(;\n',
      'gradient-descent.ts': DESCENT,
    });
    await grade(attemptId);
    const attempt = await newestAttempt(submissionId);
    expect(attempt).toMatchObject({ state: 'graded', points: '10', maxPoints: '20' });
    expect(attempt.reports[0]).toMatchObject({
      verdict: 'compile error',
      points: '0',
      error: { site: { line: 3, column: 31 }, sourceLine: 'const a: number = tf.constant(;' },
    });
  });

  test('shows the line of an error and the line where the op it is about was made', async () => {
    const { submissionId, attemptId } = await submit({
      'gradient-descent.ts': program('submissions/gradient-descent/unfed-placeholder_runtime-error.ts'),
    });
    await grade(attemptId);
    const { reports } = await newestAttempt(submissionId);
    expect(reports.find(({ task }) => task === 'gradient-descent')).toMatchObject({
      verdict: 'runtime error',
      error: {
        op: { name: 'Y' },
        sourceLine: expect.stringContaining('sess.run('),
        opSourceLine: expect.stringContaining('tf.placeholder('),
      },
    });
  });

  test('without a program for a task is wrong there, and says which file is missing', async () => {
    const { submissionId, attemptId } = await submit({ 'README.md': 'later' });
    await grade(attemptId);
    const { reports } = await newestAttempt(submissionId);
    expect(reports[0]).toMatchObject({
      verdict: 'wrong',
      points: '0',
      maxPoints: '10',
      summary:
        "There is no closed-form.ts, closed-form.js, closed-form.py or closed-form.ipynb in the assignment's folder.",
    });
  });

  test('with one task in two languages is told to keep one', async () => {
    const { submissionId, attemptId } = await submit({
      'closed-form.ts': CLOSED_FORM,
      'closed-form.js': CLOSED_FORM,
    });
    await grade(attemptId);
    const { reports } = await newestAttempt(submissionId);
    expect(reports[0]).toMatchObject({
      verdict: 'forbidden',
      summary: 'closed-form.ts and closed-form.js answer the same task: keep one of them.',
    });
  });

  test('whose output has characters that the database cannot hold keeps the others', async () => {
    const { submissionId, attemptId } = await submit({ 'closed-form.ts': 'print("a\\0b\\ud800c");' });
    await grade(attemptId);
    const { reports } = await newestAttempt(submissionId);
    expect(reports[0].output.text).toBe('a\u2400b\ufffdc\n');
  });

  test('that was graded before is not graded again', async () => {
    const { submissionId, attemptId } = await submit({ 'closed-form.ts': 'print(1);' });
    await grade(attemptId);
    const before = await newestAttempt(submissionId);
    expect((await grade(attemptId)).map(({ type }) => type)).toEqual(['finished']);
    expect(await newestAttempt(submissionId)).toEqual(before);
  });

  test('that two workers grade at once gets one result', async () => {
    const { submissionId, attemptId } = await submit({ 'closed-form.ts': 'print(1);' });
    await Promise.all([grade(attemptId), grade(attemptId)]);
    const { state, reports } = await newestAttempt(submissionId);
    expect(state).toBe('graded');
    expect(reports.map(({ task }) => task)).toEqual(['closed-form', 'gradient-descent']);
  });
});

describe('a failure that is not the program’s', () => {
  const scripts = mkdtempSync(join(tmpdir(), 'evaluator-test-'));
  afterAll(() => rmSync(scripts, { recursive: true }));

  /** An evaluator of another make. */
  function evaluatorThat(source: string, timeoutMs = 10_000): EvaluatorClient {
    const entry = join(scripts, `${randomUUID()}.mjs`);
    writeFileSync(entry, source);
    return startEvaluator({ timeoutMs, entry });
  }

  test('of a broken assignment ends the attempt at once, without a score, and tells staff why', async () => {
    await putVersion('broken', new Uint8Array(100));
    const { submissionId, attemptId } = await submit({ 'closed-form.ts': CLOSED_FORM }, 'broken');
    await grade(attemptId);
    expect(await newestAttempt(submissionId)).toMatchObject({
      state: 'not_graded',
      points: null,
      failure: expect.stringContaining('bundle: is damaged'),
      reports: [],
    });
  });

  test('is thrown, so that the queue tries again, and leaves no result', async () => {
    const using = evaluatorThat('process.exit(7)');
    const { submissionId, attemptId } = await submit({ 'closed-form.ts': CLOSED_FORM });
    await expect(grade(attemptId, { using })).rejects.toThrow(
      /the evaluator (died|does not listen|has died)/,
    );
    expect(await newestAttempt(submissionId)).toMatchObject({ state: 'running', points: null, reports: [] });
    await grade(attemptId);
    expect(await newestAttempt(submissionId)).toMatchObject({ state: 'graded', points: '10' });
    await using.close();
  });

  test('on the last try ends the attempt without a score', async () => {
    const using = evaluatorThat('setInterval(() => {}, 1000)', 300);
    const { submissionId, attemptId } = await submit({ 'closed-form.ts': CLOSED_FORM });
    await grade(attemptId, { using, lastTry: true });
    expect(await newestAttempt(submissionId)).toMatchObject({
      state: 'not_graded',
      points: null,
      failure: 'EvaluatorError: the evaluator took longer than 0.3 s',
    });
    await using.close();
  });

  test('of the evaluator is mended by another one, also between two tasks', async () => {
    const { attemptId, submissionId } = await submit({
      'closed-form.ts': CLOSED_FORM,
      'gradient-descent.ts': DESCENT,
    });
    // Dies at its first task, and is whole again in the process that replaces it.
    const flag = join(scripts, 'died');
    const main = join(import.meta.dirname, '../../worker/src/evaluator/main.ts');
    const using = evaluatorThat(
      `import { existsSync, writeFileSync } from 'node:fs';
       process.on('message', ({ type }) => {
         if (type !== 'grade' || existsSync(${JSON.stringify(flag)})) return;
         writeFileSync(${JSON.stringify(flag)}, '');
         process.kill(process.pid, 'SIGKILL');
       });
       await import(${JSON.stringify(main)});`,
    );
    await expect(grade(attemptId, { using })).rejects.toThrow('the evaluator died (SIGKILL)');
    await grade(attemptId, { using });
    expect(await newestAttempt(submissionId)).toMatchObject({ state: 'graded', points: '20' });
    await using.close();
  });

  test('that takes the job away leaves the attempt to the next worker', async () => {
    const { submissionId, attemptId } = await submit({ 'closed-form.ts': CLOSED_FORM });
    const controller = new AbortController();
    controller.abort(new Error('the lock was lost'));
    await expect(grade(attemptId, { signal: controller.signal, lastTry: true })).rejects.toThrow(
      'the lock was lost',
    );
    expect(await newestAttempt(submissionId)).toMatchObject({ state: 'running', failure: null });
  });
});

describe('an attempt that is cancelled', () => {
  test('while its program runs stops it, and has no result', async () => {
    const { submissionId, attemptId } = await submit({
      'closed-form.ts': 'for (;;) {}',
      'gradient-descent.ts': DESCENT,
    });
    const events: string[] = [];
    const cancelled = await grade(attemptId, {
      report: async (event) => {
        events.push(event.type);
        if (event.type === 'task started')
          await cancelAttempt(database.store, { attemptId, by: 'staff@example.edu', reason: 'a loop' });
      },
    });
    expect(cancelled).toEqual([]);
    expect(events).toEqual(['started', 'task started', 'finished']);
    expect(await newestAttempt(submissionId)).toMatchObject({
      state: 'cancelled',
      points: null,
      reports: [],
    });
  });

  test('before a worker has taken it is not begun', async () => {
    const { submissionId, attemptId } = await submit({ 'closed-form.ts': 'for (;;) {}' });
    await cancelAttempt(database.store, { attemptId, by: 'staff@example.edu' });
    expect(await grade(attemptId)).toMatchObject([{ type: 'finished' }]);
    expect(await newestAttempt(submissionId)).toMatchObject({ state: 'cancelled', startedAt: null });
  });
});

describe('an attempt with the seeds of another', () => {
  test('comes out the same to the bit', async () => {
    const first = await submit({ 'closed-form.ts': CLOSED_FORM, 'gradient-descent.ts': DESCENT });
    await grade(first.attemptId);
    const again = await database.store.db.attempt.create({
      data: {
        submissionId: first.submissionId,
        number: -1,
        versionHash: folder.hash,
        seedAttemptId: first.attemptId,
      },
    });
    await grade(again.id);
    const reportsOf = async (id: string) =>
      (await getAttemptResult(database.store, id)).reports.map((each) => ({ ...each, timings: null }));
    expect(await reportsOf(again.id)).toEqual(await reportsOf(first.attemptId));
  });
});
