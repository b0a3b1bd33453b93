// Which grades have changed since they were told last. Grades are computed, so nothing that changes one says whose: a
// result, an extension, a policy, a deadline that passes. What was told is kept, and compared.
import { readGrades } from './grades.ts';
import { announce } from './webhooks.ts';
import type { Store } from './store.ts';

const BATCH = 200;
/** What a transaction wrote earlier than it committed is looked at once more. */
const OVERLAP_MS = 60_000;
/** All students, whatever happened: deadlines pass without a trace. */
const FULL_SCAN_MS = 10 * 60_000;

/** Courses in which somebody listens for changes of grades. */
export async function listListeningCourses(store: Store): Promise<string[]> {
  const rows = await store.db.webhook.findMany({
    where: { disabledAt: null, events: { has: 'grade.changed' } },
    distinct: ['courseId'],
    select: { courseId: true },
  });
  return rows.map(({ courseId }) => courseId);
}

/**
 * Compares and tells. The first time in a course all is noted and nothing told: listening begins then.
 * @returns how many grades had changed
 */
export async function announceGradeChanges(
  store: Store,
  { courseId, now }: { courseId: string; now: Date },
): Promise<number> {
  const before = await store.db.announcedCourse.findUnique({ where: { courseId } });
  const isFull =
    !before ||
    now.getTime() - before.scannedAt.getTime() >= FULL_SCAN_MS ||
    (await staffChanged(store, courseId, before.upTo));
  const enrollmentIds = isFull
    ? (
        await store.db.enrollment.findMany({ where: { courseId, role: 'student' }, select: { id: true } })
      ).map(({ id }) => id)
    : await findTouched(store, courseId, before.upTo);
  let changes = 0;
  for (let i = 0; i < enrollmentIds.length; i += BATCH)
    changes += await compare(store, {
      courseId,
      enrollmentIds: enrollmentIds.slice(i, i + BATCH),
      now,
      isFirst: !before,
    });
  const upTo = new Date(now.getTime() - OVERLAP_MS);
  await store.db.announcedCourse.upsert({
    where: { courseId },
    create: { courseId, upTo, scannedAt: now },
    update: { upTo, ...(isFull && { scannedAt: now }) },
  });
  return changes;
}

/** Whatever staff change is written down in the log. */
async function staffChanged(store: Store, courseId: string, since: Date): Promise<boolean> {
  return (await store.db.auditEntry.count({ where: { courseId, at: { gt: since } }, take: 1 })) > 0;
}

/** Who pushed, or whose attempt ended. */
async function findTouched(store: Store, courseId: string, since: Date): Promise<string[]> {
  const rows = await store.db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT s."enrollmentId" AS "id"
    FROM "Submission" s
    JOIN "Assignment" t ON t."id" = s."assignmentId"
    LEFT JOIN "Attempt" a ON a."submissionId" = s."id"
    WHERE t."courseId" = ${courseId}::uuid AND (s."receivedAt" > ${since} OR a."finishedAt" > ${since})`;
  return rows.map(({ id }) => id);
}

async function compare(
  store: Store,
  query: { courseId: string; enrollmentIds: readonly string[]; now: Date; isFirst: boolean },
): Promise<number> {
  const { courseId, enrollmentIds, now, isFirst } = query;
  const [students, assignments] = await Promise.all([
    store.db.enrollment.findMany({
      where: { id: { in: [...enrollmentIds] } },
      select: { id: true, user: { select: { email: true } } },
    }),
    store.db.assignment.findMany({ where: { courseId }, select: { id: true, slug: true } }),
  ]);
  const emailOf = new Map(students.map(({ id, user }) => [id, user.email]));
  const slugOf = new Map(assignments.map(({ id, slug }) => [id, slug]));
  return store.db.$transaction(
    async (tx) => {
      // Several servers may compare: one after the other, each with grades read in its turn, so that nothing is told
      // twice and no older grade after a newer one.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('grades told'), hashtext(${courseId}))`;
      const grades = await readGrades(store, { courseId, enrollmentIds, now });
      const told = await tx.announcedGrade.findMany({ where: { enrollmentId: { in: [...enrollmentIds] } } });
      const toldOf = new Map(told.map((row) => [`${row.enrollmentId} ${row.assignmentId}`, row]));
      let changes = 0;
      for (const [enrollmentId, own] of grades)
        for (const [assignmentId, { status, points, maxPoints, explanation }] of own) {
          const was = toldOf.get(`${enrollmentId} ${assignmentId}`);
          if (was && was.status === status && was.points === points) continue;
          await tx.announcedGrade.upsert({
            where: { enrollmentId_assignmentId: { enrollmentId, assignmentId } },
            create: { enrollmentId, assignmentId, courseId, status, points },
            update: { status, points },
          });
          // Who joins after listening began starts with nothing.
          const isNews = was ? true : status !== 'open' && status !== 'missing';
          if (isFirst || !isNews) continue;
          changes += 1;
          await announce(tx, courseId, 'grade.changed', {
            enrollment: enrollmentId,
            student: emailOf.get(enrollmentId)!,
            assignment: slugOf.get(assignmentId)!,
            before: was ? { status: was.status, points: was.points } : null,
            after: { status, points, maxPoints },
            explanation,
          });
        }
      return changes;
    },
    { timeout: 60_000 },
  );
}
