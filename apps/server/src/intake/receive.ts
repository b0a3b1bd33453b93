// What the two hooks of a push ask: may it come in, and what came of it.
import { join } from 'node:path';
import { type HookRequest, LANGUAGE_BY_EXTENSION } from '@residual/contracts';
import { COURSE_EMAIL } from '@residual/course';
import {
  findCommitBy,
  GitError,
  isAncestor,
  listDropped,
  readTree,
  resolveRef,
  type TreeListing,
} from '@residual/git';
import {
  findPush,
  findStandingSubmissions,
  isLate,
  judgeDropped,
  listUnsettledPushes,
  readGrades,
  recordPush,
  type Grade,
  type ReceivedPush,
  type RepositoryAccess,
} from '@residual/store';
import type { Logger } from 'pino';
import type { CatalogAssignment } from './assignment-catalog.ts';
import { type Confirmation, confirmReceived } from './confirm.ts';
import { followAttempts } from './follow.ts';
import type { Intake } from './intake.ts';
import { refuseDisk } from './disk-quota.ts';
import { type Dropped, NO_COMMIT, type Refusal, refuseDropped, refuseTree, refuseUpdates } from './policy.ts';
import { type AnsweredAssignment, introduction, PushAnswer, receipt } from './push-answer.ts';
import { settlePush } from './settle.ts';
import { wrap } from '@residual/answer';

/** One `git push` in progress. */
export interface IncomingPush {
  /** Becomes the id of the push's row; every line of the log about it has it. */
  readonly id: string;
  readonly access: RepositoryAccess;
  readonly log: Logger;
  /** What the pushed commit holds, once it has been looked at. */
  tree?: TreeListing;
  /** Once it is recorded. */
  row?: ReceivedPush;
}

export type Say = (lines: readonly string[]) => void;

/** Checks the policy and records the push. @returns whether git may take it */
export async function preReceive(
  intake: Intake,
  push: IncomingPush,
  request: HookRequest,
  say: Say,
): Promise<boolean> {
  const receivedAt = new Date();
  const refusals = await findRefusals(intake, push, request);
  const { metrics } = intake;
  if (refusals.length > 0) {
    metrics.pushes.inc({ outcome: 'refused' });
    for (const { rule } of refusals) metrics.refusals.inc({ rule });
    push.log.info({ rules: refusals.map(({ rule }) => rule) }, 'push refused');
    say(refusalLines(refusals));
    return false;
  }
  const [{ oldCommit, newCommit }] = request.updates;
  const { repositoryId } = push.access;
  const row = await recordPush(intake.store, { id: push.id, repositoryId, oldCommit, newCommit, receivedAt });
  push.row = row;
  push.log.info({ commit: newCommit, row: row.id, receivedAt: row.receivedAt }, 'push received');
  metrics.pushes.inc({ outcome: 'accepted' });
  metrics.stages.observe({ stage: 'check' }, (Date.now() - receivedAt.getTime()) / 1000);
  return true;
}

async function findRefusals(intake: Intake, push: IncomingPush, request: HookRequest): Promise<Refusal[]> {
  const { gitRoot, pushLimits: limits } = intake.configuration;
  const refused = refuseUpdates(request.updates);
  if (refused.length > 0) return refused;
  const repository = join(gitRoot, push.access.path);
  const inQuarantine = { env: request.quarantine as Record<string, string> };
  const [{ oldCommit, newCommit }] = request.updates;
  const [commit, advances, tree, assignments, room] = await Promise.all([
    resolveRef(repository, newCommit, inQuarantine),
    oldCommit === NO_COMMIT || isAncestor(repository, oldCommit, newCommit, inQuarantine),
    readTree(repository, newCommit, { maxEntries: limits.files, ...inQuarantine }).catch(
      (error: GitError) => error,
    ),
    intake.catalog.list(push.access.course.id),
    refuseDisk(repository, limits),
  ]);
  if (room.length > 0) return room;
  if (commit !== newCommit)
    return [{ rule: 'branch', message: 'main has to be a commit', remedy: 'git push origin main' }];
  if (tree instanceof GitError) throw tree;
  if (!advances) {
    const history = refuseDropped(await findDropped(intake, push, request));
    if (history.length > 0) return history;
  }
  push.tree = tree;
  const programs = assignments.map(({ slug, tasks }) => ({ slug, tasks: tasks.map(({ name }) => name) }));
  return refuseTree(tree, { limits, assignments: programs });
}

