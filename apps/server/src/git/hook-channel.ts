// Where git's hooks reach the server: a socket that git inherits and passes on to its hooks, one for each hook of
// one push. Nothing listens anywhere, and a hook can speak for its own push and for nothing else.
import type { Duplex } from 'node:stream';
import {
  type Hook,
  HOOK_ACCEPT,
  HOOK_END,
  HOOK_REJECT,
  HOOK_SAY,
  type HookRequest,
  hookRequestSchema,
} from '@residual/contracts';
import type { Logger } from 'pino';
import type { Say } from '../intake/receive.ts';

export interface HookOptions {
  /** Sends lines to the pusher at once. */
  readonly say: Say;
  /** Aborted when git is gone. */
  readonly signal: AbortSignal;
}

/** Answers the hooks of one push. @returns whether the hook succeeds */
export type HookHandler = (request: HookRequest, options: HookOptions) => Promise<boolean>;

const MAX_REQUEST_BYTES = 1 << 20;

/** Waits for the hook to ask, and answers it once; harmless where no hook ever asks. */
export async function answerHook(
  hook: Hook,
  channel: Duplex,
  { handler, log }: { readonly handler: HookHandler; readonly log: Logger },
): Promise<void> {
  const gone = new AbortController();
  channel.on('close', () => gone.abort());
  // A hook that has died is told by its channel's end, not by what could not be written.
  channel.on('error', () => undefined);
  const text = await readRequest(channel);
  if (text === null) return;
  const say: Say = (lines) => {
    if (channel.writable) channel.write(lines.map((line) => `${HOOK_SAY}${line}\n`).join(''));
  };
  const parsed = hookRequestSchema.safeParse(parseRequest(hook, text));
  let succeeds = false;
  if (parsed.success) succeeds = await handler(parsed.data, { say, signal: gone.signal });
  else {
    log.info({ issues: parsed.error.issues.slice(0, 3) }, 'push refused: its refs make no sense');
    say(['error: this push has too many branches or a name too long', 'hint: git push origin main']);
  }
  channel.end(`${succeeds ? HOOK_ACCEPT : HOOK_REJECT}\n`);
}

/** Null if git ended without running the hook. */
function readRequest(channel: Duplex): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    channel.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > MAX_REQUEST_BYTES) return;
      chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      if (text.endsWith(`\n${HOOK_END}\n`)) resolve(text.slice(0, -HOOK_END.length - 1));
    });
    channel.on('close', () => resolve(null));
  });
}

/** Lines `VARIABLE=value`, then those that git gives its hook: `old new ref`. */
function parseRequest(hook: Hook, text: string): unknown {
  const updates: unknown[] = [];
  const quarantine: Record<string, string> = {};
  for (const line of text.split('\n').filter(Boolean)) {
    const variable = /^(GIT_[A-Z_]+)=(.*)$/.exec(line);
    if (variable) {
      if (variable[2] !== '') quarantine[variable[1]] = variable[2];
      continue;
    }
    const [oldCommit, newCommit, ...ref] = line.split(' ');
    updates.push({ oldCommit, newCommit, ref: ref.join(' ') });
  }
  return { hook, updates, quarantine };
}
