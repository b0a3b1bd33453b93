// Everything about one person: to be handed over, or to be forgotten. docs/privacy.md says what is stored and why.
import { randomBytes } from 'node:crypto';
import { normalizeEmail } from './accounts.ts';
import { recordAudit } from './audit.ts';
import { Prisma } from './generated/client.ts';
import { readGrades } from './grades.ts';
import type { Store, Transaction } from './store.ts';

/** Programs of submissions apart, as files; all else as it is in the database, without what opens doors. */
export interface PersonalData {
  readonly account: unknown;
  readonly enrollments: readonly unknown[];
  /** Entries of the audit log that name the person, newest first. */
  readonly audit: readonly unknown[];
  readonly programs: readonly {
    readonly course: string;
    readonly assignment: string;
    readonly submissionId: string;
    readonly path: string;
    readonly content: Uint8Array;
  }[];
  /** Below the git root. */
  readonly repositories: readonly string[];
}

/** @returns null if there is no such account */
export async function readPersonalData(store: Store, address: string): Promise<PersonalData | null> {
  const email = normalizeEmail(address);
  const user = await store.db.user.findUnique({
    where: { email },
    omit: { passwordHash: true },
    include: {
      identities: { omit: { userId: true } },
      ltiIdentities: { omit: { userId: true } },
      sshKeys: { omit: { userId: true } },
      sessions: { select: { createdAt: true, expiresAt: true } },
    },
  });
  if (!user) return null;
  const rows = await store.db.enrollment.findMany({
    where: { userId: user.id },
    include: {
      course: { select: { slug: true, title: true } },
      repository: {
        include: {
          tokens: { select: { createdAt: true, expiresAt: true, revokedAt: true } },
          pushes: { omit: { repositoryId: true } },
        },
      },
      submissions: {
        include: {
          assignment: { select: { slug: true } },
          files: true,
          appeals: true,
          attempts: { include: { results: { omit: { attemptId: true } } }, orderBy: { number: 'asc' } },
        },
        orderBy: { receivedAt: 'asc' },
      },
      groups: { select: { group: { select: { name: true } } } },
      extensions: true,
      overrides: true,
      choices: true,
      notes: true,
      ltiMembers: true,
      ltiScores: true,
    },
    orderBy: { createdAt: 'asc' },
  });
  const mention = { contains: email.replaceAll(/[\\%_]/g, String.raw`\$&`), mode: 'insensitive' } as const;
  const audit = await store.db.auditEntry.findMany({
    where: { OR: [{ actor: mention }, { subject: mention }] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  const enrollments = await Promise.all(
    rows.map(async ({ submissions, ...row }) => ({
      ...row,
      grades: await gradesOf(store, row),
      exported: await store.db.exportedGrade.findMany({
        where: { enrollmentId: row.id },
        include: { export: { select: { format: true, finishedAt: true } } },
      }),
      submissions: submissions.map(({ files, ...submission }) => ({
        ...submission,
        files: files.map(({ path }) => path),
      })),
    })),
  );
  const programs = rows.flatMap(({ course, submissions }) =>
    submissions.flatMap(({ id, assignment, files }) =>
      files.map(({ path, content }) => ({
        course: course.slug,
        assignment: assignment.slug,
        submissionId: id,
        path,
        content,
      })),
    ),
  );
  return {
    account: user,
    enrollments,
    audit,
    programs,
    repositories: rows.flatMap(({ repository }) => repository?.path ?? []),
  };
}

/** Points by assignment, where there are any. */
async function gradesOf(
  store: Store,
  { id, courseId }: { readonly id: string; readonly courseId: string },
): Promise<Record<string, string>> {
  const grades = await readGrades(store, { courseId, enrollmentIds: [id], now: new Date() });
  const assignments = await store.db.assignment.findMany({
    where: { courseId },
    orderBy: { position: 'asc' },
  });
  return Object.fromEntries(
    assignments.flatMap((assignment) => {
      const points = grades.get(id)?.get(assignment.id)?.points;
      return points === undefined || points === null ? [] : [[assignment.slug, String(points)]];
    }),
  );
}

export interface ErasedPerson {
  /** What the audit log calls the person from now on; it follows from nothing about them. */
  readonly pseudonym: string;
  readonly submissions: number;
  readonly auditEntries: number;
  /** Below the git root: to be deleted by whoever has them. */
  readonly repositories: readonly string[];
}

/** Something of the person is being graded, and would fail for want of its rows. */
export class PersonBusyError extends Error {
  override name = 'PersonBusyError';
}

/** Where staff are named by their address, beside the audit log. */
const NAMED_IN = [
  ['Appeal', 'answeredBy'],
  ['ApiToken', 'createdBy'],
  ['Extension', 'grantedBy'],
  ['GradeExport', 'createdBy'],
  ['GradeOverride', 'setBy'],
  ['LtiContext', 'connectedBy'],
  ['LtiInvitation', 'createdBy'],
  ['LtiPlatform', 'createdBy'],
  ['Regrade', 'settledBy'],
  ['Regrade', 'startedBy'],
  ['StaffNote', 'writtenBy'],
  ['Webhook', 'createdBy'],
] as const;

/**
 * Deletes the account with all that hangs on it, all or nothing. The audit log keeps its entries, under a pseudonym, and
 * the grades at this moment.
 * @returns null if there is no such account
 * @throws PersonBusyError
 */
export async function erasePerson(
  store: Store,
  { email: address, by }: { readonly email: string; readonly by: string },
): Promise<ErasedPerson | null> {
  const email = normalizeEmail(address);
  const user = await store.db.user.findUnique({ where: { email }, include: { enrollments: true } });
  if (!user) return null;
  const grades = new Map<string, Record<string, string>>();
  for (const enrollment of user.enrollments)
    if (enrollment.role === 'student') grades.set(enrollment.courseId, await gradesOf(store, enrollment));
  const pseudonym = `erased-${randomBytes(5).toString('hex')}`;
  return store.db.$transaction(
    async (tx) => {
      const removed = await removeRows(tx, user.id);
      for (const [table, column] of NAMED_IN)
        await tx.$executeRaw`
          UPDATE ${Prisma.raw(`"${table}"`)} SET ${Prisma.raw(`"${column}"`)} = ${pseudonym}
          WHERE lower(${Prisma.raw(`"${column}"`)}) = ${email}`;
      const [{ entries }] = await tx.$queryRaw<{ entries: number }[]>`
        SELECT "erase_from_audit"(${email}, ${fullName(user) ?? email}, ${pseudonym}) AS "entries"`;
      for (const { courseId } of user.enrollments)
        await recordAudit(tx, {
          actor: by === email ? pseudonym : by,
          action: 'person erased',
          courseId,
          subject: pseudonym,
          before: grades.get(courseId),
        });
      return { pseudonym, auditEntries: entries, ...removed };
    },
    { timeout: 60_000 },
  );
}

/** A name of one word may be a word of anybody's sentence. */
const fullName = ({ name }: { readonly name: string }): string | null => (/\S\s+\S/.test(name) ? name : null);

async function removeRows(
  tx: Transaction,
  userId: string,
): Promise<{ submissions: number; repositories: string[] }> {
  const { email, name } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  const enrollment = { userId };
  // Nobody gets in any more, and no push of theirs comes in between.
  await tx.pushToken.deleteMany({ where: { repository: { enrollment } } });
  const open = await tx.attempt.count({
    where: { submission: { enrollment }, state: { in: ['queued', 'running'] } },
  });
  if (open > 0)
    throw new PersonBusyError(
      `${open} of the person's submissions wait or are being graded: wait for them, or cancel them first`,
    );
  const repositories = await tx.repository.findMany({ where: { enrollment }, select: { path: true } });
  const enrollments = await tx.enrollment.findMany({ where: enrollment, select: { id: true } });
  const enrollmentId = { in: enrollments.map(({ id }) => id) };
  await tx.submissionChoice.deleteMany({ where: { enrollmentId } });
  await tx.attempt.deleteMany({ where: { submission: { enrollmentId } } });
  const { count: submissions } = await tx.submission.deleteMany({ where: { enrollmentId } });
  await tx.push.deleteMany({ where: { repository: { enrollmentId } } });
  await tx.repository.deleteMany({ where: { enrollmentId } });
  await tx.extension.deleteMany({ where: { enrollmentId } });
  await tx.gradeOverride.deleteMany({ where: { enrollmentId } });
  await tx.groupMember.deleteMany({ where: { enrollmentId } });
  await tx.announcedGrade.deleteMany({ where: { enrollmentId } });
  await tx.exportedGrade.deleteMany({ where: { enrollmentId } });
  // A gradebook's own file names everybody in the course.
  await tx.gradeExport.updateMany({
    where: { course: { enrollments: { some: enrollment } } },
    data: { upload: null, uploadName: null },
  });
  await tx.enrollment.deleteMany({ where: { id: enrollmentId } });
  await tx.user.delete({ where: { id: userId } });
  await tx.$executeRaw`DELETE FROM "LtiLogin" WHERE position(${email} in lower("launch"::text)) > 0`;
  for (const known of [email, fullName({ name }) ?? email])
    await tx.$executeRaw`
      UPDATE "WebhookDelivery" SET "payload" = "pseudonymise"("payload"::text, ${known}, 'erased')::jsonb
      WHERE position(lower(${known}) in lower("payload"::text)) > 0`;
  return { submissions, repositories: repositories.map(({ path }) => path) };
}
