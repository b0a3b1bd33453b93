// What an export changes, and whom it passes over: gathered while the rows go by, shown before anything leaves.
import type { GradeStatus, RosterStudent } from '@residual/store';
import { Decimal } from 'decimal.js';
import type { KeyKind } from './filled/layout.ts';
import type { ExportAssignment, ExportRow } from './model.ts';
import { outgoingText } from './outgoing.ts';
import { sameGrade } from './same-grade.ts';

/** Of a course of any size, so many are shown. */
const SHOWN = 500;

/** The first of them, and how many there are. */
export class Listed<T> {
  count = 0;
  readonly first: T[] = [];

  add(item: T): void {
    this.count += 1;
    if (this.first.length < SHOWN) this.first.push(item);
  }
}

export interface Person {
  readonly enrollmentId: string;
  readonly name: string;
  readonly email: string;
}

export type LeftOutReason =
  /** The uploaded file has no line for the student. */
  | 'not in the file'
  /** By the key that the gradebook goes by, nothing is known of the student. */
  | 'no identifier'
  /** Another student has the same one. */
  | 'shared identifier'
  /** A grade is to stay as the gradebook has it, and this form cannot say so of a single one. */
  | 'grade to be left'
  /** Canvas would take the line for its maxima. */
  | 'misread name';

export interface GradeChange extends Person {
  readonly assignment: string;
  /** Null: nothing was exported before. */
  readonly before: string | null;
  /** Empty: cleared. */
  readonly after: string;
}

export interface WithoutGrade extends Person {
  readonly assignment: string;
  readonly status: Exclude<GradeStatus, 'graded'>;
  readonly explanation: string;
  /** What is sent in its place; null: nothing. */
  readonly sent: string | null;
}

export interface UnmatchedLine {
  /** Of the uploaded file's records, from 1; the head is the first. */
  readonly line: number;
  /** What it says of the student. */
  readonly text: string;
  /** `twice`: an earlier line is the same student's. */
  readonly reason: 'unknown' | 'ambiguous' | 'twice';
}

export class ExportReport {
  /** Lines about students in the file. */
  rows = 0;
  /** Students or lines that were looked at. */
  done = 0;
  unchanged = 0;
  readonly changes = new Listed<GradeChange>();
  readonly without = new Listed<WithoutGrade>();
  /** How many grades have each status. */
  readonly statuses = new Map<GradeStatus, number>();
  readonly leftOut = new Listed<Person & { readonly reason: LeftOutReason }>();
  readonly unmatched = new Listed<UnmatchedLine>();
  /** By nothing but the name: worth a look. */
  readonly byName = new Listed<Person & { readonly text: string }>();
  /** Points above the maximum: some gradebooks refuse them. */
  readonly aboveMaximum = new Listed<Person & { readonly assignment: string; readonly points: string }>();

  /** @param places to which the gradebook compares */
  addRow(assignments: readonly ExportAssignment[], row: ExportRow, places: number | undefined): void {
    const person = toPerson(row.student);
    this.rows += 1;
    assignments.forEach(({ slug, maxPoints }, i) => {
      const after = outgoingText(row.outgoing[i]);
      if (after === null) return;
      const before = row.previous[i];
      // What was never exported and is empty is no change.
      if (sameGrade(before ?? '', after, places)) this.unchanged += 1;
      else this.changes.add({ ...person, assignment: slug, before, after });
      const max = row.student.grades[i].maxPoints ?? maxPoints;
      if (row.outgoing[i].kind === 'points' && max !== null && new Decimal(after).greaterThan(max))
        this.aboveMaximum.add({ ...person, assignment: slug, points: after });
    });
  }

  /** Of every student that was asked for, in the file or not. */
  addStatuses(assignments: readonly ExportAssignment[], { student, outgoing }: ExportRow): void {
    assignments.forEach(({ slug }, i) => {
      const { status, explanation } = student.grades[i];
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
      if (status === 'graded') return;
      const sent = outgoingText(outgoing[i]);
      this.without.add({ ...toPerson(student), assignment: slug, status, explanation, sent });
    });
  }

  leaveOut(student: RosterStudent, reason: LeftOutReason): void {
    this.leftOut.add({ ...toPerson(student), reason });
  }

  noteMatch(student: RosterStudent, by: KeyKind, text: string): void {
    if (by === 'name') this.byName.add({ ...toPerson(student), text });
  }
}

const toPerson = ({ enrollmentId, name, email }: RosterStudent): Person => ({ enrollmentId, name, email });
