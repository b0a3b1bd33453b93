// All diagnoses, those that explain the most first.
import type { Diagnosis } from '@residual/contracts';
import type { Evidence } from '../evidence.ts';
import type { Diagnose } from './diagnosis.ts';
import * as graph from './graph-mistakes.ts';
import * as loss from './loss-mistakes.ts';
import * as step from './step-mistakes.ts';
import * as training from './training-mistakes.ts';

export const DIAGNOSES: Readonly<Record<string, Diagnose>> = {
  'untouched-starter': graph.untouchedStarter,
  'loss-under-another-name': graph.lossUnderAnotherName,
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
  'missing-assign': graph.missingAssign,
  'train-never-run': graph.trainNeverRun,
  ascent: step.ascent,
  'gradient-sign-of-labels': step.gradientSignOfLabels,
  'gradient-labels-0-1': step.gradientLabelsZeroOne,
  'gradient-without-label': step.gradientWithoutLabel,
  'float32-closed-form': graph.float32ClosedForm,
  'eta-too-large': training.etaTooLarge,
  'weights-not-finite': training.weightsNotFinite,
  'trained-on-validation': training.trainedOnValidation,
  'trained-on-labels-0-1': training.trainedOnZeroOne,
  'step-factor': step.stepFactor,
  'eta-too-small': training.etaTooSmall,
};

const MOST = 3;

/** The likely causes, best first. */
export function diagnose(evidence: Evidence): Diagnosis[] {
  const found: Diagnosis[] = [];
  for (const [name, look] of Object.entries(DIAGNOSES)) {
    const diagnosis = look(evidence);
    if (diagnosis) found.push({ name, ...diagnosis });
  }
  return found.slice(0, MOST);
}
