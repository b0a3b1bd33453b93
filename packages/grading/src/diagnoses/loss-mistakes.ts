// Which mistake explains every measured value of `loss`: a factor, other labels, or both.
import type { Evidence, LossProbe } from '../evidence.ts';
import { formatNumber } from '../figures.ts';
import { lossAt } from '../reference/loss.ts';
import {
  broadcastLoss,
  type Mistake,
  mistakenRows,
  MISTAKES,
  type OtherRowLoss,
  otherRowLoss,
  rowMistakesOf,
} from '../reference/mistaken-loss.ts';
import type { Diagnose } from './diagnosis.ts';

type Factor = 'sum' | 'half' | 'double' | 'negative' | 'log2' | 'log10' | 'divided twice' | 'by columns';

const FACTORS: Readonly<Record<Factor, (n: number, dim: number) => number>> = {
  sum: (n) => n,
  half: () => 1 / 2,
  double: () => 2,
  negative: () => -1,
  log2: () => Math.LOG2E,
  log10: () => Math.LOG10E,
  'divided twice': (n) => 1 / n,
  'by columns': (n, dim) => n / dim,
};

export interface LossExplanation {
  readonly factor: Factor | null;
  readonly mistake: Mistake | OtherRowLoss | 'other loss' | null;
}

/** A mean of numbers of both signs is rounded relative to them, not to itself; |p − y| and |p| are of the size of 1. */
const CANCELLING = new Set<LossExplanation['mistake']>(['not squared', 'one missing']);

const matches = ({ measured, tolerance }: LossProbe, value: number, mistake: LossExplanation['mistake']) =>
  Math.abs(measured - value) <= 10 * tolerance * Math.max(Math.abs(value), CANCELLING.has(mistake) ? 1 : 0);

const OTHER = { 'squared-error': 'logistic', logistic: 'squared-error' } as const;

function valueWith(
  mistake: LossExplanation['mistake'],
  { task }: Evidence,
  { rows, w, reference }: LossProbe,
): number {
  if (mistake === null) return reference;
  if (
    mistake === 'absolute error' ||
    mistake === 'not squared' ||
    mistake === 'one missing' ||
    mistake === 'log missing'
  )
    return otherRowLoss(mistake, rows, w);
  if (mistake === 'other loss') return lossAt(OTHER[task.loss], rows, w);
  const other = mistakenRows(task.loss, mistake, rows);
  return other ? lossAt(task.loss, other, w) : broadcastLoss(task.loss, rows, w);
}

/** Null if the loss is right, was not measured, or nothing known explains it. */
export function explainLoss(evidence: Evidence): LossExplanation | null {
  const { losses, task } = evidence;
  // At w = 0 many mistakes give the same value; two probes elsewhere are needed to tell them apart.
  if (losses.length < 3) return null;
  for (const mistake of [null, ...MISTAKES, 'other loss', ...rowMistakesOf(task.loss)] as const) {
    const values = losses.map((probe) => valueWith(mistake, evidence, probe));
    for (const factor of [null, ...(Object.keys(FACTORS) as Factor[])]) {
      if (task.loss !== 'logistic' && (factor === 'log2' || factor === 'log10')) continue;
      const scale = (probe: LossProbe) =>
        factor === null ? 1 : FACTORS[factor](probe.rows.n, probe.rows.dim);
      if (losses.every((probe, i) => matches(probe, scale(probe) * values[i], mistake)))
        return factor === null && mistake === null ? null : { factor, mistake };
    }
  }
  return null;
}

/** The probe that shows it best: away from w = 0. */
const shown = ({ losses }: Evidence): LossProbe => losses[1];
const ratio = (probe: LossProbe): string => formatNumber(probe.measured / probe.reference);

const ofFactor =
  (wanted: Factor, say: (evidence: Evidence) => ReturnType<Diagnose>): Diagnose =>
  (evidence) =>
    explainLoss(evidence)?.factor === wanted ? say(evidence) : null;

const ofMistake =
  (
    wanted: NonNullable<LossExplanation['mistake']>,
    say: (evidence: Evidence) => ReturnType<Diagnose>,
  ): Diagnose =>
  (evidence) =>
    explainLoss(evidence)?.mistake === wanted ? say(evidence) : null;

