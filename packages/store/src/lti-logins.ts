// Who is on the way here from a learning management system.
import { hashToken } from './credentials.ts';
import type { Prisma } from './generated/client.ts';
import type { LtiPlatform } from './lti-platforms.ts';
import type { Store } from './store.ts';

/** From when somebody sets out until they have come in. */
const LOGIN_MS = 15 * 60_000;

export interface LtiLogin {
  readonly id: string;
  readonly platform: LtiPlatform;
  readonly nonce: string;
  readonly launch: unknown;
}

/** Also forgets those who never arrived. @param login `state` and `browser` are random; their hashes are kept. @returns its id */
export async function beginLtiLogin(
  store: Store,
  login: { platformId: string; state: string; browser: string; nonce: string },
): Promise<string> {
  const { platformId, state, browser, nonce } = login;
  await store.db.ltiLogin.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  const { id } = await store.db.ltiLogin.create({
    data: {
      platformId,
      stateHash: hashToken(state),
      browserHash: hashToken(browser),
      nonce,
      expiresAt: new Date(Date.now() + LOGIN_MS),
    },
    select: { id: true },
  });
  return id;
}

/** A state is good once, whatever comes of it. @returns null if it is unknown, used or too old */
export async function takeLtiState(store: Store, state: string): Promise<LtiLogin | null> {
  const [row] = await store.db.$queryRaw<{ id: string }[]>`
    UPDATE "LtiLogin" SET "stateHash" = NULL
    WHERE "stateHash" = ${hashToken(state)} AND "expiresAt" > now() RETURNING "id"`;
  if (!row) return null;
  return store.db.ltiLogin.findUniqueOrThrow({ where: { id: row.id }, include: { platform: true } });
}

export async function arriveByLti(store: Store, id: string, launch: object): Promise<void> {
  await store.db.ltiLogin.update({ where: { id }, data: { launch: launch as Prisma.InputJsonObject } });
}

/** @returns null unless somebody has arrived with it in that browser */
export async function findLtiArrival(
  store: Store,
  { id, browser }: { id: string; browser: string },
): Promise<LtiLogin | null> {
  const login = await store.db.ltiLogin.findUnique({ where: { id }, include: { platform: true } });
  const isTheirs =
    login?.launch != null && login.expiresAt > new Date() && login.browserHash === hashToken(browser);
  return isTheirs ? login : null;
}

/** @returns false if somebody else was faster */
export async function endLtiArrival(store: Store, id: string): Promise<boolean> {
  const { count } = await store.db.ltiLogin.deleteMany({ where: { id } });
  return count > 0;
}
