// An export of a generated course, and what a reader of it has to find.
import type { ExportFormat } from '@residual/contracts';
import { planExport, type ExportReport } from '@residual/export';
import { canonical, roundUnits, toDecimal } from './decimal.ts';
import { sourceOf, type GeneratedCourse, type GeneratedStudent } from './generated-course.ts';

export interface Exported {
  readonly bytes: Buffer;
  readonly report: ExportReport;
  readonly leftOut: ReadonlySet<string>;
}

export async function exportCourse(
  course: GeneratedCourse,
  format: ExportFormat,
  more: {
    targets?: Record<string, string>;
    upload?: Buffer;
    key?: 'email' | 'login' | 'sisId' | 'moodleId';
  } = {},
): Promise<Exported> {
  const { targets = {}, upload, key } = more;
  const plan = {
    course: { id: 'course', slug: 'ai', title: 'AI', timeZone: 'UTC' },
    assignments: course.assignments,
    options: { ...course.options, format, targets, ...(key && { key }) },
    now: new Date('2026-11-01T00:00:00Z'),
  };
  const opened = await planExport(sourceOf(course), plan, { upload, students: course.students.length });
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.file()) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const leftOut = new Set(opened.report.leftOut.first.map(({ enrollmentId }) => enrollmentId));
  return { bytes, report: opened.report, leftOut };
}

/** A decimal without zeros at the end, EX, an empty text for what clears, or null: the gradebook keeps what it has. */
export function expectedCell(
  { options }: GeneratedCourse,
  student: GeneratedStudent,
  i: number,
  { marksExcused }: { marksExcused: boolean },
): string | null {
  const { status, points } = student.grades[i];
  const said = { leave: null, blank: '' } as const;
  if (status === 'graded') {
    const { rounding } = options;
    if (!rounding) return canonical(points!);
    return toDecimal(roundUnits(student.exact[i], rounding.places, rounding.mode), rounding.places);
  }
  if (status === 'excused') {
    if (options.excused === 'mark') return marksExcused ? 'EX' : null;
    return said[options.excused];
  }
  if (status !== 'missing') return said[options.ungraded];
  return options.missing === 'zero' ? '0' : said[options.missing];
}

export const expectedCells = (
  course: GeneratedCourse,
  student: GeneratedStudent,
  form = { marksExcused: false },
): (string | null)[] => course.assignments.map((_, i) => expectedCell(course, student, i, form));

/** As somebody reads text that may have been kept from running. */
export const readable = (text: string): string => (/^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text);
