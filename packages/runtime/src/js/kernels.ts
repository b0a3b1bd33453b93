// The exhaustive table of reference kernels: plain loops over typed arrays.
import type { OpType } from '@residual/graph';
import { decompositions } from './decompositions.ts';
import { diagonals } from './diagonals.ts';
import { elementwise } from './elementwise.ts';
import { indexing } from './indexing.ts';
import { joining } from './joining.ts';
import type { Kernel } from './kernel.ts';
import { matrices } from './matrices.ts';
import { nn } from './nn.ts';
import { padding } from './padding.ts';
import { random } from './random.ts';
import { rearrange } from './rearrange.ts';
import { reductions } from './reductions.ts';
import { solvers } from './solvers.ts';
import { state } from './state.ts';
import { trainingKernels } from './training.ts';

export const JS_KERNELS: { readonly [K in OpType]: Kernel } = {
  ...state,
  ...trainingKernels,
  ...rearrange,
  ...joining,
  ...indexing,
  ...padding,
  ...diagonals,
  ...elementwise,
  ...nn,
  ...reductions,
  ...matrices,
  ...solvers,
  ...decompositions,
  ...random,
};
