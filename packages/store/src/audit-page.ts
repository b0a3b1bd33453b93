// One page of a course's audit log.
import type { AuditEntry } from './audit.ts';
import type { Store } from './store.ts';

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  /** On all pages. */
  readonly total: number;
  /** That the course's log has at all, by name. */
  readonly actions: readonly string[];
}

/** @param query `about` and `by` are parts of a subject and of an actor, in any case; empty: any */
export async function readAuditPage(
  store: Store,
  query: { courseId: string; about: string; by: string; action: string; page: number; pageSize: number },
): Promise<AuditPage> {
  const { courseId, about, by, action, page, pageSize } = query;
  const part = (text: string) =>
    ({ contains: text.replaceAll(/[\\%_]/g, String.raw`\$&`), mode: 'insensitive' }) as const;
  const where = {
    courseId,
    ...(about && { subject: part(about) }),
    ...(by && { actor: part(by) }),
    ...(action && { action }),
  };
  const [total, rows, actions, course] = await Promise.all([
    store.db.auditEntry.count({ where }),
    store.db.auditEntry.findMany({
      where,
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    store.db.auditEntry.findMany({
      where: { courseId },
      distinct: ['action'],
      select: { action: true },
      orderBy: { action: 'asc' },
    }),
    store.db.course.findUnique({ where: { id: courseId }, select: { slug: true } }),
  ]);
  return {
    entries: rows.map((row) => ({ ...row, course: course?.slug ?? null })),
    total,
    actions: actions.map((each) => each.action),
  };
}
