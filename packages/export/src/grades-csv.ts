// Grades as CSV (RFC 4180, UTF-8): one row a student, a block of columns an assignment.
import type { AssignmentSpec } from '@residual/contracts';
import { stringify } from 'csv-stringify/sync';
import { totalPoints } from './total-points.ts';

/** What is needed of a gradebook (packages/store has the real one). Points are decimals in text, and stay so. */
export interface GradesTable {
  readonly assignments: readonly { readonly slug: string; readonly versionHash: string }[];
  readonly rows: readonly {
    readonly name: string;
    readonly email: string;
    readonly standings: readonly (GradedStanding | null)[];
    readonly grades: readonly ExportedGrade[];
  }[];
}

interface GradedStanding {
  readonly receivedAt: Date;
  readonly late: boolean;
  readonly submissions: number;
  readonly state: 'queued' | 'running' | 'graded' | 'not_graded' | 'cancelled' | 'superseded';
  readonly verdict: string | null;
  readonly score: { readonly points: string; readonly maxPoints: string } | null;
  readonly best: { readonly points: string } | null;
  readonly onTime: { readonly points: string } | null;
}

/** What the policy, extensions and staff made of the points. */
interface ExportedGrade {
  readonly status: string;
  readonly points: string | null;
  readonly explanation: string;
  readonly daysLate: number;
  readonly lateDaysSpent: number;
  readonly attemptsUsed: number;
}

const BLOCK = [
  'grade',
  'grade status',
  'grade explanation',
  'points',
  'max',
  'best points',
  'on-time points',
  'verdict',
  'late',
  'submitted at',
  'submissions',
  'days late',
  'late days spent',
  'attempts used',
] as const;

/**
 * Columns: `name`, `email`, then per assignment `<slug> grade` (by the policy that holds now, or as staff set it),
 * `grade status` ("graded", "excused", "missing", "pending", "not graded", "open": only the first has a grade),
 * `grade explanation`, `points`, `max`, `best points`, `on-time points`, `verdict`,
 * `late`, `submitted at` (ISO 8601, UTC), `submissions`, `days late` and `late days spent` (of the submission whose
 * points are the grade), `attempts used`. Points, verdict, lateness and time are those of the latest
 * submission; on-time points those of the last one received by the deadline (without a deadline, of
 * the latest). `max` is what the points were given out of; without points, the assignment's total.
 *
 * A zero is "0", an excuse no grade. A student without a score has empty points and a verdict that says why: "not submitted",
 * "grading" (it is in the queue or running) or "not graded" (our failure, never a score).
 * Text that a spreadsheet would run as a formula is given a leading apostrophe.
 *
 * @param specs by version hash; without an assignment's, `max` is empty where there are no points
 */
export function gradesCsv(table: GradesTable, specs: ReadonlyMap<string, AssignmentSpec>): string {
  const totals = table.assignments.map(({ versionHash }) => {
    const spec = specs.get(versionHash);
    return spec ? totalPoints(spec) : '';
  });
  const header = table.assignments.flatMap(({ slug }) => BLOCK.map((column) => `${slug} ${column}`));
  const rows = table.rows.map((row) => [
    row.name,
    row.email,
    ...row.standings.flatMap((standing, i) => toColumns(standing, row.grades[i], totals[i])),
  ]);
  return stringify([['name', 'email', ...header], ...rows], { escape_formulas: true });
}

function toColumns(standing: GradedStanding | null, grade: ExportedGrade, total: string): string[] {
  return [
    grade.points ?? '',
    grade.status,
    grade.explanation,
    ...ofLatest(standing, total),
    String(grade.daysLate),
    String(grade.lateDaysSpent),
    String(grade.attemptsUsed),
  ];
}

function ofLatest(standing: GradedStanding | null, total: string): string[] {
  if (!standing) return ['', total, '', '', 'not submitted', '', '', '0'];
  return [
    standing.score?.points ?? '',
    standing.score?.maxPoints ?? total,
    standing.best?.points ?? '',
    standing.onTime?.points ?? '',
    standing.score ? (standing.verdict ?? 'not graded') : unscored(standing.state),
    standing.late ? 'yes' : 'no',
    standing.receivedAt.toISOString(),
    String(standing.submissions),
  ];
}

function unscored(state: GradedStanding['state']): string {
  if (state === 'cancelled' || state === 'superseded') return state;
  return state === 'queued' || state === 'running' ? 'grading' : 'not graded';
}
