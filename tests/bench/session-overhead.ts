// What a Session.run costs beside its kernels: `node tests/bench/session-overhead.ts`. The same program is measured
// inside an isolate, as submissions run, and in Node; beside it the time that the backend's kernels take.
import { limitsSchema, type ProgramRequest } from '@residual/contracts';
import { createNumpy, createTensorFlow, NDArray } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { createSandbox, readFinishedProgram } from '@residual/sandbox';

const ROWS = 607;
const COLUMNS = 576;

/**
 * Prints a line for each thing measured: its name, and nanoseconds each. The clock of a submission ticks every 10 ms,
 * and other programs take their share of a tick: the tick in which most was done tells what it costs.
 */
const PROGRAM = `
const measure = (what, body) => {
  for (let i = 0; i < 500; i++) body(i);
  let best = 0;
  for (let tick = 0; tick < TICKS; tick++) {
    const start = Date.now();
    let done = 0;
    let now = start;
    for (; now === start; now = Date.now()) for (let i = 0; i < 16; i++, done++) body(done);
    if (tick > 0 && now - start === 10) best = Math.max(best, done);
  }
  print(what + '|' + 1e7 / best);
};
const measureSlow = (what, times, body) => {
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = Date.now();
    for (let j = 0; j < times; j++) body(j);
    best = Math.min(best, (Date.now() - start) / times);
  }
  print(what + '|' + 1e6 * best);
};
const fresh = () => tf.resetDefaultGraph();
const learner = (X, Y) => {
  const w = new tf.Variable(tf.zeros([${COLUMNS}, 1], 'float32'), { name: 'w' });
  const residual = tf.subtract(tf.matmul(X, w), Y);
  const gradient = tf.matmul(tf.transpose(X), residual).mul(1e-6);
  return tf.assignSub(w, gradient, { name: 'update' });
};
let sess;

const nothing = tf.noOp();
sess = new tf.Session();
measure('a run of nothing', () => sess.run(nothing));

fresh();
const [a, b, c] = ['a', 'b', 'c'].map((name) => tf.placeholder('float32', { shape: [2, 2], name }));
const A = tf.group(tf.add(tf.add(a, b), c).op);
const values = [1, 2, 3].map((i) => np.array([[i, 2], [3, 4]], 'float32'));
sess = new tf.Session();
measure('a run with three feeds', () => sess.run(A, [[a, values[0]], [b, values[1]], [c, values[2]]]));
measure('a run with a small typed array', (i) => sess.run(A, [[a, [[i, 2], [3, 4]]], [b, values[1]], [c, values[2]]]));

fresh();
const sum = tf.add(tf.constant(1), 2);
sess = new tf.Session();
measure('a scalar fetched', () => sess.run(sum));
measure('a scalar fetched and looked at', () => Number(sess.run(sum)));

fresh();
const v = tf.zeros([${COLUMNS}, 1], 'float32');
sess = new tf.Session();
measure('a vector fetched', () => sess.run(v));
measure('a vector fetched and looked at', () => Number(sess.run(v).at(3, 0)));

fresh();
const X = tf.placeholder('float32', { shape: [null, ${COLUMNS}] });
const Y = tf.placeholder('float32', { shape: [null, 1] });
const train = learner(X, Y);
sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
measureSlow("the lecture's update, fed", STEPS, () => sess.run(train.op, [[X, Xtrn], [Y, Ytrn]]));

fresh();
const constants = learner(tf.constant(Xtrn, { dtype: 'float32' }), tf.constant(Ytrn, { dtype: 'float32' }));
sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
measureSlow("the lecture's update, constants", STEPS, () => sess.run(constants.op));

fresh();
const p = tf.placeholder('float32', { shape: [] });
const NODES = 2000;
measureSlow('a node built (tf.negative)', NODES, () => tf.negative(p));
measureSlow('a node built (p.add(p))', NODES, () => p.add(p));
`;

/** Nanoseconds of each thing measured. */
type Figures = ReadonlyMap<string, number>;

function figuresOf(output: string): Figures {
  const lines = output.split('\n').filter((line) => line.includes('|'));
  return new Map(
    lines.map((line) => {
      const [what, nanoseconds] = line.split('|');
      return [what, Number(nanoseconds)];
    }),
  );
}

const random = (length: number): Float64Array => Float64Array.from({ length }, () => Math.random() - 0.5);
const SIZES = { STEPS: 100, TICKS: 25 };
const DATA = {
  Xtrn: { shape: [ROWS, COLUMNS], values: random(ROWS * COLUMNS) },
  Ytrn: { shape: [ROWS, 1], values: random(ROWS) },
};

async function inIsolate(): Promise<Figures> {
  const arrays = Object.entries(DATA);
  const request: ProgramRequest = {
    language: 'javascript',
    file: 'bench.js',
    source: `import tf from 'tensorflow'; import np from 'numpy'; import { Xtrn, Ytrn } from 'data';
      const { STEPS, TICKS } = ${JSON.stringify(SIZES)};${PROGRAM}`,
    limits: limitsSchema.parse({ wallClockSeconds: 300, memoryMegabytes: 512, graphNodes: 1_000_000 }),
    data: Object.fromEntries(
      arrays.map(([name, { shape }], buffer) => [name, { dtype: 'float64', shape, buffer }]),
    ),
    seed: 1,
  };
  const sandbox = await createSandbox({ warm: 1 });
  try {
    const buffers = arrays.map(([, { values }]) => new Uint8Array(values.buffer));
    const outcome = await sandbox.runProgram(request, buffers);
    if (outcome.kind !== 'finished') throw new Error(JSON.stringify(outcome).slice(0, 2_000));
    const { error } = readFinishedProgram(outcome.frame);
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return figuresOf(outcome.output.text);
  } finally {
    await sandbox.close();
  }
}

function inNode(): Figures {
  const tf = createTensorFlow({ target: new LocalTarget() });
  let output = '';
  const data = Object.entries(DATA).map(([name, { shape, values }]) => [
    name,
    NDArray.owning({ dtype: 'float64', shape, data: values }),
  ]);
  const scope = {
    tf,
    np: createNumpy(0),
    print: (text: string) => (output += `${text}\n`),
    Date: { now: () => Math.floor(performance.now() / 10) * 10 },
    ...SIZES,
    ...Object.fromEntries(data),
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- a program of ours, the same that the isolate runs
  new Function(...Object.keys(scope), PROGRAM)(...Object.values(scope));
  return figuresOf(output);
}

const node = inNode();
const isolate = await inIsolate();
console.log(`${'µs each'.padEnd(42)}${'isolate'.padStart(10)}${'node'.padStart(10)}`);
for (const [what, value] of isolate)
  console.log(
    what.padEnd(42) + [value, node.get(what)!].map((x) => (x / 1_000).toFixed(2).padStart(10)).join(''),
  );
