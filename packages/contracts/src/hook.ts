// What a git hook tells the server, and the server's streamed answer: lines of text for the pusher, the last
// one being HOOK_ACCEPT or HOOK_REJECT, which the hook turns into its exit status and does not print.
import { z } from 'zod';

export const refUpdateSchema = z.strictObject({
  oldCommit: z.string().regex(/^[0-9a-f]{40}$/),
  newCommit: z.string().regex(/^[0-9a-f]{40}$/),
  ref: z.string().max(500),
});
export type RefUpdate = z.infer<typeof refUpdateSchema>;

export const hookRequestSchema = z.strictObject({
  hook: z.enum(['pre-receive', 'post-receive']),
  updates: z.array(refUpdateSchema).max(1000),
  /** git's quarantine of the pushed objects (pre-receive only), so that the server can look at them. */
  quarantine: z
    .strictObject({
      GIT_OBJECT_DIRECTORY: z.string(),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: z.string(),
      GIT_QUARANTINE_PATH: z.string(),
    })
    .partial(),
});
export type HookRequest = z.infer<typeof hookRequestSchema>;

export const HOOK_ACCEPT = '\u0000accept';
export const HOOK_REJECT = '\u0000reject';
