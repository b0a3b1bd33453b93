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
export type { Base, Mutation, TaskKind } from './mutation.ts';