/** Beyond so many commits it is enough to know what some of them are. */
const MOST_DROPPED = 5_000;

async function findDropped(intake: Intake, push: IncomingPush, request: HookRequest): Promise<Dropped> {
  const { repositoryId, path } = push.access;
  const repository = join(intake.configuration.gitRoot, path);
  // A push whose second hook died would be taken for void once its commit is no longer in main.
  await settleEarlier(intake, { receivedAt: new Date() }, repositoryId);
  const env = request.quarantine as Record<string, string>;
  const [{ oldCommit: from, newCommit: to }] = request.updates;
  const commits = await listDropped(repository, { from, to, limit: MOST_DROPPED, env });
  const course = await findCommitBy(repository, from, COURSE_EMAIL);
  const judged = await judgeDropped(intake.store, { repositoryId, commits });
  return { ...judged, handedOut: course !== null && commits.includes(course) };
}

const MAX_REFUSALS = 10;

/** `error:` and `hint:` at the start of a line are what git sets in colour. */
function refusalLines(refusals: readonly Refusal[]): string[] {
  const more = refusals.length - MAX_REFUSALS;
  return [
    'Residual: this push is refused; nothing has changed on the server.',
    ...refusals
      .slice(0, MAX_REFUSALS)
      .flatMap(({ rule, message, remedy }) => [
        ...wrap(`error: ${message} [${rule}]`, { indent: '       ', first: '' }),
        ...wrap(`hint: ${remedy}`, { indent: '      ', first: '' }),
      ]),
    ...(more > 0 ? [`error: and ${more} more`] : []),
  ];
}

/** Confirms the push, queues what is to be graded, and answers with the verdicts. */
export async function postReceive(
  intake: Intake,
  push: IncomingPush,
  request: HookRequest,
  options: { readonly say: Say; readonly signal: AbortSignal },
): Promise<void> {
  const { say } = options;
  const { access, log } = push;
  const { newCommit } = request.updates[0];
  const row = push.row ?? (await findPush(intake.store, { repositoryId: access.repositoryId, newCommit }));
  if (!row) throw new Error(`commit ${newCommit} was not recorded before its ref moved`);
  const [before] = await Promise.all([
    standingPoints(intake, access),
    settleEarlier(intake, row, access.repositoryId),
  ]);
  const confirmation = await confirmReceived(intake, row, { access, tree: push.tree });
  say(receipt({ commit: newCommit, receivedAt: row.receivedAt, timeZone: access.course.timeZone }));
  intake.metrics.stages.observe({ stage: 'record' }, (Date.now() - row.receivedAt.getTime()) / 1000);
  const parts = await answeredAssignments(intake, confirmation.assignments, {
    row,
    access,
    before,
  });
  say(introduction(parts));
  say(remarks(confirmation, parts));
  const answer = new PushAnswer(parts);
  await followAttempts(intake, answer, {
    say,
    begin: () => intake.dispatcher.wake(),
    milliseconds: intake.configuration.pushAnswerMilliseconds,
    signal: options.signal,
  });
  say(answer.unfinished());
  say(gradeLines(await gradesNow(intake, access, confirmation.assignments), parts, answer.open));
  say(answer.lastLines());
  log.info({ row: row.id, open: answer.open.length }, 'push answered');
}

/** Submissions are compared with the ones before them: those have to be there first. */
async function settleEarlier(
  intake: Intake,
  { receivedAt }: Pick<ReceivedPush, 'receivedAt'>,
  repositoryId: string,
): Promise<void> {
  const earlier = { receivedBefore: receivedAt, repositoryId, limit: 100 };
  for (const push of await listUnsettledPushes(intake.store, earlier)) await settlePush(intake, push);
}

