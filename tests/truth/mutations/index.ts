// All operators; `npm run truth -- --operators` lists what each does.
import { CLOSED_FORM_MUTATIONS, TRAINING_MUTATIONS } from './training.ts';
import { EQUIVALENTS } from './equivalent.ts';
import { LOSS_MUTATIONS } from './loss.ts';
import type { Mutation } from './mutation.ts';
import { STEP_MUTATIONS } from './step.ts';

export const MUTATIONS: readonly Mutation[] = [
  ...LOSS_MUTATIONS,
  ...STEP_MUTATIONS,
  ...TRAINING_MUTATIONS,
  ...CLOSED_FORM_MUTATIONS,
  ...EQUIVALENTS,
];
/**
 * Operators whose outcome depends on the data: steps and learning rates chosen for the images of the assignments here,
 * labels −1 and 1, an XᵀX that is nearly singular. With other data nobody knows what they ought to get.
 */
export const TUNED: ReadonlySet<string> = new Set([
  'eta-100-times',
  'eta-just-too-large',
  'eta-overflowing',
  'eta-swinging',
  'eta-tiny',
  'few-steps',
  'not-reset',
  'labels-fed-0-1',
  'solved-labels-0-1',
  'labels-0-1',
  'float32',
  'adam',
  'adam-by-hand',
  'momentum',
  'rmsprop',
  'adagrad',
  'decaying-eta',
  'minibatches',
]);
export type { Base, Mutation, TaskKind } from './mutation.ts';
