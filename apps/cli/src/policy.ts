// `residual policy`: what lateness costs, how many attempts count and which, in a whole course.
import { readFile } from 'node:fs/promises';
import { coursePolicySchema, type CoursePolicy } from '@residual/contracts';
import {
  getCoursePolicy,
  listAssignments,
  listEnrollments,
  readGrades,
  setCoursePolicy,
  type Course,
  type Store,
} from '@residual/store';
import { parse, stringify, YAMLError } from 'yaml';
import { z } from 'zod';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import { actorOf, print, table, type StaffOptions } from './staff.ts';
import { getCourse, withStore } from './with-course.ts';

/** @throws CommandError */
export async function showPolicy(
  instance: Instance,
  options: StaffOptions & { course: string },
): Promise<void> {
  await withStore(instance, async (store) => {
    const policy = await getCoursePolicy(store, (await getCourse(store, options.course)).id);
    const isEmpty = Object.keys(policy).length === 0;
    print(
      options,
      policy,
      isEmpty
        ? 'None is set: lateness is marked and costs nothing, and the latest submission counts.'
        : stringify(policy).trimEnd(),
    );
  });
}

/** Tells whose grades it changes. @throws CommandError */
export async function changePolicy(
  instance: Instance,
  file: string,
  options: StaffOptions & { course: string; reason?: string },
): Promise<void> {
  const policy = await readPolicy(file);
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const before = await readPoints(store, course);
    await setCoursePolicy(store, {
      courseId: course.id,
      policy,
      by: actorOf(options),
      reason: options.reason,
    });
    const changes = (await readPoints(store, course)).flatMap((after, i) =>
      after.points === before[i].points ? [] : [{ ...after, before: before[i].points, after: after.points }],
    );
    const rows = changes.map((each) => [
      `  ${each.email}`,
      each.assignment,
      `${each.before ?? '–'} → ${each.after ?? '–'}`,
      each.explanation,
    ]);
    const many = changes.length === 1 ? '1 grade changes' : `${changes.length} grades change`;
    print(
      options,
      { policy, changes },
      [`The policy of ${course.title} is set; ${many}.`, ...(rows.length > 0 ? [table(rows)] : [])].join(
        '\n',
      ),
    );
  });
}

async function readPolicy(file: string): Promise<CoursePolicy> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read: ${error.message}`);
  });
  try {
    return coursePolicySchema.parse(parse(text) ?? {});
  } catch (error) {
    if (error instanceof YAMLError) throw new CommandError(`${file} is not valid YAML: ${error.message}`);
    if (error instanceof z.ZodError)
      throw new CommandError(`${file} is no policy:\n${z.prettifyError(error)}`);
    throw error;
  }
}

/** Of every student in every assignment, in a steady order. */
async function readPoints(store: Store, course: Course) {
  const [assignments, enrollments] = await Promise.all([
    listAssignments(store, course.id),
    listEnrollments(store, course.id),
  ]);
  const students = enrollments.filter(({ role }) => role === 'student');
  const grades = await readGrades(store, {
    courseId: course.id,
    enrollmentIds: students.map(({ id }) => id),
    now: new Date(),
  });
  return students.flatMap(({ id, user }) =>
    assignments.map((assignment) => {
      const { points, explanation } = grades.get(id)!.get(assignment.id)!;
      return { email: user.email, assignment: assignment.slug, points, explanation };
    }),
  );
}
