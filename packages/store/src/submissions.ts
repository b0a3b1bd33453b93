// One submission with everything its page shows, and the lists that lead to it.
import { drawnGraphSchema, taskReportSchema, type DrawnGraph, type TaskReport } from '@residual/contracts';
import { Prisma } from './generated/client.ts';
import type { AttemptReason, AttemptState } from './generated/enums.ts';
import type { Grade } from '@residual/grading/policy';
import { readGrades } from './grades.ts';
import { isLate } from './standings.ts';
import type { Store } from './store.ts';

export interface AttemptDetails {
  readonly id: string;
  readonly number: number;
  readonly reason: AttemptReason;
  readonly state: AttemptState;
  readonly versionHash: string;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly worker: string | null;
  readonly points: string | null;
  readonly maxPoints: string | null;
  /** For staff only: why it was not graded. */
  readonly failure: string | null;
  readonly reports: readonly TaskReport[];
}

export interface SubmissionSummary {
  readonly id: string;
  readonly assignment: { readonly slug: string; readonly title: string };
  readonly receivedAt: Date;
  readonly late: boolean;
  /** Its points are the grade; where there is none yet, it is the student's latest. */
  readonly counts: boolean;
  readonly commit: string;
  /** Of the newest attempt. */
  readonly state: AttemptState;
  /** Of the newest graded attempt; null until there is one. */
  readonly points: string | null;
  readonly maxPoints: string | null;
}

export interface SubmissionDetails {
  readonly id: string;
  readonly course: {
    readonly id: string;
    readonly slug: string;
    readonly title: string;
    readonly timeZone: string;
  };
  readonly assignment: {
    readonly id: string;
    readonly slug: string;
    readonly title: string;
    readonly deadline: Date | null;
  };
  readonly student: { readonly enrollmentId: string; readonly name: string; readonly email: string };
  readonly receivedAt: Date;
  readonly late: boolean;
  /** The student's in the assignment, whatever submission it comes from. */
  readonly grade: Grade;
  readonly commit: string;
  readonly treeHash: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Newest first. */
  readonly attempts: readonly AttemptDetails[];
}

const toText = (file: { path: string; content: Uint8Array }) => ({
  path: file.path,
  text: new TextDecoder().decode(file.content),
});

/** Attempts with other numbers are held back: a regrade that is not published, a reproduction. */
const SHOWN = { number: { gt: 0 } } as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns null if there is none; whether the asker may see it is the caller's question */
export async function findSubmission(store: Store, id: string): Promise<SubmissionDetails | null> {
  if (!UUID.test(id)) return null;
  const row = await store.db.submission.findUnique({
    where: { id },
    include: {
      push: { select: { newCommit: true } },
      enrollment: { select: { id: true, user: { select: { name: true, email: true } } } },
      assignment: { include: { course: true } },
      files: { orderBy: { path: 'asc' } },
      attempts: {
        where: SHOWN,
        orderBy: { number: 'desc' },
        include: { results: { select: { report: true }, orderBy: { task: 'asc' } } },
      },
    },
  });
  if (!row) return null;
  const { assignment } = row;
  const grades = await readGrades(store, {
    courseId: assignment.courseId,
    enrollmentIds: [row.enrollmentId],
    now: new Date(),
  });
  const grade = grades.get(row.enrollmentId)!.get(assignment.id)!;
  return {
    id: row.id,
    course: assignment.course,
    assignment,
    student: { enrollmentId: row.enrollment.id, ...row.enrollment.user },
    receivedAt: row.receivedAt,
    late: isLate(row.receivedAt, grade.lateAfter),
    grade,
    commit: row.push.newCommit,
    treeHash: row.treeHash,
    files: row.files.map(toText),
    attempts: row.attempts.map(({ results, points, maxPoints, ...attempt }) => ({
      ...attempt,
      points: points?.toFixed() ?? null,
      maxPoints: maxPoints?.toFixed() ?? null,
      reports: results.map((result) => taskReportSchema.parse(result.report)),
    })),
  };
}

/** The graph that a task's program left in an attempt. @returns null where none is kept */
export async function findTaskGraph(
  store: Store,
  { attemptId, task }: { readonly attemptId: string; readonly task: string },
): Promise<DrawnGraph | null> {
  const row = await store.db.taskResult.findUnique({
    where: { attemptId_task: { attemptId, task } },
    select: { graph: true },
  });
  return row?.graph ? drawnGraphSchema.parse(row.graph) : null;
}

