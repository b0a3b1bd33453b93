// Where the students and grades of an export come from, page after page, and where it is remembered.
import type { ExportFormat } from '@residual/contracts';
import {
  finishExport,
  readLastExported,
  readReportedAttempts,
  readStudentGrades,
  recordExported,
  streamStudents,
  type ExportedValue,
  type ReportedAttempt,
  type RosterStudent,
  type Store,
  type StudentGrades,
  type StudentNames,
} from '@residual/store';
import type { ExportAssignment } from './model.ts';

export interface ExportSource {
  /** By section (those without one first), name and address. */
  students(sections?: readonly string[]): AsyncIterable<readonly RosterStudent[]>;
  /** In the order of the students and, in each, of the assignments. */
  grades(query: {
    assignments: readonly ExportAssignment[];
    students: readonly RosterStudent[];
    now: Date;
  }): Promise<readonly StudentGrades[]>;
  /** Of finished exports in the format. */
  lastExported(format: ExportFormat, enrollmentIds: readonly string[]): Promise<readonly ExportedValue[]>;
  /** By submission. */
  attempts(submissionIds: readonly string[]): Promise<ReadonlyMap<string, ReportedAttempt>>;
  remember(exportId: string, values: readonly ExportedValue[]): Promise<void>;
  finish(finished: { id: string; rows: number; learnt: readonly StudentNames[] }): Promise<void>;
}

export const fromStore = (store: Store, courseId: string): ExportSource => ({
  students: (sections) => streamStudents(store, { courseId, sections }),
  grades: (query) => readStudentGrades(store, { courseId, ...query }),
  lastExported: (format, enrollmentIds) => readLastExported(store, { courseId, format, enrollmentIds }),
  attempts: (submissionIds) => readReportedAttempts(store, submissionIds),
  remember: (exportId, values) => recordExported(store, exportId, values),
  finish: (finished) => finishExport(store, finished),
});
