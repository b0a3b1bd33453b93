// Courses as nobody would make them: every kind of name, identifier and grade that the database can hold.
import type { ExportOptions, StudentIdentifiers } from '@residual/contracts';
import type { ExportAssignment, ExportSource } from '@residual/export';
import type { Grade, GradeStatus, ReportedAttempt, RosterStudent, Standing } from '@residual/store';
import fc from 'fast-check';
import { roundUnits, toDecimal } from './decimal.ts';

export interface GeneratedCourse {
  readonly assignments: readonly ExportAssignment[];
  readonly students: readonly GeneratedStudent[];
  readonly options: Omit<ExportOptions, 'format' | 'targets'>;
  readonly attempts: ReadonlyMap<string, ReportedAttempt>;
}

export interface GeneratedStudent {
  readonly roster: RosterStudent;
  /** In hundred-millionths of a point, by assignment; the grade before it is rounded. */
  readonly exact: readonly bigint[];
  readonly grades: readonly Grade[];
  readonly standings: readonly (Standing | null)[];
}

const NASTY = [
  'Lovelace, "Ada"\nKing',
  '=HYPERLINK("http://x")',
  '+1',
  '-2+3',
  '@SUM(A1)',
  '\tTab',
  '\rReturn\r',
  'محمد بن موسى',
  '\u202eRTL\u202c',
  'Zoë 🦊 O’Brien',
  '李 四',
  "'=quoted",
  'a;b;c',
  '<b>&amp;</b>',
  '_x0041_',
  ' spaces ',
  '    Points Possible',
  'EX',
  '1,234',
  'null',
  '\u{1d11e}\ufffe\u0001\u001f',
  '[A]:*?/\\',
  "O'Hara'",
];
/** PostgreSQL holds every character but the zero, and no half of one. */
const freeText = (maxLength = 12): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 2, arbitrary: fc.constantFrom(...NASTY) },
      { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength }) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength }) },
    )
    .map((text) => text.replaceAll('\0', '') || 'Ada');

const title = freeText(20).map((text) => text.replaceAll(/\s+/g, ' ').trim() || 'Homework');

/** What sites use for logins and student numbers, formulas and numbers that are none among them. */
const identifierForms = [
  (n: number) => `user${n}`,
  (n: number) => `=ada${n}`,
  (n: number) => `-${n}`,
  (n: number) => `+49 ${n}`,
  (n: number) => `2024.${n}.5`,
  (n: number) => `${n},5`,
  (n: number) => `000${n}`,
  (n: number) => `${n}.50`,
  (n: number) => `@"ü${n}"`,
  (n: number) => `a,b;${n}`,
];
const identifier = (n: number, kind: string): fc.Arbitrary<string | undefined> =>
  fc.option(
    fc.constantFrom(...identifierForms).map((form) => (kind === 'canvasId' ? String(9000 + n) : form(n))),
    { nil: undefined, freq: 3 },
  );

const identifiersOf = (n: number, emailText: string): fc.Arbitrary<StudentIdentifiers> =>
  fc
    .record({
      login: identifier(n, 'login'),
      sisId: identifier(n, 'sisId'),
      canvasId: identifier(n, 'canvasId'),
      moodleId: identifier(n, 'moodleId'),
      email: fc.option(fc.constant(emailText.toUpperCase()), { nil: undefined }),
    })
    .map(
      (all) =>
        Object.fromEntries(
          Object.entries(all).filter(([, value]) => value !== undefined),
        ) as StudentIdentifiers,
    );

const STATUSES: readonly GradeStatus[] = [
  'graded',
  'graded',
  'graded',
  'missing',
  'excused',
  'pending',
  'not graded',
  'open',
];

const MAX_POINTS = 20;

interface Cell {
  status: GradeStatus;
  /** Hundred-millionths. */
  units: bigint;
  explanation: string;
}

