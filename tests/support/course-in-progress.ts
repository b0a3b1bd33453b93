// A course in the middle of the term: every state, verdict and oddity that a page has to show.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packBundle } from '@residual/assignments';
import {
  verdictSlug,
  type CheckResult,
  type LossCurve,
  type TaskReport,
  type Verdict,
} from '@residual/contracts';
import { hashPassword } from '@residual/store';
import type { Store } from '@residual/store';
import { sampleGraph } from './sample-graph.ts';

export const PASSWORD = 'correct horse battery staple';
const ASSIGNMENTS = join(import.meta.dirname, '../../assignments');
const DEADLINE = new Date('2026-11-20T22:59:59Z');

export interface CourseInProgress {
  readonly instructor: string;
  readonly ada: string;
  readonly emmy: string;
  /** Submission ids. */
  readonly submissions: {
    readonly adaCorrect: string;
    /** With a board of learning rates. */
    readonly adaLogistic: string;
    readonly emmyRuntimeError: string;
    readonly carlWaiting: string;
    readonly graceNotGraded: string;
    readonly kurtDiverged: string;
    readonly alanLate: string;
  };
  readonly carlAttempt: string;
}

export async function makeCourseInProgress(store: Store): Promise<CourseInProgress> {
  const { db } = store;
  const passwordHash = await hashPassword(PASSWORD);
  const course = await db.course.create({
    data: { slug: 'deep-learning', title: 'Introduction to Deep Learning', timeZone: 'Europe/Berlin' },
  });
  const assignments = await Promise.all([
    makeAssignment(store, course.id, 'linear-regression', 'Linear regression', 1, DEADLINE),
    makeAssignment(store, course.id, 'logistic-regression', 'Logistic regression', 2, null),
  ]);
  const [linear, logistic] = assignments;

  const enroll = async (name: string, email: string, role: 'instructor' | 'student'): Promise<Student> => {
    const { id: enrollmentId } = await db.enrollment.create({
      data: { role, course: { connect: { id: course.id } }, user: { create: { name, email, passwordHash } } },
    });
    if (role === 'instructor') return { enrollmentId, repositoryId: '' };
    const repository = await db.repository.create({
      data: { enrollmentId, path: `deep-learning/${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.git` },
    });
    return { enrollmentId, repositoryId: repository.id };
  };

  await enroll('Andrew Ng', 'instructor@example.edu', 'instructor');
  const ada = await enroll('Ada Lovelace', 'ada@example.edu', 'student');
  const alan = await enroll('Alan Turing', 'alan@example.edu', 'student');
  const carl = await enroll('Carl Friedrich Gauß', 'gauss@example.edu', 'student');
  const emmy = await enroll('Emmy Noether', 'emmy@example.edu', 'student');
  const grace = await enroll('Grace Hopper', 'grace@example.edu', 'student');
  const kurt = await enroll('Kurt Gödel', 'kurt@example.edu', 'student');
  await enroll('Sofja Kowalewskaja', 'sofja@example.edu', 'student');

  const hand = (student: Student, assignment: AssignmentRow, at: string, outcome: Outcome) =>
    submit(store, student, assignment, new Date(at), outcome);

  await hand(ada, linear, '2026-11-18T09:12:04Z', graded([closedForm('correct'), descent('wrong')]));
  const adaCorrect = await hand(
    ada,
    linear,
    '2026-11-18T09:31:40Z',
    graded([closedForm('correct'), descent('correct')]),
  );
  const adaLogistic = await hand(
    ada,
    logistic,
    '2026-11-21T18:02:00Z',
    graded([fixedData('partial'), placeholders('correct')]),
  );
  await hand(alan, linear, '2026-11-19T20:10:00Z', graded([closedForm('correct'), descent('correct')]));
  const alanLate = await hand(
    alan,
    linear,
    '2026-11-21T01:02:03Z',
    graded([closedForm('compile error'), descent('time limit')]),
  );
  const carlWaiting = await hand(carl, linear, '2026-11-20T21:58:00Z', { state: 'queued' });
  const emmyRuntimeError = await hand(
    emmy,
    linear,
    '2026-11-19T11:45:00Z',
    graded([closedForm('correct'), descent('runtime error')]),
  );
  await hand(emmy, logistic, '2026-11-21T12:00:00Z', graded([fixedData('correct'), placeholders('correct')]));
  const graceNotGraded = await hand(grace, linear, '2026-11-20T08:00:00Z', {
    state: 'not_graded',
    failure:
      'evaluator: process ended with signal SIGKILL (3 tries)\n  at Evaluator.grade (worker/src/evaluator)',
  });
  const kurtDiverged = await hand(
    kurt,
    linear,
    '2026-11-20T15:30:00Z',
    graded([closedForm('forbidden'), descent('partial')]),
  );
  await db.appeal.create({
    data: {
      submissionId: kurtDiverged,
      text: 'The closed form was stopped as forbidden, but it only uses eval for a constant. Could you look again?',
      askedAt: new Date('2026-11-21T09:00:00Z'),
    },
  });
  const attempt = await db.attempt.findFirstOrThrow({ where: { submissionId: carlWaiting } });
  return {
    instructor: 'instructor@example.edu',
    ada: 'ada@example.edu',
    emmy: 'emmy@example.edu',
    submissions: {
      adaCorrect,
      adaLogistic,
      emmyRuntimeError,
      carlWaiting,
      graceNotGraded,
      kurtDiverged,
      alanLate,
    },
    carlAttempt: attempt.id,
  };
}

