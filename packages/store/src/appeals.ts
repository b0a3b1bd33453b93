// Appeals: students who ask staff to look at a graded submission again.
import type { Store } from './store.ts';

export interface Appeal {
  readonly id: string;
  readonly submissionId: string;
  readonly text: string;
  readonly askedAt: Date;
  /** Null until staff have answered. */
  readonly answer: string | null;
  readonly answeredBy: string | null;
  readonly answeredAt: Date | null;
}

/** Oldest first. */
export async function listAppeals(store: Store, submissionId: string): Promise<Appeal[]> {
  return store.db.appeal.findMany({ where: { submissionId }, orderBy: { askedAt: 'asc' } });
}

/** @returns false if one of this submission waits for its answer already */
export async function makeAppeal(
  store: Store,
  { submissionId, text }: { readonly submissionId: string; readonly text: string },
): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    // Two clicks make one appeal.
    await tx.$queryRaw`SELECT "id" FROM "Submission" WHERE "id" = ${submissionId}::uuid FOR UPDATE`;
    const waiting = await tx.appeal.count({ where: { submissionId, answeredAt: null } });
    if (waiting > 0) return false;
    await tx.appeal.create({ data: { submissionId, text } });
    return true;
  });
}

/** @returns false if it had been answered, or is none of this submission's */
export async function answerAppeal(
  store: Store,
  appeal: {
    readonly id: string;
    readonly submissionId: string;
    readonly answer: string;
    readonly by: string;
  },
): Promise<boolean> {
  const { id, submissionId, answer, by } = appeal;
  const { count } = await store.db.appeal.updateMany({
    where: { id, submissionId, answeredAt: null },
    data: { answer, answeredBy: by, answeredAt: new Date() },
  });
  return count > 0;
}

export interface OpenAppeal extends Appeal {
  readonly student: { readonly enrollmentId: string; readonly name: string };
  readonly assignment: { readonly slug: string; readonly title: string };
}

/** Those of a course that wait for an answer, oldest first. */
export async function listOpenAppeals(store: Store, courseId: string): Promise<OpenAppeal[]> {
  const rows = await store.db.appeal.findMany({
    where: { answeredAt: null, submission: { assignment: { courseId } } },
    orderBy: { askedAt: 'asc' },
    include: {
      submission: {
        select: {
          enrollment: { select: { id: true, user: { select: { name: true } } } },
          assignment: { select: { slug: true, title: true } },
        },
      },
    },
  });
  return rows.map(({ submission: { enrollment, assignment }, ...appeal }) => ({
    ...appeal,
    student: { enrollmentId: enrollment.id, name: enrollment.user.name },
    assignment,
  }));
}