export const sumInsteadOfMean = ofFactor('sum', (evidence) => ({
  title: 'a sum where a mean is asked for',
  evidence: `\`loss\` is ${ratio(shown(evidence))} times too large, and there are ${shown(evidence).rows.n} rows`,
  remedy:
    'Take the mean over the rows: tf.reduceMean instead of tf.reduceSum, or divide by the number of rows.',
  certainty: 'certain',
}));

export const meanOfMean = ofFactor('divided twice', (evidence) => ({
  title: 'divided by the number of rows twice',
  evidence: `\`loss\` is ${formatNumber(shown(evidence).reference / shown(evidence).measured)} times too small, and there are ${shown(evidence).rows.n} rows`,
  remedy: 'tf.reduceMean already divides by the number of rows.',
  certainty: 'certain',
}));

export const halved = ofFactor('half', () => ({
  title: 'a factor of one half too many',
  evidence: '`loss` is half of what it should be at all weights',
  remedy: 'Leave out the factor 1/2: the formula of the task has none.',
  certainty: 'certain',
}));

export const doubled = ofFactor('double', () => ({
  title: 'a factor of two too many',
  evidence: '`loss` is twice what it should be at all weights',
  remedy: 'Leave out the factor 2: it belongs to the gradient, not to the loss.',
  certainty: 'certain',
}));

export const negated = ofFactor('negative', () => ({
  title: 'the sign of the whole loss is flipped',
  evidence: '`loss` is minus what it should be at all weights',
  remedy: 'Remove one minus sign in front of the mean.',
  certainty: 'certain',
}));

const otherLogarithm = (name: string, factor: number) => (evidence: Evidence) => ({
  title: `${name} where the natural logarithm is meant`,
  evidence: `\`loss\` is ${ratio(shown(evidence))} times what it should be, and 1/ln(${name.replace('log', '')}) = ${formatNumber(factor)}`,
  remedy: 'tf.log is the natural logarithm: do not divide it by the logarithm of another base.',
  certainty: 'certain' as const,
});
export const logarithmBase2 = ofFactor('log2', otherLogarithm('log2', Math.LOG2E));
export const logarithmBase10 = ofFactor('log10', otherLogarithm('log10', Math.LOG10E));

export const signFlipped = ofMistake('sign flipped', ({ task }) => ({
  title:
    task.loss === 'logistic' ? 'the sign in the exponent is flipped' : 'the labels are added, not subtracted',
  evidence:
    task.loss === 'logistic'
      ? 'at all weights `loss` is what exp(+y·wᵀx) gives instead of exp(−y·wᵀx)'
      : 'at all weights `loss` is what wᵀx + y gives instead of wᵀx − y',
  remedy:
    task.loss === 'logistic'
      ? 'Write exp(−y·wᵀx): a row that is on its right side must cost little.'
      : 'Subtract the labels from the predictions before squaring.',
  certainty: 'certain',
}));

export const labelsZeroOne = ofMistake('labels 0/1', () => ({
  title: 'labels 0 and 1 where −1 and +1 are meant',
  evidence: 'at all weights `loss` is what labels of 0 in place of −1 give',
  remedy: 'Use the labels as they are in Ytrn: −1 and +1.',
  certainty: 'certain',
}));

export const labelsMissing = ofMistake('labels missing', ({ task }) => ({
  title: 'the labels are left out',
  evidence: `at all weights \`loss\` is what ${task.loss === 'logistic' ? 'log(1 + exp(−wᵀx))' : '(wᵀx)²'} gives, without y`,
  remedy:
    task.loss === 'logistic' ? 'Multiply the predictions by `Y`.' : 'Subtract `Y` from the predictions.',
  certainty: 'certain',
}));

export const broadcast = ofMistake('broadcast', (evidence) => {
  const { n } = shown(evidence).rows;
  return {
    title: `every prediction meets every label: ${n} × ${n} pairs`,
    evidence: '`loss` is the mean over all pairs of a row’s prediction and another row’s label',
    remedy: `Keep predictions and labels in the same shape [${n}, 1]: [${n}, 1] with [${n}] makes a [${n}, ${n}] matrix.`,
    certainty: 'certain',
  };
});

