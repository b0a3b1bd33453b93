// Programs whose graphs cross to TensorFlow and back; tests/oracles/graphdefs.py has the same in Python.
import type { TensorFlow } from '@residual/graph';

type Value = number | boolean | readonly Value[];

/** What to run: names of tensors to fetch and operations to run, and values by name of tensor. */
export interface ProgramRun {
  readonly fetches: readonly string[];
  readonly feeds?: Readonly<Record<string, Value>>;
}

export interface GraphProgram {
  readonly build: (tf: TensorFlow) => void;
  readonly runs: readonly ProgramRun[];
}

const X = [
  [1.5, 2],
  [-1, 0.25],
  [0, 3],
];
const Y = [[1], [2], [-4]];

export const PROGRAMS: Readonly<Record<string, GraphProgram>> = {
  sum_times_sum: {
    build: (tf) => {
      const a = tf.placeholder(tf.float32, 'a');
      const b = tf.placeholder(tf.float32, 'b');
      a.add(b).mul(b.add(1));
    },
    runs: [{ fetches: ['mul:0', 'add_1:0'], feeds: { 'a:0': 2, 'b:0': [1, -1, 0.5] } }],
  },
  closed_form: {
    build: (tf) => {
      const x = tf.placeholder(tf.float64, { shape: [null, 2], name: 'X' });
      const y = tf.placeholder(tf.float64, { shape: [null, 1], name: 'Y' });
      const w = new tf.Variable(tf.zeros([2, 1], tf.float64), 'w');
      const xt = tf.transpose(x, 'Xtranspose');
      const xtx = tf.matmul(xt, x, 'XtX');
      const xty = tf.matmul(xt, y, 'XtY');
      w.assign(tf.matmul(tf.matrixInverse(xtx), xty), 'compute_w');
      tf.reduceMean(tf.square(tf.matmul(x, w, 'pred').sub(y)), 'loss');
      tf.globalVariablesInitializer();
    },
    runs: [
      { fetches: ['init'] },
      { fetches: ['loss:0'], feeds: { 'X:0': X, 'Y:0': Y } },
      { fetches: ['compute_w:0'], feeds: { 'X:0': X, 'Y:0': Y } },
      { fetches: ['loss:0', 'w:0'], feeds: { 'X:0': X, 'Y:0': Y } },
    ],
  },
  gradient_descent: {
    build: (tf) => {
      const x = tf.placeholder(tf.float32, { shape: [3, 2], name: 'X' });
      const y = tf.placeholder(tf.float32, { shape: [3, 1], name: 'Y' });
      const w = new tf.Variable(tf.ones([2, 1]), 'w');
      const residual = tf.matmul(x, w, 'pred').sub(y);
      const loss = tf.reduceMean(tf.square(residual), 'loss');
      const [g] = tf.gradients(loss, [w]);
      w.assign(w.sub(g!.rmul(0.05)), 'update_w');
      tf.globalVariablesInitializer();
    },
    runs: [
      { fetches: ['init'] },
      { fetches: ['update_w'], feeds: { 'X:0': X, 'Y:0': Y } },
      { fetches: ['update_w'], feeds: { 'X:0': X, 'Y:0': Y } },
      { fetches: ['w:0', 'loss:0'], feeds: { 'X:0': X, 'Y:0': Y } },
    ],
  },
  trigonometric_chain: {
    build: (tf) => {
      const a = new tf.Variable(0.2, 'a');
      const b = new tf.Variable(0.3, 'b');
      let z = tf.constant(0, { dtype: tf.float32, name: 'z' });
      for (let i = 0; i < 10; i++) z = a.mul(tf.cos(z.add(i))).add(z.mul(tf.sin(b.sub(i))));
      const [da, db] = tf.gradients(z, [a, b]);
      tf.addN([z], 'value');
      tf.addN([da!], 'da');
      tf.addN([db!], 'db');
      tf.globalVariablesInitializer();
    },
    runs: [{ fetches: ['init'] }, { fetches: ['value:0', 'da:0', 'db:0'] }],
  },
  logistic_optimizer: {
    build: (tf) => {
      const x = tf.placeholder(tf.float32, { shape: [3, 2], name: 'X' });
      const y = tf.placeholder(tf.float32, { shape: [3, 1], name: 'Y' });
      const w = new tf.Variable(tf.zeros([2, 1]), 'w');
      const step = new tf.Variable(0, { name: 'step', trainable: false });
      const loss = tf.reduceMean(tf.softplus(y.neg().mul(tf.matmul(x, w, 'pred'))), 'loss');
      new tf.train.GradientDescentOptimizer(0.5).minimize(loss, { name: 'train', globalStep: step });
      tf.globalVariablesInitializer();
    },
    runs: [
      { fetches: ['init'] },
      { fetches: ['train'], feeds: { 'X:0': X, 'Y:0': [[1], [-1], [1]] } },
      { fetches: ['train'], feeds: { 'X:0': X, 'Y:0': [[1], [-1], [1]] } },
      { fetches: ['w:0', 'step:0', 'loss:0'], feeds: { 'X:0': X, 'Y:0': [[1], [-1], [1]] } },
    ],
  },
  constants: {
    build: (tf) => {
      tf.constant(1.5, 'scalar');
      tf.constant(-7, { dtype: tf.int32, name: 'integer' });
      tf.constant(true, 'truth');
      tf.constant([true, false, true], 'truths');
      tf.constant([1.5, -0.25, 1e-30, 3e30], 'floats');
      tf.constant([1, 2, -3], { dtype: tf.float64, name: 'doubles' });
      tf.constant([1, 2, 3, 4, 5, 6], { dtype: tf.float32, shape: [2, 3], name: 'matrix' });
      tf.constant([7, 8], { dtype: tf.int32, shape: [2, 2], name: 'filled_up' });
      tf.constant([], 'empty');
      tf.zeros([3, 2], { name: 'zeros' });
      tf.ones([2], { dtype: tf.float64, name: 'ones' });
      tf.constant([NaN, Infinity, -Infinity], { dtype: tf.float32, name: 'odd' });
    },
    runs: [
      {
        // prettier-ignore
        fetches: [
          'scalar:0', 'integer:0', 'truth:0', 'truths:0', 'floats:0', 'doubles:0', 'matrix:0',
          'filled_up:0', 'empty:0', 'zeros:0', 'ones:0', 'odd:0',
        ],
      },
    ],
  },
  arrays: {
    build: (tf) => {
      const x = tf.placeholder(tf.float32, { shape: [null, 3], name: 'x' });
      const flat = tf.reshape(x, [-1], 'flat');
      tf.tile(tf.expandDims(flat, 0), [2, 1], 'tiled');
      tf.gather(x, [1, 0, 1], 'gathered');
      tf.transpose(x, { perm: [1, 0], name: 'transposed' });
      tf.where(x.greater(1), x, tf.zerosLike(x), 'chosen');
      tf.cast(tf.reduceSum(x, { axis: 1, keepDims: true }), tf.float64, 'sums');
      tf.argMax(x, 1, 'best');
      tf.reduceMax(x, { axis: [0, 1], name: 'largest' });
      tf.squeeze(tf.reduceMean(x, { axis: 0, keepDims: true }), { axis: [0], name: 'means' });
      tf.fill(tf.shape(flat), 2.5, 'filled');
      tf.range(2, 11, 3, 'steps');
      tf.clipByValue(x, -1, 1, 'clipped');
    },
    runs: [
      {
        // prettier-ignore
        fetches: [
          'flat:0', 'tiled:0', 'gathered:0', 'transposed:0', 'chosen:0', 'sums:0', 'best:0', 'largest:0',
          'means:0', 'filled:0', 'steps:0', 'clipped:0',
        ],
        feeds: {
          'x:0': [
            [1, 2, 3],
            [-4, 5.5, 0],
          ],
        },
      },
    ],
  },
  random_numbers: {
    build: (tf) => {
      tf.setRandomSeed(42);
      tf.randomNormal([2, 3], { seed: 11, name: 'normal' });
      tf.randomUniform([4], { minval: -1, maxval: 3, seed: 5, name: 'uniform' });
      const v = new tf.Variable(tf.randomNormal([3], { dtype: tf.float64, seed: 2 }), 'v');
      v.mul(2, 'twice');
      tf.globalVariablesInitializer();
    },
    runs: [
      { fetches: ['normal:0', 'uniform:0'] },
      { fetches: ['normal:0'] },
      { fetches: ['init'] },
      { fetches: ['twice:0'] },
    ],
  },
  order_and_devices: {
    build: (tf) => {
      const count = new tf.Variable(1, 'count');
      const added = tf.getDefaultGraph().device('/cpu:0', () => count.assignAdd(4));
      const after = tf.controlDependencies([added], () => tf.identity(count.value(), 'after'));
      tf.nameScope('part', () => tf.group(after, 'both'));
      tf.globalVariablesInitializer();
    },
    runs: [{ fetches: ['init'] }, { fetches: ['part/both'] }, { fetches: ['count:0'] }],
  },
  joining_and_slicing: {
    build: (tf) => {
      const x = tf.placeholder(tf.float32, { shape: [2, 3], name: 'x' });
      const both = tf.concat([x, x.mul(10)], 0, 'both');
      tf.stack([x, x.neg()], { axis: 1, name: 'stacked' });
      tf.split(both, 2, { name: 'halves' });
      tf.unstack(x, { name: 'rows' });
      tf.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        'padded',
      );
      tf.reverse(x, [1], 'reversed');
      tf.slice(x, [0, 1], [2, 2], 'sliced');
      tf.stridedSlice(both, [3, 0], [0, 3], { strides: [-2, 1], name: 'strided' });
      tf.oneHot([2, 0, 1], 3, { name: 'hot' });
      tf.cumsum(x, { axis: 1, name: 'running' });
      tf.linspace(0, 1, 5, 'steps');
    },
    runs: [
      {
        // prettier-ignore
        fetches: [
          'both:0', 'stacked:0', 'halves:0', 'halves:1', 'rows:1', 'padded:0', 'reversed:0', 'sliced:0', 'strided:0',
          'hot:0', 'running:0', 'steps:0',
        ],
        feeds: {
          'x:0': [
            [1, 2, 3],
            [-4, 5.5, 0],
          ],
        },
      },
    ],
  },
  linear_algebra: {
    build: (tf) => {
      const x = tf.placeholder(tf.float64, { shape: [3, 2], name: 'x' });
      const gram = tf.matmul(x, x, { transposeA: true, name: 'gram' });
      tf.cholesky(gram, 'factor');
      tf.matrixDeterminant(gram, 'determinant');
      tf.matrixSolve(gram, [[1], [2]], { name: 'solution' });
      tf.diagPart(gram, 'diagonal');
      const [g] = tf.gradients(tf.matrixDeterminant(gram), [x]);
      tf.identity(g!, 'gradient');
    },
    runs: [
      {
        fetches: ['gram:0', 'factor:0', 'determinant:0', 'solution:0', 'diagonal:0', 'gradient:0'],
        feeds: { 'x:0': X },
      },
    ],
  },
  losses: {
    build: (tf) => {
      const x = tf.placeholder(tf.float32, { shape: [3, 2], name: 'x' });
      const w = new tf.Variable(
        [
          [0.5, -1, 2],
          [1, 0.25, -0.5],
        ],
        'w',
      );
      const b = new tf.Variable([0.5, -0.5, 1.5], 'b');
      const logits = tf.nn.biasAdd(tf.matmul(x, w), b, 'logits');
      const labels = tf.constant([0, 2, 1], { dtype: tf.int32, name: 'labels' });
      tf.nn.softmax(logits, 'probabilities');
      const each = tf.nn.sparseSoftmaxCrossEntropyWithLogits({ labels, logits, name: 'each' });
      tf.identity(each, 'each_loss');
      const loss = tf.addN([tf.reduceMean(each), tf.nn.l2Loss(w).mul(0.125)], 'loss');
      const [gw, gb] = tf.gradients(loss, [w, b]);
      tf.identity(gw!, 'gradient_w');
      tf.identity(gb!, 'gradient_b');
      tf.globalVariablesInitializer();
    },
    runs: [
      { fetches: ['init'] },
      {
        fetches: ['probabilities:0', 'each_loss:0', 'loss:0', 'gradient_w:0', 'gradient_b:0'],
        feeds: { 'x:0': X },
      },
    ],
  },
};