interface Student {
  readonly enrollmentId: string;
  readonly repositoryId: string;
}
interface AssignmentRow {
  readonly id: string;
  readonly versionHash: string;
}
type Outcome =
  | { readonly state: 'graded'; readonly reports: readonly TaskReport[] }
  | { readonly state: 'queued' }
  | { readonly state: 'not_graded'; readonly failure: string };

const sum = (values: readonly string[]): string =>
  String(values.reduce((total, value) => total + Number(value), 0));

const graded = (reports: readonly TaskReport[]): Outcome => ({ state: 'graded', reports });

async function makeAssignment(
  { db }: Store,
  courseId: string,
  slug: string,
  title: string,
  position: number,
  deadline: Date | null,
): Promise<AssignmentRow> {
  const files = ['assignment.yaml', 'calibration.json'];
  const contents = await Promise.all(
    files.map(async (file) => [file, new Uint8Array(await readFile(join(ASSIGNMENTS, slug, file)))] as const),
  );
  const bundle = new Uint8Array(packBundle(slug, new Map(contents)));
  const hash = createHash('sha256').update(bundle).digest('hex');
  await db.assignmentVersion.create({ data: { hash, slug, bundle } });
  return db.assignment.create({ data: { courseId, slug, title, position, deadline, versionHash: hash } });
}