export const otherLoss = ofMistake('other loss', ({ task }) => ({
  title: `the ${task.loss === 'logistic' ? 'squared error' : 'logistic loss'} where another loss is asked for`,
  evidence: `at all weights \`loss\` is the mean ${task.loss === 'logistic' ? 'squared error' : 'logistic loss'}`,
  remedy: `This task is about the mean of ${task.loss === 'logistic' ? 'log(1 + exp(−y·wᵀx))' : '(wᵀx − y)²'}.`,
  certainty: 'certain',
}));

export const dividedByColumns = ofFactor('by columns', (evidence) => {
  const { n, dim } = shown(evidence).rows;
  return {
    title: 'divided by the number of columns',
    evidence: `\`loss\` is ${ratio(shown(evidence))} times what it should be; there are ${n} rows and ${dim} columns, and ${n}/${dim} = ${formatNumber(n / dim)}`,
    remedy: 'Divide the sum by the number of rows; tf.reduceMean of a column of [n, 1] does.',
    certainty: 'certain',
  };
});

const rowMistake = (wanted: OtherRowLoss, title: string, formula: string, remedy: string): Diagnose =>
  ofMistake(wanted, () => ({
    title,
    evidence: `at all weights \`loss\` is the mean of ${formula}`,
    remedy,
    certainty: 'certain',
  }));

export const absoluteError = rowMistake(
  'absolute error',
  'the absolute error where the squared error is asked for',
  '|wᵀx − y|',
  'Square the residuals: tf.square.',
);
export const notSquared = rowMistake(
  'not squared',
  'the residuals are not squared',
  'wᵀx − y, which is as often negative as positive',
  'Square the residuals before taking the mean: tf.square.',
);
export const oneMissing = rowMistake(
  'one missing',
  'the 1 in the logarithm is missing',
  'log(exp(−y·wᵀx)), which is −y·wᵀx',
  'Add 1 to the exponential before taking the logarithm.',
);
export const logMissing = rowMistake(
  'log missing',
  'the logarithm is missing',
  '1 + exp(−y·wᵀx)',
  'Take the logarithm of each row before the mean.',
);

const PENALTIES = [
  ['the sum of w²', (w: Float64Array) => w.reduce((sum, x) => sum + x * x, 0)],
  ['the sum of |w|', (w: Float64Array) => w.reduce((sum, x) => sum + Math.abs(x), 0)],
] as const;

/** loss = L(w) + λ·R(w) with one λ ≠ 0 for all probes; at w = 0 it is right. */
export const regularised: Diagnose = (evidence) => {
  const { losses } = evidence;
  if (losses.length < 3 || explainLoss(evidence) !== null) return null;
  const clear = losses.filter(({ w }) => w.some((x) => x !== 0));
  if (clear.length < 2) return null;
  for (const [name, penalty] of PENALTIES) {
    const excess = clear.map(({ measured, reference, w }) => (measured - reference) / penalty(w));
    const [lambda] = excess;
    // What rounding leaves of the difference decides how close the others have to be.
    const agree = clear.every((probe) => {
      const rounding = 10 * probe.tolerance * Math.abs(probe.reference);
      const added = Math.abs(probe.measured - probe.reference);
      return (
        added > 3 * rounding &&
        Math.abs(added - Math.abs(lambda) * penalty(probe.w)) <= rounding + 1e-4 * added
      );
    });
    const rightAtZero = losses.every(
      (probe) => clear.includes(probe) || matches(probe, probe.reference, null),
    );
    if (!agree || !rightAtZero || !Number.isFinite(lambda)) continue;
    return {
      title: 'a penalty on the weights is added to the loss',
      evidence: `\`loss\` is right at w = 0, and elsewhere larger by ${formatNumber(lambda)} times ${name}`,
      remedy: 'Leave the penalty out: the loss of this task has none.',
      certainty: 'certain',
    };
  }
  return null;
};
