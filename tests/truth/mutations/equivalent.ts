// Other ways to be right: each rewrites a correct program into a correct one.
import { type Base, type Mutation, replaceOnce, substitute, wrapLoss } from './mutation.ts';

const equivalent = (name: string, what: string, rewrite: (base: Base) => string | null): Mutation => ({
  name,
  what,
  verdict: 'correct',
  rewrite,
});

const STEP = /const train = [^\n]*;\n/;
const isDescent = ({ kind, task }: Base): boolean => kind !== 'closed form' && task !== 'analytic-gradient';
const optimizer =
  (expression: string, steps: number) =>
  (base: Base): string | null =>
    isDescent(base) && base.name === 'solution' && base.task !== 'learning-rate'
      ? (replaceOnce(base.source, STEP, `const train = ${expression}.minimize(loss, 'train');\n`)?.replace(
          /const steps = \d+/,
          `const steps = ${steps}`,
        ) ?? null)
      : null;

export const EQUIVALENTS: readonly Mutation[] = [
  equivalent('extra-nodes', 'nodes that nobody asked for', ({ source }) =>
    replaceOnce(
      source,
      'const sess =',
      "tf.reduceMax(tf.abs(w), { name: 'largest' });\nconst accuracy = tf.reduceMean(tf.cast(tf.greater(tf.matmul(X, w).mul(Y), 0), tf.float32), 'accuracy');\nconst sess =",
    ),
  ),
  equivalent('scoped', 'the step below a name scope', ({ source }) =>
    replaceOnce(
      source,
      'const sess =',
      "tf.nameScope('extra', () => tf.square(w, 'w_squared'));\nconst sess =",
    ),
  ),
  equivalent('identity-loss', 'the loss passed on by an identity', (base) =>
    wrapLoss(base, "tf.identity(inner, 'loss')"),
  ),
  equivalent('sum-of-halves', 'the loss as the sum of its halves', (base) =>
    wrapLoss(base, "tf.addN([inner.mul(0.5), inner.mul(0.5)], 'loss')"),
  ),
  equivalent('residual-reversed', 'Y − X·w for X·w − Y under the square', ({ source, kind }) => {
    if (kind === 'logistic') return null;
    return (
      replaceOnce(
        source,
        "tf.reduceMean(tf.square(residual), 'loss')",
        "tf.reduceMean(tf.square(Y.sub(tf.matmul(X, w))), 'loss')",
      ) ??
      replaceOnce(
        source,
        'tf.square(tf.matmul(inputs, w).sub(labels))',
        'tf.square(labels.sub(tf.matmul(inputs, w)))',
      )
    );
  }),
  equivalent('multiplied', 'r · r for the square of r', ({ source }) =>
    replaceOnce(source, 'tf.square(residual)', 'residual.mul(residual)'),
  ),
  equivalent('power', 'r to the power of 2', ({ source }) =>
    replaceOnce(source, 'tf.square(residual)', 'tf.pow(residual, 2)'),
  ),
  equivalent('log1p', 'log1p(exp(−m))', ({ source }) =>
    replaceOnce(source, 'tf.log(tf.exp(margin.neg()).add(1))', 'tf.log1p(tf.exp(margin.neg()))'),
  ),
  equivalent('summed', 'the mean as a sum divided by the number of rows', ({ source }) =>
    substitute(
      source,
      /const loss = tf\.reduceMean\((.*), 'loss'\);/,
      "const loss = tf.divide(tf.reduceSum($1), Xtrn.shape[0], 'loss');",
    ),
  ),
  equivalent('two-means', 'the mean along one axis, then along the other', ({ source }) =>
    substitute(
      source,
      /const loss = tf\.reduceMean\((.*), 'loss'\);/,
      "const loss = tf.reduceMean(tf.reduceMean($1, { axis: 1 }), { name: 'loss' });",
    ),
  ),
  equivalent('shuffled-session', 'a second session that only looks', ({ source }) =>
    replaceOnce(
      source,
      'sess.close();',
      'sess.close();\nconst other = new tf.Session();\nother.run(tf.globalVariablesInitializer());\nother.close();',
    ),
  ),
  equivalent('adam', 'Adam', optimizer('new tf.train.AdamOptimizer(0.003)', 400)),
  equivalent(
    'momentum',
    'gradient descent with momentum',
    optimizer('new tf.train.MomentumOptimizer(0.005, 0.9)', 600),
  ),
  equivalent('rmsprop', 'RMSProp', optimizer('new tf.train.RMSPropOptimizer(0.0007)', 1500)),
  equivalent('adagrad', 'Adagrad', optimizer('new tf.train.AdagradOptimizer(0.05)', 700)),
  equivalent('adam-by-hand', 'Adam written out', (base) =>
    isDescent(base) &&
    /const (\[gradient\]|gradient) = /.test(base.source) &&
    base.name === 'solution' &&
    base.task !== 'learning-rate'
      ? (replaceOnce(
          base.source,
          STEP,
          `const m = new tf.Variable(tf.zeros([dim, 1]), { name: 'm' });
const v = new tf.Variable(tf.zeros([dim, 1]), { name: 'v' });
const mNext = m.mul(0.9).add(gradient.mul(0.1));
const vNext = v.mul(0.99).add(tf.square(gradient).mul(0.01));
const stepped = w.sub(mNext.div(tf.sqrt(vNext).add(1e-7)).mul(0.003));
const train = tf.group(m.assign(mNext), v.assign(vNext), w.assign(stepped), 'train');
`,
        )?.replace(/const steps = \d+/, 'const steps = 500') ?? null)
      : null,
  ),
  equivalent('fetched-too', 'the loss is fetched together with train', ({ source }) =>
    replaceOnce(source, 'sess.run(train, onTraining);', 'sess.run([train, loss], onTraining);'),
  ),
  equivalent('transposed', 'the transpose inside matmul', ({ source }) =>
    replaceOnce(
      source,
      'tf.matmul(tf.transpose(X), residual)',
      'tf.matmul(X, residual, { transposeA: true })',
    ),
  ),
  equivalent('float64', 'everything in float64', ({ source, kind, task }) =>
    kind === 'closed form' || !/float32/.test(source) || task === 'learning-rate'
      ? null
      : source
          .replaceAll('tf.float32', 'tf.float64')
          .replaceAll(/tf\.zeros\(\[dim, 1\]\)/g, 'tf.zeros([dim, 1], { dtype: tf.float64 })')
          .replaceAll(/tf\.randomNormal\(\[dim, 1\], \{/g, 'tf.randomNormal([dim, 1], { dtype: tf.float64,'),
  ),
  equivalent('decaying-eta', 'η falls a little with every step', (base) => {
    const eta = base.kind === 'logistic' ? 0.08 : 0.01;
    const decayed = optimizer(
      `new tf.train.GradientDescentOptimizer(tf.train.exponentialDecay(${eta}, globalStep, 100, 0.95))`,
      800,
    )(base);
    return (
      decayed &&
      replaceOnce(
        decayed.replace("minimize(loss, 'train')", "minimize(loss, { globalStep, name: 'train' })"),
        'const train =',
        "const globalStep = new tf.Variable(0, { name: 'global_step', trainable: false });\nconst train =",
      )
    );
  }),
  equivalent('minibatches', 'steps on halves of the rows, in turn', (base) => {
    if (
      !base.fed ||
      !isDescent(base) ||
      base.task === 'learning-rate' ||
      /ntrn\)?;|ntrn, dim\]/.test(base.source)
    )
      return null;
    const cut = replaceOnce(
      base.source,
      'const sess =',
      'const halves = [0, 1].map((k) => [[X, Xtrn.slice(k, null, 2)], [Y, Ytrn.slice(k, null, 2)]]);\nconst sess =',
    );
    return (
      // Steps on halves wander; a third more of them makes up for it.
      cut &&
      replaceOnce(
        cut.replace(
          /const steps = (\d+)/,
          (_all, steps: string) => `const steps = ${Math.ceil(Number(steps) * 1.4)}`,
        ),
        'sess.run(train, onTraining);',
        'sess.run(train, halves[step % 2]);',
      )
    );
  }),
];
