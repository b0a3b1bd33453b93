// Gradescope's results.json (gradescope-autograders.readthedocs.io, "Autograder Specifications"), one for each counted
// attempt, in a ZIP file: assignment/student/results.json.
import type { CheckResult, TaskReport } from '@residual/contracts';
import type { ReportedAttempt, StudentGrades } from '@residual/store';
import type { ExportPlan, ExportRow } from '../model.ts';
import { zip, type ZipEntry } from '../zip.ts';

/** Gradescope's numbers are JSON's: the shortest that reads as the same decimal. */
const number = (points: string): number => Number(points);

interface GradescopeTest {
  score: number;
  max_score: number;
  status: 'passed' | 'failed';
  name: string;
  output: string;
  output_format: 'text';
  visibility: 'visible' | 'hidden';
  extra_data: Record<string, string>;
}

export interface GradescopeResults {
  score: number;
  execution_time: number;
  output: string;
  output_format: 'text';
  visibility: 'visible';
  stdout_visibility: 'hidden';
  tests: GradescopeTest[];
  extra_data: Record<string, string | number | null>;
}

/**
 * The score is the attempt's own, before lateness, extensions and what staff set: Gradescope has its own rules for that.
 * Exact decimals, and the grade by our rules, stand in `extra_data`. Figures of hidden checks are not in it.
 */
export function gradescopeResults(
  attempt: ReportedAttempt,
  grade: StudentGrades['grades'][number],
): GradescopeResults {
  const { reports } = attempt;
  const milliseconds = reports.reduce((sum, { timings }) => sum + timings.programMs + timings.gradingMs, 0);
  return {
    score: number(attempt.points),
    execution_time: milliseconds / 1000,
    output: reports.map(({ task, verdict, summary }) => `${task}: ${verdict}. ${summary}`).join('\n'),
    output_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: reports.flatMap((report) =>
      report.checks.length > 0 ? report.checks.map((check) => testOf(report, check)) : [wholeTask(report)],
    ),
    extra_data: {
      attempt: attempt.attemptId,
      attempt_number: attempt.number,
      submission: attempt.submissionId,
      finished_at: attempt.finishedAt.toISOString(),
      points: attempt.points,
      max_points: attempt.maxPoints,
      grade: grade.points,
      grade_status: grade.status,
      grade_explanation: grade.explanation,
    },
  };
}

function testOf({ task }: TaskReport, check: CheckResult): GradescopeTest {
  const skipped = check.status === 'skipped' ? ['not run'] : [];
  return {
    score: number(check.points),
    max_score: number(check.maxPoints),
    status: check.status === 'passed' ? 'passed' : 'failed',
    name: `${task}: ${check.title}`,
    output: [...skipped, check.figure, check.message].filter((line) => line !== undefined).join('\n'),
    output_format: 'text',
    visibility: check.hidden ? 'hidden' : 'visible',
    extra_data: { check: check.name, points: check.points, max_points: check.maxPoints },
  };
}

/** A program that never came to its checks. */
const wholeTask = ({ task, points, maxPoints, verdict, summary }: TaskReport): GradescopeTest => ({
  score: number(points),
  max_score: number(maxPoints),
  status: verdict === 'correct' ? 'passed' : 'failed',
  name: task,
  output: summary,
  output_format: 'text',
  visibility: 'visible',
  extra_data: { points, max_points: maxPoints },
});

/** A name that is a file's and nothing else on every system, and another for every other text. */
export const fileName = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%40', '@')
    .replaceAll('*', '%2A')
    .replace(/^\.+/, (dots) => dots.replaceAll('.', '%2E'));

/** @param readAttempts by submission */
export function writeGradescope(
  plan: ExportPlan,
  pages: AsyncIterable<readonly ExportRow[]>,
  readAttempts: (submissionIds: readonly string[]) => Promise<ReadonlyMap<string, ReportedAttempt>>,
): AsyncIterable<Uint8Array> {
  return zip(entries(plan, pages, readAttempts));
}

async function* entries(
  { assignments }: ExportPlan,
  pages: AsyncIterable<readonly ExportRow[]>,
  readAttempts: Parameters<typeof writeGradescope>[2],
): AsyncGenerator<ZipEntry> {
  for await (const rows of pages) {
    const counted = rows.flatMap(({ student }) =>
      assignments.flatMap((assignment, i) => {
        const grade = student.grades[i];
        return grade.submissionId === null ? [] : [{ assignment, student, grade, id: grade.submissionId }];
      }),
    );
    const attempts = await readAttempts(counted.map(({ id }) => id));
    for (const { assignment, student, grade, id } of counted) {
      const attempt = attempts.get(id);
      if (!attempt) continue;
      const results = JSON.stringify(gradescopeResults(attempt, grade), null, 2);
      yield {
        name: `${fileName(assignment.slug)}/${fileName(student.email)}/results.json`,
        content: [`${results}\n`],
      };
    }
  }
}
