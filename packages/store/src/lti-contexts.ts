// Which courses of learning management systems are connected with ours, and what they call our students.
import { recordAudit } from './audit.ts';
import type { LtiPlatform } from './lti-platforms.ts';
import type { Store } from './store.ts';

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
