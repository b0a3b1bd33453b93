import { describe, expect, test } from '@jest/globals';
import { introduction, PushAnswer, receipt, type AnsweredAssignment } from './push-answer.ts';
import { type PublicReport, WIDTH } from '@residual/answer';

const linear: AnsweredAssignment = {
  slug: 'linear-regression',
  attemptId: 'a1',
  url: 'http://localhost:8080/submissions/s1',
  unchanged: false,
  late: false,
  before: null,
  tasks: [
    { name: 'closed-form', maxPoints: '10' },
    { name: 'gradient-descent', maxPoints: '7.5' },
  ],
};
const logistic: AnsweredAssignment = {
  ...linear,
  slug: 'logistic-regression',
  attemptId: 'a2',
  tasks: [{ name: 'fixed-data', maxPoints: '5' }],
};
const correct: PublicReport = {
  task: 'closed-form',
  verdict: 'correct',
  points: '10',
  maxPoints: '10',
  summary: 'All checks passed.',
  checks: [
    {
      name: 'loss-value',
      title: 'The loss is the mean squared error',
      status: 'passed',
      points: '10',
      maxPoints: '10',
      hidden: false,
      figure: 'loss 0.25, expected 0.25',
    },
  ],
  diagnoses: [],
};
const failed: PublicReport = {
  task: 'gradient-descent',
  verdict: 'runtime error',
  points: '0',
  maxPoints: '7.5',
  summary: 'The program stopped.',
  checks: [
    {
      name: 'hidden-loss',
      title: 'Loss on unseen data',
      status: 'skipped',
      points: '0',
      maxPoints: '7.5',
      hidden: true,
    },
  ],
  diagnoses: [
    {
      name: 'unfed',
      title: 'a placeholder has no value',
      evidence: 'Y is not in feeds',
      remedy: 'Feed Y.',
      certainty: 'certain',
    },
  ],
  error: {
    kind: 'InvalidArgumentError',
    message: "You must feed a value for placeholder tensor 'Y' with dtype float",
    site: { file: 'gradient-descent.ts', line: 12, column: 6 },
    sourceLine: 'sess.run(train, [[X, Xtrn]]);',
    op: { name: 'Y', site: { file: 'gradient-descent.ts', line: 4, column: 11 } },
    opSourceLine: 'const Y = tf.placeholder(tf.float32);',
    stack: ['at gradient-descent.ts:12', 'at main gradient-descent.ts:30'],
  },
};
const graded = (...reports: PublicReport[]) =>
  ({ state: 'graded', points: '10', maxPoints: '17.5', reports }) as const;

