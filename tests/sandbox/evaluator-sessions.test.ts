// A submission's sessions on the evaluator's device: worker, evaluator and sandbox process as they are, with the `js`
// backend standing in for the device.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSandbox, readFinishedProgram, type ProgramOutcome, type Sandbox } from '@residual/sandbox';
import { join } from 'node:path';
import { startEvaluator, type EvaluatorClient } from '../../worker/src/evaluator-client.ts';
import { runProgram } from '../../worker/src/run-program.ts';
import { BUFFERS, requestFor } from './sandbox-case.ts';

const DYING = join(import.meta.dirname, 'impostors/evaluator-that-dies.mjs');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ warm: 1, remoteSessions: true });
});
afterAll(() => sandbox.close());

const PROGRAM = `
  import tf from 'tensorflow';
  import { x } from 'data';
  const w = new tf.Variable(tf.zeros([2], 'float64'), { name: 'w' });
  const p = tf.placeholder('float64', { shape: [2] });
  const train = w.assignAdd(p, 'train');
  const sess = new tf.Session();
  sess.run(tf.globalVariablesInitializer());
  for (let i = 0; i < 100; i++) sess.run(train.op, [[p, x]]);
  print(sess.run(w));
`;

async function withEvaluator(
  entry: string | undefined,
  source = PROGRAM,
  file = 'device.js',
  backend?: string,
) {
  const evaluator: EvaluatorClient = startEvaluator({ timeoutMs: 20_000, entry, backend });
  const warnings: string[] = [];
  const log = { warn: (_: object, text: string) => void warnings.push(text) };
  try {
    const dependencies = { sandbox, evaluator, log: log as never, remoteSessions: true };
    const run = await runProgram(dependencies, requestFor(file, source), BUFFERS);
    return { ...run, warnings, ready: await evaluator.ready().catch((error: Error) => error.message) };
  } finally {
    await evaluator.close();
  }
}

function expectTrained(outcome: ProgramOutcome): void {
  expect(outcome).toMatchObject({ kind: 'finished', output: { text: '[ 150.  200.]\n' } });
  if (outcome.kind !== 'finished') return;
  const { variables, trainRuns, error } = readFinishedProgram(outcome.frame);
  expect(error).toBeUndefined();
  expect(trainRuns).toBe(100);
  expect([...variables.get('w')!.data]).toEqual([150, 200]);
}

test('they run there', async () => {
  const { outcome, sessions, warnings } = await withEvaluator(undefined);
  expectTrained(outcome);
  expect(sessions).toBe('remote');
  expect(warnings).toEqual([]);
});

test('an evaluator that dies of them is no fault of the program, which runs without it', async () => {
  const { outcome, sessions, warnings } = await withEvaluator(DYING);
  expectTrained(outcome);
  expect(sessions).toBe('local');
  expect(warnings).toEqual(['the device failed; the program runs again without it']);
});

test('a program that is killed leaves the evaluator well', async () => {
  const endless = `import tf from 'tensorflow';
    const sess = new tf.Session();
    const one = tf.constant(1);
    for (;;) sess.run(one);`;
  const { outcome, warnings } = await withEvaluator(undefined, endless, 'endless_time-limit.js');
  expect(outcome.kind).toBe('time limit');
  expect(warnings).toEqual([]);
});

test('they run on the backend that is named', async () => {
  const source = `import tf from 'tensorflow';
    print(tf.device('/cpu:0', () => new tf.Session().run(tf.add(1, 2))));`;
  const { outcome, sessions, warnings, ready } = await withEvaluator(undefined, source, 'named.js', 'js');
  expect(outcome).toMatchObject({ kind: 'finished', output: { text: '3\n' } });
  expect({ sessions, warnings, ready }).toEqual({ sessions: 'remote', warnings: [], ready: undefined });
});

test('a backend that is not here is refused by name, and programs run without it', async () => {
  const { outcome, sessions, ready } = await withEvaluator(undefined, PROGRAM, 'device.js', 'abacus');
  expectTrained(outcome);
  expect(sessions).toBe('local');
  expect(ready).toContain("There is no backend 'abacus'; there are js, wasm, cuda, webgpu");
});
