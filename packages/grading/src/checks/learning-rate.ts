// Homework 3: a learning rate that converges faster than the baseline. The board beside it is public: it says how
// many steps each η takes on the training rows.
import { createRandom, type LearningRates } from '@residual/assignments';
import { formatNumber } from '../figures.ts';
import { randomWeights } from '../probes.ts';
import { gradientAt } from '../reference/loss.ts';
import { runTraining } from '../training-run.ts';
import type { Check, CheckContext } from './check.ts';
import { describeFailure } from './feeds.ts';
import { fitStep, measureStep } from './update-gradient.ts';

const describeBoard = ({ board }: LearningRates): string =>
  board
    .map(({ eta, steps }) => `η = ${formatNumber(eta)}: ${steps === null ? 'never' : `${steps} runs`}`)
    .join(', ');

/** η as one step shows it; null where the step is no multiple of the gradient. */
function measureEta(context: CheckContext): number | null {
  const { training } = context.data;
  const measured = measureStep(context, training, randomWeights(createRandom(1), training, 0.5));
  if (!measured.ok) return null;
  const gradientOf = () => gradientAt(context.task.loss, training, measured.probe.before);
  const { eta, deviation } = fitStep([measured.probe], gradientOf, 'float32');
  return deviation < 1e-2 && eta > 0 ? eta : null;
}

export const learningRate: Check<'learning-rate'> = {
  model: true,
  title: '`train` converges faster than with the baseline’s learning rate',
  needs: ['X', 'Y', 'w', 'train'],
  run(context, { baseline, horizon, factor }) {
    const { calibration, data, graph } = context;
    const rates = calibration.learningRates;
    if (!rates) throw new Error('the calibration has no board of learning rates');
    const most = Math.floor(horizon / factor);
    const start = new Float64Array(data.training.dim);
    // The baseline's own rounding must not decide.
    const target = rates.target + calibration.training.band;
    const outcome = runTraining({ ...context, graph }, { target, most, start });
    if (!outcome.ok) return { passed: false, message: describeFailure('train', outcome.failure) };
    const { reached, last, runs } = outcome.value;
    const eta = measureEta(context);
    const own = eta === null ? 'your step' : `your η = ${formatNumber(eta)}`;
    const figure =
      `${own} has a training loss of ${formatNumber(last)} after ${runs} runs; η = ${formatNumber(baseline)} takes ` +
      `${horizon} runs to ${formatNumber(rates.target)} (${describeBoard(rates)})`;
    if (reached !== null) return { passed: true, figure };
    return {
      passed: false,
      figure,
      message: Number.isFinite(last)
        ? `From w = 0, \`train\` is not where η = ${formatNumber(baseline)} takes ${horizon} runs to after ${most} runs.`
        : 'From w = 0, `train` makes `w` infinite: η is too large.',
    };
  },
};
