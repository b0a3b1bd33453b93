// Compares repositories, rows and jobs at the start and every few seconds, and mends what differs: crashes,
// a lost queue and hands in the database all end here. Each mend is counted.
import { join } from 'node:path';
import { COURSE_EMAIL } from '@residual/course';
import { findCommitBy, isAncestor, readTip, tipMovedAt } from '@residual/git';
import {
  addMissingEntries,
  findPush,
  listHandedOver,
  listRepositories,
  listStranded,
  listUnsettledPushes,
  listVoidPushes,
  recordPush,
  takeBack,
  type RepositoryAccess,
  type UnsettledPush,
} from '@residual/store';
import { confirmReceived } from './confirm.ts';
import type { Intake } from './intake.ts';
import { isTaken, settlePush } from './settle.ts';

/** A push between its two hooks is younger than this. */
const SETTLED_AFTER_MILLISECONDS = 10_000;
/** A job that was just added may not be seen yet by a queue that is being restarted. */
const HANDED_OVER_MILLISECONDS = 5_000;
const INTERVAL_MILLISECONDS = 5_000;
/** No job that failed is kept waiting for its next try for so long. */
const LONGEST_DELAY_MILLISECONDS = 30_000;
/** Rows and repositories looked at in one round; the next round goes on behind them. */
const BATCH = 100;
/** How long a void push is looked at again: git may have taken it after all, when a server was cut off for long. */
const VOID_RECHECK_MILLISECONDS = 10 * 60_000;

const BRANCH = 'main';

