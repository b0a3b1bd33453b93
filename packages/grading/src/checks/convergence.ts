// How many runs of `train` it takes to come into the reference's band, counted by the grader.
import { formatNumber } from '../figures.ts';
import { runTraining } from '../training-run.ts';
import type { Check } from './check.ts';
import { describeFailure } from './feeds.ts';

export const convergence: Check<'convergence'> = {
  model: true,
  title: '`train` brings the loss down within the runs asked for',
  needs: ['X', 'Y', 'w', 'train'],
  run(context, { within }) {
    const { value, band } = context.calibration.training;
    const outcome = runTraining(context, { target: value + band, most: within });
    if (!outcome.ok) return { passed: false, share: 0, message: describeFailure('train', outcome.failure) };
    const { reached, first, last, runs } = outcome.value;
    const asked = `${formatNumber(value)} within ${within} runs is asked for`;
    if (reached !== null)
      return { passed: true, figure: `training loss ${formatNumber(last)} after ${reached} runs; ${asked}` };
    return {
      passed: false,
      share: Math.min(1, Math.max(0, (first - last) / (first - value))) || 0,
      figure: `training loss ${formatNumber(last)} after ${runs} runs, ${formatNumber(first)} before; ${asked}`,
      message: Number.isFinite(last)
        ? 'Running `train` does not bring the training loss down far enough in that many runs.'
        : 'Running `train` makes `w` infinite: its steps are too large.',
    };
  },
};
