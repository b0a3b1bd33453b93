// Who changed what, when and why. A change and its entry are one transaction; the database refuses to change entries.
import type { Prisma } from './generated/client.ts';
import type { Store, Transaction } from './store.ts';

export type AuditAction =
  | 'API token created'
  | 'API token revoked'
  | 'assignment changed'
  | 'attempt cancelled'
  | 'attempt repeated'
  | 'choice made'
  | 'extension granted'
  | 'extension revoked'
  | 'group changed'
  | 'LMS account linked'
  | 'LMS account unlinked'
  | 'LMS connected'
  | 'LMS disconnected'
  | 'LMS registered'
  | 'LMS removed'
  | 'override removed'
  | 'override set'
  | 'person erased'
  | 'policy changed'
  | 'regrade discarded'
  | 'regrade published'
  | 'regrade started'
  | 'retention applied'
  | 'role changed'
  | 'webhook added'
  | 'webhook enabled'
  | 'webhook removed'
  | 'worker drained'
  | 'worker resumed';

/** Something that goes into JSON as it is. */
export type AuditValue = Prisma.InputJsonValue;

export interface AuditRecord {
  /** Who: an e-mail address, or the system's user who ran a command. */
  readonly actor: string;
  readonly action: AuditAction;
  /** Null: of the whole site. */
  readonly courseId: string | null;
  /** Whom or what: a student's address, an assignment's slug, both. */
  readonly subject: string;
  readonly before?: AuditValue | undefined;
  readonly after?: AuditValue | undefined;
  readonly reason?: string | undefined;
}

export async function recordAudit(tx: Transaction, record: AuditRecord): Promise<void> {
  await tx.auditEntry.create({ data: record });
}

export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly course: string | null;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
}

/** Newest first. @param options.about part of a subject, in any case */
export async function listAudit(
  store: Store,
  options: { courseId?: string; about?: string; limit: number },
): Promise<AuditEntry[]> {
  const { courseId, about, limit } = options;
  const rows = await store.db.auditEntry.findMany({
    where: {
      courseId,
      ...(about === undefined ? {} : { subject: { contains: about, mode: 'insensitive' } }),
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  const courses = await store.db.course.findMany({ select: { id: true, slug: true } });
  const slugs = new Map(courses.map(({ id, slug }) => [id, slug]));
  return rows.map(({ courseId: of, ...row }) => ({
    ...row,
    course: of === null ? null : (slugs.get(of) ?? null),
  }));
}
