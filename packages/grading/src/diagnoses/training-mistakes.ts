// Mistakes that show in where w ends and how it came there.
import { fitStep } from '../checks/update-gradient.ts';
import { createRandom, type Rows } from '@residual/assignments';
import type { Evidence } from '../evidence.ts';
import { formatNumber } from '../figures.ts';
import { gradientAt, lossAt, type LossKind } from '../reference/loss.ts';
import { mistakenRows } from '../reference/mistaken-loss.ts';
import { norm, subtract } from '../reference/vector.ts';
import { feedRows } from '../checks/feeds.ts';
import { randomWeights } from '../probes.ts';
import { isConstant } from './graph-mistakes.ts';
import type { Diagnose } from './diagnosis.ts';

const isDescent = ({ task }: Evidence): boolean => task.reference.method === 'gradient-descent';

/** η as measured, where the step is one of gradient descent. */
function findEta({ steps, task }: Evidence): number | null {
  if (steps.length < 2) return null;
  const gradientOf = ({ rows, before }: (typeof steps)[number]) => gradientAt(task.loss, rows, before);
  const { eta, deviation } = fitStep(steps, gradientOf, 'float64');
  return deviation < 1e-2 && eta > 0 ? eta : null;
}
const withEta = (evidence: Evidence): string => {
  const eta = findEta(evidence);
  return eta === null ? '' : ` (η = ${formatNumber(eta)})`;
};

export const etaTooLarge: Diagnose = (evidence) => {
  const { curve } = evidence;
  const losses = curve.training;
  if (!isDescent(evidence) || losses.length < 2) return null;
  const last = losses[losses.length - 1];
  if (Number.isFinite(last) && last <= losses[0]) return null;
  // Up the gradient the loss rises as well, but then η is not what is wrong.
  if (evidence.steps.length >= 2 && findEta(evidence) === null) return null;
  const rose = losses.findIndex((loss, i) => i > 0 && !(loss <= losses[i - 1]));
  const [before, after] = [losses[rose - 1], losses[rose]];
  return {
    title: 'η is too large: the loss grows',
    evidence:
      `after step ${curve.steps[rose]} the training loss is ${formatNumber(after)}, ` +
      `up from ${formatNumber(before)} after step ${curve.steps[rose - 1]}${withEta(evidence)}; ` +
      `at the end it is ${formatNumber(last)}`,
    remedy: 'Make η smaller, by a factor of ten at first, until the loss falls from the first steps on.',
    certainty: 'certain',
  };
};

export const etaTooSmall: Diagnose = (evidence) => {
  const { curve, bar } = evidence;
  const losses = curve.training;
  if (!isDescent(evidence) || losses.length < 2 || curve.steps[curve.steps.length - 1] < 1) return null;
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const falling = losses.every((loss, i) => i === 0 || loss <= losses[i - 1] * (1 + 1e-6));
  if (!falling || !(last < first) || !(last > bar)) return null;
  const steps = curve.steps[curve.steps.length - 1];
  return {
    title: 'η is too small, or there are too few steps',
    evidence: `the training loss falls all the way, from ${formatNumber(first)} to ${formatNumber(last)} in ${steps} steps${withEta(evidence)}, and ends above ${formatNumber(bar)}`,
    remedy:
      'Try larger values of η, each ten or three times the one before, as long as the loss still falls; or take more steps.',
    certainty: 'likely',
  };
};

/** Whether w does better than w = 0 on some rows: only then does it say what it was trained on. */
const hasLearned = (kind: LossKind, rows: Rows, w: Float64Array): boolean =>
  lossAt(kind, rows, w) < lossAt(kind, rows, new Float64Array(rows.dim));

/** Slopes of two halves that a w knows nothing of differ by chance, by less than this. */
const DECIDEDLY = 0.7;