export class Reconciler {
  readonly #intake: Intake;
  /** Where the last round stopped, so that what cannot be mended keeps nothing else waiting. */
  #afterPush: UnsettledPush | null = null;
  #afterRepository: string | null = null;
  /** By repository: a tip that has its row or needs none. */
  readonly #knownTips = new Map<string, string>();
  /** By attempt: since when its job is seen to wait for its next try. Not by the clock, which may have been set. */
  #delayedSince = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(intake: Intake) {
    this.#intake = intake;
  }

  /** Reconciles now and every few seconds. */
  start(): void {
    this.#running = this.#rounds();
  }

  /** Waits for a round in progress. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #rounds(): Promise<void> {
    await this.round({ receivedBefore: new Date(Date.now() - SETTLED_AFTER_MILLISECONDS) });
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#rounds();
    }, INTERVAL_MILLISECONDS);
  }

  /** One step that fails does not keep the others from being taken. */
  async round({ receivedBefore }: { readonly receivedBefore: Date }): Promise<void> {
    const steps: Record<string, () => Promise<void>> = {
      'unsettled pushes': () => this.#settlePushes(receivedBefore),
      'void pushes': () => this.#recheckVoid(receivedBefore),
      'refs without a row': () => this.#recordRefs(),
      'attempts without an entry': () => this.#addEntries(),
      'attempts without a job': () => this.#findLostJobs(),
      'attempts stranded before a GPU': () => this.#takeBackStranded(),
      dispatch: () => this.#intake.dispatcher.run(),
    };
    for (const [step, take] of Object.entries(steps))
      await take().catch((error: unknown) =>
        this.#intake.log.error({ err: error, step }, 'reconciling failed; it is tried again'),
      );
  }

  async #settlePushes(receivedBefore: Date): Promise<void> {
    const pushes = await listUnsettledPushes(this.#intake.store, {
      receivedBefore,
      after: this.#afterPush,
      limit: BATCH,
    });
    this.#afterPush = pushes.length < BATCH ? null : (pushes.at(-1) ?? null);
    for (const push of pushes) await this.#settleOrLog(push);
  }

  async #settleOrLog(push: UnsettledPush): Promise<void> {
    try {
      await settlePush(this.#intake, push);
    } catch (error) {
      const { id: pushId, access } = push;
      this.#intake.log.error({ err: error, pushId, repository: access.path }, 'push cannot be reconciled');
    }
  }

  /** A push was taken for void while its git still ran: its ref may have moved since. */
  async #recheckVoid(receivedBefore: Date): Promise<void> {
    const { store } = this.#intake;
    const since = new Date(receivedBefore.getTime() - VOID_RECHECK_MILLISECONDS);
    for (const push of await listVoidPushes(store, { since, limit: BATCH }))
      if (await isTaken(this.#intake, push)) await this.#settleOrLog(push);
  }

  /** What a restored database does not know, or somebody pushed past our hooks. */
  async #recordRefs(): Promise<void> {
    const { store, log } = this.#intake;
    const repositories = await listRepositories(store, { after: this.#afterRepository, limit: BATCH });
    this.#afterRepository =
      repositories.length < BATCH ? null : (repositories.at(-1)?.access.repositoryId ?? null);
    for (const repository of repositories)
      try {
        await this.#recordRef(repository);
      } catch (error) {
        log.error({ err: error, repository: repository.access.path }, 'repository cannot be reconciled');
      }
  }

  async #recordRef(repository: { access: RepositoryAccess; lastCommit: string | null }): Promise<void> {
    const { store, configuration, log, metrics } = this.#intake;
    const { access, lastCommit } = repository;
    const { repositoryId, path } = access;
    const folder = join(configuration.gitRoot, path);
    const tip = await readTip(folder, BRANCH);
    if (tip === null || tip === lastCommit || tip === this.#knownTips.get(repositoryId)) return;
    const oldCommit = await this.#findBase(folder, tip, lastCommit);
    const isKnown = (await findPush(store, { repositoryId, newCommit: tip })) !== null;
    if (oldCommit !== null && oldCommit !== tip && !isKnown) {
      const receivedAt = (await tipMovedAt(folder, BRANCH)) ?? new Date();
      const id = crypto.randomUUID();
      const row = await recordPush(store, { id, repositoryId, oldCommit, newCommit: tip, receivedAt });
      await confirmReceived(this.#intake, row, { access });
      metrics.mends.inc({ kind: 'ref without row' });
      log.warn({ pushId: row.id, repository: path }, 'push recorded and confirmed by the reconciler');
    }
    this.#knownTips.set(repositoryId, tip);
  }

  /** What the student began from: the last push that is known, or what the course handed out since. */
  async #findBase(folder: string, tip: string, lastCommit: string | null): Promise<string | null> {
    const handedOut = await findCommitBy(folder, tip, COURSE_EMAIL);
    if (lastCommit === null || handedOut === null) return lastCommit ?? handedOut;
    return (await isAncestor(folder, lastCommit, handedOut)) ? handedOut : lastCommit;
  }

  async #addEntries(): Promise<void> {
    const { store, metrics } = this.#intake;
    const added = await addMissingEntries(store);
    if (added > 0) metrics.mends.inc({ kind: 'attempt without entry' }, added);
  }

  async #findLostJobs(): Promise<void> {
    const { store, queue, log, metrics } = this.#intake;
    const before = new Date(Date.now() - HANDED_OVER_MILLISECONDS);
    const lost: string[] = [];
    const delayed = new Map<string, number>();
    for (const { attemptId, device } of await listHandedOver(store, { before }))
      if (!(await queue.has({ attemptId }, { device }))) lost.push(attemptId);
      else if (await queue.isDelayed({ attemptId }, { device })) {
        const since = this.#delayedSince.get(attemptId) ?? performance.now();
        if (performance.now() - since < LONGEST_DELAY_MILLISECONDS) delayed.set(attemptId, since);
        else {
          await queue.hurry({ attemptId }, { device });
          metrics.mends.inc({ kind: 'job of a wrong clock' });
          log.warn({ attemptId }, 'a job was to wait for long for its next try; it waits no longer');
        }
      }
    this.#delayedSince = delayed;
    if (lost.length === 0) return;
    const mended = await takeBack(store, lost);
    if (mended === 0) return;
    metrics.mends.inc({ kind: 'attempt without job' }, mended);
    log.warn({ mended }, 'the queue had lost attempts; they are in line again');
  }

  /** The worker with the GPU is gone, and these can do without. */
  async #takeBackStranded(): Promise<void> {
    const { store, queue, log, metrics } = this.#intake;
    for (const attemptId of await listStranded(store)) {
      // Somebody may have begun it just now.
      if (!(await queue.remove({ attemptId }, { device: 'gpu' }))) continue;
      await takeBack(store, [attemptId]);
      metrics.mends.inc({ kind: 'attempt without GPU' });
      log.info({ attemptId }, 'no worker with a GPU is there; the attempt does without');
    }
  }
}
