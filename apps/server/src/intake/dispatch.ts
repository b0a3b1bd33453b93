import { listUndispatched, markDispatched } from '@residual/store';
import type { ServerContext } from '../context.ts';

const BATCH = 100;
/** Behind every push; BullMQ's largest is 2 097 152. */
const BACKGROUND_PRIORITY = 1_000_000;

/**
 * Moves attempts from the outbox to the queue, a student's next one behind those of others.
 * @param options.pushId only the attempts of this push
 * @throws what the queue or the database throws; what is left is moved the next time
 */
export async function dispatchOutbox(
  context: Pick<ServerContext, 'store' | 'queue' | 'log'>,
  options: { readonly pushId?: string } = {},
): Promise<void> {
  for (;;) {
    const entries = await listUndispatched(context.store, { limit: BATCH, ...options });
    for (const { attemptId, pushId, pendingOfStudent, inBackground } of entries) {
      const priority = inBackground ? BACKGROUND_PRIORITY : Math.max(1, pendingOfStudent);
      await context.queue.add({ attemptId }, { priority });
      await markDispatched(context.store, attemptId);
      context.log.info({ pushId, attemptId, priority }, 'attempt queued');
    }
    if (entries.length < BATCH) return;
  }
}