async function submit(
  { db }: Store,
  student: Student,
  assignment: AssignmentRow,
  receivedAt: Date,
  outcome: Outcome,
): Promise<string> {
  const newCommit = createHash('sha1')
    .update(`${student.enrollmentId}${receivedAt.toISOString()}`)
    .digest('hex');
  const push = await db.push.create({
    data: {
      repositoryId: student.repositoryId,
      oldCommit: '0'.repeat(40),
      newCommit,
      receivedAt,
      confirmedAt: receivedAt,
    },
  });
  const reports = outcome.state === 'graded' ? outcome.reports : [];
  const isWrong = reports.some(({ verdict }) => verdict === 'wrong');
  const submission = await db.submission.create({
    data: {
      pushId: push.id,
      enrollmentId: student.enrollmentId,
      assignmentId: assignment.id,
      treeHash: newCommit,
      receivedAt,
      files: {
        create: ['closed-form.ts', 'gradient-descent.ts'].map((path) => ({
          path,
          content: new TextEncoder().encode(
            path === 'closed-form.ts' ? CLOSED_FORM : isWrong ? SUM_DESCENT : DESCENT,
          ),
        })),
      },
      attempts: {
        create: {
          number: 1,
          versionHash: assignment.versionHash,
          state: outcome.state,
          ...(outcome.state === 'queued' ? { outbox: { create: {} } } : {}),
          queuedAt: receivedAt,
          startedAt: outcome.state === 'queued' ? null : new Date(receivedAt.getTime() + 12),
          finishedAt: outcome.state === 'queued' ? null : new Date(receivedAt.getTime() + 5_340),
          worker: outcome.state === 'queued' ? null : 'worker-1',
          failure: outcome.state === 'not_graded' ? outcome.failure : null,
          points: outcome.state === 'graded' ? sum(reports.map(({ points }) => points)) : null,
          maxPoints: outcome.state === 'graded' ? sum(reports.map(({ maxPoints }) => maxPoints)) : null,
          results: {
            create: reports.map((each) => ({
              task: each.task,
              verdict: each.verdict.replaceAll(' ', '_') as 'correct',
              points: each.points,
              maxPoints: each.maxPoints,
              report: { ...each },
              ...(each.curve && each.curve.steps.length > 1 ? { graph: sampleGraph() } : {}),
            })),
          },
        },
      },
    },
  });
  return submission.id;
}

const CLOSED_FORM = `import tf from 'tensorflow';
import { Xtrn, Ytrn } from 'data';

// Everything is fixed: the data are constants of the graph.
const X = tf.constant(Xtrn, { name: 'X', dtype: tf.float64 });
const Y = tf.constant(Ytrn, { name: 'Y', dtype: tf.float64 });
const w = tf.Variable(tf.zeros([576, 1], tf.float64), { name: 'w' });

const loss = tf.reduceMean(tf.square(tf.sub(tf.matmul(X, w), Y)), { name: 'loss' });
const gram = tf.matmul(X, X, { transposeA: true });
const best = tf.matmul(tf.matrixInverse(gram), tf.matmul(X, Y, { transposeA: true }));
const train = tf.assign(w, best, 'train');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
sess.run(train);
print('training loss', sess.run(loss));
`;

const DESCENT = `import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval } from 'data';

const eta = 0.005;
const X = tf.placeholder(tf.float32, { shape: [null, 576], name: 'X' });
const Y = tf.placeholder(tf.float32, { shape: [null, 1], name: 'Y' });
const w = tf.Variable(tf.zeros([576, 1]), { name: 'w' });

const loss = tf.reduceMean(tf.square(tf.sub(tf.matmul(X, w), Y)), { name: 'loss' });
const [gradient] = tf.gradients(loss, [w]);
const train = tf.assign(w, tf.sub(w, tf.mul(eta, gradient)), 'train');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
for (let i = 0; i < 1000; i += 1) {
	sess.run(train, [[X, Xtrn]]);
	if (i % 100 === 0) print(i, sess.run(loss, [[X, Xval], [Y, Yval]]));
}
`;

/** With the mistake that the report of a wrong one speaks of. */
const SUM_DESCENT = DESCENT.replace('tf.reduceMean(', 'tf.reduceSum(').replace('0.005', '0.05');

const check = (
  name: string,
  title: string,
  points: string,
  status: CheckResult['status'] = 'passed',
  more: Partial<CheckResult> = {},
): CheckResult => ({
  name,
  title,
  status,
  points: status === 'passed' ? points : '0',
  maxPoints: points,
  hidden: false,
  ...more,
});

function report(task: string, verdict: Verdict, points: string, more: Partial<TaskReport>): TaskReport {
  return {
    task,
    verdict,
    points,
    maxPoints: '10',
    summary: `The verdict is ${verdict}.`,
    file: `${task}.ts`,
    checks: [],
    diagnoses: [],
    output: { text: '', truncated: false },
    timings: { programMs: 1843.2, gradingMs: 311 },
    receipt: {
      assignmentVersion: createHash('sha256').update(verdictSlug(verdict)).digest('hex'),
      runtime: 'residual 0.1.0',
      backend: 'js',
      seed: 42,
    },
    ...more,
  };
}

