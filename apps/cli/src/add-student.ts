import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AssignmentError, loadAssignmentFolder, type AssignmentFolder } from '@residual/assignments';
import { enrollStudent } from '@residual/course';
import { findCourse, listAssignments, openStore } from '@residual/store';
import { z } from 'zod';
import { CommandError } from './command-error.ts';
import { ROOT, type Instance } from './instance.ts';

/** Prints what the student needs, which is known only now. @throws CommandError */
export async function addStudent(
  instance: Instance,
  environment: Readonly<Record<string, string | undefined>>,
  options: { course: string; name: string; email: string },
): Promise<void> {
  const email = z.email().safeParse(options.email.trim().toLowerCase());
  if (!email.success) throw new CommandError(`"${options.email}" is no e-mail address.`);
  const name = options.name.trim();
  if (name === '') throw new CommandError('The name is empty.');
  const store = openStore(instance.databaseUrl);
  try {
    const course = await findCourse(store, options.course);
    if (!course) throw new CommandError(`There is no course "${options.course}".`);
    const slugs = (await listAssignments(store, course.id)).map(({ slug }) => slug);
    const { password, repositoryPath, pushToken } = await enrollStudent(
      store,
      course,
      { name, email: email.data },
      { gitRoot: join(instance.home, 'git'), assignments: await loadFolders(environment, slugs) },
    );
    const cloneUrl = new URL(`/git/${repositoryPath}`, instance.url);
    cloneUrl.username = email.data.split('@')[0];
    cloneUrl.password = pushToken;
    const login =
      password === null ? 'with the password of the account there already was' : `password ${password}`;
    console.log(`${name} is in ${course.title}. Pass this on; it is shown only now.

  ${instance.url}  ${email.data}  ${login}
  git clone ${cloneUrl.href} ${course.slug}
`);
  } finally {
    await store.close();
  }
}

/** The folders that the course's assignments were published from, for their starters. */
async function loadFolders(
  environment: Readonly<Record<string, string | undefined>>,
  slugs: readonly string[],
): Promise<AssignmentFolder[]> {
  const parent = resolve(environment.RESIDUAL_ASSIGNMENTS || join(ROOT, 'assignments'));
  const folders: AssignmentFolder[] = [];
  for (const slug of slugs) {
    const folder = join(parent, slug);
    try {
      await access(folder);
      folders.push(await loadAssignmentFolder(folder));
    } catch (error) {
      if (error instanceof AssignmentError) throw new CommandError(error.message);
      console.error(`${folder} is not there: the student's repository begins without ${slug}.`);
    }
  }
  return folders;
}
