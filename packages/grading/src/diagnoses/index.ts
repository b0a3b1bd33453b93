// All diagnoses, those that explain the most first.
import type { Diagnosis } from '@residual/contracts';
import type { Evidence } from '../evidence.ts';
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
  },
  { 'loss-under-another-name': graph.lossUnderAnotherName },
  { 'loss-ignores-data': graph.lossIgnoresData },
];

const ABOUT_TRAINING: readonly Stage[] = [
  {
    'missing-assign': graph.missingAssign,
    ascent: step.ascent,
    'gradient-sign-of-labels': step.gradientSignOfLabels,
    'gradient-labels-0-1': step.gradientLabelsZeroOne,
    'gradient-without-label': step.gradientWithoutLabel,
    'float32-closed-form': graph.float32ClosedForm,
  },
  { 'train-never-run': graph.trainNeverRun },
  {
    'trained-on-validation': training.trainedOnValidation,
    'trained-on-labels-0-1': training.trainedOnZeroOne,
  },
  {
    'eta-too-large': training.etaTooLarge,
    'weights-not-finite': training.weightsNotFinite,
    'step-factor': step.stepFactor,
    'eta-too-small': training.etaTooSmall,
  },
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