/** By assignment; those that are being graded have none yet. */
async function standingPoints(
  { store }: Intake,
  { enrollmentId }: RepositoryAccess,
): Promise<Map<string, string>> {
  const standing = [...(await findStandingSubmissions(store, enrollmentId)).values()];
  return new Map(
    standing.flatMap(({ assignmentId, points }) =>
      points === null ? [] : [[assignmentId, points] as const],
    ),
  );
}

/** Every assignment that has a verdict or will have one, new or standing. */
async function answeredAssignments(
  intake: Intake,
  assignments: readonly CatalogAssignment[],
  push: {
    readonly row: ReceivedPush;
    readonly access: RepositoryAccess;
    readonly before: ReadonlyMap<string, string>;
  },
): Promise<AnsweredAssignment[]> {
  const [standing, grades] = await Promise.all([
    findStandingSubmissions(intake.store, push.access.enrollmentId),
    gradesNow(intake, push.access, assignments),
  ]);
  return assignments.flatMap(({ id, slug, tasks }) => {
    const submission = standing.get(id);
    if (!submission) return [];
    const { attemptId, submissionId } = submission;
    const { lateAfter, counts } = grades.get(slug)!;
    const url = `${intake.configuration.publicUrl}/submissions/${submissionId}`;
    const unchanged = submission.pushId !== push.row.id;
    // An unchanged one is not told of as late again.
    const late = !unchanged && isLate(push.row.receivedAt, lateAfter);
    // Fewer points than before matter where the latest counts.
    const before = counts === 'latest' ? (push.before.get(id) ?? null) : null;
    return [{ slug, attemptId, url, tasks, late, unchanged, before }];
  });
}

/** By slug: the student's grades by the policy that holds now. */
async function gradesNow(
  { store }: Intake,
  { enrollmentId, course }: RepositoryAccess,
  assignments: readonly CatalogAssignment[],
): Promise<ReadonlyMap<string, Grade>> {
  const query = { courseId: course.id, enrollmentIds: [enrollmentId], now: new Date() };
  const grades = (await readGrades(store, query)).get(enrollmentId);
  return new Map(
    assignments.flatMap(({ id, slug }) => {
      const grade = grades?.get(id);
      return grade ? [[slug, grade] as const] : [];
    }),
  );
}

/** What the push is worth, and why, for the assignments that it changed and that are graded by now. */
function gradeLines(
  grades: ReadonlyMap<string, Grade>,
  parts: readonly AnsweredAssignment[],
  open: readonly string[],
): string[] {
  return parts.flatMap(({ slug, attemptId, unchanged }) => {
    const grade = grades.get(slug);
    if (!grade || unchanged || open.includes(attemptId)) return [];
    const { explanation, attemptsUsed, attemptLimit } = grade;
    const attempts = attemptLimit === null ? '' : `; ${attemptsUsed} of ${attemptLimit} attempts used`;
    return wrap(`${slug}: grade ${explanation}${attempts}`);
  });
}

const ENDINGS = Object.keys(LANGUAGE_BY_EXTENSION)
  .map((extension) => `.${extension}`)
  .join(', ');

/** What is not graded and why, for whoever expected it to be. */
function remarks(confirmation: Confirmation, parts: readonly AnsweredAssignment[]): string[] {
  const { assignments, withoutProgram, misnamed } = confirmation;
  const lines = withoutProgram.flatMap(({ slug, tasks }) =>
    wrap(
      `${slug}: changed, but it has no program to grade: ${tasks.map(({ name }) => name).join(' or ')} is missing (${ENDINGS})`,
    ),
  );
  if (lines.length === 0 && !parts.some(({ unchanged }) => !unchanged)) {
    const folders = assignments.map(({ slug }) => `${slug}/`).join(', ');
    lines.push(...wrap(`Nothing new to grade: this push changes no assignment's folder (${folders}).`));
  }
  return [...lines, ...misnamed.flatMap((hint) => wrap(`hint: ${hint}`, { indent: '      ', first: '' }))];
}
