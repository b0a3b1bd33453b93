// Failures of the graph's and of its runs as values. Whatever else is thrown is a fault of ours, or of a device.
import type { Outcome } from '@residual/graph';
import { GraphError } from './graph-index.ts';
import { RunError } from './run-error.ts';

export function outcomeOf<T>(action: () => T): Outcome<T> {
  try {
    return { ok: true, value: action() };
  } catch (error) {
    if (error instanceof RunError)
      return {
        ok: false,
        failure: { kind: error.kind, message: error.message, ...(error.op ? { op: error.op } : {}) },
      };
    if (error instanceof GraphError)
      return { ok: false, failure: { kind: 'InvalidArgumentError', message: error.message, op: error.node } };
    throw error;
  }
}
