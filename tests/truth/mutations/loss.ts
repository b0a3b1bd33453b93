// Mistakes in the loss. The check of the loss is required, so each of them ends as wrong.
import {
  type Base,
  inFewSteps,
  type Mutation,
  replaceOnce,
  substitute,
  usesAutodiff,
  wrapLoss,
  replaceLoss,
} from './mutation.ts';

const inLoss = (
  name: string,
  cause: string,
  what: string,
  rewrite: (base: Base) => string | null,
): Mutation => ({
  name,
  what,
  cause,
  verdict: 'wrong',
  rewrite: (base) => inFewSteps(rewrite(base)),
});

const isLogistic = ({ kind }: Base): boolean => kind === 'logistic';
const rows = 'Xtrn.shape[0]';

/** What the loss is computed from: the residual, or the margin. */
const labelsIn = ({ source }: Base): { pattern: RegExp; labels: string } | null => {
  if (/\.sub\(labels\)/.test(source)) return { pattern: /\.sub\(labels\)/, labels: 'labels' };
  if (/const residual = tf\.matmul\(X, w\)\.sub\(Y\)/.test(source))
    return { pattern: /\.sub\(Y\)/, labels: 'Y' };
  return null;
};
const margin = /(labels|Y)\.mul\(tf\.matmul\((inputs|X), w\)\);/;

