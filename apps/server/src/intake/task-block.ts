// What a push says about one graded task: each check with its figure, the error with its place, the likely
// causes. Reports hold nothing secret (a hidden check has no figure), so all of it may be shown.
import type { CheckResult, Diagnosis, TaskReport } from '@residual/contracts';
import { excerpt, oneLine, wrap } from './terminal-text.ts';

export type PublicReport = Pick<
  TaskReport,
  'task' | 'verdict' | 'points' | 'maxPoints' | 'summary' | 'checks' | 'diagnoses' | 'error'
>;

const MARK: Record<CheckResult['status'], string> = { passed: '✓', failed: '✗', skipped: '–' };
const CAUSE: Record<Diagnosis['certainty'], string> = {
  certain: 'Cause',
  likely: 'Likely cause',
  possible: 'Possible cause',
};
const MAX_DIAGNOSES = 3;
const MAX_CALLS = 5;

/** `3/7`, or `-/7` when nothing was graded: our failure is not a score. */
export const pointsOf = (report: Pick<TaskReport, 'verdict' | 'points' | 'maxPoints'>): string =>
  `${report.verdict === 'not graded' ? '-' : report.points}/${report.maxPoints}`;

export function taskBlock(report: PublicReport, folder: string): string[] {
  return [
    ...report.checks.flatMap(checkLines),
    ...(report.error ? errorLines(report.error, folder) : []),
    ...report.diagnoses.slice(0, MAX_DIAGNOSES).flatMap(diagnosisLines),
    ...wrap(`${report.verdict}, ${pointsOf(report)} points. ${report.summary}`, {
      indent: '  ',
      maxLines: 4,
    }),
  ];
}

function checkLines(check: CheckResult): string[] {
  const points = `${check.points}/${check.maxPoints}`.padEnd(6);
  const title = check.hidden ? `${check.title} (hidden)` : check.title;
  const indent = '      ';
  return [
    ...wrap(title, { first: `  ${MARK[check.status]} ${points} `, indent }),
    ...(check.figure ? wrap(check.figure, { indent, maxLines: 3 }) : []),
    ...(check.message && check.status === 'failed' ? wrap(check.message, { indent }) : []),
  ];
}

function errorLines(error: NonNullable<TaskReport['error']>, folder: string): string[] {
  const lines = wrap(`${error.kind}: ${error.message}`, { indent: '    ', first: '  ', maxLines: 12 });
  if (error.site) {
    const { file, line, column } = error.site;
    lines.push(`    at ${oneLine(folder)}/${oneLine(file)}:${line}:${column}`);
    if (error.sourceLine !== undefined) lines.push(...excerpt(error.sourceLine, column, '      '));
  }
  if (error.op) {
    const made = error.op.site;
    const place = made ? `, defined at ${folder}/${made.file}:${made.line}:${made.column}` : '';
    lines.push(...wrap(`Caused by op '${error.op.name}'${place}`, { indent: '    ' }));
    if (made && error.opSourceLine !== undefined)
      lines.push(...excerpt(error.opSourceLine, made.column, '      '));
  }
  // The innermost call is the place above.
  for (const call of error.stack.slice(1, MAX_CALLS))
    lines.push(...wrap(call, { indent: '    ', maxLines: 1 }));
  return lines;
}

const diagnosisLines = (diagnosis: Diagnosis): string[] => [
  ...wrap(`${CAUSE[diagnosis.certainty]}: ${diagnosis.title}. ${diagnosis.evidence}`, {
    first: '  ',
    indent: '    ',
    maxLines: 3,
  }),
  ...wrap(diagnosis.remedy, { indent: '    ', maxLines: 3 }),
];
