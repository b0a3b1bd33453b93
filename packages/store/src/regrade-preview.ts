// Who would gain or lose by a regrade, and by which check.
import { taskReportSchema, type TaskReport } from '@residual/contracts';
import type { Grade } from '@residual/grading/policy';
import { Decimal } from 'decimal.js';
import type { AttemptState } from './generated/enums.ts';
import { readGrades } from './grades.ts';
import type { Store } from './store.ts';

/** A check whose points are no longer what they were; null: there was or is no such check. */
export interface CheckChange {
  readonly task: string;
  readonly check: string;
  readonly title: string;
  readonly before: string | null;
  readonly after: string | null;
  /** What the new grading says about it. */
  readonly why: string | null;
}

export interface RegradeChange {
  readonly student: { readonly name: string; readonly email: string };
  readonly enrollmentId: string;
  readonly submissionId: string;
  readonly attemptId: string;
  /** Of the new attempt. */
  readonly state: AttemptState;
  /** Of the attempt whose result stands, before the policy; null without a result. */
  readonly before: string | null;
  readonly after: string | null;
  readonly checks: readonly CheckChange[];
  /** Of the student in the assignment, after the policy; the same for each of the student's submissions. */
  readonly grade: { readonly before: Grade; readonly after: Grade };
}

/** One for each attempt of an open regrade, by student; @throws if there is no such regrade */
export async function previewRegrade(store: Store, id: string, now: Date): Promise<RegradeChange[]> {
  const { assignment, assignmentId } = await store.db.regrade.findUniqueOrThrow({
    where: { id },
    select: { assignmentId: true, assignment: { select: { courseId: true } } },
  });
  const submissions = await store.db.submission.findMany({
    where: { attempts: { some: { regradeId: id } } },
    orderBy: [{ enrollment: { user: { name: 'asc' } } }, { receivedAt: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      enrollmentId: true,
      enrollment: { select: { user: { select: { name: true, email: true } } } },
      attempts: {
        where: { OR: [{ regradeId: id }, { number: { gt: 0 }, state: 'graded' }] },
        orderBy: { number: 'desc' },
        select: {
          id: true,
          regradeId: true,
          state: true,
          points: true,
        },
      },
    },
  });
  const query = {
    courseId: assignment.courseId,
    enrollmentIds: [...new Set(submissions.map(({ enrollmentId }) => enrollmentId))],
    now,
  };
  const [checks, gradesBefore, gradesAfter] = await Promise.all([
    readChecks(
      store,
      submissions.flatMap(({ attempts }) => attempts.map((attempt) => attempt.id)),
    ),
    readGrades(store, query),
    readGrades(store, { ...query, regradeId: id }),
  ]);
  return submissions.map(({ id: submissionId, enrollmentId, enrollment, attempts }) => {
    const fresh = attempts.find(({ regradeId }) => regradeId === id)!;
    const standing = attempts.find(({ regradeId }) => regradeId !== id);
    const checksOf = (of: typeof standing): TaskChecks[] => (of && checks.get(of.id)) ?? [];
    return {
      student: enrollment.user,
      enrollmentId,
      submissionId,
      attemptId: fresh.id,
      state: fresh.state,
      before: standing?.points?.toFixed() ?? null,
      after: fresh.points?.toFixed() ?? null,
      checks: fresh.state === 'graded' ? compareChecks(checksOf(standing), checksOf(fresh)) : [],
      grade: {
        before: gradesBefore.get(enrollmentId)!.get(assignmentId)!,
        after: gradesAfter.get(enrollmentId)!.get(assignmentId)!,
      },
    };
  });
}

/** What a preview needs of a report: without curves and what was printed, which are most of it. */
type TaskChecks = Pick<TaskReport, 'task' | 'checks'>;

const taskChecksSchema = taskReportSchema.pick({ task: true, checks: true });

/** By attempt. */
async function readChecks(
  store: Store,
  attemptIds: readonly string[],
): Promise<ReadonlyMap<string, TaskChecks[]>> {
  const rows = await store.db.$queryRaw<{ attemptId: string; task: string; checks: unknown }[]>`
    SELECT r."attemptId", r."task", r."report"->'checks' AS "checks" FROM "TaskResult" r
    WHERE r."attemptId" = ANY(${[...attemptIds]}::uuid[]) ORDER BY r."attemptId", r."task"`;
  const byAttempt = new Map<string, TaskChecks[]>();
  for (const { attemptId, task, checks } of rows) {
    const report = taskChecksSchema.parse({ task, checks });
    byAttempt.set(attemptId, [...(byAttempt.get(attemptId) ?? []), report]);
  }
  return byAttempt;
}

/** The checks whose points or maximum differ, in the order of the new grading; those that are gone come last. */
export function compareChecks(before: readonly TaskChecks[], after: readonly TaskChecks[]): CheckChange[] {
  const checksOf = (reports: readonly TaskChecks[]) =>
    new Map(
      reports.flatMap((report) =>
        report.checks.map((check) => [`${report.task} ${check.name}`, { report, check }] as const),
      ),
    );
  const [old, fresh] = [checksOf(before), checksOf(after)];
  return [...new Set([...fresh.keys(), ...old.keys()])].flatMap((key): CheckChange[] => {
    const [was, is] = [old.get(key), fresh.get(key)];
    if (
      was &&
      is &&
      equal(was.check.points, is.check.points) &&
      equal(was.check.maxPoints, is.check.maxPoints)
    )
      return [];
    const { report, check } = (is ?? was)!;
    const text = (each: typeof was): string | null =>
      each ? `${each.check.points}/${each.check.maxPoints}` : null;
    return [
      {
        task: report.task,
        check: check.name,
        title: check.title,
        before: text(was),
        after: text(is),
        why: is ? (is.check.message ?? is.check.figure ?? null) : 'the assignment no longer has this check',
      },
    ];
  });
}

const equal = (a: string, b: string): boolean => new Decimal(a).equals(b);
