// A push whose second hook has not confirmed it: whether git took it tells the ref.
import { join } from 'node:path';
import { isAncestor } from '@residual/git';
import { type UnsettledPush, voidPush } from '@residual/store';
import { confirmReceived } from './confirm.ts';
import type { Intake } from './intake.ts';
import { MAIN } from './policy.ts';

export const isTaken = (intake: Intake, { access, newCommit }: UnsettledPush): Promise<boolean> =>
  isAncestor(join(intake.configuration.gitRoot, access.path), newCommit, MAIN);

/** Confirms it if the ref has moved, and voids it if it has not. */
export async function settlePush(intake: Intake, push: UnsettledPush): Promise<void> {
  const { access } = push;
  const log = intake.log.child({ pushId: push.id, repository: access.path });
  if (await isTaken(intake, push)) {
    await confirmReceived(intake, push, { access });
    intake.metrics.mends.inc({ kind: 'push without confirmation' });
    log.warn('push confirmed by the reconciler: its hook did not finish');
  } else {
    await voidPush(intake.store, push.id);
    intake.metrics.mends.inc({ kind: 'row without ref' });
    log.info('push void: git did not take it');
  }
}
