// The programs that are measured, against our library as a student writes them. The sandbox gets a function of this
// file as text, so each of them stands alone: it uses its arguments and nothing else.
import type { NDArray, TensorFlow } from '@residual/graph';
import type { Loop } from './workload.ts';

export interface Program {
  /** Does it so many times, and waits until it is done. A number to compare with other contestants' result. */
  run(count: number): number;
  close(): void;
}

/** @param X [n, d] and @param Y [n, 1] in float64, as the course hands them out */
export function loopProgram(tf: TensorFlow, { model, dtype, data }: Loop, X: NDArray, Y: NDArray): Program {
  const [n, d] = X.shape;
  const eta = model === 'linear' ? 0.005 : 0.05;
  const isFed = data === 'placeholders';
  const inputs = isFed ? tf.placeholder(dtype) : tf.constant(X, { dtype });
  const labels = isFed ? tf.placeholder(dtype) : tf.constant(Y, { dtype });
  const w = new tf.Variable(tf.zeros([d, 1], { dtype }));
  const product = tf.matmul(inputs, w);
  let gradient;
  if (model === 'linear') {
    gradient = tf.matmul(tf.transpose(inputs), product.sub(labels)).mul(2 / n);
  } else {
    const loss = tf.reduceMean(tf.log(tf.exp(labels.mul(product).neg()).add(1)));
    [gradient] = tf.gradients(loss, [w]);
  }
  const train = w.assign(w.sub(gradient!.mul(eta)));
  const norm = tf.sqrt(tf.reduceSum(tf.square(w)));
  const feeds = isFed
    ? ([
        [inputs, X],
        [labels, Y],
      ] as const)
    : [];
  const initialize = tf.globalVariablesInitializer();
  const session = new tf.Session();
  return {
    run: (count) => {
      session.run(initialize);
      for (let step = 0; step < count; step++) session.run(train.op, feeds);
      return Number(session.run(norm));
    },
    close: () => session.close(),
  };
}

/** w = (XᵀX)⁻¹ XᵀY on constants. */
export function closedFormProgram(
  tf: TensorFlow,
  dtype: 'float32' | 'float64',
  data: NDArray,
  results: NDArray,
): Program {
  // A variable, since the answer of a graph of constants is worked out once and kept.
  const X = new tf.Variable(tf.constant(data, { dtype }));
  const Y = tf.constant(results, { dtype });
  const w = new tf.Variable(tf.zeros([data.shape[1], 1], { dtype }));
  const Xt = tf.transpose(X);
  const train = w.assign(tf.matmul(tf.matrixInverse(tf.matmul(Xt, X)), tf.matmul(Xt, Y)));
  const norm = tf.sqrt(tf.reduceSum(tf.square(w)));
  const session = new tf.Session();
  session.run(tf.globalVariablesInitializer());
  return {
    run: (count) => {
      for (let i = 0; i < count; i++) session.run(train.op);
      return Number(session.run(norm));
    },
    close: () => session.close(),
  };
}

/** C = A·B with A = sin(u vᵀ), B = cos(u vᵀ): no big arrays have to be handed over. */
export function matmulProgram(tf: TensorFlow, dtype: 'float32' | 'float64', n: number): Program {
  const u = tf.placeholder(dtype, { shape: [n, 1] });
  const v = tf.placeholder(dtype, { shape: [1, n] });
  const A = new tf.Variable(tf.sin(tf.multiply(u, v)));
  const B = new tf.Variable(tf.cos(tf.multiply(u, v)));
  // One value is enough to know that the product is there; it does not have to be handed over as a whole.
  const corner = tf.slice(tf.matmul(A, B), [0, 0], [1, 1]);
  const session = new tf.Session();
  const ramp = Array.from({ length: n }, (_, i) => (30 * (i + 1)) / n);
  session.run(tf.globalVariablesInitializer(), [
    [u, ramp.map((x) => [x])],
    [v, [ramp]],
  ]);
  return {
    run: (count) => {
      let last = session.run(corner);
      for (let i = 1; i < count; i++) last = session.run(corner);
      return Number(last);
    },
    close: () => session.close(),
  };
}

export function sessionRunProgram(tf: TensorFlow, form: 'no-op' | 'three-feeds'): Program {
  const X = tf.placeholder('float32', { shape: [2, 2] });
  const Y = tf.placeholder('float32', { shape: [2, 1] });
  const eta = tf.placeholder('float32', { shape: [] });
  const w = new tf.Variable(tf.zeros([2, 1]));
  const update = w.assign(w.sub(tf.matmul(tf.transpose(X), tf.matmul(X, w).sub(Y)).mul(eta)));
  const norm = tf.sqrt(tf.reduceSum(tf.square(w)));
  const nothing = tf.noOp();
  const initialize = tf.globalVariablesInitializer();
  // Arrays of the course's kind: what is fed again and again.
  const session = new tf.Session();
  const [rows, results, rate] = session.run([
    tf.add(tf.zeros([2, 2]), [
      [0.5, 1],
      [1.5, 2],
    ]),
    tf.add(tf.zeros([2, 1]), [[0.5], [1]]),
    tf.add(tf.zeros([]), 0.01),
  ]);
  const feeds = [
    [X, rows],
    [Y, results],
    [eta, rate],
  ] as const;
  return {
    run: (count) => {
      session.run(initialize);
      if (form === 'no-op') for (let i = 0; i < count; i++) session.run(nothing);
      else for (let i = 0; i < count; i++) session.run(update.op, feeds);
      return form === 'no-op' ? 0 : Number(session.run(norm));
    },
    close: () => session.close(),
  };
}
