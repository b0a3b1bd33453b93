// Learning management systems (LTI 1.3): who they are, who is on the way from them, which of their courses are
// connected with ours.
import { recordAudit } from './audit.ts';
import { createPushToken, hashToken } from './credentials.ts';
import type { Prisma } from './generated/client.ts';
import type { Role } from './generated/enums.ts';
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

export interface LtiIdentity {
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  /** Whether the account's owner has said so. */
  readonly isConfirmed: boolean;
}

export async function findLtiIdentity(
  store: Store,
  { platformId, subject }: { platformId: string; subject: string },
): Promise<LtiIdentity | null> {
  const row = await store.db.ltiIdentity.findUnique({
    where: { platformId_subject: { platformId, subject } },
    select: { confirmedAt: true, user: { select: { id: true, name: true, email: true } } },
  });
  return row && { user: row.user, isConfirmed: row.confirmedAt !== null };
}

/**
 * From now on the platform may open the account.
 * @param link `isConfirmed`: by its owner; else the account was made just now for what the platform said
 * @returns false if either is linked with another already
 */
export async function linkLtiIdentity(
  store: Store,
  link: { platformId: string; subject: string; userId: string; isConfirmed: boolean },
): Promise<boolean> {
  const { platformId, subject, userId, isConfirmed } = link;
  return store.db.$transaction(async (tx) => {
    const confirmedAt = isConfirmed ? new Date() : null;
    await tx.ltiIdentity.createMany({
      data: [{ platformId, subject, userId, confirmedAt }],
      skipDuplicates: true,
    });
    const { count } = await tx.ltiIdentity.updateMany({
      where: { platformId, subject, userId },
      data: isConfirmed ? { confirmedAt } : {},
    });
    if (count === 0) return false;
    const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
    const { issuer } = await tx.ltiPlatform.findUniqueOrThrow({ where: { id: platformId } });
    await recordAudit(tx, {
      actor: isConfirmed ? email : issuer,
      action: 'LMS account linked',
      courseId: null,
      subject: email,
      after: { issuer, subject },
    });
    return true;
  });
}

/** A platform that may open an account. */
export interface LinkedPlatform {
  readonly platformId: string;
  readonly name: string;
  readonly issuer: string;
  readonly linkedAt: Date;
}

export async function listLinkedPlatforms(store: Store, userId: string): Promise<LinkedPlatform[]> {
  const rows = await store.db.ltiIdentity.findMany({
    where: { userId },
    select: { platformId: true, linkedAt: true, platform: { select: { name: true, issuer: true } } },
    orderBy: { linkedAt: 'asc' },
  });
  return rows.map(({ platform, ...row }) => ({ ...row, ...platform }));
}

/** The platform opens the account no longer. @returns false if it did not */
export async function unlinkLtiIdentity(
  store: Store,
  { userId, platformId }: { userId: string; platformId: string },
): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.ltiIdentity.deleteMany({ where: { userId, platformId } });
    if (count === 0) return false;
    const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
    const { issuer } = await tx.ltiPlatform.findUniqueOrThrow({ where: { id: platformId } });
    await recordAudit(tx, {
      actor: email,
      action: 'LMS account unlinked',
      courseId: null,
      subject: email,
      before: { issuer },
    });
    return true;
  });
}

/** Whether an account may do more than work in courses that are connected with the platform. */
export async function isStaffBeyondPlatform(
  store: Store,
  { userId, platformId }: { userId: string; platformId: string },
): Promise<boolean> {
  const user = await store.db.user.findUniqueOrThrow({
    where: { id: userId },
    select: {
      isAdmin: true,
      enrollments: {
        where: { role: { not: 'student' }, course: { ltiContexts: { none: { platformId } } } },
        select: { id: true },
        take: 1,
      },
    },
  });
  return user.isAdmin || user.enrollments.length > 0;
}

export interface LtiContext {
  readonly id: string;
  readonly platform: LtiPlatform;
  readonly course: {
    readonly id: string;
    readonly slug: string;
    readonly title: string;
    readonly timeZone: string;
  };
  readonly deploymentId: string;
  readonly contextId: string;
  readonly title: string;
  readonly lineItemsUrl: string | null;
  readonly membershipsUrl: string | null;
  readonly scopes: readonly string[];
  readonly connectedBy: string;
  readonly connectedAt: Date;
  readonly sendingUntil: Date | null;
  readonly notice: string | null;
  /** What was chosen at the latest sending for work that is missing. */
  readonly missingAsZero: boolean;
}

