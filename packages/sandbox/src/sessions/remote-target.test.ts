// Sessions on a device in another process: both ends, with the `js` backend in the place of the device.
import { describe, expect, test } from '@jest/globals';
import { decodeFrame, encodeFrame, type SessionRequest } from '@residual/contracts';
import { createNumpy, createTensorFlow, type SessionTarget } from '@residual/graph';
import { DEFAULT_BOUNDS, jsBackend, LocalTarget, type Backend } from '@residual/runtime';
import { RemoteTarget, type SessionLink } from './remote-target.ts';
import { SessionServer } from './session-server.ts';

const np = createNumpy(1);

/** The way to a server in this process. */
class DirectLink implements SessionLink {
  readonly sent: Record<string, number> = {};
  readonly #server: SessionServer;
  #answer: Uint8Array | null = null;

  constructor(backend: Backend = jsBackend) {
    this.#server = new SessionServer({ backend });
  }

  send(message: SessionRequest, buffers?: readonly Uint8Array[]): void {
    this.sent[message.type] = (this.sent[message.type] ?? 0) + 1;
    this.#answer = this.#server.answer(encodeFrame(message, buffers));
    if (this.#answer !== null) this.sent.answers = (this.sent.answers ?? 0) + 1;
  }

  receive() {
    return this.#answer === null ? null : decodeFrame(this.#answer);
  }
}

function connect(backend?: Backend) {
  const link = new DirectLink(backend);
  const target = new RemoteTarget(link, { seed: 7, bounds: DEFAULT_BOUNDS });
  return { sent: link.sent, target, tf: createTensorFlow({ target }) };
}

/** Least squares by descent, 200 steps; the losses along the way and the weights. */
function train(target: SessionTarget) {
  const tf = createTensorFlow({ target });
  const random = createNumpy(3).random;
  const [features, labels] = [random.randn(20, 3), random.randn(20, 1)];
  const x = tf.placeholder('float32', { shape: [null, 3] });
  const y = tf.placeholder('float32', { shape: [null, 1] });
  const w = new tf.Variable(tf.randomNormal([3, 1]), { name: 'w' });
  const loss = tf.reduceMean(tf.square(tf.matmul(x, w).sub(y)));
  const step = new tf.train.GradientDescentOptimizer(0.1).minimize(loss);
  const session = new tf.Session();
  session.run(tf.globalVariablesInitializer());
  const losses = Array.from(
    { length: 200 },
    () =>
      session.run(
        [loss, step],
        [
          [x, features],
          [y, labels],
        ],
      )[0],
  );
  const predictions = session.run(tf.matmul(x, w), [[x, features]]);
  const weights = session.run(w);
  session.close();
  return { losses: losses.map(Number), predictions: predictions.toArray(), weights: weights.toArray() };
}

test('a program computes the same as without', () => {
  const { target } = connect();
  expect(train(target)).toEqual(train(new LocalTarget({ seed: 7, backend: jsBackend })));
});

test('runs are sent and not waited for, arrays are sent once, values are read many at a time', () => {
  const { target, sent } = connect();
  train(target);
  expect(sent).toMatchObject({ run: 203, hold: 2 });
  expect(sent.answers).toBeLessThan(15);
});

test('a traced run tells the same as without', () => {
  const trace = (target: SessionTarget) => {
    const tf = createTensorFlow({ target });
    const x = tf.placeholder('float32', { shape: [2], name: 'x' });
    const doubled = tf.device('/cpu:0', () => x.mul([2, 3]));
    const options = new tf.RunOptions({ traceLevel: tf.RunOptions.FULL_TRACE, outputPartitionGraphs: true });
    const runMetadata = new tf.RunMetadata();
    const session = new tf.Session();
    const value = session.run(tf.negative(doubled), [[x, [4, 5]]], { options, runMetadata });
    const nodes = runMetadata.stepStats!.devStats!.flatMap(({ device, nodeStats }) =>
      nodeStats!.map(({ nodeName, timelineLabel }) => ({ device, nodeName, timelineLabel })),
    );
    return {
      value: value.toArray(),
      nodes,
      graphs: runMetadata.partitionGraphs.map((graph) => String(graph)),
    };
  };
  const [cpu, gpu] = ['cpu:0', 'device:GPU:0'].map((name) => `/job:localhost/replica:0/task:0/${name}`);
  const backend: Backend = { ...jsBackend, devices: [cpu, gpu] };
  const { target } = connect(backend);
  const traced = trace(target);
  expect(traced.value).toEqual([-8, -15]);
  expect(traced.graphs).toHaveLength(2);
  expect(traced.graphs.join()).toContain('_Recv');
  expect(traced.nodes.map(({ nodeName }) => nodeName)).toContain('mul');
  expect(traced).toEqual(trace(new LocalTarget({ seed: 7, backend })));
});

test('an array is sent again when it has changed', () => {
  const { tf, sent } = connect();
  const x = tf.placeholder('float64', { shape: [2] });
  const y = x.mul(2);
  const session = new tf.Session();
  const array = np.array([1, 2], 'float64');
  const run = () => session.run(y, [[x, array]]).toArray();
  expect([run(), run()]).toEqual([
    [2, 4],
    [2, 4],
  ]);
  expect(sent.hold).toBe(1);
  array.set(5, 0);
  expect(run()).toEqual([10, 4]);
  array.data[1] = 6;
  expect(run()).toEqual([10, 12]);
  expect(sent).toMatchObject({ hold: 2, release: 1 });
});

describe('what fails', () => {
  test('in the first run of its kind is told at once', () => {
    const { tf } = connect();
    const v = new tf.Variable(0, { name: 'v' });
    const session = new tf.Session();
    expect(() => session.run(v.add(1))).toThrow('Attempting to use uninitialized value v');
  });

  test('in the graph is told at once', () => {
    const { target } = connect();
    const session = target.openSession();
    const node = { name: 'x', op: 'NoSuchOp', input: [], device: '', attr: {} };
    expect(target.extendGraph(session, [node])).toMatchObject({ ok: false, failure: { op: 'x' } });
    expect(target.prepare(session, { feeds: [], fetches: ['x:0'], targets: [] })).toMatchObject({
      ok: false,
    });
  });

  const singularFrom = (step: number) => {
    const { tf, target } = connect();
    const x = tf.placeholder('float32', { shape: [1, 1] });
    const inverse = tf.matrixInverse(x, { name: 'inverse' });
    const session = new tf.Session();
    const run = (i: number) => session.run(inverse, [[x, [[i < step ? 1 : 0]]]]);
    return { run, target };
  };

  test('in a later run is told where its value is looked at', () => {
    const { run } = singularFrom(10);
    const values = Array.from({ length: 12 }, (_, i) => run(i));
    expect(values[9].toArray()).toEqual([[1]]);
    expect(() => values[10].toArray()).toThrow(/Input is not invertible[^]*Node: inverse/);
  });

  test('in a later run is told before many more have run', () => {
    const { run } = singularFrom(10);
    let runs = 0;
    expect(() => {
      for (; runs < 1_000; runs++) run(runs);
    }).toThrow('Input is not invertible');
    expect(runs).toBeLessThan(80);
  });

  test('in the last runs is told at the end', () => {
    const { run, target } = singularFrom(10);
    for (let i = 0; i < 12; i++) run(i);
    expect(target.settle()).toMatchObject({ kind: 'InvalidArgumentError', op: 'inverse' });
    expect(target.settle()).toBeNull();
  });
});
