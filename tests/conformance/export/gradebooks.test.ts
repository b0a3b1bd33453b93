// Gradebooks take what is exported: their importers, written from what is known of them, read generated courses.
import { describe, expect, test } from '@jest/globals';
import type { StudentIdentifiers } from '@residual/contracts';
import fc from 'fast-check';
import { CanvasGradebook, type CanvasUser } from './canvas.ts';
import { readCsv } from './csv-reader.ts';
import { canonical } from './decimal.ts';
import { expectedCells, exportCourse } from './exported.ts';
import { courseArbitrary, type GeneratedCourse, type GeneratedStudent } from './generated-course.ts';
import { importCsv, importXml, type MoodleGrades } from './moodle.ts';

const RUNS = { numRuns: 500 };
/** A score that no generated grade is. */
const BEFORE = '77.77';

const knownLogin = ({ roster }: GeneratedStudent): string =>
  roster.identifiers.login ?? roster.identifiers.email ?? roster.email;

function gradebookOf(
  { students, assignments }: GeneratedCourse,
  toUser: (student: GeneratedStudent, n: number) => CanvasUser,
): CanvasGradebook {
  const gradebook = new CanvasGradebook(
    students.map(toUser),
    assignments.map(({ title }, i) => ({ id: String(4700 + i), title, pointsPossible: '10' })),
  );
  for (const scores of gradebook.scores.values())
    assignments.forEach((_, i) => scores.set(String(4700 + i), BEFORE));
  return gradebook;
}

const headsOf = ({ assignments }: GeneratedCourse): Record<string, string> =>
  Object.fromEntries(assignments.map(({ slug, title }, i) => [slug, `${title} (${4700 + i})`]));

const plainScore = (score: string | undefined): string =>
  score === undefined ? '' : score === 'EX' ? 'EX' : canonical(score);

/** What Canvas makes of digits, dots and commas leaves nothing of some student numbers. */
const survives = (text: string | undefined): boolean =>
  text !== undefined && !(/^-?[0-9.,]+%?$/.test(text) && (/,/.test(text) || /\..*\./.test(text)));

const sharedBy = (course: GeneratedCourse, kind: keyof StudentIdentifiers) => (student: GeneratedStudent) => {
  const own = student.roster.identifiers[kind];
  return (
    own !== undefined &&
    course.students.some((each) => each !== student && each.roster.identifiers[kind] === own)
  );
};

describe('a file for Canvas', () => {
  test('brings every grade to its student, and leaves alone what it does not speak of', async () => {
    await fc.assert(
      fc.asyncProperty(courseArbitrary, async (course) => {
        const user = (student: GeneratedStudent, n: number): CanvasUser => ({
          id: student.roster.identifiers.canvasId ?? `70${n}`,
          sisId: student.roster.identifiers.sisId ?? null,
          login: knownLogin(student),
          name: student.roster.name,
        });
        const gradebook = gradebookOf(course, user);
        const { bytes, leftOut } = await exportCourse(course, 'canvas', { targets: headsOf(course) });
        expect(gradebook.import(bytes.toString())).toEqual({ missing: [], proposed: [] });
        course.students.forEach((student, n) => {
          const { canvasId, sisId } = student.roster.identifiers;
          const cells = expectedCells(course, student, { marksExcused: true });
          const cannotBeFound =
            ![canvasId, sisId, knownLogin(student)].some(survives) ||
            (survives(sisId) && sharedBy(course, 'sisId')(student)) ||
            student.roster.name.includes('Points Possible');
          const isLeftOut = cannotBeFound || cells.includes(null);
          expect(leftOut.has(student.roster.enrollmentId)).toBe(isLeftOut);
          const scores = gradebook.scores.get(user(student, n).id)!;
          expect(course.assignments.map((_, i) => plainScore(scores.get(String(4700 + i))))).toEqual(
            isLeftOut ? cells.map(() => BEFORE) : cells,
          );
        });
        // The maxima that staff set there stay.
        expect(gradebook.assignments.every(({ pointsPossible }) => pointsPossible === '10')).toBe(true);
      }),
      RUNS,
    );
  });

  test('that Canvas exported comes back filled in, with a list of everybody who was not found', async () => {
    await fc.assert(
      fc.asyncProperty(courseArbitrary, fc.nat(3), async (course, secret) => {
        // Of some students Canvas knows nothing that we know but the name.
        const user = ({ roster }: GeneratedStudent, n: number): CanvasUser => ({
          id: roster.identifiers.canvasId ?? `70${n}`,
          sisId: n % 4 === secret ? null : (roster.identifiers.sisId ?? null),
          login: n % 4 === secret ? `other-${n}` : (roster.identifiers.login ?? roster.email),
          name: roster.name,
        });
        const gradebook = gradebookOf(course, user);
        const stranger = { id: '1', sisId: null, login: 'stranger', name: 'Nobody we know' };
        const inCanvas = new CanvasGradebook([stranger, ...gradebook.users], gradebook.assignments);
        for (const [id, scores] of gradebook.scores) inCanvas.scores.set(id, scores);
        const { bytes, report, leftOut } = await exportCourse(course, 'canvas', {
          targets: headsOf(course),
          upload: Buffer.from(inCanvas.export()),
        });
        expect(inCanvas.import(bytes.toString())).toEqual({ missing: [], proposed: [] });
        const unmatched = report.unmatched.first;
        expect(unmatched[0]).toMatchObject({
          line: 3,
          text: '1, stranger, Nobody we know',
          reason: 'unknown',
        });
        let lost = 0;
        course.students.forEach((student, n) => {
          const isLost = leftOut.has(student.roster.enrollmentId);
          if (isLost) lost += 1;
          if (student.roster.identifiers.canvasId)
            expect(isLost).toBe(student.roster.name.includes('Points Possible'));
          const scores = inCanvas.scores.get(user(student, n).id)!;
          const cells = expectedCells(course, student, { marksExcused: true });
          expect(course.assignments.map((_, i) => plainScore(scores.get(String(4700 + i))))).toEqual(
            cells.map((cell) => (isLost || cell === null ? BEFORE : cell)),
          );
        });
        // Each of ours that is lost has a line there that is nobody's, but for one that Canvas itself would not read.
        const misread = course.students.filter(({ roster }) =>
          roster.name.includes('Points Possible'),
        ).length;
        expect(unmatched.length + misread).toBe(1 + lost);
      }),
      RUNS,
    );
  });
});

