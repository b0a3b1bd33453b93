// The graph of a gradient descent, as an attempt keeps it. Nothing of it runs.
import type { DrawnGraph } from '@residual/contracts';
import { createTensorFlow, type SessionTarget } from '@residual/graph';
import { verifyGraph } from '@residual/runtime';
import { toDrawnGraph } from '@residual/attempt';

export function sampleGraph(): DrawnGraph {
  const tf = createTensorFlow({ target: {} as SessionTarget });
  const X = tf.placeholder(tf.float32, { shape: [null, 576], name: 'X' });
  const Y = tf.placeholder(tf.float32, { shape: [null, 1], name: 'Y' });
  const w = new tf.Variable(tf.zeros([576, 1]), { name: 'w' });
  const loss = tf.reduceMean(tf.square(tf.matmul(X, w, 'prediction').sub(Y)), { name: 'loss' });
  const [gradient] = tf.gradients(loss, [w]);
  tf.assign(w, w.sub(gradient!.rmul(0.005)), { name: 'train' });
  tf.globalVariablesInitializer();
  const nodes = tf
    .getDefaultGraph()
    .toGraphDef()
    .map((node) => ({
      ...node,
      site: { file: 'gradient-descent.ts', line: LINES[node.name] ?? 10, column: 1 },
    }));
  return toDrawnGraph(nodes, verifyGraph(nodes))!;
}

/** Of the sample program, where its named nodes are made. */
const LINES: Readonly<Record<string, number>> = { X: 5, Y: 6, w: 7, loss: 9, train: 11, init: 14 };
