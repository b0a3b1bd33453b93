// The passes in their order.
import type { Dimensions } from '../backend.ts';
import type { Plan, Step } from '../plan.ts';
import { assignBuffers } from './buffers.ts';
import { shareCommon } from './common-subexpressions.ts';
import { removeDeadCode } from './dead-code.ts';
import { fuseElementwise } from './fuse.ts';
import { updateInPlace } from './in-place.ts';
import { chooseLayouts, productsOfVectorsFirst } from './layouts.ts';
import { lower } from './lower.ts';
import { preserve } from './preserve.ts';
import type { Program } from './program.ts';
import { passOverRows } from './row-pass.ts';

export interface CompileOptions {
  /** False: an op stays a kernel. */
  readonly fuse?: boolean;
  /** Steps for the reference kernels, though there is another way to compute them. */
  readonly leave?: (step: Step) => boolean;
}

/** Programs longer than this are not fused: the passes would take longer than the runs. */
const MOST_FUSED = 4_000;

export function compilePlan(
  plan: Plan,
  feedShapes: readonly Dimensions[],
  { fuse = true, leave }: CompileOptions = {},
): Program {
  let program = preserve(lower(plan, feedShapes, leave));
  program = removeDeadCode(program);
  if (fuse && program.kernels.length <= MOST_FUSED) {
    program = fuseElementwise(program, { onlyFilled: true });
    program = shareCommon(program);
    program = chooseLayouts(program);
    program = productsOfVectorsFirst(program);
    program = passOverRows(program);
    program = fuseElementwise(program);
    program = removeDeadCode(program);
    program = updateInPlace(program);
  }
  return assignBuffers(program);
}
