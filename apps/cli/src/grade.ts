// `residual grade`: what the grades are and why, and what staff set in their place.
import { pointsSchema } from '@residual/contracts';
import {
  chooseSubmission,
  findGradebook,
  getGrade,
  removeOverride,
  setOverride,
  type Store,
} from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import {
  actorOf,
  getAssignment,
  getStudents,
  parseId,
  parseReason,
  print,
  table,
  type StaffOptions,
} from './staff.ts';
import { getCourse, parseEmail, withStore } from './with-course.ts';

export interface CellOptions extends StaffOptions {
  readonly course: string;
  readonly student: string;
}

/** @throws CommandError */
export async function showGrades(
  instance: Instance,
  options: StaffOptions & { course: string; student?: string },
): Promise<void> {
  const only = options.student === undefined ? null : parseEmail(options.student);
  await withStore(instance, async (store) => {
    const gradebook = await findGradebook(store, (await getCourse(store, options.course)).slug);
    const rows = gradebook!.rows.filter(({ email }) => only === null || email === only);
    if (only !== null && rows.length === 0)
      throw new CommandError(`${only} is no student of ${gradebook!.course.title}.`);
    const grades = rows.flatMap(({ name, email, grades: each }) =>
      each.map((grade, i) => ({ name, email, assignment: gradebook!.assignments[i].slug, ...grade })),
    );
    const lines = grades.map(({ email, assignment, points, status, explanation }) => [
      email,
      assignment,
      points ?? status,
      explanation,
    ]);
    print(options, grades, lines.length > 0 ? table(lines) : 'No grades yet.');
  });
}

/** @param points null excuses @throws CommandError */
export async function setGrade(
  instance: Instance,
  slug: string,
  options: CellOptions & { points: string | null; reason: string },
): Promise<void> {
  const reason = parseReason(options.reason);
  const points = options.points === null ? null : pointsSchema.safeParse(options.points.trim());
  if (points && !points.success)
    throw new CommandError(`"${options.points}" are no points: write a decimal such as 7.5.`);
  await changeCell(instance, slug, options, async (store, cell) => {
    await setOverride(store, { ...cell, points: points?.data ?? null, reason, by: actorOf(options) });
  });
}

/** The computed grade holds again. @throws CommandError */
export async function resetGrade(
  instance: Instance,
  slug: string,
  options: CellOptions & { reason: string },
): Promise<void> {
  const reason = parseReason(options.reason);
  await changeCell(instance, slug, options, async (store, cell) => {
    if (!(await removeOverride(store, { ...cell, reason, by: actorOf(options) })))
      throw new CommandError('Nothing was set there: the grade is the computed one.');
  });
}

/** @throws CommandError */
export async function choose(
  instance: Instance,
  slug: string,
  options: CellOptions & { submission: string },
): Promise<void> {
  const submissionId = parseId(options.submission, 'a submission');
  await changeCell(instance, slug, options, async (store, cell) => {
    if (!(await chooseSubmission(store, { ...cell, submissionId, by: actorOf(options) })))
      throw new CommandError(`${submissionId} is no submission of that student to ${slug}.`);
  });
}

/** Prints the grade before and after. */
async function changeCell(
  instance: Instance,
  slug: string,
  options: CellOptions,
  change: (store: Store, cell: { enrollmentId: string; assignmentId: string }) => Promise<void>,
): Promise<void> {
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const { id: assignmentId } = await getAssignment(store, course, slug);
    const [{ enrollmentId, email }] = await getStudents(store, course, [options.student]);
    const cell = { enrollmentId, assignmentId };
    const now = new Date();
    const before = await getGrade(store, { ...cell, now });
    await change(store, cell);
    const after = await getGrade(store, { ...cell, now });
    print(
      options,
      { student: email, assignment: slug, before, after },
      `${email}, ${slug}\n    ${before.explanation}\n  → ${after.explanation}`,
    );
  });
}