const STEPS = Array.from({ length: 101 }, (_, i) => i * 10);
const REFERENCE = {
  steps: STEPS.map((step) => Math.round(0.7 * step)),
  training: STEPS.map((step) => 0.12 + 0.86 * Math.exp(-step / 95) * (0.6 + 0.4 / (1 + step / 300))),
};

/** Falls as the reference does, while validation turns at run 420. */
const learning: LossCurve = {
  steps: STEPS,
  training: STEPS.map((step) => 0.1 + 0.89 * Math.exp(-step / 130) * (0.6 + 0.4 / (1 + step / 300))),
  validation: STEPS.map(
    (step) => 0.31 + 0.69 * Math.exp(-step / 110) + 1.2e-7 * Math.max(0, step - 420) ** 2,
  ),
  reference: REFERENCE,
};

const diverging: LossCurve = {
  steps: STEPS,
  training: STEPS.map((step) => (step <= 640 ? 0.98 * 10 ** (step / 16.8) : null)),
  validation: STEPS.map((step) => (step <= 630 ? 0.99 * 10 ** (step / 16.6) : null)),
  reference: REFERENCE,
};

const passing = [
  check('loss-value', 'loss is the mean of squared errors', '3', 'passed', {
    figure: 'largest relative difference 3.1e-8 at 5 weights, allowed 2.4e-6',
  }),
  check('fed-by-placeholders', 'X and Y are placeholders', '1'),
  check('update-gradient', 'train steps along the gradient', '3', 'passed', {
    figure: '‖Δw − ηg‖ / ‖ηg‖ = 8.2e-7, allowed 3.0e-6, η = 0.005',
  }),
  check('training-loss', 'the training loss reaches the reference', '2', 'passed', {
    figure: '0.1004, reference 0.1206 ± 0.0003',
  }),
  check('hidden-loss', 'the loss on data nobody has seen', '1', 'passed', { hidden: true }),
];

function closedForm(verdict: Verdict): TaskReport {
  const task = 'closed-form';
  if (verdict === 'compile error')
    return report(task, verdict, '0', {
      summary: 'The program does not compile, so nothing was run.',
      error: {
        kind: 'SyntaxError',
        message: "Unexpected token, expected ','",
        site: { file: 'closed-form.ts', line: 5, column: 40 },
        sourceLine: CLOSED_FORM.split('\n')[4],
        stack: [],
      },
    });
  if (verdict === 'forbidden')
    return report(task, verdict, '0', { summary: 'The program reached past its library and was stopped.' });
  return report(task, 'correct', '10', {
    summary: 'All checks passed. Note how far the validation loss is above the training loss.',
    checks: passing.map((each) =>
      each.name === 'fed-by-placeholders'
        ? { ...each, name: 'fixed-as-constants', title: 'X and Y are constants' }
        : each,
    ),
    output: { text: 'training loss 2.81e-26\n', truncated: false },
    curve: { steps: [1], training: [2.8123e-26], validation: [53.61] },
  });
}

