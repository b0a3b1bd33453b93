// Mistakes in the step that `train` takes.
import { fitStep } from '../checks/update-gradient.ts';
import type { Evidence, StepProbe } from '../evidence.ts';
import { formatNumber } from '../figures.ts';
import { gradientAt, predict } from '../reference/loss.ts';
import { mistakenRows } from '../reference/mistaken-loss.ts';
import type { Diagnose } from './diagnosis.ts';

/** A fit this good over several weights and rows is no coincidence, in either dtype. */
const GOOD_FIT = 1e-3;

const isDescent = ({ task, steps }: Evidence): boolean =>
  task.reference.method === 'gradient-descent' && steps.length >= 2;

const fit = ({ steps }: Evidence, gradientOf: (probe: StepProbe) => Float64Array) => {
  const { eta, deviation } = fitStep(steps, gradientOf, 'float64');
  return { eta, explains: deviation <= GOOD_FIT };
};

const trueGradient =
  ({ task }: Evidence) =>
  ({ rows, before }: StepProbe): Float64Array =>
    gradientAt(task.loss, rows, before);

export const ascent: Diagnose = (evidence) => {
  if (!isDescent(evidence)) return null;
  const { eta, explains } = fit(evidence, trueGradient(evidence));
  if (!explains || !(eta < 0)) return null;
  return {
    title: 'up the gradient instead of down',
    evidence: `a run of \`train\` moves w by +${formatNumber(-eta)}·∇L(w)`,
    remedy: 'Subtract the step: w ← w − η∇L(w).',
    certainty: 'certain',
  };
};

/** The step of a loss with other labels: the gradient was derived for those. */
const gradientWithMistake =
  (mistake: 'sign flipped' | 'labels 0/1' | 'labels missing', title: string, remedy: string): Diagnose =>
  (evidence) => {
    if (!isDescent(evidence) || fit(evidence, trueGradient(evidence)).explains) return null;
    const { task } = evidence;
    const { eta, explains } = fit(evidence, ({ rows, before }) =>
      gradientAt(task.loss, mistakenRows(task.loss, mistake, rows)!, before),
    );
    if (!explains) return null;
    return {
      title,
      evidence: `the step is that of labels ${mistake === 'sign flipped' ? 'with the other sign' : mistake === 'labels 0/1' ? '0 and 1' : 'left out'}, with η = ${formatNumber(eta)}`,
      remedy,
      certainty: 'certain',
    };
  };

export const gradientSignOfLabels = gradientWithMistake(
  'sign flipped',
  'the gradient has the labels with the wrong sign',
  'Derive the gradient again and watch the sign of y; tf.gradients(loss, [w]) can be compared with it.',
);
export const gradientLabelsZeroOne = gradientWithMistake(
  'labels 0/1',
  'the gradient is that of labels 0 and 1',
  'Use the labels −1 and +1 in the gradient as well.',
);

/** −1/n Σ xᵢ/(1 + exp(yᵢwᵀxᵢ)): the inner derivative's factor y forgotten. */
export const gradientWithoutLabel: Diagnose = (evidence) => {
  if (!isDescent(evidence) || evidence.task.loss !== 'logistic') return null;
  if (fit(evidence, trueGradient(evidence)).explains) return null;
  const { explains } = fit(evidence, ({ rows, before }) => {
    const { inputs, labels, n, dim } = rows;
    const gradient = new Float64Array(dim);
    predict(rows, before).forEach((p, i) => {
      const slope = -1 / (1 + Math.exp(labels[i] * p)) / n;
      for (let j = 0; j < dim; j += 1) gradient[j] += slope * inputs[i * dim + j];
    });
    return gradient;
  });
  if (!explains) return null;
  return {
    title: 'the factor y is missing in the gradient',
    evidence: 'the step is that of ∇ = −1/n Σ x/(1 + exp(y·wᵀx)), without the y in front of x',
    remedy: 'The chain rule gives −y·x for the inner derivative of −y·wᵀx.',
    certainty: 'certain',
  };
};

/** Scalar constants that the step depends on, as written in the program. */
function writtenNumbers({ graph }: Evidence): number[] {
  return [...graph.ancestors('train')].flatMap((name) => {
    const value = graph.find(name)?.attr['value'];
    return value && 'tensor' in value && value.tensor.data.length === 1
      ? [Math.abs(value.tensor.data[0])]
      : [];
  });
}

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-3 * b;

/** The step has the right direction, but its η is a written number times 2, 1/2 or the number of rows. */
export const stepFactor: Diagnose = (evidence) => {
  if (!isDescent(evidence)) return null;
  const { eta, explains } = fit(evidence, trueGradient(evidence));
  if (!explains || !(eta > 0)) return null;
  const { n } = evidence.training;
  const numbers = writtenNumbers(evidence);
  const smallest = numbers.filter((x) => x > 0 && x < 1 && !close(x, 2 / n) && !close(x, 1 / n));
  if (numbers.some((x) => close(x, eta))) return null;
  const found = (
    [
      [n, 'n times', `the gradient is summed over the rows; divide it by their number, ${n}`],
      [2, 'twice', 'there is a factor 2 too many in the gradient'],
      [1 / 2, 'half', 'a factor 2 is missing in the gradient: the derivative of r² is 2r'],
    ] as const
  ).find(([factor]) => smallest.some((x) => close(eta, factor * x)));
  if (!found) return null;
  const [factor, words, cause] = found;
  return {
    title: 'a factor too many or too few in the gradient',
    evidence: `w moves by −${formatNumber(eta)}·∇L(w), ${words} the ${formatNumber(eta / factor)} that stands in the program`,
    remedy: `If that number is your η, ${cause}.`,
    certainty: 'possible',
  };
};
