// The tokens that open one repository to git, as their owner looks after them. Only hashes are kept.
import type { Store } from './store.ts';

export interface PushTokenRow {
  /** Names the token and gives no way in. */
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

const ID_LENGTH = 16;

/** Those that open the repository now, newest first. */
export async function listPushTokens(
  store: Store,
  repositoryPath: string,
  now: Date,
): Promise<PushTokenRow[]> {
  const rows = await store.db.pushToken.findMany({
    where: {
      repository: { path: repositoryPath },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    orderBy: { createdAt: 'desc' },
    select: { tokenHash: true, createdAt: true, expiresAt: true },
  });
  return rows.map(({ tokenHash, ...row }) => ({ id: tokenHash.slice(0, ID_LENGTH), ...row }));
}

export async function findRepositoryByPath(store: Store, path: string): Promise<{ id: string } | null> {
  return store.db.repository.findUnique({ where: { path }, select: { id: true } });
}

/** @returns false if there is no such token */
export async function revokePushToken(
  store: Store,
  { repositoryPath, id }: { readonly repositoryPath: string; readonly id: string },
): Promise<boolean> {
  if (id.length !== ID_LENGTH) return false;
  const { count } = await store.db.pushToken.updateMany({
    where: { repository: { path: repositoryPath }, tokenHash: { startsWith: id }, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  return count > 0;
}