function descent(verdict: Verdict): TaskReport {
  const task = 'gradient-descent';
  if (verdict === 'runtime error')
    return report(task, verdict, '0', {
      summary: 'The program stopped at line 15: the placeholder Y was not fed.',
      error: {
        kind: 'InvalidArgumentError',
        message: "You must feed a value for placeholder tensor 'Y' with dtype float and shape [?,1]",
        site: { file: 'gradient-descent.ts', line: 16, column: 7 },
        sourceLine: DESCENT.split('\n')[15],
        op: { name: 'Y', site: { file: 'gradient-descent.ts', line: 6, column: 14 } },
        opSourceLine: DESCENT.split('\n')[5],
        stack: ['at gradient-descent.ts:16:7', 'at gradient-descent.ts:15:1'],
      },
      checks: passing.map((each) => ({ ...each, status: 'skipped', points: '0', figure: undefined })),
      output: { text: 'start \u001b[31mred\u001b[0m\u202e end <script>alert(1)</script>\n', truncated: true },
    });
  if (verdict === 'time limit')
    return report(task, verdict, '0', {
      summary: 'The program was stopped after 60 s. It had finished 214 runs of train.',
      output: {
        text: Array.from({ length: 30 }, (_, i) => `${i * 100} 0.${900 - i}`).join('\n'),
        truncated: true,
      },
    });
  if (verdict === 'wrong')
    return report(task, verdict, '0', {
      summary: 'The loss is not the one the task asks for: it is 607 times too large.',
      checks: [
        check('loss-value', 'loss is the mean of squared errors', '3', 'failed', {
          figure: '596.2 at w = 0, expected 0.9823, allowed ± 2.4e-6',
          message: 'The node "loss" computes something else. The other checks rest on it and were not run.',
        }),
        ...passing
          .slice(1)
          .map((each) => ({ ...each, status: 'skipped' as const, points: '0', figure: undefined })),
      ],
      diagnoses: [
        {
          name: 'sum-instead-of-mean',
          title: 'A sum where a mean is meant',
          evidence: '596.2 / 0.9823 = 607.0, the number of training rows',
          remedy: 'Use tf.reduceMean, or divide by the number of rows.',
          certainty: 'certain',
        },
      ],
    });
  if (verdict === 'partial')
    return report(task, verdict, '7', {
      summary: 'The graph is right, but the training runs away: the step is too large.',
      checks: passing.map((each) =>
        each.name === 'training-loss'
          ? {
              ...each,
              status: 'failed',
              points: '0',
              figure: 'not a finite number, reference 0.1206 ± 0.0003',
              message: 'The loss grew with every run until it left the range of float32.',
            }
          : each.name === 'hidden-loss'
            ? { ...each, status: 'failed', points: '0' }
            : each,
      ),
      diagnoses: [
        {
          name: 'eta-too-large',
          title: 'The learning rate is too large',
          evidence: 'η = 0.05; the loss shrinks only below 2/λmax = 0.0113',
          remedy: 'Take a smaller learning rate: a tenth is a good next try.',
          certainty: 'likely',
        },
      ],
      curve: diverging,
    });
  return report(task, 'correct', '10', {
    summary: 'All checks passed.',
    checks: passing,
    output: { text: '0 0.9921\n100 0.5846\n200 0.4231\n300 0.3601\n', truncated: false },
    curve: learning,
  });
}

const BOARD = {
  baseline: 0.001,
  horizon: 1000,
  target: 0.4512,
  most: 500,
  board: [
    { eta: 0.001, steps: 1000 },
    { eta: 0.003, steps: 333 },
    { eta: 0.01, steps: 100 },
    { eta: 0.03, steps: 34 },
    { eta: 0.1, steps: null },
  ],
  own: { eta: 0.005, steps: 200 },
};

const fixedData = (verdict: Verdict): TaskReport =>
  report('fixed-data', verdict, verdict === 'correct' ? '10' : '6.5', {
    file: undefined,
    curve: learning,
    plots: PLOTS,
    board: BOARD,
  });
const placeholders = (verdict: Verdict): TaskReport =>
  report('placeholders', verdict, '10', { file: undefined });

/** As a program in Python may have asked for. */
const PLOTS: NonNullable<TaskReport['plots']> = [
  {
    title: 'Loss',
    x: 'step',
    y: 'mean loss',
    logY: true,
    series: ['training', 'validation'].map((label, k) => ({
      kind: 'line' as const,
      label,
      x: [],
      y: Array.from({ length: 60 }, (_, i) => 0.3 * (k + 1) + Math.exp(-i / 12)),
    })),
    images: [],
  },
  {
    title: 'A ring',
    series: [],
    images: [
      {
        width: 12,
        values: Array.from({ length: 144 }, (_, i) =>
          Math.max(0, 1 - Math.abs(Math.hypot((i % 12) - 5.5, Math.floor(i / 12) - 5.5) - 4)),
        ),
      },
    ],
  },
];
