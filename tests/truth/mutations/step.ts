// Mistakes in the step that `train` takes. The loss is right, so each of them gets a part of the points.
import { type Base, inFewSteps, type Mutation, replaceOnce, substitute } from './mutation.ts';

const inStep = (
  name: string,
  cause: string,
  what: string,
  rewrite: (base: Base) => string | null,
  steps = 30,
): Mutation => ({
  name,
  what,
  cause,
  verdict: 'partial',
  rewrite: (base) => (base.kind === 'closed form' ? null : inFewSteps(rewrite(base), steps)),
});

const PLAIN = 'w.assign(w.sub(gradient.mul(eta))';
const plain =
  (replacement: string) =>
  ({ source }: Base): string | null =>
    replaceOnce(source, PLAIN, replacement);

export const STEP_MUTATIONS: readonly Mutation[] = [
  inStep('added', 'ascent', 'the step is added', plain('w.assign(w.add(gradient.mul(eta))')),
  inStep('negative-eta', 'ascent', 'η is negative', ({ source }) =>
    /gradient\.mul\(eta\)|Optimizer\(eta\)/.test(source)
      ? source
          .replaceAll('gradient.mul(eta)', 'gradient.mul(-eta)')
          .replaceAll('Optimizer(eta)', 'Optimizer(-eta)')
      : null,
  ),
  inStep('not-assigned', 'missing-assign', 'the new weights are computed and not assigned', ({ source }) =>
    substitute(
      source,
      /w\.assign\(w\.sub\(gradient\.mul\(eta\)\), 'train'\)/,
      "w.sub(gradient.mul(eta), 'train')",
    ),
  ),
  inStep('without-w', 'step-without-w', 'w becomes the step itself', plain('w.assign(gradient.mul(-eta)')),
  inStep(
    'decay',
    'weight-decay',
    'w shrinks with every step',
    plain('w.assign(w.mul(0.98).sub(gradient.mul(eta))'),
  ),
  inStep(
    'ridge-gradient',
    'weight-decay',
    'the gradient of λ‖w‖² is added',
    plain('w.assign(w.sub(gradient.add(w.mul(0.2)).mul(eta))'),
  ),
  inStep(
    'unit-length',
    'step-length-varies',
    'the gradient divided by its length',
    plain('w.assign(w.sub(gradient.div(tf.norm(gradient)).mul(eta))'),
  ),
  inStep(
    'signs-only',
    'sign-of-gradient',
    'only the signs of the gradient',
    plain('w.assign(w.sub(tf.sign(gradient).mul(eta * 0.01))'),
  ),
  inStep(
    'clipped',
    'step-not-gradient',
    'every slope clipped to ±0.02',
    plain('w.assign(w.sub(tf.clipByValue(gradient, -0.02, 0.02).mul(eta))'),
  ),
  inStep(
    'labels-flipped-in-gradient',
    'gradient-sign-of-labels',
    'the gradient derived with the labels’ sign wrong',
    ({ source }) =>
      replaceOnce(
        source,
        'tf.matmul(tf.transpose(X), residual)',
        'tf.matmul(tf.transpose(X), tf.matmul(X, w).add(Y))',
      ),
  ),
  inStep('labels-0-1-in-gradient', 'gradient-labels-0-1', 'the gradient of labels 0 and 1', ({ source }) =>
    replaceOnce(
      source,
      'tf.matmul(tf.transpose(X), residual)',
      'tf.matmul(tf.transpose(X), tf.matmul(X, w).sub(Y.add(1).mul(0.5)))',
    ),
  ),
  inStep(
    'label-left-out',
    'gradient-without-label',
    'the factor y left out of the gradient',
    ({ source }) =>
      replaceOnce(
        source,
        'const pull = Y.mul(tf.sigmoid(Y.mul(tf.matmul(X, w)).neg()));',
        'const pull = tf.sigmoid(Y.mul(tf.matmul(X, w)).neg());',
      ) ??
      replaceOnce(
        source,
        'const pull = Y.mul(tf.sigmoid(margin.neg()));',
        'const pull = tf.sigmoid(margin.neg());',
      ),
  ),
  inStep(
    'sigmoid-flipped',
    'gradient-sigmoid-flipped',
    'σ(+y·wᵀx) for σ(−y·wᵀx) in the gradient',
    ({ source }) =>
      replaceOnce(
        source,
        'const pull = Y.mul(tf.sigmoid(Y.mul(tf.matmul(X, w)).neg()));',
        'const pull = Y.mul(tf.sigmoid(Y.mul(tf.matmul(X, w))));',
      ) ??
      replaceOnce(
        source,
        'const pull = Y.mul(tf.sigmoid(margin.neg()));',
        'const pull = Y.mul(tf.sigmoid(margin));',
      ),
  ),
  inStep('own-rows-in-gradient', 'train-ignores-data', 'the gradient of a copy of the data', (base) => {
    if (!base.fed) return null;
    const dtype = /float64/.test(base.source) ? 'float64' : 'float32';
    return (
      replaceOnce(
        base.source,
        'tf.matmul(tf.transpose(X), residual)',
        `tf.matmul(tf.transpose(tf.constant(Xtrn, { dtype: tf.${dtype} })), tf.matmul(tf.constant(Xtrn, { dtype: tf.${dtype} }), w).sub(tf.constant(Ytrn, { dtype: tf.${dtype} })))`,
      ) ??
      replaceOnce(
        base.source,
        'const [gradient] = tf.gradients(loss, [w]);',
        `const own = tf.reduceMean(tf.softplus(tf.constant(Ytrn, { dtype: tf.float32 }).neg().mul(tf.matmul(tf.constant(Xtrn, { dtype: tf.float32 }), w))));\nconst [gradient] = tf.gradients(own, [w]);`,
      )
    );
  }),
  inStep(
    'constant-weights',
    'constant-weights',
    '`train` assigns numbers that were computed before',
    ({ source }) =>
      replaceOnce(source, PLAIN, 'w.assign(tf.constant(new Array(dim).fill([0.01]), { dtype: w.dtype })'),
  ),
];
