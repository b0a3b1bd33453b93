// Each program in fixtures/programs is named by how it must end; after each one an honest program runs as if nothing had been.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSandbox, readFinishedProgram, type Sandbox } from '@residual/sandbox';
import { AVAILABLE, BUFFERS, endOf, openSockets, requestFor, sandboxProcesses } from './sandbox-case.ts';

const PROGRAMS = join(import.meta.dirname, 'fixtures/programs');
const source = (file: string): string => readFileSync(join(PROGRAMS, file), 'utf8');

let sandbox: Sandbox;
let sockets: number;
const temporaryFolder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
beforeAll(async () => {
  sockets = openSockets();
  sandbox = await createSandbox({ warm: 1, temporaryFolder, ...AVAILABLE });
});
afterAll(async () => {
  await sandbox.close();
  expect(sandboxProcesses()).toEqual([]);
  expect(readdirSync(temporaryFolder)).toEqual([]);
  expect(openSockets()).toBe(sockets);
  rmSync(temporaryFolder, { recursive: true });
});

const run = (file: string, text = source(file)) => sandbox.runProgram(requestFor(file, text), BUFFERS);

async function expectHonestProgramToWork(): Promise<void> {
  const outcome = await run('honest_fine.ts');
  expect(outcome).toMatchObject({
    kind: 'finished',
    output: { text: 'w = [  7.5  10. ]\n', truncated: false },
  });
}

/** Every third program, or all of them: `SANDBOX_CORPUS=all npm test -- --selectProjects sandbox`. */
const corpus = readdirSync(PROGRAMS).filter((_, i) => process.env.SANDBOX_CORPUS === 'all' || i % 3 === 0);

describe('a program ends as its name says, and the next one is not touched', () => {
  test.each(corpus.map((file) => [file]))('%s', async (file) => {
    const outcome = await run(file);
    expect(endOf(outcome)).toBe(/_([a-z-]+)\.\w+$/.exec(file)?.[1]);
    expect(outcome.output.text).not.toContain('ESCAPED');
    expect(outcome.output.text.length).toBeLessThanOrEqual(8 * 1024);
    await expectHonestProgramToWork();
    // The one that waits for the next program is all that may be left.
    expect(sandboxProcesses().length).toBeLessThanOrEqual(1);
  });
});

describe('a finished program', () => {
  test('leaves its graph, the final value of w and how w came there', async () => {
    const outcome = await run('honest_fine.ts');
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    const program = readFinishedProgram(outcome.frame);
    expect(program.nodes.map((node) => node.name)).toEqual(expect.arrayContaining(['w', 'train', 'init']));
    // Five runs of w ← w + x from zero.
    expect([...program.variables.get('w')!.data]).toEqual([7.5, 10]);
    expect(program.trainRuns).toBe(5);
    expect(program.trajectory.steps).toEqual([0, 1, 2, 3, 4, 5]);
    expect(program.trajectory.values.map((value) => value.data[0])).toEqual([0, 1.5, 3, 4.5, 6, 7.5]);
  });

  test('tells where in the program each node was made', async () => {
    const outcome = await run('honest_fine.ts');
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    const train = readFinishedProgram(outcome.frame).nodes.find((node) => node.name === 'train');
    expect(train?.site).toEqual({ file: 'honest_fine.ts', line: 5, column: 17 });
  });

  test('tells it of nodes made in a call that calls the program back', async () => {
    const text = [
      "import tf from 'tensorflow';",
      "const x = tf.placeholder('float32', { shape: [], name: 'x' });",
      "tf.nameScope('scope', () => {",
      "  const inner = x.mul(2, 'inner');",
      "  return [1].map(() => tf.add(inner, 3, 'deep'));",
      '});',
      "const v = new tf.Variable(() => tf.zeros([], { name: 'zero' }), { name: 'v' });",
      "new tf.train.GradientDescentOptimizer(0.5).minimize(x.mul(v), { name: 'train' });",
      "const table = { cond: tf.identity, later: (y) => tf.identity(y, 'later') };",
      'table.later(x);',
    ].join('\n');
    const outcome = await run('places_fine.js', text);
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    const { nodes, error } = readFinishedProgram(outcome.frame);
    expect(error).toBeUndefined();
    const lineOf = (name: string) => nodes.find((node) => node.name === name)?.site?.line;
    expect(
      ['x', 'scope/inner', 'scope/inner/y', 'scope/deep', 'scope/deep/y', 'v', 'train', 'later'].map(lineOf),
    ).toEqual([2, 4, 4, 5, 5, 7, 8, 9]);
    expect(nodes.filter(({ name }) => name.startsWith('gradients/')).map(({ site }) => site?.line)).toEqual(
      nodes.filter(({ name }) => name.startsWith('gradients/')).map(() => 8),
    );
    expect(nodes.every(({ site }) => site?.file === 'places_fine.js')).toBe(true);
  });

  test('takes w from the session that last ran train, as it was when that session closed', async () => {
    const outcome = await run(
      'sessions.ts',
      `import tf from 'tensorflow';
const w = new tf.Variable(0, { name: 'w' });
const train = w.assign(w.add(1), 'train');
const start = () => { const s = new tf.Session(); s.run(tf.globalVariablesInitializer()); return s; };
const first = start(), second = start();
second.run(train);
first.run(train); first.run(train); first.run(train);
first.close();
second.run(w.assign(100));`,
    );
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    const program = readFinishedProgram(outcome.frame);
    expect([...program.variables.get('w')!.data]).toEqual([3]);
    expect(program.trainRuns).toBe(3);
  });

  test('keeps at most 128 samples of w, evenly spaced', async () => {
    const outcome = await run(
      'long.ts',
      `import tf from 'tensorflow';
const w = new tf.Variable(0, { name: 'w' });
const train = w.assign(w.add(1), 'train');
const s = new tf.Session(); s.run(tf.globalVariablesInitializer());
for (let i = 0; i < 1000; i++) s.run(train);`,
    );
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    const { steps, values } = readFinishedProgram(outcome.frame).trajectory;
    expect(steps).toEqual(Array.from({ length: 126 }, (_, i) => 8 * i));
    expect(values.map((value) => value.data[0])).toEqual(steps);
  });
});

