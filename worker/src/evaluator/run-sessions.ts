// Runs the sessions of a program that is still under way, for its sandbox process.
import type { Socket } from 'node:net';
import type { EvaluatorRequest, EvaluatorResponse } from '@residual/contracts';
import { DEFAULT_BOUNDS, jsBackend } from '@residual/runtime';
import { serveSessions } from '@residual/sandbox';

/** The device that this process owns. */
const BACKEND = jsBackend;

export async function runSessions(
  { id, graphNodes }: Extract<EvaluatorRequest, { type: 'sessions' }>,
  channel: Socket,
): Promise<EvaluatorResponse> {
  const bounds = { ...DEFAULT_BOUNDS, nodes: graphNodes };
  return { type: 'sessions ended', id, ending: await serveSessions(channel, { backend: BACKEND, bounds }) };
}
