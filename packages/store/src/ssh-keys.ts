// SSH keys of accounts. A key names its account; which repository it opens is told by whose that is.
import { type RepositoryAccess, findRepositoryForStaff, toAccess, accessSelection } from './pushes.ts';
import type { Store } from './store.ts';

/** @returns false if the key is another account's: it could not be told whose push it is */
export async function addSshKey(
  store: Store,
  key: { readonly userId: string; readonly fingerprint: string; readonly publicKey: string },
): Promise<boolean> {
  const { userId } = await store.db.sshKey.upsert({
    where: { fingerprint: key.fingerprint },
    create: key,
    update: {},
  });
  return userId === key.userId;
}

/** @returns how many there were */
export async function removeSshKeys(store: Store, userId: string): Promise<number> {
  const { count } = await store.db.sshKey.deleteMany({ where: { userId } });
  return count;
}

export async function findUserBySshKey(store: Store, fingerprint: string): Promise<string | null> {
  const key = await store.db.sshKey.findUnique({ where: { fingerprint }, select: { userId: true } });
  return key?.userId ?? null;
}

/** What an account may do with a repository: everything with its own, read its students'; null: for it there is none. */
export async function findRepositoryOfUser(
  store: Store,
  { userId, path }: { readonly userId: string; readonly path: string },
): Promise<(RepositoryAccess & { readonly isStaff: boolean }) | null> {
  const own = await store.db.repository.findFirst({
    where: { path, enrollment: { userId } },
    select: accessSelection,
  });
  if (own) return { ...toAccess(own), isStaff: false };
  const access = await findRepositoryForStaff(store, { userId, path });
  return access && { ...access, isStaff: true };
}