const withPlaces = {
  platform: true,
  course: { select: { id: true, slug: true, title: true, timeZone: true } },
} as const;

interface ContextKey {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/** What a launch tells of a platform's course. */
export interface LtiServices {
  readonly title: string;
  readonly lineItemsUrl: string | null;
  readonly membershipsUrl: string | null;
  readonly scopes: readonly string[];
}

export async function findLtiContext(store: Store, key: ContextKey): Promise<LtiContext | null> {
  return store.db.ltiContext.findUnique({
    where: { platformId_deploymentId_contextId: key },
    include: withPlaces,
  });
}

/** Of this course only. */
export async function getLtiContext(
  store: Store,
  { courseId, id }: { courseId: string; id: string },
): Promise<LtiContext | null> {
  return store.db.ltiContext.findUnique({ where: { id, courseId }, include: withPlaces });
}

export async function listLtiContexts(store: Store, courseId: string): Promise<LtiContext[]> {
  return store.db.ltiContext.findMany({
    where: { courseId },
    include: withPlaces,
    orderBy: { connectedAt: 'asc' },
  });
}

/** A deployment that was not known becomes one. @returns false if it is connected already */
export async function connectLtiContext(
  store: Store,
  context: ContextKey & LtiServices & { courseId: string; by: string },
): Promise<boolean> {
  const { platformId, deploymentId, courseId, title, by } = context;
  const { by: connectedBy, scopes, ...rest } = context;
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.ltiContext.createMany({
      data: [{ ...rest, scopes: [...scopes], connectedBy }],
      skipDuplicates: true,
    });
    if (count === 0) return false;
    await tx.ltiPlatform.updateMany({
      where: { id: platformId, NOT: { deployments: { has: deploymentId } } },
      data: { deployments: { push: deploymentId } },
    });
    await recordAudit(tx, { actor: by, action: 'LMS connected', courseId, subject: title });
    return true;
  });
}

/** As the latest launch tells. */
export async function setLtiServices(store: Store, id: string, services: LtiServices): Promise<void> {
  const { title, lineItemsUrl, membershipsUrl, scopes } = services;
  await store.db.ltiContext.update({
    where: { id },
    data: { title, lineItemsUrl, membershipsUrl, scopes: [...scopes] },
  });
}

/** @returns false if the course has none such */
export async function disconnectLtiContext(
  store: Store,
  { courseId, id, by }: { courseId: string; id: string; by: string },
): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    const context = await tx.ltiContext.findUnique({ where: { id, courseId } });
    if (!context) return false;
    await tx.ltiContext.delete({ where: { id } });
    await recordAudit(tx, { actor: by, action: 'LMS disconnected', courseId, subject: context.title });
    return true;
  });
}

export interface LtiMember {
  readonly subject: string;
  readonly enrollmentId: string;
}

/** What the platform's course calls a student; who had that name or another one there has it no longer. */
export async function setLtiMember(store: Store, member: LtiMember & { contextId: string }): Promise<void> {
  const { contextId, subject, enrollmentId } = member;
  await store.db.$transaction([
    store.db.ltiMember.deleteMany({
      where: {
        contextId,
        OR: [
          { subject, NOT: { enrollmentId } },
          { enrollmentId, NOT: { subject } },
        ],
      },
    }),
    store.db.ltiMember.createMany({ data: [{ contextId, subject, enrollmentId }], skipDuplicates: true }),
  ]);
}

export async function listLtiMembers(store: Store, contextId: string): Promise<LtiMember[]> {
  return store.db.ltiMember.findMany({
    where: { contextId },
    select: { subject: true, enrollmentId: true },
  });
}

/** Accounts that platform's people have, and what they are in the course; by the platform's name for them. */
export async function findLtiAccounts(
  store: Store,
  { platformId, courseId, subjects }: { platformId: string; courseId: string; subjects: readonly string[] },
): Promise<
  ReadonlyMap<string, { userId: string; email: string; role: Role | null; enrollmentId: string | null }>
> {
  const rows = await store.db.ltiIdentity.findMany({
    where: { platformId, subject: { in: [...subjects] } },
    select: {
      subject: true,
      user: {
        select: {
          id: true,
          email: true,
          enrollments: { where: { courseId }, select: { id: true, role: true } },
        },
      },
    },
  });
  return new Map(
    rows.map(({ subject, user }) => [
      subject,
      {
        userId: user.id,
        email: user.email,
        role: user.enrollments[0]?.role ?? null,
        enrollmentId: user.enrollments[0]?.id ?? null,
      },
    ]),
  );
}
