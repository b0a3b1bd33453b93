// Mends what a crash left behind: pushes whose second hook never ran, attempts that never
// reached the queue or that it has forgotten.
import { join } from 'node:path';
import { isAncestor } from '@residual/git';
import { listUnsettledPushes, redispatchUnfinished, voidPush } from '@residual/store';
import { confirmReceived } from './confirm.ts';
import { dispatchOutbox } from './dispatch.ts';
import type { Intake } from './intake.ts';
import { MAIN } from './policy.ts';

/** A push between its two hooks is younger than this. */
const SETTLED_AFTER_MILLISECONDS = 10_000;
/** An attempt waits or runs longer than this only rarely; then it is asked after, which is harmless. */
const FORGOTTEN_AFTER_MILLISECONDS = 120_000;
const INTERVAL_MILLISECONDS = 5_000;
const BATCH = 100;

/** Confirms pushes that git took, voids those that it did not, and empties the outbox. */
export async function reconcile(intake: Intake, options: { readonly receivedBefore: Date }): Promise<void> {
  const { gitRoot } = intake.configuration;
  for (const push of await listUnsettledPushes(intake.store, { ...options, limit: BATCH })) {
    const { access } = push;
    const log = intake.log.child({ pushId: push.id, repository: access.path });
    // One repository that cannot be read must not keep the others waiting.
    try {
      if (await isAncestor(join(gitRoot, access.path), push.newCommit, MAIN)) {
        await confirmReceived(intake, push, { access });
        log.warn('push confirmed by the reconciler: its hook did not finish');
      } else {
        await voidPush(intake.store, push.id);
        log.info('push void: git did not take it');
      }
    } catch (error) {
      log.error({ err: error }, 'push cannot be reconciled');
    }
  }
  const before = new Date(Date.now() - FORGOTTEN_AFTER_MILLISECONDS);
  if ((await redispatchUnfinished(intake.store, { before })) > 0)
    intake.log.info('attempts without an end are given to the queue again');
  await dispatchOutbox(intake);
}

/** Reconciles now and every few seconds. @returns how to stop, which waits for a round in progress */
export function startReconciler(intake: Intake): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let round = run();
  async function run(): Promise<void> {
    try {
      await reconcile(intake, { receivedBefore: new Date(Date.now() - SETTLED_AFTER_MILLISECONDS) });
    } catch (error) {
      intake.log.error({ err: error }, 'reconciling failed; it is tried again');
    }
    if (stopped) return;
    timer = setTimeout(() => {
      round = run();
    }, INTERVAL_MILLISECONDS);
  }
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await round;
  };
}
