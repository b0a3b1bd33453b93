// One push, whichever way it comes in: its id, its log, what answers its hooks, and the bounds that git itself keeps.
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Hook } from '@residual/contracts';
import type { RepositoryAccess } from '@residual/store';
import type { Configuration } from '../configuration.ts';
import type { Intake } from '../intake/intake.ts';
import { type IncomingPush, postReceive, preReceive } from '../intake/receive.ts';
import { answerHook, type HookHandler } from './hook-channel.ts';

export interface PushSession {
  readonly id: string;
  /** Give git's hooks this to talk to. */
  readonly onHook: (hook: Hook, channel: Duplex) => void;
}

export function beginPush(intake: Intake, access: RepositoryAccess): PushSession {
  const id = randomUUID();
  const log = intake.log.child({ pushId: id, repository: access.path });
  const handler = handlerOf(intake, { id, access, log });
  return {
    id,
    onHook: (hook, channel) =>
      void answerHook(hook, channel, { handler, log }).catch((error: unknown) => {
        log.error({ err: error, hook }, 'hook cannot be answered');
        channel.destroy();
      }),
  };
}

const handlerOf =
  (intake: Intake, push: IncomingPush): HookHandler =>
  async (request, { say, signal }) => {
    if (request.hook === 'pre-receive') {
      try {
        return await preReceive(intake, push, request, say);
      } catch (error) {
        intake.metrics.pushes.inc({ outcome: 'failed' });
        push.log.error({ err: error }, 'push cannot be checked or recorded');
        say([
          'error: The grading server cannot check or record pushes just now.',
          'hint: Nothing is lost: your commits are as they were. Push again in a minute.',
        ]);
        return false;
      }
    }
    try {
      const over = AbortSignal.any([signal, intake.stopping]);
      await postReceive(intake, push, request, { say, signal: over });
    } catch (error) {
      push.log.error({ err: error }, 'push cannot be confirmed or answered; the reconciler will see to it');
      say([
        'The grading server cannot answer just now. Your push is recorded and will be graded:',
        `do not push again, look at ${intake.configuration.publicUrl}`,
      ]);
    }
    return true;
  };

/** Bounds that git itself keeps, before any hook of ours runs. */
export const gitSettings = (configuration: Configuration): Record<string, string> => ({
  'core.hooksPath': configuration.hooksFolder,
  'http.receivepack': 'true',
  'http.getanyfile': 'false',
  'receive.maxInputSize': String(Math.round(configuration.pushLimits.packBytes)),
  // Malformed objects and names such as `.git` never enter.
  'receive.fsckObjects': 'true',
  'receive.autogc': 'false',
  'receive.denyDeletes': 'true',
  // Whether history may be replaced is for the policy to say, in the pre-receive hook.
  // Larger blobs are streamed to disk: a gigabyte of zeros compresses to a megabyte, and must not fill memory.
  'core.bigFileThreshold': '1m',
  'transfer.advertiseSID': 'false',
});
