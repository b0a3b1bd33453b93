// The loss of the program's last w, computed from w itself: the student's own `loss` has no say in it.
import type { Band, Rows } from '@residual/assignments';
import { findFinalWeights } from '../evidence.ts';
import { formatNumber, formatSmall } from '../figures.ts';
import { gradientAt, lossAt } from '../reference/loss.ts';
import { norm } from '../reference/vector.ts';
import type { Check, CheckContext, CheckOutcome } from './check.ts';

const NO_WEIGHTS =
  'There is no final value of `w` of the right size: initialise it and run `train` in one and the same session.';

const within = (value: number, band: Band): boolean => Math.abs(value - band.value) <= band.band;
const atMost = (value: number, band: Band): boolean => value <= band.value + band.band;

/** A closed form has one right answer; a descent has to get far enough, by whatever steps. */
function reaches({ task }: CheckContext, loss: number, band: Band): boolean {
  return task.reference.method === 'closed-form' ? within(loss, band) : atMost(loss, band);
}

const expectation = ({ task }: CheckContext, { value, band }: Band): string =>
  task.reference.method === 'closed-form'
    ? `the closed form has ${formatNumber(value)} ± ${formatSmall(band)}`
    : `at most ${formatNumber(value)} (+ ${formatSmall(band)}) is asked for`;

function judge(context: CheckContext, rows: Rows, band: Band): { loss: number; passed: boolean } | null {
  const w = findFinalWeights(context.program, context.data);
  if (!w) return null;
  const loss = lossAt(context.task.loss, rows, w);
  return { loss, passed: reaches(context, loss, band) };
}

/** How much of the reference's way down from w = 0 a descent has gone. */
function shareOfTheWay({ task, calibration, data: { training } }: CheckContext, loss: number): number {
  if (task.reference.method === 'closed-form' || !Number.isFinite(loss)) return 0;
  const start = lossAt(task.loss, training, new Float64Array(training.dim));
  return Math.min(1, Math.max(0, (start - loss) / (start - calibration.training.value)));
}

/** Whether w fits the validation rows as only a w does that was trained on them. */
function hasSeenValidation({ task, calibration, program, data }: CheckContext): boolean {
  const w = findFinalWeights(program, data);
  if (!w) return false;
  const { training, validation } = data;
  const slope = (rows: Rows): number => norm(gradientAt(task.loss, rows, w));
  const gap = lossAt(task.loss, validation, w) - lossAt(task.loss, training, w);
  // Where the rows are few the gap alone may be chance: training flattens the loss of the rows it is done on.
  return gap < calibration.generalisationGap && slope(validation) < slope(training);
}

export const trainingLoss: Check<'training-loss'> = {
  model: true,
  title: 'the final `w` has learned the training data',
  needs: ['w'],
  run(context): CheckOutcome {
    const { calibration, data, task, program } = context;
    const found = judge(context, data.training, calibration.training);
    if (!found) return { passed: false, message: NO_WEIGHTS };
    const { loss, passed } = found;
    const figure = `training loss ${formatNumber(loss)}; ${expectation(context, calibration.training)}`;
    if (!passed)
      return {
        passed,
        figure,
        share: shareOfTheWay(context, loss),
        message: Number.isFinite(loss)
          ? 'The final `w` does not reach the training loss that is asked for.'
          : 'The final `w` is no weight at all: somewhere on the way it became infinite.',
      };
    if (hasSeenValidation(context))
      return {
        passed: false,
        figure,
        message:
          'The final `w` fits the validation rows better than any `w` trained on the training rows does.',
      };
    const length = norm(findFinalWeights(program, data)!);
    if (task.reference.method === 'closed-form' && !within(length, calibration.weightNorm))
      return {
        passed: false,
        figure: `${figure}; your w has length ${formatNumber(length)}, the closed form ${formatNumber(calibration.weightNorm.value)}`,
        message: 'The final `w` has the right training loss, but it is not the closed form.',
      };
    return { passed: true, figure };
  },
};

const UNSEEN = 'On unseen rows the final `w` does not do as the reference does.';

export const hiddenLoss: Check<'hidden-loss'> = {
  model: true,
  title: 'the final `w` does as well on rows that nobody has seen',
  needs: ['w'],
  run(context): CheckOutcome {
    const found = judge(context, context.data.hidden, context.calibration.hidden);
    if (!found) return { passed: false, message: NO_WEIGHTS, hiddenMessage: NO_WEIGHTS };
    return found.passed ? { passed: true } : { passed: false, message: UNSEEN, hiddenMessage: UNSEEN };
  },
};
