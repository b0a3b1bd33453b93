import { listUndispatched, markDispatched } from '@residual/store';
import type { ServerContext } from '../context.ts';

const BATCH = 100;

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
    for (const { attemptId, pushId, pendingOfStudent } of entries) {
      await context.queue.add({ attemptId }, { priority: Math.max(1, pendingOfStudent) });
      await markDispatched(context.store, attemptId);
      context.log.info({ pushId, attemptId, priority: pendingOfStudent }, 'attempt queued');
    }
    if (entries.length < BATCH) return;
  }
}
