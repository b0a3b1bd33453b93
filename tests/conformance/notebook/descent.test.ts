// Cells 316 to 320: gradient descent, with the gradient derived on paper and by tf.gradients. The data are the
// course's, so losses are compared with the same descent in float64 arrays. The lecture takes 10,000 steps; the
// behaviour shows after a thousand.
import { describe, expect } from '@jest/globals';
import type { Tensor } from '@residual/graph';
import { courseData } from './course-data.ts';
import { cell, drawn, type Notebook } from './notebook.ts';

const { Xdata, Ydata } = courseData();
const Xtrn = Xdata.slice(0, null, 2);
const Ytrn = Ydata.slice(0, null, 2);
const Xval = Xdata.slice(1, null, 2);
const Yval = Ydata.slice(1, null, 2);
const [ntrn, dim] = Xtrn.shape;
const eta = 0.005;
const steps = 1001;

interface Losses {
  readonly training: number;
  readonly validation: number;
}

/** The same descent in float64, without a graph: losses after the first step. */
function firstStep({ np }: Notebook): Losses {
  // At w = 0 the residual is −Y.
  const gradient = Xtrn.T.dot(Ytrn.neg()).mul(2 / ntrn);
  const w = gradient.mul(-eta);
  const loss = (X: typeof Xtrn, Y: typeof Ytrn): number => Number(np.mean(np.square(X.dot(w).sub(Y))));
  return { training: loss(Xtrn, Ytrn), validation: loss(Xval, Yval) };
}

/** Builds the lecture's graph, descends, and prints the losses now and then. */
function descend(
  notebook: Notebook,
  gradientOf: (loss: Tensor, residual: Tensor, X: Tensor) => Tensor,
): Losses[] {
  const { tf, print } = notebook;
  const X = tf.placeholder(tf.float32, 'X');
  const Y = tf.placeholder(tf.float32, 'Y');
  const w = new tf.Variable(tf.zeros([dim, 1]), 'w');
  const residual = tf.matmul(X, w, 'pred').sub(Y);
  const loss = tf.reduceMean(tf.square(residual), 'loss');
  const [gradient] = [gradientOf(loss, residual, X)];
  const update = w.assign(w.sub(gradient.rmul(eta)));
  const onTraining = [
    [X, Xtrn],
    [Y, Ytrn],
  ] as const;
  const onValidation = [
    [X, Xval],
    [Y, Yval],
  ] as const;
  const init = tf.globalVariablesInitializer();
  const losses: Losses[] = [];
  tf.withSession((session) => {
    session.run(init);
    for (let i = 0; i < steps; i++) {
      session.run(update, onTraining);
      if (i % 1000 !== 0) continue;
      const training = session.run(loss, onTraining);
      const validation = session.run(loss, onValidation);
      print('step', i, 'loss(train)', training, 'loss(val)', validation);
      losses.push({ training: Number(training), validation: Number(validation) });
    }
  });
  return losses;
}

const byHand = (notebook: Notebook): Losses[] =>
  descend(notebook, (_, residual, X) =>
    notebook.tf.matmul(notebook.tf.transpose(X, 'Xtranspose'), residual).rmul(2 / ntrn),
  );
const automatic = (notebook: Notebook): Losses[] =>
  descend(notebook, (loss) => {
    const w = notebook.tf.globalVariables()[0];
    return notebook.tf.gradients(loss, [w])[0]!;
  });

const LINES = [0, 1000].map((step) =>
  expect.stringMatching(new RegExp(`^step ${step} loss\\(train\\) 0\\.\\d{4,6} loss\\(val\\) 0\\.\\d{4,6}$`)),
);

describe('gradient descent', () => {
  cell(317, 'goes down with a gradient derived on paper', (notebook) => {
    const [first, last] = byHand(notebook);
    expect(notebook.printed()).toEqual(LINES);
    const expected = firstStep(notebook);
    expect(first.training / expected.training).toBeCloseTo(1, 5);
    expect(first.validation / expected.validation).toBeCloseTo(1, 5);
    expect(last.training).toBeLessThan(0.7 * first.training);
    // No overfitting yet: new rows are judged about as well.
    expect(last.validation).toBeLessThan(2 * last.training);
  });

  cell([318, 319], 'goes the same way with automatic differentiation', (notebook) => {
    const derived = byHand(notebook);
    notebook.reset();
    const computed = automatic(notebook);
    expect(notebook.printed().slice(2)).toEqual(LINES);
    computed.forEach(({ training, validation }, i) => {
      expect(training / derived[i].training).toBeCloseTo(1, 5);
      expect(validation / derived[i].validation).toBeCloseTo(1, 5);
    });
  });

  cell(320, 'adds the nodes of the gradient to the graph', ({ tf }) => {
    const X = tf.placeholder(tf.float32, 'X');
    const Y = tf.placeholder(tf.float32, 'Y');
    const w = new tf.Variable(tf.zeros([dim, 1]), 'w');
    const loss = tf.reduceMean(tf.square(tf.matmul(X, w, 'pred').sub(Y)), 'loss');
    tf.gradients(loss, [w]);
    const nodes = drawn(tf.getDefaultGraph().getOperations());
    const scopes = nodes.flatMap((node) => /^gradients\/([^/ ]+_grad)\//.exec(node)?.[1] ?? []);
    expect([...new Set(scopes)]).toEqual(['loss_grad', 'Square_grad', 'sub_grad', 'pred_grad']);
    expect(nodes).toContain('gradients/pred_grad/MatMul_1 = MatMul(X, gradients/sub_grad/Reshape)');
  });
});
