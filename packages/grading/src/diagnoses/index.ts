// All diagnoses, those that explain the most first.
import type { Diagnosis } from '@residual/contracts';
import type { Evidence } from '../evidence.ts';
import * as closedForm from './closed-form-mistakes.ts';
import type { Diagnose } from './diagnosis.ts';
import * as graph from './graph-mistakes.ts';
import * as loss from './loss-mistakes.ts';
import * as step from './step-mistakes.ts';
import * as training from './training-mistakes.ts';

type Stage = Readonly<Record<string, Diagnose>>;

// In stages: a mistake makes everything after it look wrong as well, so the first stage in which something is
// found is the one to tell of.
const ABOUT_LOSS: readonly Stage[] = [
  { 'untouched-starter': graph.untouchedStarter },
  { 'w-recomputed': graph.recomputedWeights },
  { 'name-missing': graph.nameMissing },
  { 'wrong-axis': graph.wrongAxis },
  { 'loss-under-another-name': graph.lossElsewhere },
  {
    'sum-instead-of-mean': loss.sumInsteadOfMean,
    'mean-of-mean': loss.meanOfMean,
    'loss-halved': loss.halved,
    'loss-doubled': loss.doubled,
    'loss-negated': loss.negated,
    'logarithm-base-2': loss.logarithmBase2,
    'logarithm-base-10': loss.logarithmBase10,
    'sign-flipped': loss.signFlipped,
    'labels-0-1': loss.labelsZeroOne,
    'labels-missing': loss.labelsMissing,
    broadcast: loss.broadcast,
    'other-loss': loss.otherLoss,
    'divided-by-columns': loss.dividedByColumns,
    'absolute-error': loss.absoluteError,
    'not-squared': loss.notSquared,
    'one-missing': loss.oneMissing,
    'log-missing': loss.logMissing,
  },
  { 'loss-ignores-data': graph.lossIgnoresData },
  { 'regularised-loss': loss.regularised },
  { 'loss-under-another-name': graph.lossUnderAnotherName },
];

const ABOUT_TRAINING: readonly Stage[] = [
  {
    'missing-assign': graph.missingAssign,
    ascent: step.ascent,
    'float32-closed-form': graph.float32ClosedForm,
  },
  {
    'gradient-sign-of-labels': step.gradientSignOfLabels,
    'gradient-labels-0-1': step.gradientLabelsZeroOne,
    'gradient-without-label': step.gradientWithoutLabel,
    'gradient-sigmoid-flipped': step.gradientSigmoidFlipped,
    'step-without-w': step.stepWithoutWeights,
    'weight-decay': step.weightDecay,
    'step-length-varies': step.stepLengthVaries,
    'sign-of-gradient': step.signOfGradient,
    'closed-form-negated': closedForm.closedFormNegated,
    'closed-form-factor': closedForm.closedFormFactor,
    ridge: closedForm.ridge,
    'not-inverted': closedForm.notInverted,
  },
  { 'train-never-run': graph.trainNeverRun },
  {
    'reset-every-step': training.resetEveryStep,
    'changed-after-training': training.changedAfterTraining,
  },
  { 'trained-on-validation': training.trainedOnValidation },
  { 'constant-weights': graph.constantWeights, 'train-ignores-data': graph.trainIgnoresData },
  { 'trained-on-labels-0-1': training.trainedOnZeroOne },
  { 'step-not-gradient': step.stepNotGradient },
  { 'w-not-reset': training.notReset },
  { 'exp-overflow': training.expOverflow },
  {
    'step-factor': step.stepFactor,
    'eta-too-large': training.etaTooLarge,
    'weights-not-finite': training.weightsNotFinite,
    'eta-too-small': training.etaTooSmall,
  },
  { 'graph-growing': graph.growing },
];

/** Those that figures speak for; checks name some more themselves. */
export const DIAGNOSIS_NAMES: readonly string[] = [
  ...new Set([...ABOUT_LOSS, ...ABOUT_TRAINING].flatMap((stage) => Object.keys(stage))),
];

/** The likely causes, best first. */
export function diagnose(evidence: Evidence): Diagnosis[] {
  for (const stage of evidence.lossFailed ? ABOUT_LOSS : [...ABOUT_LOSS, ...ABOUT_TRAINING]) {
    const found = Object.entries(stage).flatMap(([name, look]): Diagnosis[] => {
      const diagnosis = look(evidence);
      return diagnosis ? [{ name, ...diagnosis }] : [];
    });
    if (found.length > 0) return found;
  }
  return [];
}