/** By task, where one is kept. */
export async function findTaskGraphs(
  store: Store,
  attemptId: string,
): Promise<ReadonlyMap<string, DrawnGraph>> {
  const rows = await store.db.taskResult.findMany({
    where: { attemptId, graph: { not: Prisma.DbNull } },
    select: { task: true, graph: true },
  });
  return new Map(rows.map(({ task, graph }) => [task, drawnGraphSchema.parse(graph)]));
}

export interface EarlierSubmission {
  readonly id: string;
  readonly receivedAt: Date;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** The student's submission to the same assignment just before this one. */
export async function findEarlierSubmission(
  store: Store,
  { id, student, assignment, receivedAt }: SubmissionDetails,
): Promise<EarlierSubmission | null> {
  const row = await store.db.submission.findFirst({
    where: {
      enrollmentId: student.enrollmentId,
      assignmentId: assignment.id,
      id: { not: id },
      receivedAt: { lte: receivedAt },
    },
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    include: { files: { orderBy: { path: 'asc' } } },
  });
  return row && { id: row.id, receivedAt: row.receivedAt, files: row.files.map(toText) };
}

export interface SubmissionList {
  /** Newest first. */
  readonly submissions: readonly SubmissionSummary[];
  /** How many there are, beyond the limit too. */
  readonly total: number;
}

/**
 * A member's submissions to all assignments of the course, or to one of them.
 * @param options `limit`: only so many of the newest; without it all
 */
export async function listSubmissions(
  store: Store,
  { limit, ...where }: { enrollmentId: string; assignmentId?: string; limit?: number },
): Promise<SubmissionList> {
  const total = await store.db.submission.count({ where });
  const rows = await store.db.submission.findMany({
    where,
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    take: limit,
    include: {
      push: { select: { newCommit: true } },
      assignment: { select: { slug: true, title: true } },
      attempts: {
        where: SHOWN,
        orderBy: { number: 'desc' },
        select: { state: true, points: true, maxPoints: true },
      },
    },
  });
  const grades = await gradesOf(store, where.enrollmentId);
  const counted = new Set<string>();
  const submissions = rows.map((row) => {
    const grade = grades.get(row.assignmentId);
    const counting = grade?.submissionId ?? null;
    // Newest first: the first one of an assignment is the latest.
    const counts = counting === null ? !counted.has(row.assignmentId) : counting === row.id;
    counted.add(row.assignmentId);
    const graded = row.attempts.find((attempt) => attempt.state === 'graded');
    return {
      id: row.id,
      assignment: { slug: row.assignment.slug, title: row.assignment.title },
      receivedAt: row.receivedAt,
      late: isLate(row.receivedAt, grade?.lateAfter ?? null),
      counts,
      commit: row.push.newCommit,
      state: row.attempts[0]?.state ?? 'queued',
      points: graded?.points?.toFixed() ?? null,
      maxPoints: graded?.maxPoints?.toFixed() ?? null,
    };
  });
  return { submissions, total };
}

/** By assignment. */
async function gradesOf(store: Store, enrollmentId: string): Promise<ReadonlyMap<string, Grade>> {
  const enrollment = await store.db.enrollment.findUnique({ where: { id: enrollmentId } });
  if (!enrollment) return new Map();
  const grades = await readGrades(store, {
    courseId: enrollment.courseId,
    enrollmentIds: [enrollmentId],
    now: new Date(),
  });
  return grades.get(enrollmentId)!;
}

/** Where an attempt belongs: who may hear of its progress. */
export interface AttemptPlace {
  readonly attemptId: string;
  readonly courseId: string;
  readonly enrollmentId: string;
  readonly submissionId: string;
}

const placeSelection = {
  id: true,
  state: true,
  submission: { select: { id: true, enrollmentId: true, assignment: { select: { courseId: true } } } },
} as const;

/** @returns null for one that is held back, too: nobody is to hear of it */
export async function findAttemptPlace(store: Store, attemptId: string): Promise<AttemptPlace | null> {
  const row = await store.db.attempt.findUnique({
    where: { id: attemptId, ...SHOWN },
    select: placeSelection,
  });
  return row && toPlace(row);
}

/** Everything that waits or runs, in all courses. */
export async function listOpenAttempts(
  store: Store,
): Promise<(AttemptPlace & { readonly state: AttemptState })[]> {
  const rows = await store.db.attempt.findMany({
    where: { state: { in: ['queued', 'running'] }, ...SHOWN },
    select: placeSelection,
  });
  return rows.map((row) => ({ ...toPlace(row), state: row.state }));
}

function toPlace(row: {
  id: string;
  submission: { id: string; enrollmentId: string; assignment: { courseId: string } };
}): AttemptPlace {
  return {
    attemptId: row.id,
    courseId: row.submission.assignment.courseId,
    enrollmentId: row.submission.enrollmentId,
    submissionId: row.submission.id,
  };
}