const MOODLE_FIELDS = { email: 'email', login: 'username', sisId: 'idnumber', moodleId: 'userid' } as const;

describe('a file for Moodle', () => {
  const expectGrades = (
    course: GeneratedCourse,
    grades: MoodleGrades,
    options: { leftOut: ReadonlySet<string>; idOf: (student: GeneratedStudent) => string | undefined },
  ): void => {
    const { leftOut, idOf } = options;
    const present = course.students.filter(({ roster }) => !leftOut.has(roster.enrollmentId));
    for (const student of present) {
      const own = grades.get(idOf(student)!);
      expectedCells(course, student).forEach((cell, i) => {
        const { grade = null, feedback = null } = own?.get(`task-${i}`) ?? {};
        expect(grade === null ? null : canonical(grade)).toBe(cell === '' ? null : cell);
        if (cell && feedback !== null)
          expect(feedback.replace(/^'/, '')).toBe(
            student.grades[i].explanation
              .replaceAll(/[^\t\n\r -\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, (c) =>
                feedback.includes(c) ? c : '\ufffd',
              )
              .replace(/^'/, ''),
          );
      });
    }
  };

  test('is imported as a whole, since it names nobody twice and nobody unknown', async () => {
    await fc.assert(
      fc.asyncProperty(
        courseArbitrary,
        fc.constantFrom('email' as const, 'login' as const, 'sisId' as const, 'moodleId' as const),
        async (course, key) => {
          const idOf = ({ roster }: GeneratedStudent): string | undefined =>
            key === 'email' ? (roster.identifiers.email ?? roster.email) : roster.identifiers[key];
          const { bytes, leftOut } = await exportCourse(course, 'moodle-csv', { key });
          const grades = importCsv(bytes.toString(), {
            key: MOODLE_FIELDS[key],
            users: course.students.flatMap((student) => idOf(student) ?? []),
            mapping: course.assignments.flatMap(({ slug }) => [
              { item: slug, what: 'grade' as const },
              { item: slug, what: 'feedback' as const },
            ]),
          });
          expectGrades(course, grades, { leftOut, idOf });
          for (const student of course.students)
            expect(leftOut.has(student.roster.enrollmentId)).toBe(
              idOf(student) === undefined ||
                (key === 'sisId' && sharedBy(course, key)(student)) ||
                expectedCells(course, student).includes(null),
            );
        },
      ),
      RUNS,
    );
  });

  test('in XML has a result for each grade and none for what is left', async () => {
    await fc.assert(
      fc.asyncProperty(courseArbitrary, async (course) => {
        const idOf = ({ roster }: GeneratedStudent): string | undefined => roster.identifiers.sisId;
        const { bytes, leftOut } = await exportCourse(course, 'moodle-xml');
        const grades = importXml(bytes.toString(), {
          students: course.students.flatMap((student) => idOf(student) ?? []),
          items: course.assignments.map(({ slug }) => slug),
        });
        expectGrades(course, grades, { leftOut, idOf });
        for (const student of course.students)
          expect(leftOut.has(student.roster.enrollmentId)).toBe(
            idOf(student) === undefined || sharedBy(course, 'sisId')(student),
          );
      }),
      RUNS,
    );
  });
});

describe('a file for Blackboard', () => {
  /** Key: user name; columns by the ID at the end of their heads. */
  const importBlackboard = (records: readonly string[][]): Map<string, Map<string, string>> => {
    const [head, ...rows] = records;
    const user = head.indexOf('Username');
    const columns = head.flatMap((cell, i) =>
      cell.includes('|') ? [{ i, id: cell.split('|').at(-1)! }] : [],
    );
    return new Map(rows.map((row) => [row[user], new Map(columns.map(({ i, id }) => [id, row[i]]))]));
  };
  const targets = (course: GeneratedCourse) =>
    Object.fromEntries(course.assignments.map(({ slug }, i) => [slug, `_${i}_1`]));

  test('has every field in quotes, and columns that Blackboard knows', async () => {
    await fc.assert(
      fc.asyncProperty(courseArbitrary, async (course) => {
        const { bytes, leftOut } = await exportCourse(course, 'blackboard', { targets: targets(course) });
        expect(bytes.toString()).toMatch(/^("([^"]|"")*"(,"([^"]|"")*")*\n)+$/);
        const grades = importBlackboard(readCsv(bytes.toString()));
        const present = course.students.filter(({ roster }) => !leftOut.has(roster.enrollmentId));
        expect(grades.size).toBe(present.length);
        for (const student of present) {
          const own = grades.get(knownLogin(student))!;
          expectedCells(course, student).forEach((cell, i) => {
            const sent = own.get(`_${i}_1`)!;
            expect(sent === '' ? '' : canonical(sent)).toBe(cell);
          });
        }
      }),
      RUNS,
    );
  });

  test.each(['csv in UTF-8', 'tabs in UTF-16'])(
    'that was downloaded as %s comes back in the same form',
    async (form) => {
      const isTabs = form.startsWith('tabs');
      await fc.assert(
        fc.asyncProperty(courseArbitrary, async (course) => {
          const clean = (text: string): string => (isTabs ? text.replaceAll(/[\t\r\n"]/g, ' ') : text);
          const head = ['Last Name', 'First Name', 'Username', 'Student ID', 'Last Access'];
          const heads = course.assignments.map(
            ({ title }, i) => `${clean(title).replaceAll('|', '')} [Total Pts: 10 Score] |_${i}_1`,
          );
          const rows = [
            [...head, ...heads],
            ...course.students.map((student) => [
              clean(student.roster.name),
              '',
              student.roster.identifiers.login ?? student.roster.email,
              '',
              '2026-10-01',
              ...heads.map(() => 'In Progress'),
            ]),
          ];
          const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
          const text = rows
            .map((row) => (isTabs ? row.join('\t') : row.map(quoted).join(',')))
            .map((line) => `${line}\r\n`)
            .join('');
          const upload = isTabs ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text);
          const { bytes, leftOut, report } = await exportCourse(course, 'blackboard', {
            upload,
            targets: Object.fromEntries(course.assignments.map(({ slug }, i) => [slug, heads[i].trim()])),
          });
          expect([leftOut.size, report.unmatched.count]).toEqual([0, 0]);
          const back = bytes.toString(isTabs ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
          const grades = importBlackboard(
            isTabs
              ? back
                  .replace(/\r\n$/, '')
                  .split('\r\n')
                  .map((line) => line.split('\t'))
              : readCsv(back),
          );
          for (const student of course.students) {
            const cells = expectedCells(course, student);
            const own = grades.get(student.roster.identifiers.login ?? student.roster.email);
            if (cells.every((cell) => cell === null)) expect(own).toBeUndefined();
            else
              cells.forEach((cell, i) => {
                const sent = own!.get(`_${i}_1`)!;
                expect(/^\d/.test(sent) ? canonical(sent) : sent).toBe(cell ?? 'In Progress');
              });
          }
        }),
        { numRuns: 250 },
      );
    },
  );
});
