// Every check that assignment.yaml may name. A name without an entry is a type error.
import type { CheckName } from '@residual/contracts';
import { analyticGradient } from './analytic-gradient.ts';
import { avoidsAutodiff, usesAutodiff } from './autodiff.ts';
import type { Check, GraphCheck } from './check.ts';
import { closedFormUpdate } from './closed-form-update.ts';
import { convergence } from './convergence.ts';
import { fedByPlaceholders, fixedAsConstants } from './data-in-graph.ts';
import { hiddenLoss, trainingLoss } from './final-loss.ts';
import { graphShape } from './graph-shape.ts';
import { learningRate } from './learning-rate.ts';
import { lossValue } from './loss-value.ts';
import { nodeValue } from './node-value.ts';
import { reproducible } from './reproducible.ts';
import { updateGradient } from './update-gradient.ts';
import { variableUpdate, variableValue } from './variable-value.ts';

export const CHECKS: { readonly [N in Exclude<CheckName, 'custom'>]: Check<N> | GraphCheck<N> } = {
  'loss-value': lossValue,
  'update-gradient': updateGradient,
  'closed-form-update': closedFormUpdate,
  'training-loss': trainingLoss,
  'hidden-loss': hiddenLoss,
  'fixed-as-constants': fixedAsConstants,
  'fed-by-placeholders': fedByPlaceholders,
  convergence,
  'learning-rate': learningRate,
  'uses-autodiff': usesAutodiff,
  'avoids-autodiff': avoidsAutodiff,
  'analytic-gradient': analyticGradient,
  'graph-shape': graphShape,
  reproducible,
  'node-value': nodeValue,
  'variable-value': variableValue,
  'variable-update': variableUpdate,
};
