// A course, those who teach it, and its assignments.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { addInstructor, publishAssignments } from '@residual/course';
import { slugSchema } from '@residual/contracts';
import { createCourse, findCourse, listCourses } from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import { actorOf, print, table } from './staff.ts';
import { getCourse, parseEmail, parseName, withStore } from './with-course.ts';

/** @throws CommandError */
export async function addCourse(
  instance: Instance,
  options: { slug: string; title: string; timeZone: string },
): Promise<void> {
  const slug = slugSchema.safeParse(options.slug);
  if (!slug.success) throw new CommandError(`"${options.slug}" is no slug: ${slug.error.issues[0].message}.`);
  const title = options.title.trim();
  if (title === '') throw new CommandError('The title is empty.');
  try {
    Intl.DateTimeFormat('en', { timeZone: options.timeZone });
  } catch {
    throw new CommandError(`"${options.timeZone}" is no time zone: write one such as Europe/Istanbul.`);
  }
  await withStore(instance, async (store) => {
    if (await findCourse(store, slug.data))
      throw new CommandError(`There is a course "${slug.data}" already.`);
    await createCourse(store, { slug: slug.data, title, timeZone: options.timeZone });
  });
  console.log(`${title}: ${instance.url}/courses/${slug.data}`);
}

export async function showCourses(instance: Instance, options: { json?: boolean }): Promise<void> {
  await withStore(instance, async (store) => {
    const courses = (await listCourses(store)).map(({ slug, title, timeZone }) => ({
      slug,
      title,
      timeZone,
    }));
    const lines = courses.map(({ slug, title, timeZone }) => [slug, title, timeZone]);
    print(
      options,
      courses,
      lines.length > 0 ? table(lines) : 'There is none: residual course add makes one.',
    );
  });
}

/** Prints the login, which is known only now. @throws CommandError */
export async function addCourseInstructor(
  instance: Instance,
  options: { course: string; name: string; email: string; by?: string },
): Promise<void> {
  const email = parseEmail(options.email);
  const name = parseName(options.name);
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const password = await addInstructor(store, course, { name, email, by: actorOf(options) });
    console.log(
      password === null
        ? `${email} teaches ${course.title}, with the account there already was.`
        : `${name} teaches ${course.title}. Pass this on; it is shown only now.\n\n  ${instance.url}  ${email}  password ${password}\n`,
    );
  });
}

/** Publishes what is sound and fails if anything is broken. @throws CommandError */
export async function publish(
  instance: Instance,
  options: { course: string; assignments: string; only?: string[]; by?: string },
): Promise<void> {
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    for (const slug of options.only ?? [])
      if (!existsSync(join(options.assignments, slug)))
        throw new CommandError(`There is no folder ${join(options.assignments, slug)}.`);
    const { published, warnings, broken } = await publishAssignments(store, course, {
      assignments: options.assignments,
      gitRoot: join(instance.home, 'git'),
      by: actorOf(options),
      only: options.only,
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && error.path === options.assignments)
        throw new CommandError(`There is no folder ${options.assignments}.`);
      throw error;
    });
    for (const { folder, publication } of published) console.log(`${publication.padEnd(9)}  ${folder.slug}`);
    for (const warning of warnings) console.error(`Warning: ${warning}`);
    if (broken > 0) throw new CommandError(`Not published: ${broken}, for the reasons above.`);
  });
}
