// The forms for people and their programs: nothing is lost and nothing altered, whatever stands in it.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCsv } from './csv-reader.ts';
import { canonical } from './decimal.ts';
import { expectedCells, exportCourse, readable } from './exported.ts';
import { courseArbitrary, type GeneratedCourse, type GeneratedStudent } from './generated-course.ts';
import { readWorkbook } from './workbook.ts';
import { readZip } from './zip-reader.ts';

const RUNS = { numRuns: 500 };
const points = (cell: string | undefined): string => (cell ? canonical(cell) : '');

/** Columns of a student by their heads, with the text as it was before a spreadsheet was kept from running it. */
function expectedColumns(course: GeneratedCourse, student: GeneratedStudent): Record<string, string> {
  const { roster, grades } = student;
  const cells = expectedCells(course, student);
  return {
    name: roster.name,
    email: roster.email,
    section: roster.section ?? '',
    login: roster.identifiers.login ?? '',
    'sis id': roster.identifiers.sisId ?? '',
    ...Object.fromEntries(
      course.assignments.flatMap(({ slug }, i) => [
        [`${slug} grade`, cells[i] ?? ''],
        [`${slug} grade status`, grades[i].status],
        [`${slug} grade explanation`, grades[i].explanation],
        [`${slug} points`, grades[i].points ?? ''],
      ]),
    ),
  };
}

const pick = (columns: Record<string, string>, wanted: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.keys(wanted).map((head) => [
      head,
      / (grade|points)$/.test(head) ? points(columns[head]) : (columns[head] ?? ''),
    ]),
  );

describe('the plain CSV', () => {
  test('has everything of everybody; formulas lose their power in free text and nowhere else', async () => {
    await fc.assert(
      fc.asyncProperty(courseArbitrary, async (course) => {
        const { bytes } = await exportCourse(course, 'csv');
        const [head, ...rows] = readCsv(bytes.toString());
        expect(rows).toHaveLength(course.students.length);
        course.students.forEach((student, n) => {
          const columns = Object.fromEntries(head.map((name, i) => [name, rows[n][i]]));
          const wanted = expectedColumns(course, student);
          for (const name of Object.keys(wanted))
            if (['name', 'section'].includes(name) || name.endsWith('explanation'))
              wanted[name] = readable(wanted[name]);
          expect(pick(columns, wanted)).toEqual(wanted);
        });
      }),
      RUNS,
    );
  });
});

describe('JSON Lines', () => {
  test('have an object a student, with points as decimals in text', async () => {
    await fc.assert(
      fc.asyncProperty(courseArbitrary, async (course) => {
        const { bytes } = await exportCourse(course, 'jsonl');
        const lines = bytes.toString().split('\n').slice(0, -1);
        expect(lines).toHaveLength(course.students.length);
        course.students.forEach((student, n) => {
          const { roster, grades } = student;
          const cells = expectedCells(course, student);
          const { grades: sent, ...rest } = JSON.parse(lines[n]);
          expect(rest).toEqual({
            course: 'ai',
            enrollment: roster.enrollmentId,
            name: roster.name,
            email: roster.email,
            section: roster.section,
            identifiers: roster.identifiers,
          });
          sent.forEach((each: Record<string, unknown>, i: number) => {
            expect(each).toMatchObject({
              assignment: `task-${i}`,
              status: grades[i].status,
              explanation: grades[i].explanation,
            });
            expect(points((each.grade as string | null) ?? '')).toBe(cells[i] ?? '');
          });
        });
      }),
      RUNS,
    );
  });
});

describe('the workbook', () => {
  test('has a sheet a section, frozen heads, no formula, text as it is and numbers with their digits', async () => {
    await fc.assert(
      fc.asyncProperty(courseArbitrary, async (course) => {
        const { bytes } = await exportCourse(course, 'xlsx');
        const sheets = readWorkbook(bytes);
        const sections = [...new Set(course.students.map(({ roster }) => roster.section))];
        expect(sheets).toHaveLength(Math.max(sections.length, 1));
        sections.forEach((section, s) => {
          const { cells, frozen } = sheets[s];
          expect(frozen).toEqual({ rows: 1, columns: 2 });
          const heads: string[] = [];
          while (cells.has(`0 ${heads.length}`)) heads.push(cells.get(`0 ${heads.length}`)!.text);
          const students = course.students.filter(({ roster }) => roster.section === section);
          students.forEach((student, n) => {
            const columns = Object.fromEntries(
              heads.map((head, c) => [head, cells.get(`${n + 1} ${c}`)?.text ?? '']),
            );
            const wanted = expectedColumns(course, student);
            // XML holds no U+FFFE and U+FFFF, escaped or not.
            for (const [head, text] of Object.entries(wanted))
              wanted[head] = text.replaceAll(/[\ufffe\uffff]/g, '\ufffd');
            expect(pick(columns, wanted)).toEqual(wanted);
            expect(cells.get(`${n + 1} 1`)?.kind).toBe('text');
          });
          expect(cells.has(`${students.length + 1} 0`)).toBe(false);
        });
      }),
      { numRuns: 250 },
    );
  });
});

describe('results for Gradescope', () => {
  test('keep to its specification, and hidden figures to themselves', async () => {
    await fc.assert(
      fc.asyncProperty(courseArbitrary, async (course) => {
        const { bytes } = await exportCourse(course, 'gradescope');
        const files = readZip(bytes);
        expect(files.size).toBe(course.attempts.size);
        for (const [name, content] of files) {
          const [slug, student] = name.split('/');
          expect(name).toMatch(/^task-\d\/[^/]+\/results\.json$/);
          const results = JSON.parse(content.toString());
          const attempt = [...course.attempts.values()].find(
            ({ attemptId }) => attemptId === results.extra_data.attempt,
          )!;
          const owner = course.students.find(({ roster }) => roster.email === decodeURIComponent(student))!;
          expect(attempt.submissionId.split(' ')[1]).toBe(owner.roster.enrollmentId.split(' ')[1]);
          expect(slug).toBe(`task-${attempt.submissionId.split(' ')[2]}`);
          expect(results.score).toBe(Number(attempt.points));
          expect(results.extra_data.points).toBe(attempt.points);
          expect(results.execution_time).toBe(0.0155);
          for (const each of results.tests) {
            expect(['passed', 'failed']).toContain(each.status);
            expect(['hidden', 'after_due_date', 'after_published', 'visible']).toContain(each.visibility);
            expect([typeof each.score, typeof each.max_score]).toEqual(['number', 'number']);
          }
          expect(results.tests.map((each: { visibility: string }) => each.visibility)).toEqual([
            'visible',
            'hidden',
          ]);
          expect(content.toString()).not.toContain('SECRET');
        }
      }),
      { numRuns: 250 },
    );
  });
});
