// Learning management systems (LTI 1.3): the key that we sign with, who they are, how they register.
import { recordAudit } from './audit.ts';
import { createPushToken, hashToken } from './credentials.ts';
import type { Prisma } from './generated/client.ts';
import type { Store } from './store.ts';

export interface LtiKey {
  readonly kid: string;
  readonly privateJwk: Readonly<Record<string, unknown>>;
}

const toKey = ({ kid, privateJwk }: { kid: string; privateJwk: Prisma.JsonValue }): LtiKey => ({
  kid,
  privateJwk: privateJwk as Record<string, unknown>,
});

/** Newest first: that one signs, the others are still published. @param make called if there is none yet */
export async function getLtiKeys(store: Store, make: () => Promise<LtiKey>): Promise<LtiKey[]> {
  const known = await listLtiKeys(store);
  if (known.length > 0) return known;
  const { kid, privateJwk } = await make();
  // Of several servers that start at once one has its way.
  await store.db.$executeRaw`
    INSERT INTO "LtiKey" ("kid", "privateJwk")
    SELECT ${kid}, ${JSON.stringify(privateJwk)}::jsonb
    FROM (SELECT pg_advisory_xact_lock(hashtext('LtiKey'))) AS held
    WHERE NOT EXISTS (SELECT 1 FROM "LtiKey")`;
  return listLtiKeys(store);
}

async function listLtiKeys(store: Store): Promise<LtiKey[]> {
  const rows = await store.db.ltiKey.findMany({ orderBy: [{ createdAt: 'desc' }, { kid: 'asc' }] });
  return rows.map(toKey);
}

export interface LtiPlatform {
  readonly id: string;
  /** Where it was registered. */
  readonly courseId: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly keysUrl: string;
  readonly tokenAudience: string | null;
  /** Empty: none is known. */
  readonly deployments: readonly string[];
  /** An administrator registered it: every course may be connected with it. */
  readonly isShared: boolean;
}

type NewPlatform = Omit<LtiPlatform, 'id'>;

/** @returns null if that platform is registered already */
export async function addLtiPlatform(
  store: Store,
  { by, ...platform }: NewPlatform & { by: string },
): Promise<{ id: string } | null> {
  const { issuer, clientId, courseId } = platform;
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.ltiPlatform.createMany({
      data: [{ ...platform, deployments: [...platform.deployments], createdBy: by }],
      skipDuplicates: true,
    });
    if (count === 0) return null;
    await recordAudit(tx, {
      actor: by,
      action: 'LMS registered',
      courseId,
      subject: issuer,
      after: { clientId },
    });
    return tx.ltiPlatform.findUniqueOrThrow({
      where: { issuer_clientId: { issuer, clientId } },
      select: { id: true },
    });
  });
}

/** With all that hangs on it: connections, links of accounts, what was sent. @returns false if the course has none such */
export async function removeLtiPlatform(
  store: Store,
  { courseId, id, by }: { courseId: string; id: string; by: string },
): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    const platform = await tx.ltiPlatform.findUnique({ where: { id, courseId } });
    if (!platform) return false;
    await tx.ltiPlatform.delete({ where: { id } });
    await recordAudit(tx, { actor: by, action: 'LMS removed', courseId, subject: platform.issuer });
    return true;
  });
}

/** Launches of it are taken from now on. @returns false if the course has registered no such platform */
export async function addLtiDeployment(
  store: Store,
  { courseId, id, deployment, by }: { courseId: string; id: string; deployment: string; by: string },
): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    const platform = await tx.ltiPlatform.findUnique({ where: { id, courseId } });
    if (!platform) return false;
    if (platform.deployments.includes(deployment)) return true;
    await tx.ltiPlatform.update({ where: { id }, data: { deployments: { push: deployment } } });
    await recordAudit(tx, {
      actor: by,
      action: 'LMS registered',
      courseId,
      subject: platform.issuer,
      after: { deployment },
    });
    return true;
  });
}

/** Those that were registered from the course. */
export async function listLtiPlatforms(store: Store, courseId: string): Promise<LtiPlatform[]> {
  return store.db.ltiPlatform.findMany({ where: { courseId }, orderBy: { createdAt: 'asc' } });
}

/** @returns all with that issuer: a platform may leave out what it calls us */
export async function findLtiPlatforms(
  store: Store,
  { issuer, clientId }: { issuer: string; clientId?: string | undefined },
): Promise<LtiPlatform[]> {
  return store.db.ltiPlatform.findMany({ where: { issuer, clientId }, take: 2 });
}

const INVITATION_MS = 24 * 3_600_000;

/** @returns the token that lets one platform register itself, within a day */
export async function inviteLtiPlatform(
  store: Store,
  { courseId, isShared, by }: { courseId: string; isShared: boolean; by: string },
): Promise<string> {
  const token = createPushToken();
  await store.db.ltiInvitation.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  await store.db.ltiInvitation.create({
    data: {
      tokenHash: hashToken(token),
      courseId,
      isShared,
      createdBy: by,
      expiresAt: new Date(Date.now() + INVITATION_MS),
    },
  });
  return token;
}

/** It is used up. @returns null if there is none such, or no longer */
export async function takeLtiInvitation(
  store: Store,
  token: string,
): Promise<{ courseId: string; isShared: boolean; by: string } | null> {
  const [row] = await store.db.$queryRaw<{ courseId: string; isShared: boolean; by: string }[]>`
    DELETE FROM "LtiInvitation" WHERE "tokenHash" = ${hashToken(token)} AND "expiresAt" > now()
    RETURNING "courseId", "isShared", "createdBy" AS "by"`;
  return row ?? null;
}
