// Runs the sessions of a program that is still under way, for its sandbox process.
import type { Socket } from 'node:net';
import type { EvaluatorRequest, EvaluatorResponse } from '@residual/contracts';
import { DEFAULT_BOUNDS, wasmBackend, type Backend } from '@residual/runtime';
import { openCudaBackend } from '@residual/runtime/backends';
import { serveSessions } from '@residual/sandbox';

let opened: Backend | undefined;

/** The device that this process owns: a GPU where there is one. @throws BackendFailure if it is there and fails */
export function deviceBackend(): Backend {
  if (opened === undefined) {
    const cuda = openCudaBackend();
    opened = 'reason' in cuda ? wasmBackend : cuda;
  }
  return opened;
}

export async function runSessions(
  { id, graphNodes }: Extract<EvaluatorRequest, { type: 'sessions' }>,
  channel: Socket,
  backend: Backend,
): Promise<EvaluatorResponse> {
  const bounds = { ...DEFAULT_BOUNDS, nodes: graphNodes };
  return { type: 'sessions ended', id, ending: await serveSessions(channel, { backend, bounds }) };
}
