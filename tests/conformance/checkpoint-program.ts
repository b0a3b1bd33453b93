// A model whose variables cross to TensorFlow and back; tests/oracles/checkpoints.py has the same in Python.
/* oxlint-disable no-new -- a variable adds itself to the graph */
import type { Feeds, TensorFlow } from '@residual/graph';

export const FEEDS: Feeds = [
  [
    'X:0',
    [
      [1, 2],
      [-1, 0.5],
      [0, 3],
    ],
  ],
  ['Y:0', [[1], [-2], [4]]],
];

export const STEPS = 3;

/** Variables of every dtype, some in scopes; `train` changes some of them. */
export function buildModel(tf: TensorFlow): void {
  const x = tf.placeholder(tf.float32, { shape: [null, 2], name: 'X' });
  const y = tf.placeholder(tf.float32, { shape: [null, 1], name: 'Y' });
  const w = new tf.Variable(tf.zeros([2, 1]), 'w');
  const b = tf.variableScope('layer', () => new tf.Variable(0.5, 'bias'));
  const count = new tf.Variable(0, { name: 'count', trainable: false });
  new tf.Variable([true, false, true], { name: 'flags', trainable: false });
  new tf.Variable(tf.constant([1.5, -2.5], { dtype: tf.float64 }), {
    name: 'layer/doubles',
    trainable: false,
  });
  const loss = tf.reduceMean(tf.square(tf.matmul(x, w).add(b).sub(y)), 'loss');
  const train = new tf.train.GradientDescentOptimizer(0.1).minimize(loss, {
    globalStep: count,
    name: 'train',
  });
  tf.addToCollection('train_op', train);
  tf.globalVariablesInitializer();
}
