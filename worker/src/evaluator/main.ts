// The evaluator: a long-lived child of the worker that holds assignments with their hidden data and computes every
// number that counts. It has no credentials, and ends with its parent. Its argument names the backend whose device runs
// the sessions of programs; without one it looks for a GPU when the first comes.
import { Socket } from 'node:net';
import { evaluatorRequestSchema, type EvaluatorRequest, type EvaluatorResponse } from '@residual/contracts';
import { AssignmentError } from '@residual/assignments';
import type { Backend } from '@residual/runtime';
import { answerRequest } from './answer.ts';
import { openDevice, runSessions } from './run-sessions.ts';

/** Of what fails before anything was asked. */
const NO_REQUEST = 0;

const respond = (response: EvaluatorResponse): void => {
  process.send?.(response);
};

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

const [, , backendName] = process.argv;
let device: Promise<Backend> | undefined;
const getDevice = (): Promise<Backend> => (device ??= openDevice(backendName));

async function answer(request: EvaluatorRequest, channel: unknown): Promise<void> {
  const { id } = request;
  try {
    if (request.type !== 'sessions') respond(await answerRequest(request));
    else if (channel instanceof Socket) {
      const backend = await getDevice();
      respond({ type: 'sessions begun', id, devices: [...backend.devices] });
      respond(await runSessions(request, channel, backend));
    } else throw new Error('sessions without a channel');
  } catch (error) {
    // Whoever waits for an answer on it learns that none will come.
    if (channel instanceof Socket) channel.destroy();
    if (error instanceof AssignmentError) respond({ type: 'assignment error', id, message: error.message });
    else respond({ type: 'failed', id, message: textOf(error) });
  }
}

process.on('message', (message, channel) => void answer(evaluatorRequestSchema.parse(message), channel));
process.on('disconnect', () => process.exit(0));
// A terminal sends these to the whole group; when to end is the worker's to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

try {
  if (backendName !== undefined) await getDevice();
  respond({ type: 'ready' });
} catch (error) {
  // It grades all the same; whether to go on without the device is its worker's to say.
  respond({
    type: 'failed',
    id: NO_REQUEST,
    message: error instanceof Error ? error.message : String(error),
  });
}