const cell: fc.Arbitrary<Cell> = fc.record({
  status: fc.constantFrom(...STATUSES),
  units: fc.oneof(
    fc.bigInt(0n, BigInt(MAX_POINTS) * 100_000_000n),
    // In the middle between two of fewer decimals, or just beside it.
    fc
      .tuple(fc.bigInt(0n, BigInt(MAX_POINTS) * 200n - 1n), fc.constantFrom(-1n, 0n, 1n))
      .map(([halves, off]) => (halves * 1_000_000n) / 2n + (halves === 0n ? 0n : off)),
    fc.bigInt(0n, BigInt(MAX_POINTS)).map((points) => points * 100_000_000n),
  ),
  explanation: freeText(),
});

const LONG_AGO = new Date('2026-10-01T12:00:00.000Z');

function toGrade({ status, units, explanation }: Cell, submissionId: string): Grade {
  const isGraded = status === 'graded';
  const points = isGraded ? toDecimal(roundUnits(units, 4, 'half-up'), 4) : null;
  return {
    status,
    points,
    exactPoints: isGraded ? toDecimal(units, 8) : null,
    maxPoints: isGraded ? String(MAX_POINTS) : null,
    explanation,
    submissionId: isGraded ? submissionId : null,
    computedPoints: points,
    isOverridden: false,
    daysLate: 0,
    lateDaysSpent: 0,
    percentOff: '0',
    attemptsUsed: isGraded ? 1 : 0,
    attemptLimit: null,
    deadline: null,
    isExtended: false,
    lateAfter: null,
    cutOff: null,
    counts: 'latest',
  } as Grade;
}

const score = (submissionId: string, points: string) => ({
  submissionId,
  points,
  maxPoints: String(MAX_POINTS),
});

function toStanding(grade: Grade, submissionId: string): Standing | null {
  if (grade.status === 'missing' || grade.status === 'open' || grade.status === 'excused') return null;
  const own = grade.points === null ? null : score(submissionId, grade.points);
  return {
    submissionId,
    receivedAt: LONG_AGO,
    late: false,
    submissions: 1,
    state: grade.status === 'pending' ? 'queued' : grade.status === 'graded' ? 'graded' : 'not_graded',
    score: own,
    verdict: own ? 'partial' : null,
    tasks: own ? [{ task: 'one', verdict: 'partial', points: own.points, maxPoints: own.maxPoints }] : [],
    best: own,
    onTime: own,
    lastScore: own,
  };
}

function toAttempt(submissionId: string, { points }: Grade, output: string): ReportedAttempt {
  const check = { name: 'loss', title: output, points: points!, maxPoints: String(MAX_POINTS) };
  return {
    attemptId: `attempt of ${submissionId}`,
    submissionId,
    number: 1,
    points: points!,
    maxPoints: String(MAX_POINTS),
    finishedAt: LONG_AGO,
    reports: [
      {
        task: 'one',
        verdict: 'partial',
        points: points!,
        maxPoints: String(MAX_POINTS),
        summary: output,
        checks: [
          { ...check, status: 'passed', hidden: false, figure: output },
          { ...check, status: 'failed', points: '0', maxPoints: '0', hidden: true },
        ],
        diagnoses: [],
        afterDeadline: [{ check: 'loss', figure: 'SECRET' }],
        output: { text: output, truncated: false },
        timings: { programMs: 12.5, gradingMs: 3 },
        receipt: { assignmentVersion: 'v', runtime: 'r', backend: 'js', seed: 1 },
      },
    ],
  };
}

const emailForms = [
  (n: number) => `s${n}@example.edu`,
  (n: number) => `=s${n}@example.edu`,
  (n: number) => `-s.${n}+x@example.edu`,
];