export const LOSS_MUTATIONS: readonly Mutation[] = [
  inLoss('sum-for-mean', 'sum-instead-of-mean', 'tf.reduceSum for tf.reduceMean in the loss', ({ source }) =>
    /reduceMean[^\n]*'inner'/.test(source) ? null : replaceOnce(source, /tf\.reduceMean\(/, 'tf.reduceSum('),
  ),
  inLoss('mean-divided', 'mean-of-mean', 'the mean divided by the number of rows', (base) =>
    wrapLoss(base, `tf.divide(inner, ${rows}, 'loss')`),
  ),
  inLoss('sum-by-columns', 'divided-by-columns', 'the sum divided by the number of columns', (base) =>
    wrapLoss(base, `tf.multiply(${rows} / dim, inner, 'loss')`),
  ),
  inLoss('halved', 'loss-halved', 'half the loss', (base) =>
    wrapLoss(base, "tf.multiply(0.5, inner, 'loss')"),
  ),
  inLoss('doubled', 'loss-doubled', 'twice the loss', (base) =>
    wrapLoss(base, "tf.multiply(2, inner, 'loss')"),
  ),
  inLoss('negated', 'loss-negated', 'minus the loss', (base) => wrapLoss(base, "tf.negative(inner, 'loss')")),
  inLoss('log2', 'logarithm-base-2', 'the loss in bits', (base) =>
    isLogistic(base) ? wrapLoss(base, "tf.divide(inner, Math.LN2, 'loss')") : null,
  ),
  inLoss('log10', 'logarithm-base-10', 'the loss with the decimal logarithm', (base) =>
    isLogistic(base) ? wrapLoss(base, "tf.divide(inner, Math.LN10, 'loss')") : null,
  ),
  inLoss('sign-of-labels', 'sign-flipped', 'the labels with the other sign', (base) => {
    const at = labelsIn(base);
    if (at) return replaceOnce(base.source, at.pattern, `.add(${at.labels})`);
    if (/softplus\(tf\.matmul/.test(base.source)) return null;
    return isLogistic(base) ? substitute(base.source, margin, '$1.neg().mul(tf.matmul($2, w));') : null;
  }),
  inLoss('sign-in-exponent', 'sign-flipped', 'exp(+y·wᵀx) for exp(−y·wᵀx)', (base) => {
    if (!isLogistic(base)) return null;
    return (
      replaceOnce(base.source, /tf\.exp\(margin\.neg\(\)\)/, 'tf.exp(margin)') ??
      replaceOnce(base.source, /tf\.softplus\(margin\.neg\(\)\)/, 'tf.softplus(margin)') ??
      replaceOnce(base.source, /tf\.logSigmoid\(margin\)/, 'tf.logSigmoid(margin.neg())')
    );
  }),
  inLoss('labels-0-1', 'labels-0-1', 'labels 0 and 1 in the loss', (base) => {
    const at = labelsIn(base);
    if (at) return replaceOnce(base.source, at.pattern, `.sub(${at.labels}.add(1).mul(0.5))`);
    if (/softplus\(tf\.matmul/.test(base.source)) return null;
    return isLogistic(base)
      ? substitute(base.source, margin, '$1.add(1).mul(0.5).mul(tf.matmul($2, w));')
      : null;
  }),
  inLoss('labels-left-out', 'labels-missing', 'the loss without labels', (base) => {
    const at = labelsIn(base);
    if (at) return replaceOnce(base.source, at.pattern, '');
    if (/softplus\(tf\.matmul/.test(base.source)) return null;
    return isLogistic(base) ? substitute(base.source, margin, 'tf.matmul($2, w);') : null;
  }),
  inLoss('flat-labels', 'broadcast', 'labels of shape [n] against predictions of [n, 1]', (base) => {
    const at = labelsIn(base);
    if (base.kind !== 'closed form' && !usesAutodiff(base)) return null;
    if (at) return replaceOnce(base.source, at.pattern, `.sub(tf.reshape(${at.labels}, [-1]))`);
    if (/softplus\(tf\.matmul/.test(base.source)) return null;
    return isLogistic(base)
      ? substitute(base.source, margin, 'tf.reshape($1, [-1]).mul(tf.matmul($2, w));')
      : null;
  }),
  inLoss('squared-error', 'other-loss', 'the squared error for the logistic loss', (base) =>
    isLogistic(base) ? replaceLoss(base, "tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y)), 'loss')") : null,
  ),
  inLoss('absolute-error', 'absolute-error', 'the absolute error for the squared error', (base) =>
    isLogistic(base) ? null : replaceOnce(base.source, 'tf.square(', 'tf.abs('),
  ),
  inLoss('not-squared', 'not-squared', 'the mean of the residuals, not of their squares', (base) =>
    isLogistic(base) ? null : replaceOnce(base.source, 'tf.square(', 'tf.identity('),
  ),
  inLoss('one-left-out', 'one-missing', 'log(exp(−m)) for log(1 + exp(−m))', (base) =>
    isLogistic(base) ? replaceOnce(base.source, 'tf.exp(margin.neg()).add(1)', 'tf.exp(margin.neg())') : null,
  ),
  inLoss('log-left-out', 'log-missing', 'the mean of 1 + exp(−m), without the logarithm', (base) =>
    isLogistic(base)
      ? replaceOnce(base.source, 'tf.log(tf.exp(margin.neg()).add(1))', 'tf.exp(margin.neg()).add(1)')
      : null,
  ),
  inLoss('ridge-in-loss', 'regularised-loss', 'λ‖w‖² added to the loss', (base) =>
    wrapLoss(base, "tf.add(inner, tf.reduceSum(tf.square(w)).mul(0.01), 'loss')"),
  ),
  inLoss('mean-ridge-in-loss', 'regularised-loss', 'λ times the mean of w² added to the loss', (base) =>
    wrapLoss(base, "tf.add(inner, tf.reduceMean(tf.square(w)).mul(0.5), 'loss')"),
  ),
  inLoss('axis-1', 'wrong-axis', 'the mean along the columns: a loss for each row', ({ source }) => {
    const all = substitute(
      source,
      /tf\.reduceMean\(([^\n]*), (name|'loss')\)/,
      'tf.reduceMean($1, { axis: 1, name: $2 })',
    );
    return all?.replace("name: 'loss' }", "name: 'loss' }") ?? null;
  }),
  inLoss(
    'other-node-named',
    'loss-under-another-name',
    'the right loss is printed, another node is named loss',
    (base) => wrapLoss(base, "(tf.reduceMean(tf.abs(tf.matmul(X, w).sub(Y)), 'loss'), inner)"),
  ),
  inLoss('nameless', 'name-missing', 'the loss without a name', ({ source }) =>
    substitute(source, /const loss = ([^;]*?), 'loss'\)/, 'const loss = $1)'),
  ),
  inLoss('own-rows', 'loss-ignores-data', 'the loss of a copy of the training data', (base) => {
    if (!base.fed || /softplus\(tf\.matmul/.test(base.source)) return null;
    // The copy has as many rows as the training data: the validation rows do not fit.
    const source = base.source.replace(/, 'loss\(val\)', sess\.run\(loss, onValidation\)/, '');
    const dtype = /float64/.test(source) ? 'float64' : 'float32';
    const copy = `tf.constant(Xtrn, { dtype: tf.${dtype} })`;
    return (
      replaceOnce(source, 'const residual = tf.matmul(X, w)', `const residual = tf.matmul(${copy}, w)`) ??
      replaceOnce(
        source,
        'const margin = Y.mul(tf.matmul(X, w))',
        `const margin = Y.mul(tf.matmul(${copy}, w))`,
      )
    );
  }),
];
