// Programs whose sessions run on a device in another process: this one, with the `js` backend in its place.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BackendFailure, jsBackend, wasmBackend, type Backend } from '@residual/runtime';
import {
  createSandbox,
  readFinishedProgram,
  SandboxError,
  serveSessions,
  type Sandbox,
  type SessionsEnding,
} from '@residual/sandbox';
import { BUFFERS, endOf, requestFor } from './sandbox-case.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ warm: 1, remoteSessions: true });
});
afterAll(() => sandbox.close());

const DESCENT = `
  import tf from 'tensorflow';
  import { x, n } from 'data';
  const p = tf.placeholder('float32', { shape: [2], name: 'p' });
  const w = new tf.Variable(tf.randomNormal([2]), { name: 'w' });
  const loss = tf.reduceSum(tf.square(w.sub(p)), { name: 'loss' });
  const train = tf.assignSub(w, tf.gradients(loss, [w])[0].mul(0.1), { name: 'train' });
  const sess = new tf.Session();
  sess.run(tf.globalVariablesInitializer());
  const losses = [];
  for (let i = 0; i < 300; i++) losses.push(sess.run([loss, train.op], [[p, x]])[0]);
  print(n, losses[10], losses[299], sess.run(w));
`;

async function runRemotely(
  source: string,
  { backend = wasmBackend, file = 'remote.js', devices = [] as string[] } = {},
) {
  const served = Promise.withResolvers<SessionsEnding>();
  const outcome = sandbox.runProgram({ ...requestFor(file, source), sessions: 'remote' }, BUFFERS, {
    onSessions: (channel) => {
      served.resolve(serveSessions(channel, { backend }));
      return devices;
    },
  });
  // Whichever is first, neither is left behind.
  const [program, ending] = await Promise.allSettled([outcome, served.promise]);
  return { program, ending: ending.status === 'fulfilled' ? ending.value : ending };
}

test('they compute the same as in their own process', async () => {
  const { program, ending } = await runRemotely(DESCENT);
  const local = await sandbox.runProgram(requestFor('remote.js', DESCENT), BUFFERS);
  if (program.status !== 'fulfilled') throw program.reason as Error;
  const [remote, here] = [program.value, local].map((outcome) => {
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    const { variables, trainRuns, trajectory } = readFinishedProgram(outcome.frame);
    return { text: outcome.output.text, variables, trainRuns, trajectory };
  });
  expect(remote).toEqual(here);
  expect(remote.trainRuns).toBe(300);
  expect(ending).toEqual({ kind: 'closed' });
});

test('an error names the op and where it was made', async () => {
  const { program } = await runRemotely(`import tf from 'tensorflow';
    const v = new tf.Variable(1, { name: 'v' });
    new tf.Session().run(v.add(1));`);
  if (program.status !== 'fulfilled' || program.value.kind !== 'finished') throw new Error(program.status);
  expect(readFinishedProgram(program.value.frame).error).toMatchObject({
    kind: 'FailedPreconditionError',
    site: { line: 3 },
    op: { name: 'v/read', site: { line: 2 } },
  });
});

test('an error of a run that nobody waited for ends the program in the end', async () => {
  const { program } = await runRemotely(`import tf from 'tensorflow';
    const p = tf.placeholder('float32', { shape: [1, 1], name: 'p' });
    const inverse = tf.matrixInverse(p, { name: 'inverse' });
    const sess = new tf.Session();
    for (const value of [1, 2, 0, 4]) sess.run(inverse.op, [[p, [[value]]]]);`);
  if (program.status !== 'fulfilled') throw program.reason as Error;
  expect(endOf(program.value)).toBe('runtime-error');
});

test('a device that fails gives no verdict, and says so', async () => {
  const failing: Backend = {
    ...jsBackend,
    openSession: () => ({
      readVariable: () => null,
      writeVariable: () => {},
      close: () => {},
      compile: () => ({
        run: () => {
          throw new BackendFailure('cuda', 'out of memory');
        },
        close: () => {},
      }),
    }),
  };
  const { program, ending } = await runRemotely(DESCENT, { backend: failing });
  expect(program).toMatchObject({ status: 'rejected', reason: expect.any(SandboxError) });
  expect(ending).toEqual({ kind: 'device failed', detail: 'cuda: out of memory' });
});

test('they see the devices that there are', async () => {
  const source = `import tf from 'tensorflow';
    tf.device('/gpu:0', () => print(new tf.Session().run(tf.add(1, 2))));`;
  const [cpu, gpu] = ['cpu:0', 'device:GPU:0'].map((name) => `/job:localhost/replica:0/task:0/${name}`);
  const two: Backend = { ...jsBackend, devices: [cpu, gpu] };
  const { program } = await runRemotely(source, { backend: two, devices: [cpu, gpu] });
  expect(program).toMatchObject({ status: 'fulfilled', value: { output: { text: '3\n' } } });
  const { program: without } = await runRemotely(source);
  if (without.status !== 'fulfilled') throw without.reason as Error;
  expect(endOf(without.value)).toBe('runtime-error');
});

test('their runs can be traced', async () => {
  const { program } = await runRemotely(`import tf from 'tensorflow';
    const runMetadata = new tf.RunMetadata();
    const options = new tf.RunOptions({ traceLevel: tf.RunOptions.FULL_TRACE });
    print(new tf.Session().run(tf.add(1, 2, { name: 'sum' }), [], { options, runMetadata }));
    print(runMetadata.stepStats.devStats[0].nodeStats.map(({ nodeName }) => nodeName).includes('sum'));`);
  expect(program).toMatchObject({ status: 'fulfilled', value: { output: { text: '3\nTrue\n' } } });
});

test('an endless loop of runs meets its time limit', async () => {
  const source = `import tf from 'tensorflow';
    const sess = new tf.Session();
    const one = tf.constant(1);
    for (;;) sess.run(one);`;
  const { program, ending } = await runRemotely(source, { file: 'remote_time-limit.js' });
  expect(program).toMatchObject({ status: 'fulfilled', value: { kind: 'time limit' } });
  expect(ending).toEqual({ kind: 'closed' });
});
