// Grades that left: what was asked for, and what was said of each grade, so that the next export can tell what changes.
import { exportOptionsSchema, type ExportFormat, type ExportOptions } from '@residual/contracts';
import { announce } from './webhooks.ts';
import { setStudentNames, type StudentNames } from './roster.ts';
import type { Store } from './store.ts';

const DRAFT_LIFETIME_MS = 24 * 3_600_000;
const UPLOAD_LIFETIME_MS = 30 * 24 * 3_600_000;

export interface GradeExport {
  readonly id: string;
  readonly courseId: string;
  readonly options: ExportOptions;
  readonly uploadName: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Students in it. */
  readonly rows: number;
}

const selection = {
  id: true,
  courseId: true,
  options: true,
  uploadName: true,
  createdBy: true,
  createdAt: true,
  finishedAt: true,
  rows: true,
} as const;

const toExport = <T extends { options: unknown }>(row: T): T & { options: ExportOptions } => ({
  ...row,
  options: exportOptionsSchema.parse(row.options),
});

/** Also forgets the course's drafts of a day ago, and uploaded files of a month ago. @returns its id */
export async function draftExport(
  store: Store,
  draft: {
    courseId: string;
    options: ExportOptions;
    upload?: { name: string; bytes: Uint8Array } | undefined;
    by: string;
  },
): Promise<string> {
  const { courseId, options, upload, by } = draft;
  const ago = (milliseconds: number) => ({ lt: new Date(Date.now() - milliseconds) });
  await store.db.gradeExport.deleteMany({
    where: { courseId, finishedAt: null, createdAt: ago(DRAFT_LIFETIME_MS) },
  });
  await store.db.gradeExport.updateMany({
    where: { courseId, upload: { not: null }, createdAt: ago(UPLOAD_LIFETIME_MS) },
    data: { upload: null },
  });
  const { id } = await store.db.gradeExport.create({
    data: {
      courseId,
      format: options.format,
      options,
      upload: upload ? new Uint8Array(upload.bytes) : null,
      uploadName: upload?.name ?? null,
      createdBy: by,
    },
    select: { id: true },
  });
  return id;
}

/** Of this course only. */
export async function findExport(store: Store, courseId: string, id: string): Promise<GradeExport | null> {
  const row = await store.db.gradeExport.findUnique({ where: { id, courseId }, select: selection });
  return row && toExport(row);
}

/** The gradebook's own file that is filled in; null if none was uploaded, or it is not kept any more. */
export async function getExportUpload(store: Store, id: string): Promise<Uint8Array | null> {
  const { upload } = await store.db.gradeExport.findUniqueOrThrow({
    where: { id },
    select: { upload: true },
  });
  return upload;
}

export async function setExportOptions(store: Store, id: string, options: ExportOptions): Promise<void> {
  await store.db.gradeExport.updateMany({ where: { id, finishedAt: null }, data: { options } });
}

/** Finished ones, newest first. */
export async function listExports(store: Store, courseId: string, limit: number): Promise<GradeExport[]> {
  const rows = await store.db.gradeExport.findMany({
    where: { courseId, finishedAt: { not: null } },
    orderBy: { finishedAt: 'desc' },
    take: limit,
    select: selection,
  });
  return rows.map(toExport);
}

export interface ExportedValue {
  readonly enrollmentId: string;
  readonly assignmentId: string;
  readonly value: string;
}

/** They count once the export is finished. */
export async function recordExported(
  store: Store,
  exportId: string,
  values: readonly ExportedValue[],
): Promise<void> {
  if (values.length === 0) return;
  await store.db.$executeRaw`
    INSERT INTO "ExportedGrade" ("exportId", "enrollmentId", "assignmentId", "value")
    SELECT ${exportId}::uuid, v."enrollmentId", v."assignmentId", v."value"
    FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
      AS v("enrollmentId" uuid, "assignmentId" uuid, "value" text)
    ON CONFLICT ("exportId", "enrollmentId", "assignmentId") DO UPDATE SET "value" = excluded."value"`;
}

/**
 * From now on this is what the next export in the format is compared with, grade by grade; and what the gradebook's
 * file said of students is known of them.
 */
export async function finishExport(
  store: Store,
  finished: { id: string; rows: number; learnt?: readonly StudentNames[] },
): Promise<void> {
  const { id, rows, learnt = [] } = finished;
  await store.db.$transaction(
    async (tx) => {
      const { courseId, format, createdBy } = await tx.gradeExport.update({
        where: { id },
        data: { finishedAt: new Date(), rows },
        select: { courseId: true, format: true, createdBy: true },
      });
      // A grade is remembered once.
      await tx.$executeRaw`
        DELETE FROM "ExportedGrade" old USING "GradeExport" e, "ExportedGrade" latest
        WHERE old."exportId" = e."id" AND e."courseId" = ${courseId}::uuid AND e."format" = ${format}
          AND e."id" <> ${id}::uuid AND e."finishedAt" IS NOT NULL AND latest."exportId" = ${id}::uuid
          AND latest."enrollmentId" = old."enrollmentId" AND latest."assignmentId" = old."assignmentId"`;
      for (let i = 0; i < learnt.length; i += 1000)
        await setStudentNames({ db: tx }, courseId, learnt.slice(i, i + 1000));
      await announce(tx, courseId, 'export.finished', { export: id, format, rows, by: createdBy });
    },
    { timeout: 60_000 },
  );
}

/** Removes a draft, or what is left of an export that broke off. */
export async function dropExport(store: Store, id: string): Promise<void> {
  await store.db.gradeExport.deleteMany({ where: { id, finishedAt: null } });
}

/** What was said last in the format, of each grade of these students; a grade that never left is missing. */
export async function readLastExported(
  store: Store,
  query: { courseId: string; format: ExportFormat; enrollmentIds: readonly string[] },
): Promise<ExportedValue[]> {
  const { courseId, format, enrollmentIds } = query;
  return store.db.$queryRaw<ExportedValue[]>`
    SELECT DISTINCT ON (g."enrollmentId", g."assignmentId") g."enrollmentId", g."assignmentId", g."value"
    FROM "ExportedGrade" g JOIN "GradeExport" e ON e."id" = g."exportId"
    WHERE e."courseId" = ${courseId}::uuid AND e."format" = ${format} AND e."finishedAt" IS NOT NULL
      AND g."enrollmentId" = ANY(${[...enrollmentIds]}::uuid[])
    ORDER BY g."enrollmentId", g."assignmentId", e."finishedAt" DESC`;
}
