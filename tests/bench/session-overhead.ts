// What a Session.run costs beside its kernels: `node tests/bench/session-overhead.ts`. The same program is measured
// inside an isolate, as submissions run, and in Node; beside it the time that the backend's kernels take.
import { limitsSchema, type ProgramRequest } from '@residual/contracts';
import { createNumpy, createTensorFlow, NDArray } from '@residual/graph';
import { LocalTarget, wasmBackend, type Backend, type BackendSession } from '@residual/runtime';
import { createSandbox, readFinishedProgram } from '@residual/sandbox';

const ROWS = 607;
const COLUMNS = 576;

/**
 * Prints a line for each thing measured: its name, and nanoseconds each. The clock of a submission ticks every 10 ms,
 * and other programs take their share of a tick: the tick in which most was done tells what it costs.
 */
const PROGRAM = `
const measure = (what, body, atOnce = 16) => {
  for (let i = 0; i < 500; i++) body(i);
  let best = 0;
  for (let tick = 0; tick < TICKS; tick++) {
    const start = Date.now();
    let done = 0;
    let now = start;
    for (; now === start; now = Date.now()) for (let i = 0; i < atOnce; i++, done++) body(done);
    if (tick > 0 && now - start === 10) best = Math.max(best, done);
  }
  print(what + '|' + 1e7 / best);
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
measure("the lecture's update, fed", () => sess.run(train.op, [[X, Xtrn], [Y, Ytrn]]), 2);

fresh();
const constants = learner(tf.constant(Xtrn, { dtype: 'float32' }), tf.constant(Ytrn, { dtype: 'float32' }));
sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
measure("the lecture's update, constants", () => sess.run(constants.op), 2);

fresh();
const p = tf.placeholder('float32', { shape: [] });
measure('a node built (tf.negative)', () => tf.negative(p));
measure('a node built (p.add(p))', () => p.add(p));
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
const TICKS = 40;
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
      const TICKS = ${TICKS};${PROGRAM}`,
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

/** The backend that is used anyway, which notes how long its fastest run has taken since it was asked last. */
class TimedBackend implements Backend {
  readonly name = wasmBackend.name;
  readonly dtypes = wasmBackend.dtypes;
  readonly devices = wasmBackend.devices;
  #fastest = Infinity;

  /** Nanoseconds. */
  lap(): number {
    const fastest = 1e6 * this.#fastest;
    this.#fastest = Infinity;
    return fastest;
  }

  openSession(): BackendSession {
    const session = wasmBackend.openSession();
    return {
      readVariable: (name) => session.readVariable(name),
      writeVariable: (name, value) => session.writeVariable(name, value),
      close: () => session.close(),
      compile: (...parameters) => {
        const executable = session.compile(...parameters);
        return {
          close: () => executable.close(),
          run: (...request) => {
            const start = performance.now();
            const fetched = executable.run(...request);
            this.#fastest = Math.min(this.#fastest, performance.now() - start);
            return fetched;
          },
        };
      },
    };
  }
}

/** In Node; with a timed backend the time that its kernels take, in the place of everything. */
function inNode(timed?: TimedBackend): Figures {
  const tf = createTensorFlow({ target: new LocalTarget({ backend: timed ?? wasmBackend }) });
  let output = '';
  const data = Object.entries(DATA).map(([name, { shape, values }]) => [
    name,
    NDArray.owning({ dtype: 'float64', shape, data: values }),
  ]);
  const scope = {
    tf,
    np: createNumpy(0),
    print: (text: string) => {
      output += timed === undefined ? `${text}\n` : `${text.split('|')[0]}|${timed.lap()}\n`;
    },
    Date: { now: () => Math.floor(performance.now() / 10) * 10 },
    TICKS,
    ...Object.fromEntries(data),
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- a program of ours, the same that the isolate runs
  new Function(...Object.keys(scope), PROGRAM)(...Object.values(scope));
  return figuresOf(output);
}

const node = inNode();
const kernels = inNode(new TimedBackend());
const isolate = await inIsolate();
console.log(`${'µs each'.padEnd(42)}${['isolate', 'node', 'kernels'].map((x) => x.padStart(10)).join('')}`);
for (const [what, value] of isolate)
  console.log(
    what.padEnd(42) +
      [value, node.get(what)!, kernels.get(what)!]
        .map((x) => (Number.isFinite(x) ? (x / 1_000).toFixed(2) : '-').padStart(10))
        .join(''),
  );