describe('PushAnswer', () => {
  test('says the checks of a task as it finishes, and the last lines in the order of the tasks', () => {
    const answer = new PushAnswer([linear]);
    expect(answer.started('a1')).toEqual(['linear-regression: grading ...']);
    expect(answer.taskStarted('a1', 'closed-form')).toEqual(['', 'linear-regression/closed-form']);
    expect(answer.taskFinished('a1', correct)).toEqual([
      '  ✓ 10/10  loss-value: loss 0.25, expected 0.25',
      '  correct, 10/10 points. All checks passed.',
    ]);
    answer.taskFinished('a1', failed);
    expect(answer.finished('a1', graded(failed, correct))).toEqual([
      '',
      'linear-regression: 10/17.5 points, http://localhost:8080/submissions/s1',
    ]);
    expect(answer.open).toEqual([]);
    expect(answer.lastLines()).toEqual([
      '',
      'linear-regression/closed-form: correct 10/10',
      'linear-regression/gradient-descent: runtime error 0/7.5',
    ]);
  });

  test('shows an error with its place, source line, caret, op and cause', () => {
    const answer = new PushAnswer([linear]);
    answer.taskStarted('a1', 'gradient-descent');
    expect(answer.taskFinished('a1', failed)).toEqual([
      "  InvalidArgumentError: You must feed a value for placeholder tensor 'Y' with dtype float",
      '    at linear-regression/gradient-descent.ts:12:6',
      '      sess.run(train, [[X, Xtrn]]);',
      '           ^',
      "    Caused by op 'Y', defined at linear-regression/gradient-descent.ts:4:11",
      '      const Y = tf.placeholder(tf.float32);',
      '                ^',
      '    at main gradient-descent.ts:30',
      '  – 1 check not run',
      '  Cause: a placeholder has no value. Y is not in feeds',
      '    Feed Y.',
      '  runtime error, 0/7.5 points. The program stopped.',
    ]);
  });

  test("says TensorFlow's message once: node and op's place are not repeated", () => {
    const message = failed.error!.message;
    const lines = new PushAnswer([linear]).taskFinished('a1', {
      ...failed,
      error: {
        ...failed.error!,
        message: `${message}\n\t [[Node: Y]]\n\nCaused by op 'Y', defined at:\n  File "gradient-descent.ts", line 4\n\nInvalidArgumentError (see above for traceback): ${message}\n\t [[Node: Y]]`,
      },
    });
    const text = lines.join('\n');
    expect(text.split('You must feed')).toHaveLength(2);
    expect(text.split('Caused by op')).toHaveLength(2);
    expect(text).not.toContain('[[Node');
  });

  test('says which submission counts when the score falls, and only then', () => {
    const counts = (before: string) =>
      new PushAnswer([{ ...linear, before }]).finished('a1', graded(correct, failed)).at(-1);
    expect(counts('17.5')).toBe(
      'linear-regression: the latest submission counts: 10/17.5 now, 17.5/17.5 before',
    );
    // As numbers: "9" is less than "10".
    expect(counts('9')).toContain('http://');
    expect(counts('10')).toContain('http://');
  });

  test('says the same whether events arrive, arrive twice or are lost', () => {
    const live = new PushAnswer([linear]);
    const seen = [
      ...live.started('a1'),
      ...live.started('a1'),
      ...live.taskStarted('a1', 'closed-form'),
      ...live.taskFinished('a1', correct),
      ...live.taskFinished('a1', correct),
      ...live.taskStarted('a1', 'gradient-descent'),
      ...live.taskFinished('a1', failed),
      ...live.finished('a1', graded(correct, failed)),
      ...live.finished('a1', graded(correct, failed)),
      ...live.taskStarted('a1', 'closed-form'),
      ...live.lastLines(),
    ];
    const late = new PushAnswer([linear]);
    expect([...late.finished('a1', graded(correct, failed)), ...late.lastLines()]).toEqual(seen);
  });

  test('repeats the heading of a task when another assignment spoke in between', () => {
    const answer = new PushAnswer([linear, logistic]);
    answer.taskStarted('a1', 'closed-form');
    answer.taskStarted('a2', 'fixed-data');
    expect(answer.taskFinished('a1', correct).slice(0, 2)).toEqual(['', 'linear-regression/closed-form']);
  });

  test('repeats the standing verdict of an unchanged folder in the last lines only', () => {
    const answer = new PushAnswer([{ ...linear, unchanged: true }]);
    expect(answer.finished('a1', graded(correct, failed))).toEqual([]);
    expect(answer.lastLines().slice(1)).toEqual([
      'linear-regression/closed-form: correct 10/10',
      'linear-regression/gradient-descent: runtime error 0/7.5',
    ]);
  });

  test('takes back what it announced when the attempt then ends without a score', () => {
    const answer = new PushAnswer([linear]);
    answer.taskFinished('a1', correct);
    answer.finished('a1', { state: 'not_graded', points: null, maxPoints: null, reports: [] });
    expect(answer.lastLines().slice(1)).toEqual([
      'linear-regression/closed-form: not graded -/10',
      'linear-regression/gradient-descent: not graded -/7.5',
    ]);
  });

  test('never shows a failure of ours as points', () => {
    const answer = new PushAnswer([linear]);
    const lines = answer.finished('a1', { state: 'not_graded', points: null, maxPoints: null, reports: [] });
    expect(lines.join('\n')).toContain('The fault is not yours');
    expect(answer.lastLines().slice(1)).toEqual([
      'linear-regression/closed-form: not graded -/10',
      'linear-regression/gradient-descent: not graded -/7.5',
    ]);
  });

  test('says where the verdict will be when the push ends first, and gives no verdict', () => {
    const answer = new PushAnswer([linear]);
    answer.taskFinished('a1', correct);
    expect(answer.unfinished()).toEqual([
      '',
      'linear-regression: still being graded; the verdict will be at',
      '  http://localhost:8080/submissions/s1',
    ]);
    expect(answer.lastLines().slice(1)).toEqual(['linear-regression/closed-form: correct 10/10']);
  });

  test('says how many are before it while it waits, and not once it runs', () => {
    const answer = new PushAnswer([linear]);
    expect(answer.waiting).toEqual(['a1']);
    const place = { before: 12, seconds: 100, isServed: true, device: 'cpu' as const };
    expect(answer.waits('a1', place)).toEqual([
      'linear-regression: queued, 12 submissions are before it; its verdict in about 2 min',
    ]);
    expect(answer.waits('a1', { before: 2, seconds: null, isServed: true, device: 'gpu' })).toEqual([
      'linear-regression: queued, 2 submissions are before it, for a worker with a GPU',
    ]);
    const forGpu = { before: 0, seconds: null, device: 'gpu' } as const;
    expect(answer.waits('a1', { ...forGpu, isServed: true })).toEqual([
      'linear-regression: queued, next in line for a worker with a GPU',
    ]);
    expect(answer.waits('a1', { ...forGpu, isServed: false })).toEqual([
      'linear-regression: queued, next in line for a worker with a GPU (none is there just now)',
    ]);
    expect(answer.waits('a1', { before: 0, seconds: null, isServed: false, device: 'cpu' })).toEqual([
      'linear-regression: queued, next in line for a worker (no worker is grading just now)',
    ]);
    answer.started('a1');
    expect(answer.waits('a1', place)).toEqual([]);
    expect(answer.waiting).toEqual([]);
  });

  test('says that a newer push has taken its place, and claims no verdict', () => {
    const answer = new PushAnswer([linear]);
    const outcome = { state: 'superseded', points: null, maxPoints: null, reports: [] } as const;
    expect(answer.finished('a1', outcome).join('\n')).toMatch(/a newer push came .*\sNo attempt is used up/s);
    expect(answer.lastLines()).toEqual([]);
    expect(answer.open).toEqual([]);
  });

  test('lets no text of a program end a line, move the cursor or fill the screen', () => {
    const answer = new PushAnswer([linear]);
    const hostile = `\u001b[2J\u0000accept\nlinear-regression/closed-form: correct 10/10\r${'w'.repeat(100_000)}`;
    const lines = answer.taskFinished('a1', {
      ...failed,
      summary: hostile,
      error: {
        kind: 'Error',
        message: hostile,
        stack: [hostile, hostile],
        site: { file: hostile, line: 1, column: 1 },
      },
    });
    expect(lines.length).toBeLessThan(60);
    expect(lines.join('')).not.toMatch(/[\0-\x1f\x7f]/);
    expect(lines.filter((line) => line.startsWith('linear-regression/closed-form:'))).toEqual([]);
  });

  test('stays within the width', () => {
    const answer = new PushAnswer([linear]);
    const long = 'a fairly long sentence that goes on and on '.repeat(5);
    const lines = answer.taskFinished('a1', {
      ...failed,
      checks: [{ ...failed.checks[0], status: 'failed', title: long, figure: long, message: long }],
      diagnoses: [{ ...failed.diagnoses[0], title: long, evidence: long, remedy: long }],
    });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
  });
});

test('the first lines name the commit, the time of receipt, what is late and what is unchanged', () => {
  const push = {
    commit: '3f2a91c4d5e6f708192a3b4c5d6e7f8091a2b3c4',
    receivedAt: new Date('2026-03-01T14:03:22Z'),
    timeZone: 'UTC',
  };
  expect(receipt(push)).toEqual(['Residual: received 3f2a91c at 14:03:22 UTC']);
  expect(
    introduction([
      { ...linear, late: true },
      { ...logistic, unchanged: true },
    ]),
  ).toEqual([
    'linear-regression: received after the deadline, marked late',
    'logistic-regression: unchanged, its verdict stands: http://localhost:8080/submissions/s1',
  ]);
});
