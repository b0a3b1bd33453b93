// What every form of export is written from: students × assignments, with points as exact decimals in text.
import type { ExportOptions } from '@residual/contracts';
import type { Course, GradebookAssignment, StudentGrades } from '@residual/store';

export interface ExportAssignment extends GradebookAssignment {
  /** The most points it gives by the version published last; null if that cannot be read. */
  readonly maxPoints: string | null;
}

/** What becomes of a grade in the file. */
export type Outgoing =
  /** An exact decimal, rounded if that was asked for. */
  | { readonly kind: 'points'; readonly text: string }
  | { readonly kind: 'excused' }
  /** An empty cell: who imports it clears what was there. */
  | { readonly kind: 'blank' }
  /** Nothing is said: what the gradebook has stays. */
  | { readonly kind: 'leave' };

export interface ExportRow {
  readonly student: StudentGrades;
  /** In the order of the assignments. */
  readonly outgoing: readonly Outgoing[];
  /** What the gradebook's file has, or what the last export said; null: nothing is known. */
  readonly previous: readonly (string | null)[];
  /** The record of the gradebook's own file that is filled in. */
  readonly record: readonly string[] | null;
}

export interface ExportPlan {
  readonly course: Course;
  /** Those that are in the file. */
  readonly assignments: readonly ExportAssignment[];
  readonly options: ExportOptions;
  readonly now: Date;
}

/** Written as it is read: a page of rows is in memory, and no more. */
export type ExportWriter = (
  plan: ExportPlan,
  pages: AsyncIterable<readonly ExportRow[]>,
) => AsyncIterable<string | Uint8Array>;

/** Grades cannot leave as asked: the message says what to do. */
export class ExportError extends Error {
  override name = 'ExportError';
}
