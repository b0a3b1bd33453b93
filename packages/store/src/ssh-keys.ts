// SSH keys of accounts. A key names its account; which repository it opens is told by whose that is.
import { createHash } from 'node:crypto';
import { type RepositoryAccess, findRepositoryForStaff, toAccess, accessSelection } from './pushes.ts';
import type { Store } from './store.ts';

const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]+=*)(?: .*)?$/;

/** @param text as in authorized_keys, or a file that ends with .pub. @returns null if it is no such key */
export function parsePublicKey(text: string): { fingerprint: string; publicKey: string } | null {
  const [, type, data] = PUBLIC_KEY.exec(text.trim()) ?? [];
  if (!type || !data) return null;
  const digest = createHash('sha256').update(Buffer.from(data, 'base64')).digest('base64');
  return { fingerprint: digest.replace(/=+$/, ''), publicKey: `${type} ${data}` };
}

export interface SshKeyRow {
  /** SHA-256, as `ssh-keygen -l` shows it after "SHA256:". */
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly createdAt: Date;
}

/** Newest first. */
export async function listSshKeys(store: Store, userId: string): Promise<SshKeyRow[]> {
  return store.db.sshKey.findMany({
    where: { userId },
    select: { fingerprint: true, publicKey: true, createdAt: true },
    orderBy: { createdAt: 'desc' },
  });
}

/** @returns false if it is none of the account's */
export async function removeSshKey(
  store: Store,
  { userId, fingerprint }: { readonly userId: string; readonly fingerprint: string },
): Promise<boolean> {
  const { count } = await store.db.sshKey.deleteMany({ where: { userId, fingerprint } });
  return count > 0;
}

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
