// The submissions of a course, newest first, page after page.
import type { AttemptState } from './generated/enums.ts';
import type { Store } from './store.ts';

export interface CourseSubmission {
  readonly id: string;
  readonly assignment: string;
  readonly enrollmentId: string;
  readonly email: string;
  readonly receivedAt: Date;
  readonly commit: string;
  /** Of the newest attempt. */
  readonly state: AttemptState;
  /** Of the newest graded attempt; null until there is one. */
  readonly points: string | null;
  readonly maxPoints: string | null;
}

/** @param query `before`: only those after that one in the list; `email`, `assignment` (a slug): only theirs */
export async function listCourseSubmissions(
  store: Store,
  query: {
    courseId: string;
    limit: number;
    before?: { receivedAt: Date; id: string } | undefined;
    assignment?: string | undefined;
    email?: string | undefined;
  },
): Promise<CourseSubmission[]> {
  const { courseId, limit, before, assignment, email } = query;
  const rows = await store.db.submission.findMany({
    where: {
      assignment: { courseId, ...(assignment !== undefined && { slug: assignment }) },
      ...(email !== undefined && { enrollment: { user: { email } } }),
      ...(before && {
        OR: [
          { receivedAt: { lt: before.receivedAt } },
          { receivedAt: before.receivedAt, id: { lt: before.id } },
        ],
      }),
    },
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: {
      id: true,
      receivedAt: true,
      enrollmentId: true,
      push: { select: { newCommit: true } },
      assignment: { select: { slug: true } },
      enrollment: { select: { user: { select: { email: true } } } },
      attempts: {
        where: { number: { gt: 0 } },
        orderBy: { number: 'desc' },
        select: { state: true, points: true, maxPoints: true },
      },
    },
  });
  return rows.map((row) => {
    const graded = row.attempts.find(({ state }) => state === 'graded');
    return {
      id: row.id,
      assignment: row.assignment.slug,
      enrollmentId: row.enrollmentId,
      email: row.enrollment.user.email,
      receivedAt: row.receivedAt,
      commit: row.push.newCommit,
      // Without an attempt yet it waits to be queued.
      state: row.attempts[0]?.state ?? 'queued',
      points: graded?.points?.toFixed() ?? null,
      maxPoints: graded?.maxPoints?.toFixed() ?? null,
    };
  });
}
