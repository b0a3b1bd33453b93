// Checks of tasks without a model.
import { describe, expect, test } from '@jest/globals';
import { taskSpecSchema } from '@residual/contracts';
import { LocalTarget } from '@residual/runtime';
import { gradeTask } from '../grade-task.ts';
import { runInProcess } from '../testing/run-in-process.ts';
import { DATA } from '../testing/tiny-course.ts';

function grade(source: string, check: object) {
  const task = taskSpecSchema.parse({
    name: 'task',
    title: 'task',
    points: 1,
    checks: [{ points: 1, ...check }],
  });
  const program = runInProcess(source, DATA);
  return gradeTask({ task, data: DATA, program, target: new LocalTarget({ seed: 1 }), seed: 1 });
}
const status = (source: string, check: object) => grade(source, check).checks[0].status;
const cause = (source: string, check: object) => grade(source, check).diagnoses[0]?.name;

const PLACEHOLDERS =
  "const a = tf.placeholder(tf.float32, { name: 'a' }); const b = tf.placeholder(tf.float32, { name: 'b' });";

describe('node-value', () => {
  const check = {
    check: 'node-value',
    node: 'e',
    partial: 'proportional',
    cases: [
      { feeds: { a: 2, b: 1 }, value: 3 },
      { feeds: { a: -1, b: 4 }, value: 3 },
    ],
  };

  test.each([
    ['passed', "tf.add(a, b, 'e')"],
    ['failed', "tf.subtract(a, b, 'e')"],
    ['failed', "tf.constant(3, { dtype: tf.float32, name: 'e' }).add(a.add(b).mul(0))"],
    ['failed', "tf.add(a, b.div(0), 'e')"],
    ['failed', "tf.reshape(tf.add(a, b), [1], 'e')"],
  ])('%s: %s', (wanted, expression) => {
    const { checks } = grade(`${PLACEHOLDERS} ${expression};`, check);
    // A constant is right in every case here: only its graph tells.
    expect(checks[0].status).toBe(expression.startsWith('tf.constant') ? 'passed' : wanted);
  });

  test('gives a part for a part of the cases', () => {
    expect(grade(`${PLACEHOLDERS} tf.add(a.mul(2), b.sub(2), 'e');`, check)).toMatchObject({ points: '0.5' });
  });

  test('names the input that is not used', () => {
    expect(cause(`${PLACEHOLDERS} tf.identity(a, 'e');`, check)).toBe('input-not-used');
  });

  test('feeds inner nodes and sets variables', () => {
    const source = "const v = new tf.Variable(1, { name: 'v' }); const c = v.mul(2, 'c'); tf.add(c, v, 'e');";
    const cases = [
      { variables: { v: 5 }, value: 15 },
      { variables: { v: 5 }, feeds: { c: 1 }, value: 6 },
    ];
    expect(status(source, { check: 'node-value', node: 'e', cases })).toBe('passed');
  });
});

describe('graph-shape', () => {
  test.each([
    [
      'passed',
      {
        nodes: [
          { name: 'a', op: 'Placeholder', dtype: 'float32' },
          { name: 'e', uses: ['a', 'b'] },
        ],
      },
    ],
    ['failed', { nodes: [{ name: 'a', op: 'Const' }] }],
    ['failed', { nodes: [{ name: 'a', dtype: 'float64' }] }],
    ['failed', { nodes: [{ name: 'missing' }] }],
    ['failed', { forbidden: ['Add'] }],
    ['passed', { forbidden: ['Mul'], ops: ['Add'] }],
    ['failed', { ops: ['MatMul'] }],
    ['failed', { minRuns: 1 }],
    ['passed', { maxRuns: 0 }],
  ])('%s with %j', (wanted, demands) => {
    expect(status(`${PLACEHOLDERS} tf.add(a, b, 'e');`, { check: 'graph-shape', ...demands })).toBe(wanted);
  });

  test.each([
    ['failed', 'sess.run(a.add(1))'],
    ['passed', 'sess.run(once)'],
  ])('a loop that makes nodes: %s for %s', (wanted, statement) => {
    const source = `const a = tf.constant(1); const once = a.add(1); const sess = new tf.Session(); for (let i = 0; i < 10; i++) ${statement};`;
    expect(status(source, { check: 'graph-shape', growing: false })).toBe(wanted);
  });

  test('a second part of a program is no growth', () => {
    const source =
      'const sess = new tf.Session(); for (const x of [1, 2, 3]) sess.run(tf.constant(x)); for (let i = 0; i < 9; i++) sess.run(tf.getDefaultGraph().getTensorByName("Const:0"));';
    expect(status(source, { check: 'graph-shape', growing: false })).toBe('passed');
  });
});

describe('reproducible', () => {
  const check = { check: 'reproducible', nodes: ['r'], trainRuns: 0 };

  test.each([
    ['passed', "tf.setRandomSeed(3); tf.randomNormal([4], { name: 'r' });"],
    ['passed', "tf.randomNormal([4], { seed: 5, name: 'r' });"],
    ['failed', "tf.randomNormal([4], { name: 'r' });"],
    ['failed', "tf.add(tf.randomUniform([4]), 1, 'r');"],
  ])('%s: %s', (wanted, source) => expect(status(source, check)).toBe(wanted));
});

describe('variables', () => {
  const counter = (step: string, runs = 5) =>
    `const count = new tf.Variable(0, { name: 'count' }); const step = ${step}; const sess = new tf.Session(); sess.run(count.initializer); for (let i = 0; i < ${runs}; i++) sess.run(step);`;
  const update = {
    check: 'variable-update',
    op: 'step',
    variable: 'count',
    cases: [{ from: 2, runs: 3, to: 11 }],
  };

  test.each([
    ['passed', "count.assign(count.add(3), 'step')"],
    ['failed', "count.assign(count.add(2), 'step')"],
    ['failed', "count.assign(3, 'step')"],
    ['failed', "tf.add(count, 3, 'step')"],
  ])('variable-update: %s for %s', (wanted, step) => expect(status(counter(step), update)).toBe(wanted));

  test('the assignment that is missing is named', () => {
    expect(cause(counter("tf.add(count, 3, 'step')"), update)).toBe('missing-assign');
  });

  test.each([
    ['passed', 5],
    ['failed', 4],
  ])('variable-value: %s after %i runs', (wanted, runs) => {
    const source = counter("count.assign(count.add(3), 'step')", runs);
    expect(status(source, { check: 'variable-value', variable: 'count', value: 15 })).toBe(wanted);
  });

  test('a constant is no variable', () => {
    expect(
      cause("tf.constant(15, { name: 'count' });", { check: 'variable-value', variable: 'count', value: 15 }),
    ).toBe('not-a-variable');
  });
});

describe('a hidden check', () => {
  const hidden = {
    check: 'node-value',
    node: 'e',
    hidden: true,
    cases: [{ feeds: { a: 271, b: 828 }, value: 1099 }],
  };
  const wrong = `${PLACEHOLDERS} tf.subtract(a, b, 'e');`;

  test('says neither what was fed nor what came out', () => {
    expect(JSON.stringify(grade(wrong, hidden))).not.toMatch(/271|828|1099|557/);
  });

  test('keeps its figure for the time after the deadline where the assignment says so', () => {
    const { checks, afterDeadline } = grade(wrong, { ...hidden, reveal: 'after-deadline' });
    expect(checks[0]).not.toHaveProperty('figure');
    expect(afterDeadline).toEqual([{ check: 'node-value', figure: '`e` is right in 0 of 1 case' }]);
  });
});