async function errorOf(file: string, text?: string) {
  const outcome = await run(file, text);
  if (outcome.kind === 'compile error' || outcome.kind === 'runtime error') return outcome.error;
  if (outcome.kind !== 'finished') throw new Error(outcome.kind);
  return readFinishedProgram(outcome.frame).error;
}

describe('an error', () => {
  test('of a run names the op and where it was made', async () => {
    const file = 'unfed-placeholder_runtime-error.ts';
    expect(await errorOf(file)).toMatchObject({
      kind: 'InvalidArgumentError',
      message: expect.stringContaining("You must feed a value for placeholder tensor 'b' with dtype float"),
      site: { file, line: 7, column: 12 },
      op: { name: 'b', site: { file, line: 4, column: 14 } },
    });
  });

  test('has the calls of the program, and no others, innermost first', async () => {
    expect(
      await errorOf('calls.ts', 'function f(): never {\n  throw new TypeError("no");\n}\nf();'),
    ).toMatchObject({
      kind: 'TypeError',
      message: 'no',
      stack: ['f (calls.ts:2:9)', '<program> (calls.ts:4:1)'],
    });
  });

  test('of syntax points at line and column', async () => {
    const site = { line: 2, column: 17 };
    expect(await errorOf('unclosed-bracket_compile-error.ts')).toMatchObject({ kind: 'SyntaxError', site });
  });

  test('about syntax that cannot be stripped says what to write instead', async () => {
    expect(await errorOf('enum_compile-error.ts')).toMatchObject({
      message: expect.stringMatching(/enum is not supported here: use an object/),
      site: { line: 2, column: 1 },
    });
  });

  test('about an import names the modules that there are', async () => {
    expect(await errorOf('import-of-node_compile-error.ts')).toMatchObject({
      message:
        'There is no module "node:fs" here: a program can import "tensorflow", "numpy" and "data", nothing else.',
      site: { line: 1, column: 30 },
    });
  });
});

describe('the program', () => {
  test('is told the same random numbers each time it runs', async () => {
    const text = 'print(Math.random(), Math.random());';
    const { output } = await run('random.ts', text);
    expect(output.text).toMatch(/^0\.\d+ 0\.\d+\n$/);
    expect((await run('random.ts', text)).output).toEqual(output);
  });

  test('has arrays and seeded random numbers as NumPy has them', async () => {
    const text = `import np from 'numpy';
import tf from 'tensorflow';
np.random.seed(42);
const b = new tf.Variable(np.random.randn(), 'c');
const X = np.array([[2, 0], [0, 4]]);
print(b, np.dot(np.linalg.inv(X), [1, 1]), X.T.sub(1));
const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
print('b=', sess.run(b));
print(np.random.rand(2).shape, np.cosine === undefined);`;
    const { output } = await run('numpy.ts', text);
    expect(output.text.split('\n').slice(0, 4)).toEqual([
      "<tf.Variable 'c:0' shape=() dtype=float32_ref> [ 0.5   0.25] [[ 1 -1]",
      ' [-1  3]]',
      'b= 0.496714',
      '(2,) True',
    ]);
    expect(await errorOf('typo.ts', `import np from 'numpy';\nnp.sqaure(3);`)).toMatchObject({
      message: 'np.sqaure is not a function. Did you mean np.square?',
    });
  });

  test('cannot spoil the library for itself by replacing what it is built on', async () => {
    const { output } = await run(
      'replaced.ts',
      `import tf from 'tensorflow';
Object.assign(globalThis, { JSON: null, Map: null, Float32Array: null, Object: null });
print(new tf.Session().run(tf.constant([1, 2])));`,
    );
    expect(output.text).toBe('[1 2]\n');
  });

  test('has its output passed on while it runs', async () => {
    const pieces: string[] = [];
    const text = 'print("first");\nfor (;;);';
    const outcome = await sandbox.runProgram(requestFor('slow_time-limit.ts', text), BUFFERS, {
      onOutput: (piece) => pieces.push(piece),
    });
    expect(pieces).toEqual(['first\n']);
    expect(outcome).toMatchObject({ kind: 'time limit', output: { text: 'first\n' } });
  });

  test('is killed when its run is aborted', async () => {
    const controller = new AbortController();
    const running = sandbox.runProgram(requestFor('endless.ts', 'print("on"); for (;;);'), BUFFERS, {
      signal: controller.signal,
      onOutput: () => controller.abort(new Error('no longer ours')),
    });
    await expect(running).rejects.toThrow('no longer ours');
    await expectHonestProgramToWork();
  });
});
