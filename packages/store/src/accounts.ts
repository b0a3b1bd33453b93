// People: those who log in.
import { hashPassword } from './credentials.ts';
import type { Store } from './store.ts';

export interface Account {
  readonly name: string;
  /** Kept in lower case: nobody remembers how they once wrote it. */
  readonly email: string;
  readonly password: string;
}

export const normalizeEmail = (email: string): string => email.trim().toLowerCase();

export async function findUserByEmail(
  store: Store,
  email: string,
): Promise<{ id: string; name: string } | null> {
  return store.db.user.findUnique({
    where: { email: normalizeEmail(email) },
    select: { id: true, name: true },
  });
}

/**
 * @returns the user's id
 * @throws if the e-mail address is taken
 */
export async function createUser(store: Store, { name, email, password }: Account): Promise<string> {
  const data = { name, email: normalizeEmail(email), passwordHash: await hashPassword(password) };
  const user = await store.db.user.create({ data, select: { id: true } });
  return user.id;
}

/** Also ends the user's sessions: who knew the old password is out. */
export async function setPassword(store: Store, userId: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await store.db.$transaction([
    store.db.user.update({ where: { id: userId }, data: { passwordHash } }),
    store.db.loginSession.deleteMany({ where: { userId } }),
  ]);
}

/** @param language of pages: `en`, `de` */
export async function setLanguage(store: Store, userId: string, language: string): Promise<void> {
  await store.db.user.update({ where: { id: userId }, data: { language } });
}
