// Failures of a run while it is under way. At the seam (LocalTarget) a RunError becomes a RunFailure value.
import type { RunFailure } from '@residual/graph';

/** The program's fault, in TensorFlow's words. */
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

/**
 * The backend's fault: a lost device, its memory used up, a library that fails. Never the program's: whoever grades
 * gives no verdict, and may try again on the CPU.
 */
export class BackendFailure extends Error {
  override name = 'BackendFailure';
  readonly backend: string;

  constructor(backend: string, message: string, options?: ErrorOptions) {
    super(`${backend}: ${message}`, options);
    this.backend = backend;
  }
}

export const invalidArgument = (message: string): RunError => new RunError('InvalidArgumentError', message);
