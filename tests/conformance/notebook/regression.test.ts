// Cells 302 to 315: linear regression in closed form. The data are the course's (the lecture's are lost), so figures
// are checked against the mathematics: the normal equations hold, a model of 576 weights for 607 rows overfits.
import { describe, expect } from '@jest/globals';
import type { NDArray, Tensor, Variable } from '@residual/graph';
import { courseData } from './course-data.ts';
import { cell, drawn, type Notebook } from './notebook.ts';

const { Xdata, Ydata } = courseData();
const Xtrn = Xdata.slice(0, null, 2);
const Ytrn = Ydata.slice(0, null, 2);
const Xval = Xdata.slice(1, null, 2);
const Yval = Ydata.slice(1, null, 2);
const [, dim] = Xtrn.shape;

const number = (value: unknown): number => Number(value);
const onTraining = (X: Tensor, Y: Tensor) =>
  [
    [X, Xtrn],
    [Y, Ytrn],
  ] as const;
const onValidation = (X: Tensor, Y: Tensor) =>
  [
    [X, Xval],
    [Y, Yval],
  ] as const;

/** Largest entry of Xᵀ(Xw − Y), relative to that of XᵀY: 0 for the w of least squares. */
function residualOfNormalEquations({ np }: Notebook, w: NDArray, X: NDArray, Y: NDArray): number {
  const left = np.max(np.abs(X.T.dot(X.dot(w).sub(Y))));
  return number(left) / number(np.max(np.abs(X.T.dot(Y))));
}

function meanSquare({ np }: Notebook, w: NDArray, X: NDArray, Y: NDArray): number {
  return number(np.mean(np.square(X.dot(w).sub(Y))));
}

/** The lecture's graph, over constants or placeholders. */
function closedForm({ tf }: Notebook, X: Tensor, Y: Tensor) {
  const Xt = tf.transpose(X, 'Xtranspose');
  const XtX = tf.matmul(Xt, X, 'XtX');
  const XtY = tf.matmul(Xt, Y, 'XtY');
  return tf.matmul(tf.matrixInverse(XtX), XtY, 'w');
}

function squaredError({ tf }: Notebook, X: Tensor, Y: Tensor, w: Tensor | Variable, suffix = ''): Tensor {
  const pred = tf.matmul(X, w, `pred${suffix}`);
  return tf.reduceMean(tf.square(pred.sub(Y)), `loss${suffix}`);
}

const CLOSED_FORM_NODES = [
  'Xtrn = Const()',
  'Ytrn = Const()',
  'Xtranspose/perm = Const()',
  'Xtranspose = Transpose(Xtrn, Xtranspose/perm)',
  'XtX = MatMul(Xtranspose, Xtrn)',
  'XtY = MatMul(Xtranspose, Ytrn)',
  'MatrixInverse = MatrixInverse(XtX)',
  'w = MatMul(MatrixInverse, XtY)',
  'pred = MatMul(Xtrn, w)',
  'sub = Sub(pred, Ytrn)',
  'Square = Square(sub)',
  'Const = Const()',
  'loss = Mean(Square, Const)',
];

describe('the data', () => {
  cell([302, 303], 'are 1213 rows, every other one for training', ({ print, printed }) => {
    print('data shape = ', Xdata.shape);
    print('labels shape = ', Ydata.shape);
    expect(printed()).toEqual(['data shape =  (1213, 576)', 'labels shape =  (1213, 1)']);
    expect([Xtrn.shape, Yval.shape].map((shape) => [...shape])).toEqual([
      [607, 576],
      [606, 1],
    ]);
    expect(Xtrn.at(1, 5).valueOf()).toBe(Xdata.at(2, 5).valueOf());
    expect(Yval.at(1, 0).valueOf()).toBe(Ydata.at(3, 0).valueOf());
  });
});

describe('least squares with arrays', () => {
  cell([304, 305, 306], 'fits the training rows and fails on new ones', (notebook) => {
    const { np, print, printed } = notebook;
    const w = np.dot(np.linalg.inv(np.dot(Xtrn.T, Xtrn)), np.dot(Xtrn.T, Ytrn));
    print('w[:5]=', w.slice(0, 5).T);
    const loss = np.mean(np.square(np.dot(Xtrn, w).sub(Ytrn)));
    print('loss on training data =', loss);
    const lossNew = np.mean(np.square(np.dot(Xval, w).sub(Yval)));
    print('loss on new data=', lossNew);
    expect(printed()).toEqual([
      expect.stringMatching(/^w\[:5\]= \[\[( {1,3}-?\d+\.\d{1,8} {0,7}){5}\]\]$/),
      expect.stringMatching(/^loss on training data = 0\.0\d+$/),
      expect.stringMatching(/^loss on new data= \d\d\.\d+$/),
    ]);
    expect(residualOfNormalEquations(notebook, w, Xtrn, Ytrn)).toBeLessThan(1e-6);
    expect(number(lossNew)).toBeGreaterThan(500 * number(loss));
  });
});

