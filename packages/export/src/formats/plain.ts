// The table with everything, for people and their own programs: CSV and XLSX share its columns.
import { EXPORT_COLUMNS, type ExportColumn } from '@residual/contracts';
import type { Grade, Standing } from '@residual/store';
import type { ExportAssignment, ExportPlan, ExportRow } from '../model.ts';

/**
 * `text` is free: somebody wrote it, and a spreadsheet might run it. `identifier` stays as it is. `number` is an exact
 * decimal.
 */
export interface Cell {
  readonly kind: 'text' | 'identifier' | 'number';
  readonly text: string;
}

const STUDENT_COLUMNS = ['name', 'email', 'section', 'login', 'sis id'] as const;

/**
 * Name, e-mail, section, login and student number, then for each assignment a block of columns, `<slug> grade` and so
 * on: `grade` (by the policy that holds now, or as staff set it, rounded if asked for), `grade status` ("graded",
 * "excused", "missing", "pending", "not graded", "open"), `grade explanation`, `points`, `max`, `best points`, `on-time
 * points`, `verdict`, `late`, `submitted at` (ISO 8601, UTC), `submissions`, `days late` and `late days spent` (of the
 * submission whose points are the grade), `attempts used`. Points, verdict, lateness and time are those of the latest
 * submission; on-time points those of the last one received by the deadline (without one, of the latest). `max` is what
 * the points were given out of; without points, the assignment's total.
 *
 * A zero is "0", an excuse no grade. Who has no score has empty points and a verdict that says why: "not submitted",
 * "grading" (it is in the queue or running), "cancelled", "superseded" or "not graded" (our failure, never a score).
 */
export function plainHeader({ assignments, options }: ExportPlan): string[] {
  const columns = columnsOf(options.columns);
  return [
    ...STUDENT_COLUMNS,
    ...assignments.flatMap(({ slug }) => columns.map((column) => `${slug} ${column}`)),
  ];
}

export function plainRow({ assignments, options }: ExportPlan, row: ExportRow): Cell[] {
  const { student, outgoing } = row;
  const columns = columnsOf(options.columns);
  return [
    { kind: 'text', text: student.name },
    { kind: 'identifier', text: student.email },
    { kind: 'text', text: student.section ?? '' },
    { kind: 'identifier', text: student.identifiers.login ?? '' },
    { kind: 'identifier', text: student.identifiers.sisId ?? '' },
    ...assignments.flatMap((assignment, i) => {
      const sent = outgoing[i];
      const facts = block(
        assignment,
        student.standings[i],
        student.grades[i],
        sent.kind === 'points' ? sent.text : '',
      );
      return columns.map((column) => facts[column]);
    }),
  ];
}

const columnsOf = (chosen: readonly ExportColumn[] | undefined): readonly ExportColumn[] =>
  chosen ? EXPORT_COLUMNS.filter((column) => chosen.includes(column)) : EXPORT_COLUMNS;

const number = (text: string | number): Cell => ({ kind: 'number', text: String(text) });
const text = (value: string): Cell => ({ kind: 'text', text: value });

function block(
  { maxPoints }: ExportAssignment,
  standing: Standing | null,
  grade: Grade,
  sent: string,
): Record<ExportColumn, Cell> {
  return {
    grade: number(sent),
    'grade status': text(grade.status),
    'grade explanation': text(grade.explanation),
    points: number(standing?.score?.points ?? ''),
    max: number(standing?.score?.maxPoints ?? maxPoints ?? ''),
    'best points': number(standing?.best?.points ?? ''),
    'on-time points': number(standing?.onTime?.points ?? ''),
    verdict: text(verdictOf(standing)),
    late: text(standing ? (standing.late ? 'yes' : 'no') : ''),
    'submitted at': text(standing?.receivedAt.toISOString() ?? ''),
    submissions: number(standing?.submissions ?? 0),
    'days late': number(grade.daysLate),
    'late days spent': number(grade.lateDaysSpent),
    'attempts used': number(grade.attemptsUsed),
  };
}

export function verdictOf(standing: Standing | null): string {
  if (!standing) return 'not submitted';
  const { score, verdict, state } = standing;
  if (score) return verdict ?? 'not graded';
  if (state === 'cancelled' || state === 'superseded') return state;
  return state === 'queued' || state === 'running' ? 'grading' : 'not graded';
}
