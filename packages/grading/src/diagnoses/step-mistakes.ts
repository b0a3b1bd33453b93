// Mistakes in the step that `train` takes.
import { fitStep } from '../checks/update-gradient.ts';
import type { Evidence, StepProbe } from '../evidence.ts';
import { formatNumber } from '../figures.ts';
import { gradientAt, predict } from '../reference/loss.ts';
import { dot, norm, subtract } from '../reference/vector.ts';
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
    // With η < 0 it is another mistake's gradient, and that one has its own name.
    if (!explains || !(eta > 0)) return null;
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

/** −1/n Σ y·σ(+y·wᵀx)·x: the sign in the derivative's exponent. */
export const gradientSigmoidFlipped: Diagnose = (evidence) => {
  if (!isDescent(evidence) || evidence.task.loss !== 'logistic') return null;
  if (fit(evidence, trueGradient(evidence)).explains) return null;
  const { eta, explains } = fit(evidence, ({ rows, before }) => {
    const { inputs, labels, n, dim } = rows;
    const gradient = new Float64Array(dim);
    predict(rows, before).forEach((p, i) => {
      const slope = -labels[i] / (1 + Math.exp(-labels[i] * p)) / n;
      for (let j = 0; j < dim; j += 1) gradient[j] += slope * inputs[i * dim + j];
    });
    return gradient;
  });
  if (!explains) return null;
  return {
    title: 'the sign in the gradient’s exponent is flipped',
    evidence: `the step is that of ∇ = −1/n Σ y·x/(1 + exp(−y·wᵀx)), with η = ${formatNumber(eta)}: rows on their right side pull the most`,
    remedy: 'The derivative of log(1 + exp(−m)) is −1/(1 + exp(+m)).',
    certainty: 'certain',
  };
};

/** w ← −η∇L: the old weights are forgotten. */
export const stepWithoutWeights: Diagnose = (evidence) => {
  // A right step with an enormous η looks nearly like it.
  if (!isDescent(evidence) || !evidence.stepFailed) return null;
  const forgotten = evidence.steps.map(({ rows, before, after }) => ({
    rows,
    gradient: gradientAt(evidence.task.loss, rows, before),
    after,
  }));
  const eta =
    -forgotten.reduce((sum, { gradient, after }) => sum + dot(gradient, after), 0) /
    forgotten.reduce((sum, { gradient }) => sum + dot(gradient, gradient), 0);
  const explains = forgotten.every(
    ({ gradient, after }) =>
      norm(after.map((x, j) => x + eta * gradient[j])) <= GOOD_FIT * Math.abs(eta) * norm(gradient),
  );
  if (!explains || !Number.isFinite(eta) || eta === 0) return null;
  return {
    title: '`w` becomes the step instead of taking it',
    evidence: `after a run of \`train\`, w is ${formatNumber(-eta)}·∇L(w), whatever it was before`,
    remedy: 'Subtract the step from w: w.assign(w.sub(…)).',
    certainty: 'certain',
  };
};

/** Δw = −η∇L − κw, with one η and one κ > 0 for all probes. */
export const weightDecay: Diagnose = (evidence) => {
  if (!isDescent(evidence) || fit(evidence, trueGradient(evidence)).explains) return null;
  const probes = evidence.steps.map(({ rows, before, after }) => ({
    gradient: gradientAt(evidence.task.loss, rows, before),
    before,
    move: subtract(before, after),
  }));
  const total = (of: (probe: (typeof probes)[number]) => number) =>
    probes.reduce((sum, probe) => sum + of(probe), 0);
  const gg = total(({ gradient }) => dot(gradient, gradient));
  const gw = total(({ gradient, before }) => dot(gradient, before));
  const ww = total(({ before }) => dot(before, before));
  const gm = total(({ gradient, move }) => dot(gradient, move));
  const wm = total(({ before, move }) => dot(before, move));
  const determinant = gg * ww - gw * gw;
  const [eta, kappa] = [(gm * ww - wm * gw) / determinant, (wm * gg - gm * gw) / determinant];
  const explains = probes.every(
    ({ gradient, before, move }) =>
      norm(move.map((m, j) => m - eta * gradient[j] - kappa * before[j])) <= GOOD_FIT * norm(move),
  );
  if (!explains || !(eta > 0) || !(kappa > 0)) return null;
  return {
    title: 'the weights decay with every step',
    evidence: `a run of \`train\` moves w by −${formatNumber(eta)}·∇L(w) − ${formatNumber(kappa)}·w`,
    remedy: 'Leave out the gradient of the penalty (or the factor before w): the loss of this task has none.',
    certainty: 'certain',
  };
};