export const trainedOnValidation: Diagnose = ({
  finalWeights: w,
  task,
  training,
  validation,
  generalisationGap,
}) => {
  if (!w || !hasLearned(task.loss, validation, w)) return null;
  const [onTraining, onValidation] = [lossAt(task.loss, training, w), lossAt(task.loss, validation, w)];
  const [slopeTraining, slopeValidation] = [
    norm(gradientAt(task.loss, training, w)),
    norm(gradientAt(task.loss, validation, w)),
  ];
  // The bottom of the validation rows' loss, and nowhere near that of the training rows'.
  const isBottom = slopeValidation < 1e-3 * slopeTraining;
  // Both halves are alike: fitting one of them clearly better without having seen it does not happen.
  const fitsBetter =
    onValidation - onTraining < generalisationGap &&
    onValidation < onTraining &&
    slopeValidation < DECIDEDLY * slopeTraining;
  if (!isBottom && !fitsBetter) return null;
  return {
    title: '`w` was trained on the validation data',
    evidence: `your final w has a loss of ${formatNumber(onValidation)} on the validation rows and ${formatNumber(onTraining)} on the training rows`,
    remedy: 'Run `train` with Xtrn and Ytrn only; Xval and Yval are for looking at the loss.',
    certainty: 'likely',
  };
};

/** The graph is right, but what was fed as labels was 0 and 1. */
export const trainedOnZeroOne: Diagnose = ({ finalWeights: w, task, training }) => {
  if (!w) return null;
  const relabelled = mistakenRows(task.loss, 'labels 0/1', training)!;
  if (!hasLearned(task.loss, relabelled, w)) return null;
  const slope = norm(gradientAt(task.loss, training, w));
  const other = norm(gradientAt(task.loss, relabelled, w));
  if (!(other < slope / 5)) return null;
  return {
    title: '`w` was trained with labels 0 and 1',
    evidence: `the slope of the loss at your final w is ${formatNumber(slope)}; with labels 0 and 1 it would be ${formatNumber(other)}`,
    remedy: 'Feed Ytrn as it is, with −1 and +1.',
    certainty: 'likely',
  };
};

export const weightsNotFinite: Diagnose = ({ finalWeights: w, curve, task }) => {
  if (!w || w.every(Number.isFinite)) return null;
  const step = curve.training.findIndex((loss) => !Number.isFinite(loss));
  const grew = curve.training.some(
    (loss, i) => Number.isFinite(loss) && loss > 1.5 * curve.training[0] && i > 0,
  );
  if (grew) return null; // divergence, which another diagnosis names
  return {
    title: '`w` is NaN or infinite',
    evidence: `w holds ${formatNumber(w.find((x) => !Number.isFinite(x)) ?? NaN)}${step >= 0 ? `, first seen after step ${curve.steps[step]}` : ''}`,
    remedy:
      task.loss === 'logistic'
        ? 'exp overflows for large arguments and log(0) is −∞: keep |wᵀx| moderate with a smaller η, or use tf.softplus or log1p forms.'
        : 'Look for a division by zero, a logarithm or root of a negative number, or a far too large η.',
    certainty: 'likely',
  };
};

/** Weights scaled so that |wᵀx| goes up to this: exp of it is beyond float32, and log(1 + exp) of it is not. */
const LARGE_MARGIN = 200;
/** exp(88) is the last that float32 holds; single rows lie far beyond the mean. */
const LARGE_LOSS = 5;

