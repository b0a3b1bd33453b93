// What a push says about one graded task: the error with its place, each check with its figure, the likely
// causes. Reports hold nothing secret (a hidden check has no figure), so all of it may be shown.
import type { CheckResult, Diagnosis, TaskReport } from '@residual/contracts';
import { cut, excerpt, oneLine, wrap } from './terminal-text.ts';

export type PublicReport = Pick<
  TaskReport,
  'task' | 'verdict' | 'points' | 'maxPoints' | 'summary' | 'checks' | 'diagnoses' | 'error'
> & {
  /** Checks of the task that only a push runs. */
  readonly onPush?: readonly Pick<CheckResult, 'title' | 'maxPoints'>[];
};

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
  const { checks } = report;
  const notRun = checks.filter(({ status }) => status === 'skipped').length;
  const allPassed = checks.every(({ status }) => status === 'passed');
  return [
    ...(report.error ? errorLines(report.error, folder) : []),
    ...(allPassed
      ? checks.map(passedLine)
      : checks.filter(({ status }) => status !== 'skipped').flatMap(checkLines)),
    ...(report.onPush ?? []).map(({ title, maxPoints }) =>
      cut(`  · ${`-/${maxPoints}`.padEnd(6)} ${title}: checked on push`),
    ),
    ...(notRun > 0 ? [`  ${MARK.skipped} ${notRun} ${notRun === 1 ? 'check' : 'checks'} not run`] : []),
    ...report.diagnoses.slice(0, MAX_DIAGNOSES).flatMap(diagnosisLines),
    ...wrap(`${report.verdict}, ${pointsOf(report)} points. ${report.summary}`, {
      indent: '  ',
      maxLines: 4,
    }),
  ];
}

const titleOf = ({ title, hidden }: CheckResult): string => (hidden ? `${title} (hidden)` : title);

const markOf = ({ status, points, maxPoints }: CheckResult): string =>
  `  ${MARK[status]} ${`${points}/${maxPoints}`.padEnd(6)} `;

/** Where nothing failed there is little to read: one line for each check, with its short name for the figure's sake. */
const passedLine = (check: CheckResult): string =>
  cut(markOf(check) + (check.figure ? `${check.name}: ${check.figure}` : titleOf(check)));

function checkLines(check: CheckResult): string[] {
  const indent = '      ';
  return [
    ...wrap(titleOf(check), { first: markOf(check), indent }),
    ...(check.figure ? wrap(check.figure, { indent, maxLines: 3 }) : []),
    ...(check.message && check.status === 'failed' ? wrap(check.message, { indent }) : []),
  ];
}

/** TensorFlow's text goes on with the node, the op's place and the message again; the place has lines of its own. */
const messageOf = ({ message, op }: NonNullable<TaskReport['error']>): string =>
  op === undefined ? message : message.split(/\n\t \[\[|\n\nCaused by op /, 1)[0];

function errorLines(error: NonNullable<TaskReport['error']>, folder: string): string[] {
  const lines = wrap(`${error.kind}: ${messageOf(error)}`, { indent: '    ', first: '  ', maxLines: 12 });
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