/** Each step lies along the gradient, but there is no one η. */
export const stepLengthVaries: Diagnose = (evidence) => {
  if (!isDescent(evidence)) return null;
  const gradientOf = trueGradient(evidence);
  if (fit(evidence, gradientOf).explains) return null;
  const fits = evidence.steps.map((step) => fitStep([step], gradientOf, 'float64'));
  if (!fits.every(({ eta, deviation }) => deviation <= GOOD_FIT && eta > 0)) return null;
  const lengths = evidence.steps.map(({ before, after }) => norm(subtract(before, after)));
  const constant = Math.abs(lengths[0] / lengths[1] - 1) < GOOD_FIT;
  return {
    title: 'the step has the right direction, and a length of its own',
    evidence: `−∇L(w) is followed with η = ${formatNumber(fits[0].eta)} in one place and ${formatNumber(fits[1].eta)} in another${constant ? ': every step is as long as the others' : ''}`,
    remedy:
      'Multiply the gradient by a number, not by something that depends on w, X or Y (such as its own length).',
    certainty: 'certain',
  };
};

/** Every weight moves by the same amount, against its slope, and nothing is remembered. */
export const signOfGradient: Diagnose = (evidence) => {
  if (!isDescent(evidence)) return null;
  const gradientOf = trueGradient(evidence);
  const same = evidence.steps.every((step) => {
    const move = subtract(step.before, step.after);
    const largest = move.reduce((most, m) => Math.max(most, Math.abs(m)), 0);
    const gradient = gradientOf(step);
    const off = move.filter((m, j) => Math.abs(m - Math.sign(gradient[j]) * largest) > 0.01 * largest).length;
    return largest > 0 && off <= 0.02 * move.length;
  });
  if (!same) return null;
  return {
    title: 'only the signs of the gradient are used',
    evidence: 'a run of `train` moves every weight by the same amount, however steep the loss is along it',
    remedy: 'Multiply the gradient itself by η.',
    certainty: 'certain',
  };
};

/** Nothing better is known than that the step is another one. */
export const stepNotGradient: Diagnose = (evidence) => {
  if (!isDescent(evidence) || !evidence.stepFailed) return null;
  // A step so small that w's own rounding bends it is another matter.
  const dtype = evidence.graph.dtypeOf('w') === 'float64' ? 'float64' : 'float32';
  const { eta, deviation, rounding } = fitStep(evidence.steps, trueGradient(evidence), dtype);
  if (eta > 0 && deviation <= 2 * rounding + GOOD_FIT) return null;
  const [{ before, after }] = evidence.steps;
  const gradient = trueGradient(evidence)(evidence.steps[0]);
  const move = subtract(before, after);
  const cosine = dot(move, gradient) / (norm(move) * norm(gradient));
  if (!Number.isFinite(cosine) || fit(evidence, trueGradient(evidence)).explains) return null;
  const degrees = (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
  return {
    title: 'the step of `train` is not along the gradient',
    evidence: `at random weights the step and −∇L(w) are ${formatNumber(Math.round(degrees))}° apart`,
    remedy: 'Compare your step with tf.gradients(loss, [w])[0] at some weights, number by number.',
    certainty: 'possible',
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
