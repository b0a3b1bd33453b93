// Failures of a run while it is under way; at the seam (LocalTarget) they become RunFailure values.
import type { RunFailure } from '@residual/graph';

export class RunError extends Error {
  override name = 'RunError';
  readonly kind: RunFailure['kind'];
  /** The node to blame; filled in by the executor where the kernel does not know it. */
  readonly op: string | undefined;

  constructor(kind: RunFailure['kind'], message: string, op?: string) {
    super(message);
    this.kind = kind;
    this.op = op;
  }
}

export const invalidArgument = (message: string): RunError => new RunError('InvalidArgumentError', message);
