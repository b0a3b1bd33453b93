// Tokens of the programming interface: each opens one course, within its scopes, until it expires or is revoked.
import { randomBytes } from 'node:crypto';
import { recordAudit } from './audit.ts';
import type { Course } from './courses.ts';
import { hashToken } from './credentials.ts';
import type { Store } from './store.ts';

export const API_SCOPES = [
  'grades:read',
  'submissions:read',
  'roster:read',
  'roster:write',
  'export:read',
] as const;
export type ApiScope = (typeof API_SCOPES)[number];

const MINUTE_MS = 60_000;

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
}

/** @returns the token, which only its owner will know from now on */
export async function createApiToken(
  store: Store,
  token: {
    courseId: string;
    name: string;
    scopes: readonly ApiScope[];
    expiresAt: Date | null;
    by: string;
  },
): Promise<{ id: string; token: string }> {
  const { courseId, name, scopes, expiresAt, by } = token;
  const text = `residual_${randomBytes(24).toString('base64url')}`;
  return store.db.$transaction(async (tx) => {
    const { id } = await tx.apiToken.create({
      data: { tokenHash: hashToken(text), courseId, name, scopes: [...scopes], expiresAt, createdBy: by },
      select: { id: true },
    });
    await recordAudit(tx, {
      actor: by,
      action: 'API token created',
      courseId,
      subject: name,
      after: { token: id, scopes: [...scopes], expiresAt: expiresAt?.toISOString() ?? null },
    });
    return { id, token: text };
  });
}

/** Newest first, those that open nothing any more too. */
export async function listApiTokens(store: Store, courseId: string): Promise<ApiToken[]> {
  return store.db.apiToken.findMany({
    where: { courseId },
    orderBy: { createdAt: 'desc' },
    omit: { tokenHash: true, courseId: true },
  });
}

/** @returns false if the course has none with that id, or it was revoked before */
export async function revokeApiToken(
  store: Store,
  { courseId, id, by }: { courseId: string; id: string; by: string },
): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.apiToken.updateMany({
      where: { id, courseId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 0) return false;
    const { name } = await tx.apiToken.findUniqueOrThrow({ where: { id } });
    await recordAudit(tx, {
      actor: by,
      action: 'API token revoked',
      courseId,
      subject: name,
      before: { token: id },
    });
    return true;
  });
}

export interface ApiAccess {
  readonly tokenId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly course: Course;
}

/** @returns null if it is unknown, has expired or was revoked */
export async function findApiAccess(store: Store, token: string, now: Date): Promise<ApiAccess | null> {
  const row = await store.db.apiToken.findUnique({
    where: { tokenHash: hashToken(token) },
    include: { course: { select: { id: true, slug: true, title: true, timeZone: true } } },
  });
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return null;
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() >= MINUTE_MS)
    await store.db.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
  return { tokenId: row.id, name: row.name, scopes: row.scopes, course: row.course };
}
