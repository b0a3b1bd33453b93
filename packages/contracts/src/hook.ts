// What a git hook tells the server, and the server's streamed answer. A line of the answer that begins with
// HOOK_SAY is text for the pusher; the last one is HOOK_ACCEPT or HOOK_REJECT, the hook's exit status.
import { z } from 'zod';

export const HOOKS = ['pre-receive', 'post-receive'] as const;
export type Hook = (typeof HOOKS)[number];

export const refUpdateSchema = z.strictObject({
  oldCommit: z.string().regex(/^[0-9a-f]{40}$/),
  newCommit: z.string().regex(/^[0-9a-f]{40}$/),
  ref: z.string().max(500),
});
export type RefUpdate = z.infer<typeof refUpdateSchema>;

export const hookRequestSchema = z.strictObject({
  hook: z.enum(HOOKS),
  updates: z.array(refUpdateSchema).min(1).max(1000),
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

export const QUARANTINE_VARIABLES = hookRequestSchema.shape.quarantine.keyof().options;

export const HOOK_SAY = ' ';
export const HOOK_ACCEPT = 'accept';
export const HOOK_REJECT = 'reject';
/** Ends the request. */
export const HOOK_END = 'end';
