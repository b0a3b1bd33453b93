// Everything that is kept about a student in a course, without what their pages do not show.
import { revealAfter } from '@residual/grading/policy';
import type { TaskReport } from '@residual/contracts';
import {
  findSubmission,
  listAppeals,
  listExtensions,
  listSshKeys,
  listSubmissions,
  type AttemptDetails,
  type Membership,
  type Store,
  type SubmissionDetails,
  type Viewer,
} from '@residual/store';

interface Whose {
  readonly viewer: Viewer;
  readonly course: Membership['course'];
  readonly enrollmentId: string;
  readonly now: Date;
}

export async function* ownData(
  store: Store,
  { viewer, course, enrollmentId, now }: Whose,
): AsyncGenerator<string> {
  const keys = await listSshKeys(store, viewer.userId);
  const extensions = await listExtensions(store, course.id);
  yield `{\n"madeAt": ${JSON.stringify(now)},\n`;
  yield `"account": ${json({ name: viewer.name, email: viewer.email, language: viewer.language, sshKeys: keys })},\n`;
  yield `"course": ${json(course)},\n`;
  yield `"extensions": ${json(extensions.filter(({ student }) => student === viewer.email))},\n`;
  yield `"submissions": [`;
  const { submissions } = await listSubmissions(store, { enrollmentId });
  // One by one: with their reports they may be large.
  for (const [i, { id }] of submissions.entries()) {
    const submission = await findSubmission(store, id);
    if (!submission) continue;
    const appeals = await listAppeals(store, id);
    yield `${i === 0 ? '' : ','}\n${json({ ...toOwn(submission, now), appeals })}`;
  }
  yield '\n]\n}\n';
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

function toOwn(submission: SubmissionDetails, now: Date) {
  const { id, assignment, receivedAt, late, commit, grade, files, attempts } = submission;
  const reveal = revealAfter(grade);
  const isRevealed = reveal !== null && reveal < now;
  return {
    id,
    assignment: assignment.slug,
    receivedAt,
    late,
    commit,
    grade,
    files,
    attempts: attempts.map((attempt) => toOwnAttempt(attempt, isRevealed)),
  };
}

/** As the student's page shows it: why something was not graded, seeds and the time of checks are for staff. */
function toOwnAttempt(attempt: AttemptDetails, isRevealed: boolean) {
  const { number, reason, state, versionHash, queuedAt, startedAt, finishedAt, points, maxPoints } = attempt;
  return {
    number,
    reason,
    state,
    version: versionHash,
    queuedAt,
    startedAt,
    finishedAt,
    points,
    maxPoints,
    reports: attempt.reports.map((report) => toOwnReport(report, isRevealed)),
  };
}

function toOwnReport({ receipt, timings, afterDeadline, ...report }: TaskReport, isRevealed: boolean) {
  const { seed: _seed, ...shown } = receipt;
  return {
    ...report,
    ...(isRevealed && afterDeadline ? { afterDeadline } : {}),
    receipt: shown,
    timings: { programMs: timings.programMs },
  };
}
