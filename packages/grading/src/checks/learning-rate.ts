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
    .map(({ eta, steps }) => `η = ${formatNumber(eta)}: ${steps === null ? 'never' : `${steps}`}`)
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
    const { calibration, data } = context;
    const rates = calibration.learningRates;
    if (!rates) throw new Error('the calibration has no board of learning rates');
    const most = Math.floor(horizon / factor);
    const start = new Float64Array(data.training.dim);
    // The baseline's own rounding must not decide.
    const target = rates.target + calibration.training.band;
    const outcome = runTraining(context, { target, most: horizon, start, toTheEnd: true });
    if (!outcome.ok) return { passed: false, message: describeFailure('train', outcome.failure) };
    const { reached, first, last, runs } = outcome.value;
    const eta = measureEta(context);
    const own = eta === null ? 'your step' : `your η = ${formatNumber(eta)}`;
    const arrived =
      reached === null ? `is at ${formatNumber(last)} after ${runs} runs` : `takes ${reached} runs`;
    const figure =
      `${own} ${arrived}, η = ${formatNumber(baseline)} takes ${horizon} to a training loss of ` +
      `${formatNumber(rates.target)}; at most ${most} are asked for (board: ${describeBoard(rates)})`;
    const board = {
      ...rates,
      most,
      own: { eta, steps: reached },
    };
    if (reached !== null && reached <= most) return { passed: true, figure, board };
    const slow = Number.isFinite(last) && last < first;
    return {
      passed: false,
      figure,
      board,
      diagnosis: {
        name: slow ? 'eta-too-small' : 'eta-too-large',
        title: slow ? 'η is too small' : 'η is too large: the loss grows',
        evidence: `from w = 0, ${runs} runs of \`train\` bring the training loss from ${formatNumber(first)} to ${formatNumber(last)}`,
        remedy: 'Look at the board: it says how many runs each η takes.',
        certainty: 'likely',
      },
      message: Number.isFinite(last)
        ? `From w = 0, \`train\` needs more than ${most} runs to where η = ${formatNumber(baseline)} comes in ${horizon}.`
        : 'From w = 0, `train` makes `w` infinite: η is too large.',
    };
  },
};