describe('least squares in a graph', () => {
  function overConstants(notebook: Notebook) {
    const { tf } = notebook;
    const X = tf.constant(Xtrn, 'Xtrn');
    const Y = tf.constant(Ytrn, 'Ytrn');
    const w = closedForm(notebook, X, Y);
    return { X, Y, w, loss: squaredError(notebook, X, Y, w) };
  }

  cell(307, 'knows the shape of w beforehand', (notebook) => {
    const { w } = overConstants(notebook);
    notebook.print('w:', w);
    expect(notebook.printed()).toEqual(['w: Tensor("w:0", shape=(576, 1), dtype=float64)']);
  });

  cell([308, 309, 310, 311], 'computes the same, and grows by nodes for new data', (notebook) => {
    const { tf, print, printed } = notebook;
    const { w, loss } = overConstants(notebook);
    expect(drawn(tf.getDefaultGraph().getOperations())).toEqual(CLOSED_FORM_NODES);
    const [weights, value] = tf.withSession((session) => session.run([w, loss]));
    print('w[:5]=', weights.slice(0, 5).T);
    print('loss on training data =', value);
    expect(printed()).toEqual([
      expect.stringMatching(/^w\[:5\]= \[\[.*\]\]$/),
      expect.stringMatching(/^loss on training data = 0\.0\d+$/),
    ]);
    expect(residualOfNormalEquations(notebook, weights, Xtrn, Ytrn)).toBeLessThan(1e-6);
    expect(number(value)).toBeCloseTo(meanSquare(notebook, weights, Xtrn, Ytrn), 10);

    const lossNew = squaredError(notebook, tf.constant(Xval, 'Xnew'), tf.constant(Yval, 'Ynew'), w, 'new');
    const fresh = tf.withSession((session) => session.run(lossNew));
    print('loss on new data=', fresh);
    expect(lossNew.name).toBe('lossnew:0');
    expect(number(fresh) / meanSquare(notebook, weights, Xval, Yval)).toBeCloseTo(1, 4);
  });

  cell([312, 313], 'recomputes w from whatever is fed: the trap', (notebook) => {
    const { tf } = notebook;
    const X = tf.placeholder(tf.float64, 'Xtrn');
    const Y = tf.placeholder(tf.float64, 'Ytrn');
    const w = closedForm(notebook, X, Y);
    const loss = squaredError(notebook, X, Y, w);
    tf.withSession((session) => {
      const training = number(session.run(loss, onTraining(X, Y)));
      const validation = number(session.run(loss, onValidation(X, Y)));
      // Both are losses of a model fitted to the very rows it is judged on.
      expect(validation).toBeLessThan(2 * training);
      const fitted = session.run(w, onValidation(X, Y));
      expect(residualOfNormalEquations(notebook, fitted, Xval, Yval)).toBeLessThan(1e-6);
    });
  });

  cell([314, 315, 316], 'keeps w in a variable between runs', (notebook) => {
    const { tf, print, printed } = notebook;
    const X = tf.placeholder(tf.float64, 'X');
    const Y = tf.placeholder(tf.float64, 'Y');
    const w = new tf.Variable(tf.zeros([dim, 1], tf.float64), 'w');
    const computeW = w.assign(closedForm(notebook, X, Y));
    const loss = squaredError(notebook, X, Y, w);
    const init = tf.globalVariablesInitializer();
    tf.withSession((session) => {
      session.run(init);
      const weights = session.run(computeW, onTraining(X, Y));
      const training = session.run(loss, onTraining(X, Y));
      const validation = session.run(loss, onValidation(X, Y));
      print('w[:5]=', weights.slice(0, 5).T);
      print('loss on training data =', training);
      print('loss on validation data =', validation);
      expect(number(training)).toBeCloseTo(meanSquare(notebook, weights, Xtrn, Ytrn), 10);
      expect(number(validation) / meanSquare(notebook, weights, Xval, Yval)).toBeCloseTo(1, 8);
      expect(number(validation)).toBeGreaterThan(500 * number(training));
    });
    expect(printed()).toHaveLength(3);
    // The variable has taken `w`, so the matrix product is `w_1`; nothing is known of the placeholders' ranks.
    expect(drawn(tf.getDefaultGraph().getOperations())).toEqual([
      'X = Placeholder()',
      'Y = Placeholder()',
      'zeros = Const()',
      'w = VariableV2()',
      'w/Assign = Assign(w, zeros)',
      'w/read = Identity(w)',
      'Xtranspose/Rank = Rank(X)',
      'Xtranspose/sub/y = Const()',
      'Xtranspose/sub = Sub(Xtranspose/Rank, Xtranspose/sub/y)',
      'Xtranspose/Range/limit = Const()',
      'Xtranspose/Range/delta = Const()',
      'Xtranspose/Range = Range(Xtranspose/sub, Xtranspose/Range/limit, Xtranspose/Range/delta)',
      'Xtranspose = Transpose(X, Xtranspose/Range)',
      'XtX = BatchMatMul(Xtranspose, X)',
      'XtY = BatchMatMul(Xtranspose, Y)',
      'MatrixInverse = MatrixInverse(XtX)',
      'w_1 = BatchMatMul(MatrixInverse, XtY)',
      'Assign = Assign(w, w_1)',
      'pred = MatMul(X, w/read)',
      'sub = Sub(pred, Y)',
      'Square = Square(sub)',
      'Rank = Rank(Square)',
      'range/start = Const()',
      'range/delta = Const()',
      'range = Range(range/start, Rank, range/delta)',
      'loss = Mean(Square, range)',
      'init = NoOp()',
    ]);
  });
});
