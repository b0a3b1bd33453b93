// What goes wrong, on purpose. Each fault says what it did, or null if it found nothing to do.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { openGradingQueue } from '@residual/queue';
import { cancelAttempt, grantExtension, revokeExtension, type Store } from '@residual/store';
import { childrenOf } from '../e2e/processes.ts';
import type { Dice } from './random.ts';
import type { FaultySystem } from './system.ts';

interface Circumstances {
  readonly system: FaultySystem;
  readonly store: Store;
  readonly dice: Dice;
}

export type Fault = (circumstances: Circumstances) => Promise<string | null>;

const WORKERS = ['worker-1', 'worker-2'];
/** Longer than a lock lasts and the check for lost ones. */
const FREEZE_MS = 10_000;

/** Kills a child of a worker whose command line holds the text. */
const killChild =
  (part: string): Fault =>
  async ({ system, dice }) => {
    const worker = system.pidOf(dice.pick(WORKERS));
    if (worker === undefined) return null;
    const children = (await childrenOf(worker)).filter(({ command }) => command.includes(part));
    if (children.length === 0) return null;
    process.kill(dice.pick(children).pid, 'SIGKILL');
    return 'killed';
  };

export const FAULTS: Readonly<Record<string, Fault>> = {
  worker: async ({ system, dice }) => {
    const name = dice.pick(WORKERS);
    system.kill(name);
    return `${name} killed`;
  },
  'frozen worker': async ({ system, dice }) => {
    const name = dice.pick(WORKERS);
    void system.freeze(name, FREEZE_MS);
    return `${name} stands still`;
  },
  server: async ({ system }) => {
    system.kill('server');
    return 'killed';
  },
  PostgreSQL: async ({ system }) => {
    await system.killPostgres();
    return 'killed, and started again';
  },
  Redis: async ({ system }) => {
    if (system.redisUrl === undefined) return null;
    await system.killRedis();
    return 'killed, and started again empty';
  },
  sandbox: killChild('process.mjs'),
  evaluator: killChild('evaluator/main.ts'),
  'full disk': async ({ system, dice }) => {
    if (!system.hasSmallDisk) return null;
    const file = join(system.gitRoot, 'filler');
    // It ends where the disk does.
    await writeFile(file, Buffer.alloc(64 << 20)).catch(() => undefined);
    await sleep(dice.between(500, 2_000));
    await rm(file, { force: true });
    return 'filled, and freed';
  },
  'full disk of PostgreSQL': async ({ system, dice }) => {
    if (!system.hasSmallDatabaseDisk) return null;
    const file = join(system.databaseFolder, 'filler');
    await writeFile(file, Buffer.alloc(256 << 20)).catch(() => undefined);
    await sleep(dice.between(500, 2_000));
    await rm(file, { force: true });
    return (await system.revivePostgres()) ? 'filled, freed, and started again' : 'filled, and freed';
  },
  'jumping clock': async ({ system, dice }) => {
    const seconds = Math.round(dice.between(30, 7_200)) * (dice.next() < 0.5 ? -1 : 1);
    await system.setClock(1_000 * seconds);
    await sleep(dice.between(500, 5_000));
    await system.setClock(0);
    return `${seconds} s off for a while`;
  },
  'extension changed': async ({ store, dice }) => {
    const open = await store.db.submission.findMany({
      where: { attempts: { some: { state: { in: ['queued', 'running'] } } } },
      include: { assignment: true },
    });
    if (open.length === 0) return null;
    const { enrollmentId, assignmentId, assignment } = dice.pick(open);
    const by = { by: 'faults', reason: 'a fault' };
    const standing = await store.db.extension.findFirst({ where: { enrollmentId, revokedAt: null } });
    if (standing && dice.next() < 0.5) {
      await revokeExtension(store, { id: standing.id, ...by });
      return 'revoked';
    }
    const until = new Date(assignment.deadline!.getTime() + dice.between(1_000, 3 * 86_400_000));
    await grantExtension(store, {
      assignmentId,
      target: { kind: 'student', id: enrollmentId, name: '' },
      until,
      ...by,
    });
    return 'granted';
  },
  'poisoned job': async ({ system }) => {
    const queue = await openGradingQueue({
      databaseUrl: system.databaseUrl,
      redisUrl: system.redisUrl,
      onError: () => undefined,
    });
    try {
      await queue.add({ attemptId: randomUUID() });
    } finally {
      await queue.close();
    }
    return 'a job for an attempt that does not exist';
  },
  'attempt taken back': async ({ store, dice }) => {
    const open = await store.db.attempt.findMany({ where: { state: { in: ['queued', 'running'] } } });
    if (open.length === 0) return null;
    await cancelAttempt(store, { attemptId: dice.pick(open).id, by: 'faults' });
    return 'cancelled';
  },
};
