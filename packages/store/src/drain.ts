// Emptying a worker before it is stopped or looked at: it takes nothing more, and what it grades goes on.
import { recordAudit } from './audit.ts';
import type { Store } from './store.ts';

interface Draining {
  /** As {@link listWorkers} names it. */
  readonly worker: string;
  readonly by: string;
  readonly reason?: string | undefined;
}

/**
 * Lets a worker take nothing more, from its next report on, within seconds. It stays so until it is resumed or
 * started anew.
 * @returns whether anything changed; null: there is no such worker
 */
export const drainWorker = (store: Store, draining: Draining): Promise<boolean | null> =>
  setDrained(store, { ...draining, isDrained: true });

/** Lets it take attempts again. @returns whether anything changed; null: there is no such worker */
export const resumeWorker = (store: Store, draining: Draining): Promise<boolean | null> =>
  setDrained(store, { ...draining, isDrained: false });

async function setDrained(
  store: Store,
  { worker: name, by, reason, isDrained }: Draining & { readonly isDrained: boolean },
): Promise<boolean | null> {
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.workerStatus.updateMany({
      where: { name, drainedAt: isDrained ? null : { not: null } },
      data: { drainedAt: isDrained ? new Date() : null },
    });
    if (count === 0) return (await tx.workerStatus.count({ where: { name } })) > 0 ? false : null;
    await recordAudit(tx, {
      actor: by,
      action: isDrained ? 'worker drained' : 'worker resumed',
      courseId: null,
      subject: name,
      reason,
    });
    return true;
  });
}
