// Runs a program in the sandbox, with its sessions on the evaluator's device where that is wanted. A device that fails
// is no fault of the program's: then it runs once more, without the device.
import type { ProgramRequest } from '@residual/contracts';
import type { ProgramOutcome, Sandbox } from '@residual/sandbox';
import type { Logger } from 'pino';
import type { EvaluatorClient, ServedSessions } from './evaluator-client.ts';

export interface ProgramDependencies {
  readonly sandbox: Sandbox;
  readonly evaluator: Pick<EvaluatorClient, 'serveSessions'>;
  readonly log: Pick<Logger, 'warn'>;
  /** Whether sessions run on the evaluator's device; needs a sandbox made for it. */
  readonly remoteSessions?: boolean;
}

export interface ProgramRun {
  readonly outcome: ProgramOutcome;
  /** Where its sessions ran. */
  readonly sessions: 'local' | 'remote';
}

/** @throws SandboxError when the failure is ours; the signal's reason when aborted */
export async function runProgram(
  { sandbox, evaluator, log, remoteSessions = false }: ProgramDependencies,
  request: ProgramRequest,
  buffers: readonly Uint8Array[],
  signal?: AbortSignal,
): Promise<ProgramRun> {
  const here = async (): Promise<ProgramRun> => ({
    outcome: await sandbox.runProgram(request, buffers, { signal }),
    sessions: 'local',
  });
  if (!remoteSessions) return here();
  let sessions: ServedSessions | undefined;
  const [run] = await Promise.allSettled([
    sandbox.runProgram({ ...request, sessions: 'remote' }, buffers, {
      signal,
      onSessions: async (channel) => {
        sessions = await evaluator.serveSessions(channel, request.limits);
        return sessions.devices;
      },
    }),
  ]);
  signal?.throwIfAborted();
  const ending = await sessions?.ended();
  if (ending?.kind === 'device failed') {
    log.warn({ detail: ending.detail }, 'the device failed; the program runs again without it');
    return here();
  }
  if (run.status === 'rejected') throw run.reason;
  if (ending?.kind !== 'forbidden') return { outcome: run.value, sessions: 'remote' };
  const { output, programMs } = run.value;
  const detail = `The program broke out of its library: ${ending.detail}.`;
  return { outcome: { kind: 'forbidden', detail, output, programMs }, sessions: 'remote' };
}
