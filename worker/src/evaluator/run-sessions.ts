// Runs the sessions of a program that is still under way, for its sandbox process.
import type { Socket } from 'node:net';
import type { EvaluatorRequest, EvaluatorResponse } from '@residual/contracts';
import { DEFAULT_BOUNDS, wasmBackend, type Backend } from '@residual/runtime';
import { openBackend, openCudaBackend } from '@residual/runtime/backends';
import { serveSessions } from '@residual/sandbox';

/**
 * The device that this process owns: that of the backend named, else a GPU where there is one, else the CPU.
 * @throws Error for a backend that is not here; BackendFailure if a GPU is there and fails
 */
export async function openDevice(name?: string): Promise<Backend> {
  if (name !== undefined) return openBackend(name);
  const cuda = openCudaBackend();
  return 'reason' in cuda ? wasmBackend : cuda;
}

export async function runSessions(
  { id, graphNodes }: Extract<EvaluatorRequest, { type: 'sessions' }>,
  channel: Socket,
  backend: Backend,
): Promise<EvaluatorResponse> {
  const bounds = { ...DEFAULT_BOUNDS, nodes: graphNodes };
  return { type: 'sessions ended', id, ending: await serveSessions(channel, { backend, bounds }) };
}
