// Graphs and figures of small programs, equal to those that TensorFlow itself made (tests/oracles/graphs.py).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createTensorFlow, type TensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { normalise, type OracleNode } from './normalise.ts';

interface OracleCase {
  readonly nodes: readonly OracleNode[];
  readonly runs: readonly {
    readonly fetch: string;
    readonly result: { readonly dtype: string; readonly shape: number[]; readonly values: number[] };
  }[];
}

const oracle = JSON.parse(readFileSync(new URL('../oracles/graphs.json', import.meta.url), 'utf8')) as {
  readonly cases: Readonly<Record<string, OracleCase>>;
};

type Feeds = readonly (readonly [string, number | number[] | number[][]])[];
/** Builds the graph; then runs: name of a tensor or op to fetch, and feeds by name. */
type Program = (tf: TensorFlow) => readonly (readonly [string, Feeds])[];

const programs: Readonly<Record<string, Program>> = {
  variables: (tf) => {
    const a = new tf.Variable(0, 'a');
    const b = new tf.Variable(2.5, 'b');
    a.assign(a.add(1));
    a.assignAdd(2);
    tf.assignSub(b, 1);
    tf.globalVariablesInitializer();
    return [];
  },
  names: (tf) => {
    const a = tf.placeholder(tf.float32, 'a');
    const b = tf.placeholder(tf.float32, 'a');
    tf.multiply(a.add(b), b.add(1), 'a');
    const c = tf.nameScope('layer', () => {
      const sum = tf.add(a, b);
      tf.nameScope('inner', () => sum.sub(1));
      sum.mul(2);
      return sum;
    });
    tf.nameScope('layer', () => tf.exp(c, 'exp'));
    a.rsub(1);
    b.rdiv(2);
    const first = new tf.Variable(1.5);
    const second = new tf.Variable(1.5);
    expect([first.name, second.name]).toEqual(['Variable:0', 'Variable_1:0']);
    return [];
  },
  logistic_optimizer: (tf) => {
    const x = tf.placeholder(tf.float32, { shape: [5, 4], name: 'X' });
    const y = tf.placeholder(tf.float32, { shape: [5, 1], name: 'Y' });
    const w = new tf.Variable(tf.zeros([4, 1]), 'w');
    const pred = tf.matmul(x, w, 'pred');
    tf.reduceMean(tf.log(tf.exp(y.neg().mul(pred)).radd(1)), 'loss');
    const loss = tf.getDefaultGraph().getTensorByName('loss:0');
    new tf.train.GradientDescentOptimizer(0.1).minimize(loss, { name: 'train' });
    tf.globalVariablesInitializer();
    const rows = Array.from({ length: 5 }, (_, i) =>
      Array.from({ length: 4 }, (_unused, j) => i * 4 + j - 9),
    );
    const feeds: Feeds = [
      ['X:0', rows],
      ['Y:0', [[1], [-1], [1], [1], [-1]]],
    ];
    return [
      ['train', feeds],
      ['w:0', []],
      ['train', feeds],
      ['loss:0', feeds],
      ['w:0', []],
    ];
  },
  squared_gradient: (tf) => {
    const x = tf.placeholder(tf.float64, { shape: [3, 2], name: 'X' });
    const y = tf.placeholder(tf.float64, { shape: [3, 1], name: 'Y' });
    const w = new tf.Variable(tf.ones([2, 1], tf.float64), 'w');
    const loss = tf.reduceMean(tf.square(tf.matmul(x, w).sub(y)), 'loss');
    const [g] = tf.gradients(loss, [w]);
    const update = w.assign(w.sub(g!.rmul(0.25)));
    tf.globalVariablesInitializer();
    const feeds: Feeds = [
      [
        'X:0',
        [
          [1.5, 2],
          [-1, 0.25],
          [0, 3],
        ],
      ],
      ['Y:0', [[1], [2], [-4]]],
    ];
    return [
      [g!.name, feeds],
      [update.name, feeds],
      ['loss:0', feeds],
    ];
  },
  trigonometric_chain: (tf) => {
    const a = new tf.Variable(0.2, 'a');
    const b = new tf.Variable(0.3, 'b');
    let z = tf.constant(0, { dtype: tf.float32, name: 'z' });
    for (let i = 0; i < 10; i++) z = a.mul(tf.cos(z.add(i))).add(z.mul(tf.sin(b.sub(i))));
    const grads = tf.gradients(z, [a, b]);
    tf.globalVariablesInitializer();
    return [z, ...grads].map((t) => [t!.name, []]);
  },
  broadcast_gradients: (tf) => {
    const x = tf.placeholder(tf.float32, { shape: [3, 2], name: 'x' });
    const v = tf.placeholder(tf.float32, { shape: [2], name: 'v' });
    const s = tf.constant(0.5, 's');
    const z = tf.reduceSum(
      x
        .mul(v)
        .add(s.div(x))
        .sub(tf.maximum(x, v).mul(tf.sqrt(s))),
      'z',
    );
    const grads = tf.gradients(z, [x, v, s]);
    const feeds: Feeds = [
      [
        'x:0',
        [
          [1, 2],
          [3, -4],
          [0.5, 6],
        ],
      ],
      ['v:0', [1.5, -2]],
    ];
    return [z, ...grads].map((t) => [t!.name, feeds]);
  },
  partly_known_shapes: (tf) => {
    const x = tf.placeholder(tf.float32, { shape: [null, 3], name: 'x' });
    const w = new tf.Variable(tf.ones([3, 1]), 'w');
    const loss = tf.reduceMean(tf.softplus(tf.matmul(x, w)), 'loss');
    const [g] = tf.gradients(loss, [w]);
    const rows = tf.reduceSum(tf.tanh(x), { axis: 1, keepDims: true });
    const [g2] = tf.gradients(rows, [x]);
    tf.globalVariablesInitializer();
    return [loss, g, rows, g2].map((t) => [
      t!.name,
      [
        [
          'x:0',
          [
            [1, 2, 3],
            [-1, 0, 1],
          ],
        ],
      ],
    ]);
  },
  random_numbers: (tf) => {
    tf.setRandomSeed(42);
    const a = tf.randomNormal([2, 3], 'a');
    const b = tf.randomNormal([3], { mean: 2, stddev: 0.5, seed: 7, name: 'b' });
    const c = tf.randomNormal([2], { dtype: tf.float64, seed: 3, name: 'c' });
    const d = tf.randomUniform([5], { minval: -1, maxval: 3, seed: 5, name: 'd' });
    return [a, a, b, c, d, d].map((t) => [t.name, []]);
  },
};

