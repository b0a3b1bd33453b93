// The reference written as a graph, the way the lecture writes it, and run on a backend: what that backend's order of
// operations makes of it.
import type { Rows } from '@residual/assignments';
import type { ModelTask } from '@residual/contracts';
import { createTensorFlow, NDArray, type Tensor } from '@residual/graph';
import { type Backend, LocalTarget } from '@residual/runtime';
import type { LossKind } from '../reference/loss.ts';

export type Precision = 'float32' | 'float64';

/** What of a task a backend can run: without float64, a closed form has nothing to say. */
export const precisionsOf = ({ reference }: ModelTask, { dtypes }: Backend): Precision[] =>
  (['float64', 'float32'] as const).filter(
    (dtype) => dtypes.includes(dtype) && (reference.method === 'gradient-descent' || dtype === 'float64'),
  );

function build(backend: Backend, rows: Rows, kind: LossKind, dtype: Precision) {
  const tf = createTensorFlow({ target: new LocalTarget({ backend, seed: 1 }) });
  const { n, dim } = rows;
  const X = tf.placeholder(dtype, { name: 'X' });
  const Y = tf.placeholder(dtype, { name: 'Y' });
  const w = new tf.Variable(tf.zeros([dim, 1], { dtype }), { name: 'w' });
  const prediction = tf.matmul(X, w);
  const ofRows: Tensor =
    kind === 'squared-error'
      ? tf.square(tf.subtract(prediction, Y))
      : tf.log(tf.add(tf.exp(tf.negative(tf.multiply(Y, prediction))), 1));
  const loss = tf.reduceMean(ofRows, 'loss');
  const matrix = (data: Float64Array, shape: number[]) => new NDArray({ dtype: 'float64', shape, data });
  const feeds: [Tensor, NDArray][] = [
    [X, matrix(rows.inputs, [n, dim])],
    [Y, matrix(rows.labels, [n, 1])],
  ];
  return { tf, X, Y, w, loss, feeds };
}

/** w at the end, [dim]. */
export function runReference(
  backend: Backend,
  { reference, loss: kind }: ModelTask,
  rows: Rows,
  dtype: Precision,
): Float64Array {
  const { tf, X, Y, w, loss, feeds } = build(backend, rows, kind, dtype);
  const Xt = tf.transpose(X);
  const next =
    reference.method === 'closed-form'
      ? tf.matmul(tf.matrixInverse(tf.matmul(Xt, X)), tf.matmul(Xt, Y))
      : tf.subtract(w, tf.multiply(tf.gradients(loss, [w])[0]!, reference.learningRate));
  const train = w.assign(next);
  const session = new tf.Session();
  session.run(tf.globalVariablesInitializer());
  const steps = reference.method === 'closed-form' ? 1 : reference.steps;
  for (let step = 0; step < steps; step += 1) session.run(train.op, feeds);
  const trained = Float64Array.from((session.run(w) as NDArray).data);
  session.close();
  return trained;
}

/** Loss and gradient at given weights. */
export function evaluateOnBackend(
  backend: Backend,
  kind: LossKind,
  rows: Rows,
  at: { w: Float64Array; dtype: Precision },
): { loss: number; gradient: Float64Array } {
  const { tf, w, loss, feeds } = build(backend, rows, kind, at.dtype);
  const [gradient] = tf.gradients(loss, [w]);
  const given = new NDArray({ dtype: 'float64', shape: [rows.dim, 1], data: at.w });
  const session = new tf.Session();
  const values = session.run([loss, gradient!], [...feeds, [w.value(), given]]) as NDArray[];
  session.close();
  return { loss: Number(values[0].data[0]), gradient: Float64Array.from(values[1].data) };
}
