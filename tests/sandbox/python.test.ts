// Programs in Python: each in fixtures/python is named by how it must end.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSandbox, readFinishedProgram, type ProgramOutcome, type Sandbox } from '@residual/sandbox';
import { AVAILABLE, BUFFERS, endOf, requestFor, sandboxProcesses } from './sandbox-case.ts';

const PROGRAMS = join(import.meta.dirname, 'fixtures/python');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ warm: 0, warmPython: 2, ...AVAILABLE });
});
afterAll(async () => {
  await sandbox.close();
  expect(sandboxProcesses()).toEqual([]);
});

const run = (file: string, text: string) => {
  const request = requestFor(file, text);
  return sandbox.runProgram({ ...request, limits: { ...request.limits, memoryMegabytes: 128 } }, BUFFERS);
};

const errorOf = (outcome: ProgramOutcome) =>
  outcome.kind === 'finished'
    ? readFinishedProgram(outcome.frame).error
    : 'error' in outcome
      ? outcome.error
      : undefined;

/** Every sixth program, or all of them: `SANDBOX_CORPUS=all npm test -- --selectProjects sandbox`. */
const corpus = readdirSync(PROGRAMS).filter((_, i) => process.env.SANDBOX_CORPUS === 'all' || i % 6 === 0);

test.each(corpus.map((file) => [file]))('%s ends as its name says', async (file) => {
  const outcome = await run(file, readFileSync(join(PROGRAMS, file), 'utf8'));
  expect([endOf(outcome), errorOf(outcome)]).toEqual([/_([a-z-]+)\.\w+$/.exec(file)?.[1], errorOf(outcome)]);
  expect(outcome.output.text).not.toContain('ESCAPED');
});

describe('a program in Python', () => {
  test('leaves its graph and the final value of w, and prints as NumPy does', async () => {
    const outcome = await run('a.py', readFileSync(join(PROGRAMS, 'honest_fine.py'), 'utf8'));
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    expect(outcome.output.text).toBe('w = [  7.5  10. ]\n');
    const program = readFinishedProgram(outcome.frame);
    expect(program.nodes.map((node) => node.name)).toEqual(expect.arrayContaining(['w', 'train', 'init']));
    // Five runs of w ← w + x from zero.
    expect([...program.variables.get('w')!.data]).toEqual([7.5, 10]);
    expect(program.trainRuns).toBe(5);
  });

  test('fails with the line that failed, and the op with the line that made it', async () => {
    const source = [
      'import tensorflow as tf',
      'b = tf.placeholder(tf.float32, name="b")',
      'def evaluate(sess):',
      '    return sess.run(b + 1)',
      'with tf.Session() as sess:',
      '    evaluate(sess)',
    ].join('\n');
    expect(errorOf(await run('a.py', source))).toMatchObject({
      kind: 'InvalidArgumentError',
      message: expect.stringContaining(`  File "a.py", line 2\n    b = tf.placeholder(tf.float32, name="b")`),
      site: { file: 'a.py', line: 4, column: 12 },
      op: { name: 'b', site: { file: 'a.py', line: 2 } },
      stack: ['evaluate (a.py:4:12)', '<program> (a.py:6:5)'],
    });
  });

  test.each([
    [
      'import pandas',
      /^No module named 'pandas' here \(the data are NumPy arrays.*A program can import tensorflow/,
    ],
    ['import tensorflw', /Did you mean tensorflow\?/],
    [
      'import tensorflow as tf\ntf.reduce_men',
      /has no attribute 'reduce_men'. Did you mean: 'reduce_mean'\?/,
    ],
    ['for i in xrange(3): pass', /^name 'xrange' is not defined. It is Python 2; Python 3 has range$/],
    ['print "loss", 3', /^print is a function in Python 3: write print\("loss", 3\)/],
  ])('%s is answered with what there is', async (source, message) => {
    expect(errorOf(await run('a.py', source))?.message).toMatch(message);
  });

  test('leaves what it plots as data, without minding how it is to look', async () => {
    const source = [
      'import matplotlib.pyplot as plt',
      'plt.figure(figsize=(4, 3))',
      'plt.plot([0.5, 0.25], "r--", label="loss")',
      'plt.legend(loc="best"); plt.grid(True); plt.title("descent")',
      'plt.show()',
      'plt.imshow([[0, 2], [4, 1]], cmap="gray")',
      'raise SystemExit(1)',
    ].join('\n');
    expect((await run('a.py', source)).plots).toEqual([
      {
        title: 'descent',
        series: [{ kind: 'line', label: 'loss', x: [0, 1], y: [0.5, 0.25] }],
        images: [],
      },
      { series: [], images: [{ width: 2, values: [0, 0.5, 1, 0.25] }] },
    ]);
  });

  test('finds the course data under the address of the lecture, and no network', async () => {
    const source = [
      'import urllib.request',
      'try:',
      '    urllib.request.urlopen("https://example.org/other.txt")',
      'except OSError as error:',
      '    print(error.reason)',
    ].join('\n');
    expect((await run('a.py', source)).output.text).toMatch(/^there is no network here/);
  });

  test('is as random as its seed says', async () => {
    const source = 'import random, numpy as np\nprint(random.random(), np.random.rand())';
    const [one, other] = [await run('a.py', source), await run('a.py', source)];
    expect(one.output.text).toBe(other.output.text);
  });
});

test("a notebook's cells run in order, show their last value, and fail by cell and line", async () => {
  const cell = (source: string) => ({ cell_type: 'code', metadata: {}, source: source.split(/(?<=\n)/) });
  const notebook = JSON.stringify({
    nbformat: 4,
    cells: [
      cell('%matplotlib inline\na = 2'),
      { cell_type: 'markdown', metadata: {}, source: ['# text'] },
      cell('a + 4'),
      cell('\na / 0'),
    ],
  });
  const outcome = await run('a.ipynb', notebook);
  expect(outcome.output.text).toBe('Out[2]:\n6\n');
  expect(errorOf(outcome)).toMatchObject({
    kind: 'ZeroDivisionError',
    site: { file: 'a.ipynb, cell 3', line: 2 },
  });
});
