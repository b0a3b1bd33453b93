// Every check that assignment.yaml may name. A name without an entry is a type error.
import type { CheckName } from '@residual/contracts';
import type { Check } from './check.ts';
import { closedFormUpdate } from './closed-form-update.ts';
import { fedByPlaceholders, fixedAsConstants } from './data-in-graph.ts';
import { hiddenLoss, trainingLoss } from './final-loss.ts';
import { lossValue } from './loss-value.ts';
import { updateGradient } from './update-gradient.ts';

export const CHECKS: Readonly<Record<CheckName, Check>> = {
  'loss-value': lossValue,
  'update-gradient': updateGradient,
  'closed-form-update': closedFormUpdate,
  'training-loss': trainingLoss,
  'hidden-loss': hiddenLoss,
  'fixed-as-constants': fixedAsConstants,
  'fed-by-placeholders': fedByPlaceholders,
};