describe.each(Object.entries(oracle.cases))('%s', (name, expected) => {
  const tf = createTensorFlow({ target: new LocalTarget() });
  const runs = programs[name](tf);
  const graph = tf.getDefaultGraph();

  test('has the nodes, names, inputs, dtypes and shapes that TensorFlow gives it', () => {
    const made = graph.getOperations().map((op) => ({
      name: op.name,
      op: op.type,
      input: [...op.inputs.map((t) => t.name), ...op.controlInputs.map((c) => `^${c.name}`)],
      outputs: op.outputs.map((t) => ({ dtype: t.dtype, shape: t.staticShape })),
    }));
    expect(made).toEqual(normalise(expected.nodes));
  });

  test('computes the values that TensorFlow computes', () => {
    using session = new tf.Session();
    if (graph.findOperation('init') !== null) session.run('init');
    const results = runs.map(([fetch, feeds]) => session.run(fetch, feeds)).filter((value) => value !== null);
    expect(results.length).toBe(expected.runs.length);
    expected.runs.forEach(({ result }, i) => {
      expect({ dtype: results[i].dtype, shape: [...results[i].shape] }).toEqual({
        dtype: result.dtype,
        shape: result.shape,
      });
      const tolerance = result.dtype === 'float64' ? 1e-12 : 2e-6;
      result.values.forEach((value, k) => {
        const difference = Math.abs(results[i].data[k] - value);
        expect(difference).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(value), 1));
      });
    });
  });
});
