// Mistakes that show in where w ends and how it came there.
import { fitStep } from '../checks/update-gradient.ts';
import type { Rows } from '@residual/assignments';
import type { Evidence } from '../evidence.ts';
import { formatNumber } from '../figures.ts';
import { gradientAt, lossAt, type LossKind } from '../reference/loss.ts';
import { mistakenRows } from '../reference/mistaken-loss.ts';
import { norm } from '../reference/vector.ts';
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

export const trainedOnValidation: Diagnose = ({
  finalWeights: w,
  task,
  training,
  validation,
  generalisationGap,
}) => {
  if (!w || !hasLearned(task.loss, validation, w)) return null;
  const [onTraining, onValidation] = [lossAt(task.loss, training, w), lossAt(task.loss, validation, w)];
  if (!(onValidation - onTraining < generalisationGap) || !(onValidation < onTraining)) return null;
  // Both halves are alike: fitting one of them clearly better without having seen it does not happen.
  const [slopeTraining, slopeValidation] = [
    norm(gradientAt(task.loss, training, w)),
    norm(gradientAt(task.loss, validation, w)),
  ];
  if (!(slopeValidation < slopeTraining)) return null;
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