const optionsArbitrary = fc.record(
  {
    rounding: fc.record({
      places: fc.integer({ min: 0, max: 4 }),
      mode: fc.constantFrom('half-up' as const, 'half-even' as const),
    }),
    missing: fc.constantFrom('leave' as const, 'blank' as const, 'zero' as const),
    excused: fc.constantFrom('mark' as const, 'leave' as const, 'blank' as const),
    ungraded: fc.constantFrom('leave' as const, 'blank' as const),
  },
  { requiredKeys: ['missing', 'excused', 'ungraded'] },
);

export const courseArbitrary: fc.Arbitrary<GeneratedCourse> = fc
  .record({
    titles: fc.array(title, { minLength: 1, maxLength: 3 }),
    people: fc.array(
      fc.record({ name: freeText(), email: fc.constantFrom(...emailForms), section: fc.option(freeText(6)) }),
      { maxLength: 8 },
    ),
    options: optionsArbitrary,
    /** Two students with one student number. */
    shares: fc.boolean(),
  })
  .chain(({ titles, people, options, shares }) =>
    fc
      .tuple(
        ...people.map(({ email }, n) =>
          fc.tuple(
            identifiersOf(n, email(n)),
            fc.array(cell, { minLength: titles.length, maxLength: titles.length }),
          ),
        ),
      )
      .map((facts) => build({ titles, people, options, shares, facts })),
  );

function build(made: {
  titles: readonly string[];
  people: readonly { name: string; email: (n: number) => string; section: string | null }[];
  options: GeneratedCourse['options'];
  shares: boolean;
  facts: readonly (readonly [StudentIdentifiers, readonly Cell[]])[];
}): GeneratedCourse {
  const { titles, people, options, shares, facts } = made;
  const assignments = titles.map((text, i): ExportAssignment => ({
    id: `assignment ${i}`,
    slug: `task-${i}`,
    title: text,
    deadline: null,
    versionHash: `version ${i}`,
    maxPoints: String(MAX_POINTS),
  }));
  const attempts = new Map<string, ReportedAttempt>();
  const students = people.map(({ name, email, section }, n): GeneratedStudent => {
    const [own, cells] = facts[n];
    const identifiers = shares && n === 1 && facts[0][0].sisId ? { ...own, sisId: facts[0][0].sisId } : own;
    const submission = (i: number): string => `submission ${n} ${i}`;
    const grades = cells.map((each, i) => toGrade(each, submission(i)));
    grades.forEach((grade, i) => {
      if (grade.points !== null) attempts.set(submission(i), toAttempt(submission(i), grade, name));
    });
    return {
      roster: {
        enrollmentId: `enrollment ${n}`,
        name,
        email: email(n),
        section: section?.trim() || null,
        identifiers,
      },
      exact: cells.map(({ units }) => units),
      grades,
      standings: grades.map((grade, i) => toStanding(grade, submission(i))),
    };
  });
  const inOrder = students.toSorted((a, b) => {
    const [x, y] = [a, b].map(({ roster }) => [roster.section ?? '', roster.name, roster.email].join('\0'));
    return x < y ? -1 : 1;
  });
  return { assignments, students: inOrder, options, attempts };
}

/** As the database would be read, in pages of three. */
export function sourceOf({ students, attempts }: GeneratedCourse): ExportSource {
  const byId = new Map(students.map((student) => [student.roster.enrollmentId, student]));
  return {
    async *students(sections) {
      const wanted = students.filter(({ roster }) => !sections || sections.includes(roster.section ?? ''));
      for (let i = 0; i < wanted.length; i += 3) yield wanted.slice(i, i + 3).map(({ roster }) => roster);
    },
    grades: async ({ assignments, students: asked }) =>
      asked.map((student) => {
        const { grades, standings } = byId.get(student.enrollmentId)!;
        const places = assignments.map(({ id }) => Number(id.split(' ')[1]));
        return {
          ...student,
          grades: places.map((i) => grades[i]),
          standings: places.map((i) => standings[i]),
        };
      }),
    lastExported: async () => [],
    attempts: async () => attempts,
    remember: async () => undefined,
    finish: async () => undefined,
  };
}