/** exp(−y·wᵀx) is infinite where the loss itself is not. */
export const expOverflow: Diagnose = ({ graph, task, training, finalWeights: w, curve }) => {
  if (task.loss !== 'logistic' || !graph.find('loss')) return null;
  const broke = (w && !w.every(Number.isFinite)) || curve.training.some((loss) => !Number.isFinite(loss));
  const highest = Math.max(...curve.training.filter(Number.isFinite));
  // A loss is as large as the margins of the rows on their wrong side: did they come near what exp can bear?
  if (!broke || !(highest > LARGE_LOSS)) return null;
  // The row with the largest margin is on its right side for one of the two.
  const weights = randomWeights(createRandom(1), training, LARGE_MARGIN);
  const probes = [weights, weights.map((x) => -x)].flatMap((at) => {
    const outcome = graph.run({ fetch: ['loss'] }, { feeds: feedRows(training), w: at });
    const data = outcome.ok ? outcome.value.values[0].data : [];
    return data.length === 1 && !Number.isFinite(data[0]) ? [{ at, value: data[0] }] : [];
  });
  if (probes.length === 0) return null;
  const [{ at: large, value }] = probes;
  const step = curve.training.findIndex((loss) => !Number.isFinite(loss));
  return {
    title: 'exp overflows',
    evidence:
      `with |wᵀx| up to ${LARGE_MARGIN} your \`loss\` is ${formatNumber(value)} where ${formatNumber(lossAt(task.loss, training, large))} is right` +
      (step > 0 ? `; your training loss is no number any more after step ${curve.steps[step]}` : ''),
    remedy:
      'Write log(1 + exp(−m)) in a form that does not overflow: max(−m, 0) + log(1 + exp(−|m|)), which tf.softplus(−m) computes. And try a smaller η.',
    certainty: 'certain',
  };
};

const weightsAlong = ({ trajectory, training }: Evidence): { step: number; w: Float64Array }[] =>
  trajectory.values.flatMap(({ data }, i) =>
    data.length === training.dim ? [{ step: trajectory.steps[i], w: Float64Array.from(data) }] : [],
  );

const distance = (a: Float64Array, b: Float64Array): number => norm(subtract(a, b));

/** After every run of `train` w is the same: it begins anew each time. */
export const resetEveryStep: Diagnose = (evidence) => {
  const along = weightsAlong(evidence).filter(({ step }) => step > 0);
  if (evidence.trainRuns < 5 || along.length < 3 || isConstant(evidence.steps)) return null;
  const [{ w: first }] = along;
  const size = norm(first);
  if (!(size > 0) || !along.every(({ w }) => distance(w, first) <= 1e-6 * size)) return null;
  return {
    title: '`w` is set back before every step',
    evidence: `after each of the ${evidence.trainRuns} runs of \`train\`, w is what it was after the first`,
    remedy: 'Run the initializer once, before the loop: every run of it forgets what was learned.',
    certainty: 'certain',
  };
};

/** The last w of the training is not the one that is left. */
export const changedAfterTraining: Diagnose = (evidence) => {
  const { finalWeights: left, task, training } = evidence;
  const along = weightsAlong(evidence);
  if (!left || along.length < 3) return null;
  const [before, last] = along.slice(-2);
  const stride = distance(before.w, last.w);
  if (
    !(distance(left, last.w) > 20 * stride) ||
    !(lossAt(task.loss, training, left) > lossAt(task.loss, training, last.w))
  )
    return null;
  return {
    title: '`w` is changed after the training',
    evidence: `after step ${last.step} the training loss is ${formatNumber(lossAt(task.loss, training, last.w))}, with the w that is left at the end it is ${formatNumber(lossAt(task.loss, training, left))}`,
    remedy: 'Do not run the initializer, or another assignment to w, once the training is over.',
    certainty: 'certain',
  };
};

/** The first step of `train` does not begin where w's initializer puts it. */
export const notReset: Diagnose = (evidence) => {
  const { graph, task, training } = evidence;
  const [first] = weightsAlong(evidence);
  if (first?.step !== 0 || !graph.isVariable('w')) return null;
  const outcome = graph.run({ fetch: ['w'] });
  if (!outcome.ok) return null;
  const initial = Float64Array.from(outcome.value.values[0].data);
  if (
    initial.length !== first.w.length ||
    !(distance(initial, first.w) > 1e-6 * (norm(initial) + norm(first.w)))
  )
    return null;
  const [there, here] = [lossAt(task.loss, training, initial), lossAt(task.loss, training, first.w)];
  // A better start is nobody's mistake.
  if (!(here > there)) return null;
  return {
    title: '`w` is not reset before the training',
    evidence: `the first run of \`train\` finds a training loss of ${formatNumber(here)}; with w as its initializer makes it, it is ${formatNumber(there)}`,
    remedy: 'Run the initializer again before each training, as when several values of η are tried in turn.',
    certainty: 'certain',
  };
};
