// Mistakes in how the graph is run: loss and step are right.
import { type Base, inFewSteps, type Mutation, replaceOnce, substitute, withEta } from './mutation.ts';

const RUN_FED = 'sess.run(train, onTraining);';
const RUN_FIXED = 'sess.run(train);';
const INIT = 'sess.run(tf.globalVariablesInitializer());';

const inTraining = (
  name: string,
  cause: string,
  what: string,
  rewrite: (base: Base) => string | null,
): Mutation => ({
  name,
  what,
  cause,
  verdict: 'partial',
  rewrite: (base) => (base.kind === 'closed form' ? null : rewrite(base)),
});

const run = ({ source }: Base): string => (source.includes(RUN_FED) ? RUN_FED : RUN_FIXED);
const isPlainDescent = ({ source }: Base): boolean =>
  /gradient\.mul\(eta\)|GradientDescentOptimizer/.test(source) && !/velocity/.test(source);

export const TRAINING_MUTATIONS: readonly Mutation[] = [
  inTraining('eta-100-times', 'eta-too-large', 'η a hundred times too large', (base) =>
    isPlainDescent(base) && base.kind === 'squared error' ? inFewSteps(withEta(base.source, 0.5), 60) : null,
  ),
  inTraining('eta-just-too-large', 'eta-too-large', 'η a little beyond what converges', (base) =>
    isPlainDescent(base) && base.kind === 'squared error'
      ? inFewSteps(withEta(base.source, 0.03), 120)
      : null,
  ),
  inTraining('eta-overflowing', 'exp-overflow', 'η so large that exp overflows in the naive form', (base) =>
    isPlainDescent(base) &&
    base.kind === 'logistic' &&
    /tf\.log\(tf\.exp/.test(base.source) &&
    /tf\.gradients|Optimizer/.test(base.source)
      ? inFewSteps(withEta(base.source, 50), 40)
      : null,
  ),
  inTraining('eta-swinging', 'eta-too-large', 'η too large with a stable form: the loss swings', (base) =>
    isPlainDescent(base) && base.kind === 'logistic' && /softplus\(margin|logSigmoid/.test(base.source)
      ? inFewSteps(withEta(base.source, 20), 40)
      : null,
  ),
  inTraining('eta-tiny', 'eta-too-small', 'η a thousand times too small', (base) =>
    isPlainDescent(base) ? inFewSteps(withEta(base.source, 0.00001), 100) : null,
  ),
  inTraining('few-steps', 'eta-too-small', 'a tenth of the steps', (base) =>
    // Momentum gets far even so.
    /Momentum/.test(base.source) ? null : inFewSteps(base.source, 25),
  ),
  inTraining('never-run', 'train-never-run', '`train` is never run', (base) =>
    inFewSteps(replaceOnce(base.source, run(base), ''), 5),
  ),
  inTraining(
    'on-validation',
    'trained-on-validation',
    '`train` is run on the validation rows',
    ({ source }) =>
      /const onValidation/.test(source)
        ? replaceOnce(source, RUN_FED, 'sess.run(train, onValidation);')
        : null,
  ),
  inTraining('labels-fed-0-1', 'trained-on-labels-0-1', 'labels 0 and 1 are fed', ({ source }) => {
    const fed = replaceOnce(source, '[Y, Ytrn]', '[Y, labels]');
    return (
      fed &&
      replaceOnce(
        fed,
        'const onTraining',
        'const labels = tf.withSession((session) => session.run(tf.constant(Ytrn).add(1).mul(0.5)));\nconst onTraining',
      )
    );
  }),
  inTraining(
    'reset-every-step',
    'reset-every-step',
    'the variables are initialised anew before every step',
    (base) => inFewSteps(replaceOnce(base.source, run(base), `{ ${INIT} ${run(base)} }`), 60),
  ),
  inTraining(
    'reset-at-the-end',
    'changed-after-training',
    'the variables are initialised anew after training',
    ({ source }) => replaceOnce(source, /sess\.close\(\);/, `${INIT}\nsess.close();`),
  ),
  inTraining('not-reset', 'w-not-reset', 'an earlier training with another η, and w is not reset', (base) => {
    if (!isPlainDescent(base) || !/const train = w\.assign/.test(base.source)) return null;
    const feeds = base.source.includes(RUN_FED) ? ', onTraining' : '';
    const far = base.kind === 'logistic' ? 200 : 0.05;
    const early = `const earlier = w.assign(w.sub(gradient.mul(${far})));\n`;
    const withEarlier = replaceOnce(base.source, 'const sess =', `${early}const sess =`);
    return inFewSteps(
      withEarlier &&
        replaceOnce(withEarlier, INIT, `${INIT}\nfor (let i = 0; i < 40; i++) sess.run(earlier${feeds});`),
      60,
    );
  }),
  {
    name: 'not-initialised',
    what: 'the initializer is not run',
    verdict: 'runtime-error',
    // The closed form assigns w before it reads it.
    rewrite: ({ kind, source }) => (kind === 'closed form' ? null : replaceOnce(source, INIT, '')),
  },
  {
    name: 'unfed',
    what: '`train` is run without feeding anything',
    verdict: 'runtime-error',
    rewrite: ({ source }) => replaceOnce(source, RUN_FED, 'sess.run(train);'),
  },
  {
    name: 'constants-for-placeholders',
    what: 'the data is fixed in the graph where it is to be fed',
    verdict: 'partial',
    cause: 'data-not-fed',
    rewrite: ({ source, task }) => {
      if (/learning-rate|analytic/.test(task)) return null;
      const dtype = /placeholder\(tf\.(\w+)/.exec(source)?.[1];
      if (!dtype || /shape: \[ntrn/.test(source)) return null;
      return source
        .replace(
          /tf\.placeholder\(tf\.\w+, \{ name: 'X' \}\)/,
          `tf.constant(Xtrn, { dtype: tf.${dtype}, name: 'X' })`,
        )
        .replace(
          /tf\.placeholder\(tf\.\w+, \{ name: 'Y' \}\)/,
          `tf.constant(Ytrn, { dtype: tf.${dtype}, name: 'Y' })`,
        )
        .replaceAll(', onTraining)', ')')
        .replaceAll(', onValidation)', ')');
    },
  },
  {
    name: 'validation-constants',
    what: 'the validation rows are fixed in the graph',
    verdict: 'partial',
    cause: 'trained-on-validation',
    rewrite: ({ source, fed, kind }) =>
      fed || kind === 'closed form'
        ? null
        : source
            .replace('tf.constant(Xtrn,', 'tf.constant(Xval,')
            .replace('tf.constant(Ytrn,', 'tf.constant(Yval,'),
  },
  {
    name: 'growing',
    what: 'a node is made in every turn of the loop',
    verdict: 'partial',
    cause: 'graph-growing',
    rewrite: (base) =>
      base.task === 'learning-rate'
        ? replaceOnce(base.source, RUN_FED, `{ ${RUN_FED} sess.run(loss.mul(1), onTraining); }`)
        : null,
  },
];

const inClosedForm = (
  name: string,
  cause: string,
  what: string,
  pattern: RegExp,
  replacement: string,
  verdict: Mutation['verdict'] = 'partial',
): Mutation => ({
  name,
  what,
  cause,
  verdict,
  rewrite: ({ kind, source }) =>
    // Newton's step has other equations.
    kind === 'closed form' && !/const slope/.test(source) ? substitute(source, pattern, replacement) : null,
});

export const CLOSED_FORM_MUTATIONS: readonly Mutation[] = [
  inClosedForm(
    'solved-not-assigned',
    'missing-assign',
    'the solution is computed and not assigned',
    /(w\.assign\(|tf\.assign\(w, )solved, 'train'\)/,
    "tf.identity(solved, 'train')",
  ),
  inClosedForm('solved-never-run', 'train-never-run', '`train` is never run', /sess\.run\(train\);/, ''),
  inClosedForm(
    'ridge',
    'ridge',
    'λI added to XᵀX',
    /tf\.matmul\(Xt, X\)(,|\))/,
    'tf.matmul(Xt, X).add(tf.diag(tf.fill([dim], tf.constant(0.1, { dtype: tf.float64 }))))$1',
  ),
  inClosedForm(
    'solved-labels-0-1',
    'trained-on-labels-0-1',
    'labels 0 and 1 in the normal equations',
    /tf\.matmul\(Xt, Y\)/,
    'tf.matmul(Xt, Y.add(1).mul(0.5))',
  ),
  inClosedForm(
    'solved-negated',
    'closed-form-negated',
    'minus the solution',
    /(w\.assign\(|tf\.assign\(w, )solved,/,
    '$1solved.neg(),',
  ),
  inClosedForm(
    'solved-doubled',
    'closed-form-factor',
    'twice the solution',
    /(w\.assign\(|tf\.assign\(w, )solved,/,
    '$1solved.mul(2),',
  ),
  inClosedForm(
    'not-inverted',
    'not-inverted',
    'XᵀX is not inverted',
    /tf\.matrixInverse\(tf\.matmul\(Xt, X\)\)/,
    'tf.matmul(Xt, X)',
  ),
  {
    name: 'solved-on-validation',
    what: 'the closed form of the validation rows',
    verdict: 'partial',
    cause: 'trained-on-validation',
    rewrite: ({ kind, source }) =>
      kind === 'closed form' && /tf\.matmul\(Xt, X\)/.test(source) && /tf\.matmul\(Xt, Y\)/.test(source)
        ? source
            .replace(
              'const Xt = tf.transpose(X);',
              'const [Xv, Yv] = [tf.constant(Xval), tf.constant(Yval)];\nconst Xt = tf.transpose(Xv);',
            )
            .replace('tf.matmul(Xt, X)', 'tf.matmul(Xt, Xv)')
            .replace('tf.matmul(Xt, Y)', 'tf.matmul(Xt, Yv)')
        : null,
  },
  inClosedForm(
    'recomputed',
    'w-recomputed',
    'w is computed anew with every run',
    /const w = new tf\.Variable[^\n]*\n([^]*?)const solved = ([^\n]*)\nconst train = [^\n]*\n/,
    "const Xt = tf.transpose(X);\nconst w = tf.identity(tf.matrixSolve(tf.matmul(Xt, X), tf.matmul(Xt, Y)), 'w');\nconst loss = tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y)), 'loss');\nconst lossNew = loss;\nconst train = tf.identity(w, 'train');\n",
    'wrong',
  ),
  {
    name: 'float32',
    what: 'computed in float32, on data whose XᵀX is nearly singular',
    verdict: 'partial',
    cause: 'float32-closed-form',
    rewrite: ({ kind, fed, source }) =>
      kind === 'closed form' && !fed
        ? substitute(
            source,
            /const train = (w\.assign\(|tf\.assign\(w, )solved, 'train'\)/,
            "const [X32, Y32] = [tf.cast(X, tf.float32), tf.cast(Y, tf.float32)];\nconst Xt32 = tf.transpose(X32);\nconst solved32 = tf.matmul(tf.matrixInverse(tf.matmul(Xt32, X32)), tf.matmul(Xt32, Y32));\nconst train = $1tf.cast(solved32, tf.float64), 'train')",
          )
        : null,
  },
  {
    name: 'placeholders-for-constants',
    what: 'the data is fed where it is to be fixed in the graph',
    verdict: 'partial',
    cause: 'data-not-fixed',
    rewrite: ({ kind, fed, source }) => {
      if (fed || kind !== 'closed form' || !/tf\.constant\(Xtrn, \{ name: 'X' \}\)/.test(source)) return null;
      return source
        .replace(/tf\.constant\(Xtrn, \{ name: 'X' \}\)/, "tf.placeholder(tf.float64, { name: 'X' })")
        .replace(/tf\.constant\(Ytrn, \{ name: 'Y' \}\)/, "tf.placeholder(tf.float64, { name: 'Y' })")
        .replace('sess.run(train)', 'sess.run(train, [[X, Xtrn], [Y, Ytrn]])')
        .replace('sess.run(loss)', 'sess.run(loss, [[X, Xtrn], [Y, Ytrn]])');
    },
  },
];
