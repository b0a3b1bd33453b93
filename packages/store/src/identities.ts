// Who an account is at an institution's login (OpenID Connect).
import { normalizeEmail } from './accounts.ts';
import type { Store } from './store.ts';

export interface Identity {
  readonly issuer: string;
  /** The issuer's name for the person. */
  readonly subject: string;
}

/** What the issuer says about a person. */
export interface IdentityClaims extends Identity {
  /** Null where the issuer does not say that it is theirs. */
  readonly verifiedEmail: string | null;
}

/**
 * The account of a person: the one linked before, else the one with their verified e-mail address, which is linked.
 * Nobody gets into an account by an address that the issuer has not verified.
 * @returns null if there is none
 */
export async function findOrLinkUser(
  store: Store,
  { issuer, subject, verifiedEmail }: IdentityClaims,
): Promise<{ id: string } | null> {
  const known = await store.db.identity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { userId: true },
  });
  if (known) return { id: known.userId };
  if (verifiedEmail === null) return null;
  const user = await store.db.user.findUnique({
    where: { email: normalizeEmail(verifiedEmail) },
    select: { id: true },
  });
  if (!user) return null;
  // Somebody else of this issuer may have had the address before: that account stays theirs.
  const isTaken = (await store.db.identity.count({ where: { issuer, userId: user.id } })) > 0;
  if (isTaken) return null;
  await store.db.identity.createMany({ data: [{ issuer, subject, userId: user.id }], skipDuplicates: true });
  return user;
}

export async function listIdentities(
  store: Store,
  userId: string,
): Promise<(Identity & { readonly linkedAt: Date })[]> {
  return store.db.identity.findMany({
    where: { userId },
    select: { issuer: true, subject: true, linkedAt: true },
  });
}
