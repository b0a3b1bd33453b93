// What an export would change and whom it passes over, as text and as JSON.
import type { CourseExport, ExportReport, LeftOutReason, Listed, UnmatchedLine } from '@residual/export';
import { table } from './staff.ts';

interface Facts {
  readonly report: ExportReport;
  readonly plan: CourseExport['plan'];
  readonly upload: CourseExport['upload'];
}

const LEFT_OUT: Readonly<Record<LeftOutReason, string>> = {
  'not in the file': 'not in the uploaded file',
  'no identifier': 'nothing is known that the gradebook could find the student by',
  'shared identifier': 'another student has the same identifier',
  'grade to be left':
    'has a grade that is to stay as it is, which this form cannot say of one grade: fill in (--fill) the gradebook’s own file, export fewer assignments, or choose --missing, --excused, --ungraded',
  'misread name': 'the gradebook would take the line for something else',
};

const UNMATCHED: Readonly<Record<UnmatchedLine['reason'], string>> = {
  unknown: 'nobody here',
  ambiguous: 'more than one student here',
  twice: 'the same student as an earlier line',
};

const SHOWN = 50;

export function describeReport({ report, plan, upload }: Facts): string[] {
  const lines = [
    `${report.rows} students, ${plan.assignments.length} assignments: ${report.changes.count} grades change, ${report.unchanged} stay.`,
  ];
  const section = <T>(title: string, list: Listed<T>, cells: (item: T) => string[]): void => {
    if (list.count === 0) return;
    lines.push('', `${title} (${list.count}):`, table(list.first.slice(0, SHOWN).map(cells)));
    if (list.count > SHOWN) lines.push(`… and ${list.count - SHOWN} more; --json has ${list.first.length}`);
  };
  if (upload && upload.unmatched.length > 0)
    lines.push(
      '',
      'Without a column in the file, and so not exported:',
      ...upload.unmatched.map(({ slug, title }) => `  ${slug} (${title}): name its column with --target`),
      `Columns to choose from: ${upload.layout.gradeColumns.map(({ head }) => `"${head}"`).join(', ') || 'none'}`,
    );
  section('Changes', report.changes, (each) => [
    each.email,
    each.assignment,
    `${shown(each.before)} → ${each.after === '' ? 'cleared' : each.after}`,
  ]);
  section('No grade', report.without, (each) => [
    each.email,
    each.assignment,
    each.status,
    each.sent === null ? 'left as it is' : each.sent === '' ? 'sent as empty' : `sent as ${each.sent}`,
  ]);
  section('Students left out', report.leftOut, (each) => [each.email, each.name, LEFT_OUT[each.reason]]);
  section('Lines of the file that are nobody’s here', report.unmatched, (each) => [
    `line ${each.line}`,
    each.text,
    UNMATCHED[each.reason],
  ]);
  section('Matched by nothing but the name', report.byName, (each) => [each.email, each.text]);
  section('Points above the maximum', report.aboveMaximum, (each) => [
    each.email,
    each.assignment,
    each.points,
  ]);
  return lines;
}

const shown = (before: string | null): string =>
  before === null ? 'never exported' : before === '' ? 'empty' : before;

export const reportJson = ({ report, plan, upload }: Facts) => ({
  students: report.rows,
  assignments: plan.assignments.map(({ slug }) => slug),
  unmatchedAssignments: upload?.unmatched.map(({ slug }) => slug) ?? [],
  unchanged: report.unchanged,
  statuses: Object.fromEntries(report.statuses),
  changes: report.changes,
  without: report.without,
  leftOut: report.leftOut,
  unmatched: report.unmatched,
  byName: report.byName,
  aboveMaximum: report.aboveMaximum,
});
